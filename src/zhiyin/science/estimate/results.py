"""What every estimate looks like: a value with its doubt, or the reason why there is none."""

from dataclasses import dataclass

NO_VALID_ANSWERS = "no_valid_answers"
"""Reason: nobody gave a valid answer, so there is no value (never 0)."""

ONE_ANSWER = "one_answer"
"""Warning: a mean of one answer has no interval."""
NO_SPREAD = "no_spread"
"""Warning or reason: all answers are equal, so that the formula knows no doubt. The doubt is still there."""
SMALL_SAMPLE_MEAN = "small_sample_mean"
"""Warning: below 100 answers the t interval of a mean suffers from skew."""
ROUNDED_SPREAD = "rounded_spread"
"""Warning: the spread is smaller than what the sums can carry; the interval is left out."""
WALD_APPROXIMATE = "wald_approximate"
"""Warning: a Wald interval is too narrow below 100 answers or near 0 and 1 (METHODS A1)."""
WALD_COLLAPSED = "wald_collapsed"
"""Warning: the Wald interval has shrunk to a point and is not shown (METHODS A1)."""
KISH_APPROXIMATE = "kish_approximate"
"""Warning: the interval of a weighted score rests on the effective sample size (METHODS A2)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, its interval and the number of valid answers behind it.

    `value`, `low` and `high` are unrounded and in the unit of the metric (shares in 0…1, NPS in −1…1).
    `value` is None when there is nothing to estimate, and `reason` then says why. `warning` is a code for
    doubt that the interval does not show. `n_effective` is set when, and only when, answers were weighted.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = None
    warning: str | None = None
    n_effective: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between two estimates (first minus second) and whether it is more than noise.

    `real` says that the interval excludes 0; after `as_family` also that the difference survives among all
    those tested together, and `p_adjusted` is then set. `method` names the interval. `statistic` is the z or
    t of the test where the method has one, with its `degrees_of_freedom` for t. `value` is None, with a
    `reason`, when either side has no answers; `low`, `high` and `p` are None when there is no honest way to
    say.
    """

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    real: bool
    method: str
    statistic: float | None = None
    degrees_of_freedom: float | None = None
    reason: str | None = None
    p_adjusted: float | None = None


def nothing_to_estimate() -> Estimate:
    """The estimate of no answers: no value, and the reason."""
    return Estimate(None, None, None, 0, reason=NO_VALID_ANSWERS)


def nothing_to_compare(method: str) -> Change:
    """The change when one side has no answers."""
    return Change(None, None, None, None, real=False, method=method, reason=NO_VALID_ANSWERS)


def excludes_zero(low: float | None, high: float | None) -> bool:
    """Whether an interval lies wholly on one side of 0."""
    return low is not None and high is not None and (low > 0.0 or high < 0.0)
