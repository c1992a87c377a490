"""Normal and Student quantiles and two-sided p-values.

scipy.special costs about as much to import as a whole page to render, so it is imported when the first t is
needed.
"""

import math
from functools import lru_cache
from statistics import NormalDist

from zhiyin.science.estimate.statistics import checked_confidence


@lru_cache(maxsize=64)
def normal_quantile(confidence: float) -> float:
    """z of a two-sided normal interval: 1.959964 for 0.95."""
    if confidence == 0.95:
        return 1.959963984540054
    return NormalDist().inv_cdf(0.5 + checked_confidence(confidence) / 2.0)


def normal_p(z: float) -> float:
    """Two-sided p of a standard normal statistic."""
    return math.erfc(abs(z) / math.sqrt(2.0))


@lru_cache(maxsize=4096)
def student_quantile(confidence: float, degrees_of_freedom: float) -> float:
    """t of a two-sided Student interval."""
    from scipy.special import stdtrit  # noqa: PLC0415 — see above

    return float(stdtrit(degrees_of_freedom, 0.5 + checked_confidence(confidence) / 2.0))


def student_p(t: float, degrees_of_freedom: float) -> float:
    """Two-sided p of a Student statistic."""
    from scipy.special import stdtr  # noqa: PLC0415 — see above

    return float(2.0 * stdtr(degrees_of_freedom, -abs(t)))
