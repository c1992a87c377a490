"""Learning what follows what, and whether that beats telling everybody what is popular."""

from dataclasses import dataclass

import numpy as np

from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.quantiles import normal_quantile
from zhiyin.science.estimate.results import NO_SPREAD, Change, Estimate, excludes_zero
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.next_product.following import Following, following, same, sample
from zhiyin.science.understand.people.next_product.purchases import Bools, Bought, Holdings, Ints
from zhiyin.science.understand.people.next_product.suggesting import (
    NONE,
    Because,
    Suggestions,
    reason,
    suggest,
)

CHOICES = tuple((weight, fades) for fades in (True, False) for weight in (0.5, 1.0))
"""How much lifts weigh and whether they fade; the first of the best on the window before the last is taken."""
DEPTHS = (1, 3, 5, 10)
DECIDES, OF_PRODUCTS = 5, 4
"""The hit rate of up to 5 suggestions decides whether the model beats popularity, of fewer where that were more than
a fourth of the products: who suggests everything is always right."""
WINDOWS = 4
"""Windows of history that learning, choosing and measuring take."""
LEAST_MEASURED = 100
MOST_CUSTOMERS = 200_000
"""Customers that are counted; of more, every second, third … one by order of number."""
MOST_ASKED = 20_000
"""Customers on whom a choice is made and measured; of more, every second, third … one."""
LEAST_PRODUCTS = 2

NEED_DAYS, NEED_PRODUCTS, NEED_BUYERS = (
    "days_of_history",
    "products_with_30_buyers",
    "customers_with_a_new_product",
)


@dataclass(frozen=True, slots=True)
class HitRate:
    """The share of customers who took at least one of their first `depth` suggestions, of those who took any new
    product in the held-out window (Wilson); the same for popularity, and the paired difference (Wald)."""

    depth: int
    model: Estimate
    popularity: Estimate
    lead: Change


@dataclass(frozen=True)
class NextProduct:
    """What follows what, learnt up to the end of the history, with the hit rates of the last `window` days measured
    by what was learnt before them. `weight` is 0 (popularity) unless the model `beats_popularity`; `fades` as in
    `suggest`."""

    told: Following
    weight: float
    fades: bool
    beats_popularity: bool
    hit_rates: tuple[HitRate, ...]
    repeatable: Bools | None

    def suggest(self, bought: Bought, now: float, *, top: int = 3) -> Suggestions:
        """Suggestions at the day `now` for everybody in `bought`, which is what they have bought up to it."""
        return suggest(
            self.told,
            bought,
            now,
            weight=self.weight,
            fades=self.fades,
            top=top,
            repeatable=self.repeatable,
        )

    def reason(self, product: int, because: int, times: int = 0) -> Because | None:
        """The figures behind one suggestion; None where it is merely popular."""
        return reason(self.told, product, because, times)


def train(
    bought: Bought, *, until: float, window: float = 90.0, repeatable: Bools | None = None
) -> NextProduct | NotEnough:
    """Learns from purchases up to `until` (a day); chooses how much lifts weigh and whether they fade on the window
    before the last; measures new products on the last window, for customers who had bought before. `repeatable`
    flags products that are bought again and again; the others are never suggested to those who have them.

    NotEnough below four windows of history, two products that 30 customers bought, and 100 customers who took a new
    product in the last window.
    """
    if not window > 0:
        raise ValueError("a window takes some days")
    rows = sample(bought.until(until), MOST_CUSTOMERS)
    span = float(until - rows.day.min()) if len(rows) else 0.0
    if span < WINDOWS * window:
        return NotEnough(NEED_DAYS, int(span), int(np.ceil(WINDOWS * window)))
    chooses, measures = until - 2 * window, until - window
    before = following(rows, chooses, window)
    if len(before.products) < LEAST_PRODUCTS:
        return NotEnough(NEED_PRODUCTS, len(before.products), LEAST_PRODUCTS)
    # Hits count less further down, as people read.
    worth = 1 / np.log2(np.arange(max(DEPTHS)) + 2)
    asked = _asked(rows, chooses, window)
    weight, fades = max(CHOICES, key=lambda each: float((_hits(before, asked, chooses, *each) @ worth).sum()))
    known = following(rows, measures, window)
    asked = _asked(rows, measures, window)
    told, simply = (_hits(known, asked, measures, each, fades) for each in (weight, 0.0))
    if len(told) < LEAST_MEASURED:
        return NotEnough(NEED_BUYERS, len(told), LEAST_MEASURED)
    rates = tuple(_rate(depth, told, simply) for depth in DEPTHS)
    decides = max(
        depth for depth in DEPTHS if depth == 1 or depth <= min(DECIDES, len(known.products) / OF_PRODUCTS)
    )
    beats = any(each.depth == decides and each.lead.real and (each.lead.value or 0) > 0 for each in rates)
    return NextProduct(
        following(rows, until, window), weight if beats else 0.0, fades, beats, rates, repeatable
    )


def _asked(rows: Bought, cut_off: float, window: float) -> tuple[Bought, Holdings]:
    """Customers who had bought by the cut-off and took a new product in the window after it, at most MOST_ASKED: what
    they had bought, and what they took."""
    had = rows.until(cut_off)
    after = rows.where((rows.day > cut_off) & (rows.day <= cut_off + window))
    after = after.where(np.isin(after.customer, had.customer))
    taken = after.holdings()
    taken = taken.where(~same(taken, had.where(np.isin(had.customer, taken.customer)).holdings()))
    asked = taken.customer[taken.begin]
    asked = asked[:: -(-len(asked) // MOST_ASKED) or 1]
    return had.where(np.isin(had.customer, asked)), taken.where(np.isin(taken.customer, asked))


def _hits(
    told: Following, asked: tuple[Bought, Holdings], cut_off: float, weight: float, fades: bool
) -> Ints:
    """For each customer asked about 10 flags: is the suggestion at this place one of the products taken. Shape
    (customers, 10)."""
    had, taken = asked
    found = suggest(told, had, cut_off, weight=weight, fades=fades, top=max(DEPTHS))
    width = found.product.shape[1]
    blank = np.zeros(found.product.size)
    pairs = Holdings(
        np.repeat(found.customer, width),
        found.product.ravel(),
        blank,
        blank,
        blank.astype(np.int64),
        had.products,
    )
    hit = same(pairs, taken) & (pairs.product != NONE)
    flags = np.zeros((len(found.customer), max(DEPTHS)), np.int64)
    flags[:, :width] = hit.reshape(-1, width)
    return flags


def _rate(depth: int, told: Ints, simply: Ints) -> HitRate:
    one, other = told[:, :depth].max(axis=1), simply[:, :depth].max(axis=1)
    n, change = len(told), one - other
    value, error = float(change.mean()), float(change.std(ddof=1)) / float(np.sqrt(n))
    if error == 0.0:
        lead = Change(value, None, None, None, real=False, method="paired_wald", reason=NO_SPREAD)
    else:
        half = normal_quantile(0.95) * error
        low, high = value - half, value + half
        lead = Change(
            value, low, high, None, excludes_zero(low, high), "paired_wald", statistic=value / error
        )
    return HitRate(depth, proportion(int(one.sum()), n), proportion(int(other.sum()), n), lead)
