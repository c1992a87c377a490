"""Products ranked for customers, each with the product that is the reason."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.understand.people.next_product.following import LEAST, MOST_TIMES, SHRINK, Following
from zhiyin.science.understand.people.next_product.purchases import Bools, Bought, Floats, Holdings, Ints

NONE = -1
CELLS = 20_000_000
"""Lifts looked at in one piece."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a product is suggested: of the `n` customers who bought `product` (the customer has it) and had not the
    suggested one yet, `share` took it within `window` days, against `usual` of customers; `lift` is the ratio, shrunk
    towards 1. When the suggested product is one the customer has, `times` is on how many days it was bought, and
    share and n are those of all products bought so often."""

    product: int
    share: float
    usual: float | None
    n: int
    lift: float | None
    window: float
    times: int = 0


@dataclass(frozen=True)
class Suggestions:
    """The best products per customer, best first; shape (customers, top), NONE where there is no more to suggest.

    `score` orders products and customers and is not a calibrated chance. `because` is the place of the product that
    is the reason, NONE where none lifts the suggested one above the usual (it is merely popular).
    """

    customer: Ints
    product: Ints
    score: Floats
    because: Ints
    times: Ints


def suggest(
    told: Following,
    bought: Bought,
    now: float,
    *,
    weight: float,
    fades: bool = True,
    top: int = 3,
    repeatable: Bools | None = None,
) -> Suggestions:
    """Suggestions at the day `now` for everybody in `bought`, which is what they have bought up to it.

    Products had are suggested only where `repeatable` (one flag per product). A new product's score is the share who
    took it lately times the greatest lift by a product had, to the power `weight` (0: popularity). Where a
    lift `fades`, its logarithm halves with every window since the product had was last bought.
    """
    place = np.full(bought.products, NONE)
    place[told.products] = np.arange(len(told.products))
    had = bought.holdings()
    customer, begin, many = np.unique(had.customer, return_index=True, return_counts=True)
    width = len(told.products)
    top = min(top, width)
    chosen = np.full((len(customer), top), NONE)
    score, because = np.zeros((len(customer), top)), np.full((len(customer), top), NONE)
    times = np.zeros((len(customer), top), np.int64)
    if not width or not len(customer):
        return Suggestions(customer, chosen, score, because, times)
    lifts = np.log(told.lifts()).astype(np.float32)
    # A last row for products too rare to tell: they lift nothing.
    lifts = np.vstack((lifts, np.zeros((1, width), np.float32)))
    lately = np.log(told.lately).astype(np.float32)
    ends = np.cumsum(many)
    start = 0
    while start < len(customer):
        reach = (ends[start - 1] if start else 0) + CELLS // width
        stop = max(int(np.searchsorted(ends, reach, side="right")), start + 1)
        first, last = int(begin[start]), int(ends[stop - 1])
        mine = had.where(np.arange(first, last))
        whose = np.repeat(np.arange(stop - start), many[start:stop])
        at = place[mine.product]
        since = np.maximum(now - mine.last, 0) if fades else np.zeros(len(mine))
        fresh = np.exp2(-since / told.window).astype(np.float32)
        best = np.maximum.reduceat(lifts[at] * fresh[:, None], begin[start:stop] - first, axis=0)
        told_here = lately + weight * best
        owned = at >= 0
        told_here[whose[owned], at[owned]] = -np.inf
        _again(told, told_here, mine, whose, at, repeatable)
        part = np.argpartition(-told_here, top - 1, axis=1)[:, :top]
        found = np.take_along_axis(told_here, part, 1)
        order = np.argsort(-found, axis=1, kind="stable")
        part, found = np.take_along_axis(part, order, 1), np.take_along_axis(found, order, 1)
        score[start:stop] = np.exp(found)
        chosen[start:stop] = np.where(np.isfinite(found), told.products[part], NONE)
        because[start:stop], times[start:stop] = _reasons(lifts, fresh, mine, whose, at, part)
        start = stop
    empty = chosen == NONE
    because[empty], times[empty] = NONE, 0
    return Suggestions(customer, chosen, score, because, times)


def _again(
    told: Following, scores: Floats, mine: Holdings, whose: Ints, at: Ints, repeatable: Bools | None
) -> None:
    if repeatable is None:
        return
    rows = np.flatnonzero((at >= 0) & repeatable[mine.product])
    share = told.again[np.minimum(mine.times[rows], MOST_TIMES)]
    # Among products bought equally often, what more people take comes first.
    scores[whose[rows], at[rows]] = np.log(share + 1e-6) + 1e-3 * np.log(told.lately[at[rows]])


def _reasons(
    lifts: NDArray[np.float32], fresh: NDArray[np.float32], mine: Holdings, whose: Ints, at: Ints, part: Ints
) -> tuple[Ints, Ints]:
    """For each suggestion the product had that lifts it most, and how often it was bought when it is had itself."""
    because, times = np.full(part.shape, NONE), np.zeros(part.shape, np.int64)
    begin = np.flatnonzero(np.r_[True, whose[1:] != whose[:-1]])
    length = np.diff(np.append(begin, len(whose)))
    for column in range(part.shape[1]):
        here = lifts[at, part[whose, column]] * fresh
        strongest = np.maximum.reduceat(here, begin)
        hits = np.flatnonzero((here == np.repeat(strongest, length)) & (here > 0))
        because[whose[hits[::-1]], column] = mine.product[hits[::-1]]
        self_ = np.flatnonzero(at == part[whose, column])
        because[whose[self_], column] = mine.product[self_]
        times[whose[self_], column] = mine.times[self_]
    return because, times


def reason(told: Following, product: int, because: int, times: int = 0) -> Because | None:
    """The figures behind one suggestion, or None where it is merely popular or too few tell."""
    if because == NONE or product == NONE:
        return None
    if times:
        most = min(times, MOST_TIMES)
        share, n = float(told.again[most]), int(told.again_n[most])
        return Because(because, share, None, n, None, told.window, times) if n >= LEAST else None
    a, b = told.place(because), told.place(product)
    if a is None or b is None or told.n[a, b] < LEAST or not told.usual[b]:
        return None
    n, took, usual = int(told.n[a, b]), int(told.took[a, b]), float(told.usual[b])
    lift = (took + SHRINK * usual) / ((n + SHRINK) * usual)
    return Because(because, took / n, usual, n, lift, told.window)
