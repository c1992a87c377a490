"""From rows of payments to what the models of buying need (METHODS A10; conventions of Fader and Hardie).

The rules:
- Time counts in whole days; all that a customer buys on one day is one purchase.
- An amount of 0 or above is a purchase (CDNOW's figures count those of 0, too); one below 0 is a return or a
  cancellation.
- A return is taken from what it belongs to: the purchases of the same order where orders are told, else (or for what
  is left) the customer's latest purchases up to its day. A day of which nothing is left was no purchase. What finds
  no purchase (bought before the data begin) is counted and left out.
- x is the number of days with a purchase after the first, t_x the time from the first to the last of them, T the time
  from the first to `until`; m the mean of the x days after the first, NaN when x = 0 or when they brought no money.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import (
    TOO_FEW_PURCHASES,
    DataError,
    Floats,
    Truths,
    Wholes,
    floats,
    same_length,
    wholes,
)

_CENT = 0.005
"""What is left of a purchase below this is nothing: sums of money in binary are not exact."""


class Days(NamedTuple):
    """Purchases a day: the customer (index into `Purchases.customer`), the day (since 1970-01-01) and the amount left."""

    customer: Wholes
    day: Wholes
    amount: Floats


@dataclass(frozen=True, slots=True)
class Purchases:
    """One row a customer with at least one purchase, in the order of `customer`.

    customer: the distinct ids. frequency x, recency t_x, age T: as `bgnbd.fit` takes them, in units of `unit_days`
    days. value: m. purchases: x + 1. total: money of all purchases. first_day, last_day: days since 1970-01-01.
    days: the purchases themselves. returned: money of returns matched; stray_returns: how many found no purchase.
    """

    customer: NDArray[np.generic]
    frequency: Wholes
    recency: Floats
    age: Floats
    value: Floats
    total: Floats
    first_day: Wholes
    last_day: Wholes
    until_day: int
    unit_days: float
    days: Days
    returned: float
    stray_returns: int

    @property
    def purchases(self) -> Wholes:
        """How many purchases, the first included."""
        return self.frequency + 1

    @property
    def days_since_last(self) -> Wholes:
        """Days from the last purchase to `until`: the R of RFM."""
        return self.until_day - self.last_day


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What the customers of a calibration did afterwards: purchases and money within `horizon` (units of time)."""

    calibration: Purchases
    purchases: Wholes
    money: Floats
    horizon: float


def from_purchases(
    customer: ArrayLike,
    time: ArrayLike,
    amount: ArrayLike,
    *,
    until: object,
    order: ArrayLike | None = None,
    unit_days: float = 7.0,
) -> Purchases | NotEnough:
    """Each customer's history up to and including the day `until`; later rows are not looked at.

    customer: ids of any one kind. time: datetime64 (already in the organisation's zone) or days since 1970-01-01.
    amount: signed money. order: ids of orders by which returns find their purchase; "" or 0 for none.
    NotEnough too_few_purchases when no purchase is left. DataError lengths_differ, not_finite, out_of_range.
    """
    ids, days, money = (
        np.atleast_1d(np.asarray(customer)),
        day_numbers(time),
        floats("amount", amount, negative=True),
    )
    same_length(ids, days, money)
    orders = None if order is None else np.atleast_1d(np.asarray(order))
    if orders is not None:
        same_length(ids, orders)
    if not 0.0 < unit_days < np.inf:
        raise DataError("out_of_range", f"unit_days must be positive, not {unit_days}")
    last = int(day_numbers(until)[0])
    inside = days <= last
    ids, days, money = ids[inside], days[inside], money[inside]
    known, who = np.unique(ids, return_inverse=True)
    kept, returned, stray = _less_returns(who, days, money, None if orders is None else orders[inside])
    if len(kept.day) == 0:
        return NotEnough(TOO_FEW_PURCHASES, 0, 1)
    present, start, again = np.unique(kept.customer, return_index=True, return_counts=True)
    position = np.repeat(np.arange(len(present)), again)
    first, final = kept.day[start], kept.day[start + again - 1]
    total = np.add.reduceat(kept.amount, start)
    x = again - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        value = (total - kept.amount[start]) / x
        value = np.where((x > 0) & (value > _CENT), value, np.nan)
    return Purchases(
        customer=known[present],
        frequency=x.astype(np.int64),
        recency=(final - first) / unit_days,
        age=(last - first) / unit_days,
        value=value,
        total=total,
        first_day=first,
        last_day=final,
        until_day=last,
        unit_days=unit_days,
        days=Days(position.astype(np.int64), kept.day, kept.amount),
        returned=returned,
        stray_returns=stray,
    )


def held_out(
    customer: ArrayLike,
    time: ArrayLike,
    amount: ArrayLike,
    *,
    calibrate_until: object,
    until: object,
    order: ArrayLike | None = None,
    unit_days: float = 7.0,
) -> HeldOut | NotEnough:
    """The histories up to `calibrate_until` (as they were known then) and what those customers did up to `until`.

    Returns after the calibration do not reach back into it; they lessen what was bought after it. NotEnough and
    DataError as `from_purchases`; out_of_range when `until` is not after `calibrate_until`.
    """
    cut, end = int(day_numbers(calibrate_until)[0]), int(day_numbers(until)[0])
    if end <= cut:
        raise DataError("out_of_range", "the held-out time must end after the calibration")
    calibration = from_purchases(
        customer, time, amount, until=calibrate_until, order=order, unit_days=unit_days
    )
    if isinstance(calibration, NotEnough):
        return calibration
    everything = from_purchases(customer, time, amount, until=until, order=order, unit_days=unit_days)
    horizon = (end - cut) / unit_days
    counts, money = np.zeros(len(calibration.customer), dtype=np.int64), np.zeros(len(calibration.customer))
    if isinstance(everything, Purchases):
        later = everything.days.day > cut
        ids = everything.customer[everything.days.customer[later]]
        place = np.searchsorted(calibration.customer, ids)
        place[place == len(calibration.customer)] = 0
        ours = calibration.customer[place] == ids
        counts += np.bincount(place[ours], minlength=len(counts))
        money += np.bincount(place[ours], weights=everything.days.amount[later][ours], minlength=len(money))
    return HeldOut(calibration, counts, money, horizon)


def day_numbers(time: object) -> Wholes:
    """Days since 1970-01-01 of dates, datetimes or day numbers. Raises DataError not_finite."""
    array = np.atleast_1d(np.asarray(time))
    if array.dtype.kind == "O":
        array = array.astype("datetime64[D]")
    if array.dtype.kind == "M":
        if np.isnat(array).any():
            raise DataError(
                "not_finite", "time", rows=int(np.isnat(array).sum()), first=int(np.isnat(array).argmax())
            )
        return array.astype("datetime64[D]").astype(np.int64)
    return wholes("time", np.floor(floats("time", array, negative=True)), negative=True)


def _less_returns(
    who: Wholes, days: Wholes, money: Floats, orders: NDArray[np.generic] | None
) -> tuple[Days, float, int]:
    """Purchases a day in order of customer and day, less what was returned; money returned; returns without purchase."""
    bought = money >= 0.0
    lots, lot_of = _lots(who, days, bought)
    left = np.bincount(lot_of[bought], weights=money[bought], minlength=len(lots.day)).astype(np.float64)
    given = left.copy()
    back = np.flatnonzero(~bought)
    back = back[np.argsort(days[back], kind="stable")]
    due = -money[back]
    if orders is not None:
        _by_order(left, lot_of, bought, who, orders, money, back, due)
    stray = _from_latest(left, lots, who[back], days[back], due)
    kept = (left > _CENT) | (left == given)
    return (
        Days(lots.customer[kept], lots.day[kept], left[kept]),
        float(given.sum() - left.sum()),
        stray,
    )


def _lots(who: Wholes, days: Wholes, bought: Truths) -> tuple[Days, Wholes]:
    """The distinct (customer, day) of purchases, in order, and which of them each row is of (−1 for returns)."""
    rows = np.flatnonzero(bought)
    key = _together(who[rows], days[rows])
    by_key = np.argsort(key)
    order, in_order = rows[by_key], key[by_key]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = in_order[1:] != in_order[:-1]
    lot_of = np.full(len(who), -1, dtype=np.int64)
    lot_of[order] = np.cumsum(new) - 1
    first = order[new]
    return Days(who[first].astype(np.int64), days[first], np.zeros(len(first))), lot_of


def _together(who: Wholes, days: Wholes, lowest: int | None = None, span: int | None = None) -> Wholes:
    """One number that orders customers first and days second: a sort of one number takes a fraction of that of two."""
    first = int(days.min(initial=0)) if lowest is None else lowest
    width = int(days.max(initial=0)) - first + 1 if span is None else span
    return np.asarray(who * width + (days - first), dtype=np.int64)


def _by_order(
    left: Floats,
    lot_of: Wholes,
    bought: Truths,
    who: Wholes,
    orders: NDArray[np.generic],
    money: Floats,
    back: Wholes,
    due: Floats,
) -> None:
    """Takes returns from the purchases of their order, in `left` and `due`; an order gives back at most its money."""
    none = np.zeros(1, dtype=orders.dtype)[0]
    codes = np.unique(orders, return_inverse=True)[1]
    lot_by_order: dict[tuple[int, int], list[list[float]]] = {}
    wanted = {(int(who[row]), int(codes[row])) for row in back if orders[row] != none}
    for row in np.flatnonzero(bought & np.isin(codes, [code for _, code in wanted])):
        key = (int(who[row]), int(codes[row]))
        if key in wanted:
            lot_by_order.setdefault(key, []).append([int(lot_of[row]), float(money[row])])
    for place, row in enumerate(back):
        for part in lot_by_order.get((int(who[row]), int(codes[row])), ()) if orders[row] != none else ():
            lot = int(part[0])
            taken = min(due[place], part[1], left[lot])
            part[1] -= taken
            left[lot] -= taken
            due[place] -= taken


def _from_latest(left: Floats, lots: Days, who: Wholes, days: Wholes, due: Floats) -> int:
    """Takes what is due from the latest purchases up to each return's day; how many found less than was due."""
    starts = np.searchsorted(lots.customer, who)
    lowest = int(min(lots.day.min(initial=0), days.min(initial=0)))
    span = int(max(lots.day.max(initial=0), days.max(initial=0))) - lowest + 1
    places = np.searchsorted(
        _together(lots.customer, lots.day, lowest, span), _together(who, days, lowest, span), side="right"
    )
    stray = 0
    for place, start, owed in zip(places.tolist(), starts.tolist(), due.tolist(), strict=True):
        lot, remaining = place - 1, owed
        while remaining > _CENT and lot >= start:
            taken = min(remaining, float(left[lot]))
            left[lot] -= taken
            remaining -= taken
            lot -= 1
        stray += remaining > _CENT
    return stray
