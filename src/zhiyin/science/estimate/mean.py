"""Means: Student's interval, Welch's difference, the mean of paired differences (METHODS A2, A4)."""

import math
import sys
from collections.abc import Sequence
from fractions import Fraction

from zhiyin.science.estimate.quantiles import student_p, student_quantile
from zhiyin.science.estimate.results import (
    NO_SPREAD,
    ONE_ANSWER,
    ROUNDED_SPREAD,
    SMALL_SAMPLE_MEAN,
    Change,
    Estimate,
    excludes_zero,
    nothing_to_compare,
    nothing_to_estimate,
)
from zhiyin.science.estimate.statistics import Moments, finite, whole

_ENOUGH_FOR_SKEW = 100


def mean(n: int, total: float, sum_of_squares: float, *, confidence: float = 0.95) -> Estimate:
    """The mean with its t interval.

    The spread is computed exactly from the sums (whole sums lose nothing, however large). One answer has a
    value and no interval. Raises ValueError for sums that no numbers can have.
    """
    moments = _checked(Moments(n, total, sum_of_squares))
    if moments.n == 0:
        return nothing_to_estimate()
    value = moments.total / moments.n
    if moments.n == 1:
        return Estimate(value, None, None, 1, warning=ONE_ANSWER)
    spread = _variance(moments)
    if spread is None:
        return Estimate(value, None, None, moments.n, warning=ROUNDED_SPREAD)
    if spread == 0.0:
        return Estimate(value, value, value, moments.n, warning=NO_SPREAD)
    half = student_quantile(confidence, moments.n - 1) * math.sqrt(spread / moments.n)
    warning = SMALL_SAMPLE_MEAN if moments.n < _ENOUGH_FOR_SKEW else None
    return Estimate(value, value - half, value + half, moments.n, warning=warning)


def mean_difference(
    first: Moments | Sequence[float], second: Moments | Sequence[float], *, confidence: float = 0.95
) -> Change:
    """First mean minus second, of different people, by Welch's t.

    When a side has one answer, or neither has any spread, there is a value but no interval. Raises
    ValueError for sums that no numbers can have.
    """
    one, two = _checked(first), _checked(second)
    if one.n == 0 or two.n == 0:
        return nothing_to_compare("welch")
    value = one.total / one.n - two.total / two.n
    spread_1, spread_2 = _variance(one), _variance(two)
    if spread_1 is None or spread_2 is None:
        reason = ONE_ANSWER if min(one.n, two.n) == 1 else ROUNDED_SPREAD
        return Change(value, None, None, None, real=False, method="welch", reason=reason)
    part_1, part_2 = spread_1 / one.n, spread_2 / two.n
    if part_1 + part_2 == 0.0:
        return Change(value, None, None, None, real=False, method="welch", reason=NO_SPREAD)
    degrees = (part_1 + part_2) ** 2 / (part_1**2 / (one.n - 1) + part_2**2 / (two.n - 1))
    return _by_student(value, math.sqrt(part_1 + part_2), degrees, confidence, "welch")


def mean_of_differences(moments: Moments | Sequence[float], *, confidence: float = 0.95) -> Change:
    """Mean of per-person differences with the paired t test."""
    pairs = _checked(moments)
    if pairs.n == 0:
        return nothing_to_compare("paired")
    value = pairs.total / pairs.n
    spread = _variance(pairs)
    if spread is None or spread == 0.0:
        reason = ONE_ANSWER if pairs.n == 1 else ROUNDED_SPREAD if spread is None else NO_SPREAD
        return Change(value, None, None, None, real=False, method="paired", reason=reason)
    return _by_student(value, math.sqrt(spread / pairs.n), pairs.n - 1, confidence, "paired")


def _by_student(value: float, error: float, degrees: float, confidence: float, method: str) -> Change:
    half = student_quantile(confidence, degrees) * error
    low, high = value - half, value + half
    t = value / error
    return Change(
        value,
        low,
        high,
        student_p(t, degrees),
        real=excludes_zero(low, high),
        method=method,
        statistic=t,
        degrees_of_freedom=degrees,
    )


def _checked(moments: Moments | Sequence[float]) -> Moments:
    n = whole("n", moments[0])
    total = finite("the sum", moments[1])
    sum_of_squares = finite("the sum of squares", moments[2])
    if n == 0 and (total or sum_of_squares):
        raise ValueError("There is a sum but no answers behind it.")
    if sum_of_squares < 0:
        raise ValueError(f"A sum of squares cannot be negative, but is {sum_of_squares}.")
    if n and _surplus(n, total, sum_of_squares) < -_noise(n, total, sum_of_squares):
        raise ValueError(
            f"No {n} numbers have the sum {total} and the sum of squares {sum_of_squares},"
            " which is too small."
        )
    return Moments(n, total, sum_of_squares)


def _surplus(n: int, total: float, sum_of_squares: float) -> Fraction | int:
    """n·Σx² − (Σx)², exactly: n(n−1) times the sample variance."""
    if isinstance(total, int) and isinstance(sum_of_squares, int):
        return n * sum_of_squares - total * total
    return n * Fraction(sum_of_squares) - Fraction(total) ** 2


def _noise(n: int, total: float, sum_of_squares: float) -> float:
    """How far rounding in floating sums can move the surplus; 0 for sums known to be exact."""
    if all(isinstance(x, int) or (x.is_integer() and abs(x) < 2**53) for x in (total, sum_of_squares)):
        return 0.0
    return 4.0 * sys.float_info.epsilon * n * abs(float(sum_of_squares))


def _variance(moments: Moments) -> float | None:
    """Sample variance (divisor n − 1); None for one answer or when rounding has swallowed it."""
    n, total, sum_of_squares = moments
    if n < 2:
        return None
    surplus, noise = _surplus(n, total, sum_of_squares), _noise(n, total, sum_of_squares)
    if noise and surplus <= noise:
        return None
    return float(surplus / Fraction(n * (n - 1)))
