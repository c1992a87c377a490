"""Shares: Wilson's interval and Newcombe's hybrid for two groups (METHODS A3)."""

import math
from collections.abc import Sequence

from zhiyin.science.estimate.mover import mover_change
from zhiyin.science.estimate.quantiles import normal_quantile
from zhiyin.science.estimate.results import Change, Estimate, nothing_to_compare, nothing_to_estimate
from zhiyin.science.estimate.statistics import Hits, checked_hits


def proportion(successes: int, n: int, *, confidence: float = 0.95) -> Estimate:
    """A share in 0…1 with Wilson's interval. Raises ValueError for counts that cannot be."""
    hits = checked_hits(successes, n)
    if hits.n == 0:
        return nothing_to_estimate()
    low, high = _wilson(hits, normal_quantile(confidence))
    return Estimate(hits.successes / hits.n, low, high, hits.n)


def share_difference(
    first: Hits | Sequence[int], second: Hits | Sequence[int], *, confidence: float = 0.95
) -> Change:
    """First share minus second, with Newcombe's hybrid score interval.

    Raises ValueError for counts that cannot be.
    """
    one, two = checked_hits(*first), checked_hits(*second)
    if one.n == 0 or two.n == 0:
        return nothing_to_compare("newcombe_hybrid")
    return mover_change(
        one.successes / one.n,
        lambda z: _wilson(one, z),
        two.successes / two.n,
        lambda z: _wilson(two, z),
        confidence=confidence,
        method="newcombe_hybrid",
    )


def _wilson(hits: Hits, z: float) -> tuple[float, float]:
    successes, n = hits
    share, square = successes / n, z * z
    scale = 1.0 + square / n
    centre = (share + square / (2.0 * n)) / scale
    half = z * math.sqrt(share * (1.0 - share) / n + square / (4.0 * n * n)) / scale
    # At the ends the limit is exactly 0 or 1; rounding must not make it -1e-17.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return low, high
