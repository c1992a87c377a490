"""MOVER: the interval of a difference from the two single intervals (Newcombe's hybrid is one case of it).

L = D − √((d₁−l₁)² + (u₂−d₂)²), U = D + √((u₁−d₁)² + (d₂−l₂)²) (METHODS A2, A3).
"""

import math
from collections.abc import Callable

from zhiyin.science.estimate.quantiles import normal_p, normal_quantile
from zhiyin.science.estimate.results import Change, excludes_zero

Limits = Callable[[float], tuple[float, float]]
"""z → (low, high) of one estimate."""

_FARTHEST_Z = 38.0  # beyond it a normal p is 0 in double precision
_HALVINGS = 48


def mover_change(
    first: float,
    first_limits: Limits,
    second: float,
    second_limits: Limits,
    *,
    confidence: float,
    method: str,
) -> Change:
    """The difference first − second with its MOVER interval.

    p is the largest level at which the interval still reaches 0, so that p and the interval never disagree.
    """

    def interval(z: float) -> tuple[float, float]:
        low_1, high_1 = first_limits(z)
        low_2, high_2 = second_limits(z)
        difference = first - second
        return (
            difference - math.hypot(first - low_1, high_2 - second),
            difference + math.hypot(high_1 - first, second - low_2),
        )

    low, high = interval(normal_quantile(confidence))
    return Change(
        first - second, low, high, _p_by_inversion(interval), real=excludes_zero(low, high), method=method
    )


def _p_by_inversion(interval: Limits) -> float:
    """p of the z at which the interval begins to reach 0."""
    if not excludes_zero(*interval(0.0)):
        return 1.0
    if excludes_zero(*interval(_FARTHEST_Z)):
        return 0.0
    excluded, reached = 0.0, _FARTHEST_Z
    for _ in range(_HALVINGS):
        middle = (excluded + reached) / 2.0
        if excludes_zero(*interval(middle)):
            excluded = middle
        else:
            reached = middle
    return normal_p(reached)
