"""How good a churn model is on customers it was not trained on: order, sureness, and the lead over a rule."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr
from scipy.stats import rankdata

from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.quantiles import normal_quantile
from zhiyin.science.estimate.results import NO_SPREAD, Change, Estimate, excludes_zero
from zhiyin.science.understand.people.churn.scorecard import expit
from zhiyin.science.understand.people.churn.table import Bools, Floats

GROUPS = 10
DELONG = "delong_paired"
Z = normal_quantile(0.95)


@dataclass(frozen=True, slots=True)
class Tenth:
    """Customers of about the same risk: how many, the mean chance that was told, the share that left (Wilson)."""

    n: int
    told: float
    left: Estimate


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured on `n` customers of whom `left` left.

    `auc`: the chance that of one who left and one who stayed, the first had the higher risk (DeLong's interval on
    the logit scale). `brier`: mean squared error of the chances; `brier_of_base` is that of telling everybody the
    base rate. `slope` 1 and `intercept` 0 mean calibrated: slope of a logistic regression of leaving on the told
    log odds, intercept with that slope held at 1 (below 0: risks were told too high). `error`: mean distance of
    told and seen over tenths of risk. `lift`: share that left in the riskiest tenth over the share of all.
    """

    n: int
    left: int
    auc: Estimate
    brier: Estimate
    brier_of_base: float
    slope: Estimate
    intercept: Estimate
    error: float
    lift: float
    tenths: tuple[Tenth, ...]


def quality(logit: Floats, left: Bools) -> Quality:
    """The quality of told log odds against who left. Raises ValueError unless some left and some stayed."""
    chance = expit(logit)
    square = (chance - left) ** 2
    base = float(left.mean())
    spread = Z * float(square.std(ddof=1)) / math.sqrt(len(left))
    mean = float(square.mean())
    tenths = by_tenth(chance, left)
    slope, intercept = calibration(logit, left)
    return Quality(
        n=len(left),
        left=int(left.sum()),
        auc=auc(logit, left),
        brier=Estimate(mean, max(mean - spread, 0.0), mean + spread, len(left)),
        brier_of_base=base * (1 - base),
        slope=slope,
        intercept=intercept,
        error=sum(each.n * abs(each.told - (each.left.value or 0.0)) for each in tenths) / len(left),
        lift=lift(chance, left),
        tenths=tenths,
    )


def auc(score: Floats, left: Bools) -> Estimate:
    """Area under the ROC curve, ties counting half; interval of DeLong, DeLong & Clarke-Pearson (1988)."""
    value, of_left, of_stayed = _placements(score, left)
    variance = _variance(of_left) + _variance(of_stayed)
    if not 0 < value < 1 or variance <= 0:
        return Estimate(value, None, None, len(left), warning=NO_SPREAD)
    middle = math.log(value / (1 - value))
    half = Z * math.sqrt(variance) / (value * (1 - value))
    return Estimate(value, 1 / (1 + math.exp(half - middle)), 1 / (1 + math.exp(-half - middle)), len(left))


def auc_difference(first: Floats, second: Floats, left: Bools) -> Change:
    """AUC of the first score minus that of the second on the same customers (DeLong, paired)."""
    one, two = _placements(first, left), _placements(second, left)
    value = one[0] - two[0]
    error = math.sqrt(_variance(one[1] - two[1]) + _variance(one[2] - two[2]))
    if error == 0.0:
        return Change(value, None, None, None, real=False, method=DELONG, reason=NO_SPREAD)
    low, high, z = value - Z * error, value + Z * error, value / error
    return Change(value, low, high, 2 * float(ndtr(-abs(z))), excludes_zero(low, high), DELONG, statistic=z)


def _placements(score: Floats, left: Bools) -> tuple[float, Floats, Floats]:
    """The AUC; for each who left the share of stayers below; for each stayer the share of leavers above."""
    gone, stayed = score[left], score[~left]
    if not len(gone) or not len(stayed):
        raise ValueError("an AUC takes customers who left and customers who stayed")
    ranks = rankdata(score)
    of_left = (ranks[left] - rankdata(gone)) / len(stayed)
    of_stayed = 1 - (ranks[~left] - rankdata(stayed)) / len(gone)
    return float(of_left.mean()), of_left, of_stayed


def _variance(placements: Floats) -> float:
    return float(placements.var(ddof=1)) / len(placements) if len(placements) > 1 else 0.0


def logistic_line(logit: Floats, left: Bools, *, slope: float | None = None) -> tuple[Floats, Floats]:
    """(offset, slope) of a logistic regression of leaving on log odds and their covariance, by Newton's method.

    With `slope` given, only the offset is estimated. A very weak pull to (0, 1) keeps separated data finite.
    """
    fixed = slope is not None
    point: Floats = np.array([0.0, 1.0 if slope is None else slope])
    target, weak = left.astype(np.float64), 1e-6 * np.eye(2)
    if fixed:
        weak[1, 1] = 1e12
    centre = point.copy()
    covariance: Floats = np.eye(2)
    for _ in range(50):
        probability = expit(point[0] + point[1] * logit)
        weight = probability * (1 - probability)
        hessian = np.array([[weight.sum(), weight @ logit], [weight @ logit, weight @ logit**2]]) + weak
        error = target - probability
        gradient = np.array([error.sum(), error @ logit]) - weak @ (point - centre)
        covariance = np.asarray(np.linalg.inv(hessian), dtype=np.float64)
        step: Floats = np.clip(covariance @ gradient, -2, 2)
        point = point + step
        if np.abs(step).max() < 1e-9:
            break
    return point, covariance


def calibration(logit: Floats, left: Bools) -> tuple[Estimate, Estimate]:
    """Calibration slope, and intercept with the slope held at 1, with Wald intervals (for display, n is large)."""
    n = len(left)
    if float(np.ptp(logit)) == 0.0:
        slope = Estimate(None, None, None, n, reason=NO_SPREAD)
    else:
        line, covariance = logistic_line(logit, left)
        half = Z * float(np.sqrt(covariance[1, 1]))
        slope = Estimate(float(line[1]), float(line[1]) - half, float(line[1]) + half, n)
    line, covariance = logistic_line(logit, left, slope=1.0)
    half = Z * float(np.sqrt(covariance[0, 0]))
    return slope, Estimate(float(line[0]), float(line[0]) - half, float(line[0]) + half, n)


def by_tenth(chance: Floats, left: Bools) -> tuple[Tenth, ...]:
    """Customers in tenths of told risk, lowest first; equal chances share a tenth, so that some may be missing."""
    place = np.minimum((rankdata(chance) - 0.5) * GROUPS / len(chance), GROUPS - 1).astype(np.int64)
    found = []
    for each in np.unique(place):
        mine = place == each
        gone = proportion(int(left[mine].sum()), int(mine.sum()))
        found.append(Tenth(int(mine.sum()), float(chance[mine].mean()), gone))
    return tuple(found)


def lift(chance: Floats, left: Bools, share: float = 0.1) -> float:
    """Share that left among the riskiest `share` over the share of all; customers tied at the border count in part."""
    many = share * len(chance)
    order = np.argsort(-chance, kind="stable")
    border = chance[order[max(int(np.ceil(many)) - 1, 0)]]
    above, tied = chance > border, chance == border
    gone = float(left[above].sum()) + (many - float(above.sum())) * float(left[tied].mean())
    return gone / many / float(left.mean())
