"""Net promoter score: one sample, two samples, the same people twice, and weighted (METHODS A1, A2).

Everything here is in −1…1; points (×100) are made where a number is shown.
"""

import math
from collections.abc import Mapping, Sequence

from zhiyin.science.estimate.mean import mean_of_differences
from zhiyin.science.estimate.mover import mover_change
from zhiyin.science.estimate.nps_intervals import Method, bonett_price, nps_interval, variance
from zhiyin.science.estimate.quantiles import normal_p, normal_quantile
from zhiyin.science.estimate.results import (
    KISH_APPROXIMATE,
    ONE_ANSWER,
    WALD_APPROXIMATE,
    WALD_COLLAPSED,
    Change,
    Estimate,
    excludes_zero,
    nothing_to_compare,
    nothing_to_estimate,
)
from zhiyin.science.estimate.statistics import Moments, Votes, Weights, checked_votes, finite, whole

_ENOUGH_FOR_WALD = 100
_ENOUGH_VARIANCE = 5.0
"""Least n·v for a Wald difference: below it a share is too near 0 or 1."""


def nps(
    promoters: int, detractors: int, n: int, *, confidence: float = 0.95, method: Method = "bonett_price"
) -> Estimate:
    """NPS = p_P − p_D with its interval cut to [−1, 1] (METHODS A1).

    The value is the raw difference whatever the method. Raises ValueError for counts that cannot be.
    """
    votes = checked_votes(promoters, detractors, n)
    if votes.n == 0:
        return nothing_to_estimate()
    value = (votes.promoters - votes.detractors) / votes.n
    warning = None
    if method == "wald":
        if variance(*votes) == 0.0:
            return Estimate(value, None, None, votes.n, warning=WALD_COLLAPSED)
        warning = WALD_APPROXIMATE
    low, high = nps_interval(*votes, normal_quantile(confidence), method)
    return Estimate(value, max(-1.0, low), min(1.0, high), votes.n, warning=warning)


def nps_difference(
    first: Votes | Sequence[int], second: Votes | Sequence[int], *, confidence: float = 0.95
) -> Change:
    """First NPS minus second, of different people (METHODS A2).

    z test and its interval when both sides have 100 answers and enough variance, else MOVER over Bonett–Price
    limits. Raises ValueError for counts that cannot be.
    """
    one, two = checked_votes(*first), checked_votes(*second)
    if one.n == 0 or two.n == 0:
        return nothing_to_compare("wald_difference")
    value_1, value_2 = (one.promoters - one.detractors) / one.n, (two.promoters - two.detractors) / two.n
    variance_1, variance_2 = variance(*one), variance(*two)
    if min(one.n, two.n) < _ENOUGH_FOR_WALD or min(one.n * variance_1, two.n * variance_2) < _ENOUGH_VARIANCE:

        def limits(votes: Votes, z: float) -> tuple[float, float]:
            low, high = bonett_price(*votes, z)
            return max(-1.0, low), min(1.0, high)

        return mover_change(
            value_1,
            lambda z: limits(one, z),
            value_2,
            lambda z: limits(two, z),
            confidence=confidence,
            method="mover_bonett_price",
        )
    error = math.sqrt(variance_1 / one.n + variance_2 / two.n)
    difference = value_1 - value_2
    half = normal_quantile(confidence) * error
    low, high = difference - half, difference + half
    z = difference / error
    return Change(
        difference,
        low,
        high,
        normal_p(z),
        real=excludes_zero(low, high),
        method="wald_difference",
        statistic=z,
    )


def paired_nps_change(changes: Mapping[int, int], *, confidence: float = 0.95) -> Change:
    """Mean change of people who answered twice, from how many changed by −2, −1, 0, 1, 2 (METHODS A2).

    Positive means that the later answer is better. Raises ValueError for other changes or impossible counts.
    """
    stray = sorted(set(changes) - {-2, -1, 0, 1, 2})
    if stray:
        raise ValueError(f"A change of an NPS vote lies between -2 and 2, not at {stray[0]}.")
    counts = {step: whole("the count of a change", count) for step, count in changes.items()}
    return mean_of_differences(
        Moments(
            sum(counts.values()),
            sum(step * count for step, count in counts.items()),
            sum(step * step * count for step, count in counts.items()),
        ),
        confidence=confidence,
    )


def weighted_nps(
    promoters: Weights, passives: Weights, detractors: Weights, *, confidence: float = 0.95
) -> Estimate:
    """Weighted NPS: Σwx/Σw, with the linearised standard error (with replacement), cut to [−1, 1] (METHODS
    A2).

    When all answers are alike the standard error is 0; the interval is then Bonett–Price over the effective
    sample size, and labelled. Raises ValueError for negative or impossible weights.
    """
    kinds = (
        (1, _checked_weights(promoters)),
        (0, _checked_weights(passives)),
        (-1, _checked_weights(detractors)),
    )
    n = sum(weights.n for _, weights in kinds)
    weight = sum(weights.total for _, weights in kinds)
    if n == 0 or weight == 0:
        return nothing_to_estimate()
    value = sum(vote * weights.total for vote, weights in kinds) / weight
    n_effective = weight * weight / sum(weights.sum_of_squares for _, weights in kinds)
    if n == 1:
        return Estimate(value, None, None, 1, warning=ONE_ANSWER, n_effective=n_effective)
    present = [(vote, weights) for vote, weights in kinds if weights.total > 0]
    if len(present) == 1:
        vote = present[0][0]
        size = max(1, math.floor(n_effective))
        low, high = bonett_price(size * (vote == 1), size * (vote == -1), size, normal_quantile(confidence))
        warning = KISH_APPROXIMATE
    else:
        squares = sum(weights.sum_of_squares * (vote - value) ** 2 for vote, weights in present)
        half = normal_quantile(confidence) * math.sqrt(n / (n - 1) * squares) / weight
        low, high = value - half, value + half
        warning = None
    return Estimate(value, max(-1.0, low), min(1.0, high), n, warning=warning, n_effective=n_effective)


def _checked_weights(weights: Weights) -> Weights:
    n = whole("n", weights.n)
    total = finite("the sum of weights", weights.total)
    squares = finite("the sum of squared weights", weights.sum_of_squares)
    if total < 0 or squares < 0:
        raise ValueError("Weights must not be negative.")
    if n == 0 and (total or squares):
        raise ValueError("There are weights but no answers that carry them.")
    if total and not squares * n >= total * total * (1 - 1e-9):
        raise ValueError("The sum of squared weights is too small for the sum of weights.")
    return Weights(n, total, squares)


def nps_sample_size(half_width: float, *, variance: float = 1.0, confidence: float = 0.95) -> int:
    """Answers needed for an interval of ± `half_width` (in −1…1): z²v/h², rounded up.

    The default variance 1 is the worst case (half promoters, half detractors). Raises ValueError for a
    half-width that is not positive or a variance outside 0…1.
    """
    if not half_width > 0:
        raise ValueError(f"half_width must be positive, not {half_width}.")
    if not 0.0 <= variance <= 1.0:
        raise ValueError(f"The variance of an NPS vote lies between 0 and 1, not at {variance}.")
    return max(1, math.ceil(normal_quantile(confidence) ** 2 * variance / half_width**2))
