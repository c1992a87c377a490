"""Who stays: churn of a period, its yearly equivalent, and cohort triangles (METHODS A9)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from zhiyin.science.estimate import Estimate, proportion
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import (
    TOO_FEW_CUSTOMERS,
    DataError,
    Floats,
    Wholes,
    refuse,
    same_length,
    wholes,
)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who joined in one period: how many, and how many of them were there at each age in periods.

    `kept` is None at ages that the cohort has not reached: they are blank, never 0.
    """

    period: int
    size: int
    kept: tuple[int | None, ...]

    @property
    def shares(self) -> tuple[float | None, ...]:
        """`kept` over the size, 0…1."""
        return tuple(None if kept is None else kept / self.size for kept in self.kept)


def period_churn(active_at_start: int, lost: int, *, confidence: float = 0.95) -> Estimate:
    """The share lost in a period of those active at its start, with Wilson's interval; who joined within it is in
    neither number. Raises ValueError for counts that cannot be."""
    return proportion(lost, active_at_start, confidence=confidence)


def churn_between(
    joined: ArrayLike, left: ArrayLike, start: object, end: object, *, confidence: float = 0.95
) -> Estimate:
    """Period churn of [start, end) from when customers joined and left (NaN or NaT: still there).

    Active at the start is who joined before it and had not left before it; who joins at the start or later is new.
    Times are numbers of one unit or datetime64. DataError lengths_differ, not_finite, left_before_joined, out_of_range.
    """
    came, went = _times(joined), _times(left)
    first, last = float(_times(start)[0]), float(_times(end)[0])
    same_length(came, went)
    refuse(~np.isfinite(came), "not_finite", "joined")
    refuse(went < came, "left_before_joined", "a customer left before they joined")
    if not first < last:
        raise DataError("out_of_range", "the period must end after it starts")
    active = (came < first) & ~(went < first)
    return period_churn(int(active.sum()), int((active & (went < last)).sum()), confidence=confidence)


def annual_from_monthly(monthly: float) -> float:
    """1 − (1 − m)^12: 2 % a month are 21.5283 % a year, not 24 %. DataError out_of_range outside 0…1."""
    if not 0.0 <= monthly <= 1.0:
        raise DataError("out_of_range", f"a share lost lies between 0 and 1, not at {monthly}")
    return 1.0 if monthly == 1.0 else float(-np.expm1(12.0 * np.log1p(-monthly)))


def cohorts_by_activity(
    joined: ArrayLike, customer: ArrayLike, period: ArrayLike, *, now: int
) -> list[Cohort] | NotEnough:
    """Who of each cohort was active at each age, where nobody says goodbye.

    joined: the period (whole number, any origin) in which each customer joined. customer, period: rows of activity,
    customer being a position in `joined`; repeated rows count once. now: the last complete period; later ones are not
    looked at. NotEnough too_few_customers when nobody had joined by then. DataError lengths_differ, not_whole,
    out_of_range (no such customer), active_before_joined.
    """
    came = wholes("joined", joined, negative=True)
    who, when = wholes("customer", customer), wholes("period", period, negative=True)
    same_length(who, when)
    refuse(who >= len(came), "out_of_range", "activity of a customer who is not among those who joined")
    refuse(when < came[who], "active_before_joined", "activity before the customer joined")
    seen = when <= now
    # One number per customer and age finds repeated rows.
    ages = when[seen] - came[who[seen]]
    span = int(ages.max(initial=0)) + 1
    once = np.sort(who[seen] * span + ages)
    once = once[np.diff(once, prepend=-1) > 0]
    return _triangle(came, once // span, once % span, now)


def _triangle(came: Wholes, who: Wholes, age: Wholes, now: int) -> list[Cohort] | NotEnough:
    periods, sizes = np.unique(came[came <= now], return_counts=True)
    if len(periods) == 0:
        return NotEnough(TOO_FEW_CUSTOMERS, 0, 1)
    width = now - int(periods[0]) + 1
    cells = (np.searchsorted(periods, came) * width)[who] + age
    kept = np.bincount(cells, minlength=len(periods) * width).reshape(len(periods), width)
    return [
        Cohort(
            int(period),
            int(size),
            tuple(int(count) if period + place <= now else None for place, count in enumerate(row)),
        )
        for period, size, row in zip(periods, sizes, kept, strict=True)
    ]


def _times(time: object) -> Floats:
    array = np.atleast_1d(np.asarray(time))
    if array.dtype.kind == "O":
        array = array.astype("datetime64[us]")
    if array.dtype.kind == "M":
        return np.where(np.isnat(array), np.nan, array.astype("datetime64[us]").astype(np.float64))
    return array.astype(np.float64)
