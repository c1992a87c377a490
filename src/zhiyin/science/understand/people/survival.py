"""How long customers stay where leaving is known: Kaplan–Meier, the log-rank test, Cox's hazard ratio (METHODS A9)."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincc

from zhiyin.science.estimate.quantiles import normal_p, normal_quantile
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import (
    NO_FIT,
    TOO_FEW_CUSTOMERS,
    TOO_FEW_EVENTS,
    Floats,
    Truths,
    Wholes,
    floats,
    refuse,
    same_length,
)

DRAWABLE = 10
"""Fewer at risk than this, and the curve is not drawn (METHODS A9)."""
_ROUNDING = 1e-12
_CLIMBS = 50
_FARTHEST = 15.0


class Spells(NamedTuple):
    """One row a customer: from when (exclusive) and until when they were watched, and whether they left then."""

    entry: Floats
    end: Floats
    left: Truths


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """S(t) after each distinct time at which somebody left or was last seen; S = 1 before the first.

    error: Greenwood's standard error, NaN once S is 0. low, high: log(−log) interval, NaN where S is 1 or 0. median:
    the smallest time with S ≤ ½, None when not reached; median_low, median_high: where the interval's limits cross ½.
    n: customers. left: how many left.
    """

    time: Floats
    at_risk: Wholes
    events: Wholes
    censored: Wholes
    survival: Floats
    error: Floats
    low: Floats
    high: Floats
    median: float | None
    median_low: float | None
    median_high: float | None
    n: int
    left: int

    def at(self, time: float) -> float | None:
        """S(time); None beyond the last time watched, unless all have left by then."""
        if len(self.time) and time > self.time[-1] and self.survival[-1] > 0.0:
            return None
        place = int(np.searchsorted(self.time, time, side="right"))
        return 1.0 if place == 0 else float(self.survival[place - 1])

    @property
    def drawable(self) -> int:
        """How many of the times may be drawn: up to the last before fewer than DRAWABLE are at risk."""
        few = self.at_risk < DRAWABLE
        return int(few.argmax()) if few.any() else len(self.time)


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether groups leave alike. `groups` are their labels in order; observed, expected: events in each."""

    groups: tuple[object, ...]
    observed: Floats
    expected: Floats
    chi_square: float
    degrees_of_freedom: int
    p: float


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """How much faster one group leaves: log hazard ratio, its standard error, the ratio with its interval, and p."""

    log_ratio: float
    error: float
    ratio: float
    low: float
    high: float
    p: float


def kaplan_meier(
    duration: ArrayLike, left: ArrayLike, *, entry: ArrayLike | None = None, confidence: float = 0.95
) -> SurvivalCurve | NotEnough:
    """S(t) = Π(1 − d/n) with Greenwood's error and the log(−log) interval.

    duration: how long each customer has been one when they left or were last seen; left: whether they left; entry:
    how long they had been one when the watch began (left truncation; 0 where absent). Who left at a time was at risk
    at it, and so was who was last seen then. NotEnough too_few_customers when there are none. DataError
    lengths_differ, not_finite, negative, entry_not_before_end.
    """
    rows = spells(duration, left, entry)
    if len(rows.end) == 0:
        return NotEnough(TOO_FEW_CUSTOMERS, 0, 1)
    time, at = np.unique(rows.end, return_inverse=True)
    events = np.bincount(at[rows.left], minlength=len(time))
    gone = np.bincount(at, minlength=len(time))
    at_risk = _at_risk(rows, time)
    survival: Floats = np.cumprod(1.0 - events / at_risk, dtype=np.float64)
    survival[np.abs(survival) < _ROUNDING] = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        logs = np.log(survival)
        half = normal_quantile(confidence) * np.sqrt(greenwood) / logs
        low, high = survival ** np.exp(-half), survival ** np.exp(half)
        error = survival * np.sqrt(greenwood)
    told = (survival > 0.0) & (survival < 1.0)
    low, high = np.where(told, low, np.nan), np.where(told, high, np.nan)
    return SurvivalCurve(
        time=time,
        at_risk=at_risk,
        events=events.astype(np.int64),
        censored=(gone - events).astype(np.int64),
        survival=survival,
        error=error,
        low=low,
        high=high,
        median=_crosses(time, survival),
        median_low=_crosses(time, np.where(survival == 0.0, 0.0, low)),
        median_high=_crosses(time, high),
        n=len(rows.end),
        left=int(rows.left.sum()),
    )


def log_rank(
    duration: ArrayLike, left: ArrayLike, group: ArrayLike, *, entry: ArrayLike | None = None
) -> LogRank | NotEnough:
    """The log-rank test of two or more groups. NotEnough too_few_customers with fewer than two groups,
    too_few_events when nobody left while groups could be compared. DataError as `kaplan_meier`.
    """
    rows = spells(duration, left, entry)
    labels, of_group = np.unique(np.atleast_1d(np.asarray(group)), return_inverse=True)
    same_length(rows.end, of_group)
    if len(labels) < 2:
        return NotEnough(TOO_FEW_CUSTOMERS, len(labels), 2)
    time = np.unique(rows.end[rows.left])
    events, at_risk = np.zeros((len(labels), len(time))), np.zeros((len(labels), len(time)))
    for place in range(len(labels)):
        own = Spells(*(column[of_group == place] for column in rows))
        events[place] = np.bincount(np.searchsorted(time, own.end[own.left]), minlength=len(time))
        at_risk[place] = _at_risk(own, time)
    all_events, all_at_risk = events.sum(axis=0), at_risk.sum(axis=0)
    share = at_risk / all_at_risk
    expected = (share * all_events).sum(axis=1)
    observed = events.sum(axis=1)
    together = np.maximum(all_at_risk - 1.0, 1.0)
    scale = np.where(all_at_risk > 1.0, all_events * (all_at_risk - all_events) / together, 0.0)
    covariance = np.diag((scale * share).sum(axis=1)) - (scale * share) @ share.T
    # Any one group follows from the others; those never at risk beside another tell nothing.
    kept = np.flatnonzero(np.diag(covariance) > _ROUNDING)
    if len(kept) < 2:
        return NotEnough(TOO_FEW_EVENTS, float(observed.sum()), 1)
    some = kept[:-1]
    difference = (observed - expected)[some]
    chi_square = float(difference @ np.linalg.pinv(covariance[np.ix_(some, some)]) @ difference)
    degrees = len(some)
    p = float(gammaincc(degrees / 2.0, max(chi_square, 0.0) / 2.0))
    return LogRank(tuple(labels.tolist()), observed, expected, chi_square, degrees, p)


def hazard_ratio(
    duration: ArrayLike,
    left: ArrayLike,
    exposed: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    confidence: float = 0.95,
) -> HazardRatio | NotEnough:
    """Cox's proportional hazards of `exposed` (1) against the others (0), ties by Efron's method.

    NotEnough too_few_events when either group lost nobody (the ratio is then 0 or infinite), no_fit. DataError as
    `kaplan_meier`, and out_of_range for other values than 0 and 1.
    """
    rows = spells(duration, left, entry)
    one = floats("exposed", exposed)
    same_length(rows.end, one)
    refuse((one != 0.0) & (one != 1.0), "out_of_range", "exposed must be 0 or 1")
    yes = one == 1.0
    fewest = min(int((rows.left & yes).sum()), int((rows.left & ~yes).sum()))
    if fewest == 0:
        return NotEnough(TOO_FEW_EVENTS, 0, 1)
    time = np.unique(rows.end[rows.left])
    with_it, without = (Spells(*(column[which] for column in rows)) for which in (yes, ~yes))
    risk_1, risk_0 = _at_risk(with_it, time).astype(np.float64), _at_risk(without, time).astype(np.float64)
    died_1, died_0 = (
        np.bincount(np.searchsorted(time, own.end[own.left]), minlength=len(time)).astype(np.float64)
        for own in (with_it, without)
    )
    # Efron: of d who left together, the l-th leaves while l/d of each of them is gone already.
    deaths = (died_1 + died_0).astype(np.int64)
    at = np.repeat(np.arange(len(time)), deaths)
    order = np.arange(len(at)) - np.repeat(np.cumsum(deaths) - deaths, deaths)
    gone = order / deaths[at]
    here_1, here_0 = risk_1[at] - gone * died_1[at], risk_0[at] - gone * died_0[at]
    beta = 0.0
    for _ in range(_CLIMBS):
        share = here_1 * math.exp(beta) / (here_1 * math.exp(beta) + here_0)
        information = float((share * (1.0 - share)).sum())
        if information <= 0.0:
            break
        step = float(died_1.sum() - share.sum()) / information
        beta += max(-1.0, min(1.0, step))
        if abs(beta) > _FARTHEST:
            break
        if abs(step) < 1e-12:
            error = 1.0 / math.sqrt(information)
            half = normal_quantile(confidence) * error
            return HazardRatio(
                beta,
                error,
                math.exp(beta),
                math.exp(beta - half),
                math.exp(beta + half),
                normal_p(beta / error),
            )
    return NotEnough(NO_FIT, fewest, 1)


def spells(duration: ArrayLike, left: ArrayLike, entry: ArrayLike | None = None) -> Spells:
    """Spells that can be. DataError lengths_differ, not_finite, negative, out_of_range, entry_not_before_end."""
    end, state = floats("duration", duration), floats("left", left)
    refuse((state != 0.0) & (state != 1.0), "out_of_range", "left must be true or false")
    # Without entries all are at risk from before the start, so that who left at time 0 counts.
    start = np.full(len(end), -np.inf) if entry is None else floats("entry", entry)
    same_length(end, state, start)
    refuse(start >= end, "entry_not_before_end", "a customer was watched from after their end on")
    return Spells(start, end, state == 1.0)


def _at_risk(rows: Spells, time: Floats) -> Wholes:
    """How many were watched just before each time: entry < time ≤ end."""
    ended = np.searchsorted(np.sort(rows.end), time, side="left")
    entered = np.searchsorted(np.sort(rows.entry), time, side="left")
    return np.asarray(entered - ended, dtype=np.int64)


def _crosses(time: Floats, curve: Floats) -> float | None:
    """The first time at which a curve is at or below ½."""
    below = curve <= 0.5 + _ROUNDING
    return float(time[below.argmax()]) if below.any() else None
