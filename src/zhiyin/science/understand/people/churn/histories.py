"""Business without contracts: nobody says goodbye, so leaving is a definition (METHODS A9), stated with every model.

A customer has left when nothing is bought for `times` × the customer's own median gap between days of purchase,
counted from the cut-off and kept between `least` and `most` days. What is known comes from up to the cut-off, what
became of it from after, and there is no door between the two.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.understand.people.churn.model import ChurnModel
from zhiyin.science.understand.people.churn.table import Bools, Floats, Ints, Numbers, Table
from zhiyin.science.understand.people.churn.training import train
from zhiyin.science.understand.people.enough import NotEnough

OWN_GAPS = 2
"""Gaps between purchases from which on a customer's own median counts; below it the median of everybody's gaps."""
RECENT = (30.0, 90.0, 180.0, 365.0)
SILENCE, SILENCE_OVER_GAP = "silence", "silence_over_gap"
RULES = (SILENCE, SILENCE_OVER_GAP)
"""The simple rules' columns, days since the last purchase and the same over the usual gap; the better one is held
against the model."""
NEED_GAPS = "gaps_between_purchases"


@dataclass(frozen=True, slots=True)
class Gone:
    """The definition of having left: silent for `times` × the usual gap, at least `least`, at most `most` days.

    With `least` equal to `most` the window is the same for everybody.
    """

    times: float = 3.0
    least: float = 30.0
    most: float = 180.0

    def __post_init__(self) -> None:
        if not (self.times > 0 and 0 < self.least <= self.most):
            raise ValueError("leaving takes a positive number of gaps and days in order")

    def days(self, gap: Floats) -> Floats:
        """The silence in days that counts as having left, for usual gaps in days."""
        return np.clip(self.times * gap, self.least, self.most)


@dataclass(frozen=True)
class Purchases:
    """One row per purchase in any order: who, when (days since any fixed day), for how much.

    A negative amount is a return: it tells something about the customer and is no purchase. Without amounts every
    row is a purchase. Raises ValueError for lengths that differ and for numbers that are not finite.
    """

    customer: Ints
    day: Floats
    amount: Floats | None = None

    def __post_init__(self) -> None:
        columns = [self.day] if self.amount is None else [self.day, self.amount]
        if any(len(column) != len(self.customer) for column in columns):
            raise ValueError("columns differ in length")
        if not all(np.isfinite(column).all() for column in columns):
            raise ValueError("days and amounts are finite")

    def where(self, rows: NDArray[np.bool_]) -> "Purchases":
        return Purchases(
            self.customer[rows], self.day[rows], None if self.amount is None else self.amount[rows]
        )


@dataclass(frozen=True)
class Known:
    """What is known of each customer at a cut-off. `gap` is the usual gap in days, `silence` the days since the last
    purchase; `table` holds all features, in the order of `customer` (ascending)."""

    customer: Ints
    gap: Floats
    silence: Floats
    table: Table

    def gone(self, definition: Gone) -> Bools:
        """Who has left already, by the definition, at the cut-off."""
        return self.silence > definition.days(self.gap)


@dataclass(frozen=True)
class Snapshot:
    """Customers at a cut-off and what became of them: `left` as defined, from the days after the cut-off.

    `gone_before` had left by the cut-off and are not asked about; `undecided` have a window that ends after what was
    observed, whether they bought or not.
    """

    known: Known
    left: Bools
    gone_before: int
    undecided: int


def known(purchases: Purchases, cut_off: float) -> Known | NotEnough:
    """What is known of everybody who bought on or before the cut-off. NotEnough where nobody bought twice.

    Features: silence (days since the last purchase), purchases (days with one), age (days since the first), gap
    (usual gap), silence_over_gap, missed (purchases that the silence would have held at the pace until the last
    one), last_gap_over_gap, gap_spread (standard deviation over mean of gaps), bought_at (place of the last purchase
    between first and cut-off, 0…1), pace (purchases in the newer half of the age over all), recent_30 … recent_365
    (purchases in the last days; unknown for customers not that old), and with amounts spent, mean_amount,
    last_over_mean_amount, returned_share (returns over rows).
    """
    history = purchases.where(purchases.day <= cut_off)
    bought = history if history.amount is None else history.where(history.amount >= 0)
    person, day, amount = _days_of_purchase(bought)
    customer, first, count = np.unique(person, return_index=True, return_counts=True)
    place = np.repeat(np.arange(len(customer)), count)
    last = first + count - 1
    same = place[1:] == place[:-1]
    gaps, of_gap = np.diff(day)[same], place[1:][same]
    if not len(gaps):
        return NotEnough(NEED_GAPS, 0, 1)
    age, silence = cut_off - day[first], cut_off - day[last]
    own = _medians(gaps, of_gap, len(customer))
    gap = np.where(count - 1 >= OWN_GAPS, own, np.median(gaps))
    columns = {
        SILENCE: silence,
        "purchases": count.astype(np.float64),
        "age": age,
        "gap": gap,
        SILENCE_OVER_GAP: silence / gap,
        "last_gap_over_gap": np.full(len(customer), np.nan),
        "gap_spread": _spread(gaps, of_gap, len(customer)),
        "bought_at": np.divide(age - silence, age, out=np.full(len(customer), np.nan), where=age > 0),
        "missed": silence * count / (age - silence + np.median(gaps)),
        "pace": np.bincount(place, weights=day > (cut_off - age / 2)[place], minlength=len(customer)) / count,
    }
    several = count > 1
    columns["last_gap_over_gap"][several] = (day[last] - day[last - 1])[several] / gap[several]
    for days in RECENT:
        recent = np.bincount(place, weights=day > cut_off - days, minlength=len(customer))
        columns[f"recent_{days:.0f}"] = np.where(age >= days, recent, np.nan)
    if amount is not None and history.amount is not None:
        spent = np.bincount(place, weights=amount, minlength=len(customer))
        mean = spent / count
        rows = np.searchsorted(customer, history.customer)
        mine = (rows < len(customer)) & (customer[np.minimum(rows, len(customer) - 1)] == history.customer)
        returns = np.bincount(rows[mine], weights=history.amount[mine] < 0, minlength=len(customer))
        all_rows = np.bincount(rows[mine], minlength=len(customer))
        columns |= {
            "spent": spent,
            "mean_amount": mean,
            "last_over_mean_amount": np.divide(
                amount[last], mean, out=np.full(len(mean), np.nan), where=mean > 0
            ),
            "returned_share": returns / all_rows,
        }
    table = Table({name: Numbers(values) for name, values in columns.items()})
    return Known(customer, gap, silence, table)


def snapshot(
    purchases: Purchases, cut_off: float, until: float, definition: Gone, *, everybody: bool = False
) -> Snapshot | NotEnough:
    """Who was with us at the cut-off and who left after it, for training. `until` is the last day observed.

    `everybody` asks about those too who had left by the cut-off (to compare with models that do).
    """
    found = known(purchases, cut_off)
    if isinstance(found, NotEnough):
        return found
    window = definition.days(found.gap)
    before = np.zeros(len(window), np.bool_) if everybody else found.gone(definition)
    seen = cut_off + window <= until
    asked = np.flatnonzero(~before & seen)
    after = purchases.where((purchases.day > cut_off) & (purchases.day <= until))
    if after.amount is not None:
        after = after.where(after.amount >= 0)
    next_day = np.full(len(window), np.inf)
    rows = np.searchsorted(found.customer, after.customer)
    mine = (rows < len(window)) & (found.customer[np.minimum(rows, len(window) - 1)] == after.customer)
    np.minimum.at(next_day, rows[mine], after.day[mine])
    left = next_day > cut_off + window
    kept = Known(found.customer[asked], found.gap[asked], found.silence[asked], found.table.take(asked))
    return Snapshot(kept, left[asked], int(before.sum()), int((~before & ~seen).sum()))


def train_on(
    purchases: Purchases, until: float, definition: Gone, *, seed: int
) -> tuple[ChurnModel, Snapshot] | NotEnough:
    """A model of who leaves from purchases alone, held against the better rule of silence.

    The cut-off lies `definition.most` days before `until`, so that every window has been seen to its end.
    """
    found = snapshot(purchases, until - definition.most, until, definition)
    if isinstance(found, NotEnough):
        return found
    model = train(found.known.table, found.left, seed=seed, rule=RULES)
    return model if isinstance(model, NotEnough) else (model, found)


def _days_of_purchase(bought: Purchases) -> tuple[Ints, Floats, Floats | None]:
    """Purchases by customer and day, those of one day (whole days) put together."""
    whole = np.floor(bought.day)
    order = np.lexsort((whole, bought.customer))
    person, day = bought.customer[order], whole[order]
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (person[1:] != person[:-1]) | (day[1:] != day[:-1])
    begin = np.flatnonzero(fresh)
    amount = None
    if bought.amount is not None:
        amount = np.add.reduceat(bought.amount[order], begin) if len(begin) else np.empty(0)
    return person[begin], day[begin], amount


def _medians(values: Floats, of: Ints, many: int) -> Floats:
    """The median of each one's values; NaN for those without."""
    order = np.lexsort((values, of))
    ordered, count = values[order], np.bincount(of, minlength=many)
    begin = np.concatenate(([0], np.cumsum(count)[:-1]))
    median = np.full(many, np.nan)
    some = count > 0
    low, high = begin + (count - 1) // 2, begin + count // 2
    median[some] = (ordered[low[some]] + ordered[high[some]]) / 2
    return median


def _spread(values: Floats, of: Ints, many: int) -> Floats:
    """Standard deviation over mean of each one's values (divisor n); NaN below two values."""
    count = np.bincount(of, minlength=many)
    mean = np.bincount(of, weights=values, minlength=many) / np.maximum(count, 1)
    square = np.bincount(of, weights=(values - mean[of]) ** 2, minlength=many) / np.maximum(count, 1)
    found: Floats = np.where(count >= 2, np.sqrt(square) / np.maximum(mean, 1e-9), np.nan)
    return found
