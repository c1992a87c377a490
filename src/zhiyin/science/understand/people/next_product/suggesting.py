"""Products ranked for customers, each with the product that is the reason."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from zhiyin.science.understand.people.next_product.following import (
    LEAST,
    MOST_TIMES,
    SHRINK,
    Following,
    Singles,
)
from zhiyin.science.understand.people.next_product.purchases import Bools, Bought, Floats, Holdings, Ints

NONE = -1
CELLS = 4_000_000
"""Numbers looked at in one piece."""
BREADTH, WIDER = 16, 8
"""So many products lifted by each product had, and so many of the most popular, are looked at first; so many times
more for the few customers for whom that might miss one."""
TIE = np.float32(1e-5)


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

    Nobody's whole row of products is looked at unless it takes that: who has a dozen of four thousand products is
    done with some hundred numbers, and it is known that no other product could come before those found.
    """
    had = bought.holdings()
    begin = had.begin
    customer, many = had.customer[begin], np.diff(np.append(begin, len(had)))
    width = len(told.products)
    shape = (len(customer), min(top, width))
    chosen, because = np.full(shape, NONE), np.full(shape, NONE)
    score, times = np.zeros(shape), np.zeros(shape, np.int64)
    if not width or not len(customer):
        return Suggestions(customer, chosen, score, because, times)
    owner = np.repeat(np.arange(len(customer)), many)
    left, breadth = np.arange(len(customer)), max(BREADTH, top)
    while len(left):
        board = _board(told, np.float32(weight), breadth)
        rest = np.zeros(len(customer), np.bool_)
        rest[left] = True
        theirs = had.where(np.flatnonzero(rest[owner]))
        for these, rows in _pieces(left, many[left], board):
            mine = _mine(told, theirs.where(rows), now, fades, repeatable)
            part, value, sure = _best(board, mine, shape[1])
            done = these[sure]
            score[done] = np.exp(value[sure])
            chosen[done] = np.where(part[sure] == NONE, NONE, told.products[part[sure]])
            why, often = _reasons(told.log_lifts, mine, part)
            because[done], times[done] = why[sure], often[sure]
            rest[done] = False
        left, breadth = np.flatnonzero(rest), breadth * WIDER
    empty = chosen == NONE
    because[empty], times[empty] = NONE, 0
    return Suggestions(customer, chosen, score, because, times)


@dataclass(frozen=True)
class _Board:
    """What is looked at. The most `popular` products, with every product's lift of them; of the others, for each
    product, the `kin` that come first where it was bought today, with their lifts and shares. `beyond` is the highest
    share of those others, `beyond_kin` the highest score of those that are not kin; None: all are looked at."""

    weight: np.float32
    lately: Singles
    popular: Ints
    popular_lifts: Singles
    kin: Ints
    kin_lifts: Singles
    kin_lately: Singles
    beyond: np.float32
    beyond_kin: Singles | None

    @property
    def width(self) -> int:
        """How many products there are."""
        return len(self.lately)


def _board(told: Following, weight: np.float32, breadth: int) -> _Board:
    lately, lifts = np.log(told.lately).astype(np.float32), told.log_lifts
    by_share = np.argsort(-lately, kind="stable")
    popular, others = by_share[:breadth], by_share[breadth:]
    first = lately[others] + weight * lifts[:, others]
    kept = min(breadth, len(others))
    beyond_kin = None
    if kept < len(others):
        at = np.argpartition(-first, kept, axis=1)
        beyond_kin = np.take_along_axis(first, at[:, kept : kept + 1], 1)[:, 0]
        kin = others[at[:, :kept]]
    else:
        kin = np.broadcast_to(others, (len(lifts), kept))
    return _Board(
        weight,
        lately,
        popular,
        np.ascontiguousarray(lifts[:, popular]),
        np.ascontiguousarray(kin),
        np.take_along_axis(lifts, kin, 1),
        lately[kin],
        lately[others].max() if len(others) else np.float32(-np.inf),
        beyond_kin,
    )


def _pieces(left: Ints, many: Ints, board: _Board) -> Iterator[tuple[Ints, Ints]]:
    """Customers and the rows of what they have, so many at a time that memory stays small."""
    ends = np.cumsum(many)
    cells = np.cumsum(many * (len(board.popular) + board.kin.shape[1] + 1) + board.width)
    start = 0
    while start < len(left):
        reach = (cells[start - 1] if start else 0) + CELLS
        stop = max(int(np.searchsorted(cells, reach, side="right")), start + 1)
        yield left[start:stop], np.arange(ends[start - 1] if start else 0, ends[stop - 1])
        start = stop


@dataclass(frozen=True)
class _Mine:
    """One row per product had, customer by customer: `whose` counts them from 0, `begin` says where each starts; `at`
    is the product's place among those that are told, the number of these for one too rare; `fresh` is what is left of
    its lifts, `again` its own score as one to be bought again (-inf: it is not)."""

    rows: Holdings
    whose: Ints
    begin: Ints
    at: Ints
    fresh: Singles
    again: Singles


def _mine(told: Following, rows: Holdings, now: float, fades: bool, repeatable: Bools | None) -> _Mine:
    width = len(told.products)
    place = np.full(rows.products, width)
    place[told.products] = np.arange(width)
    at = place[rows.product]
    begin = rows.begin
    whose = np.repeat(np.arange(len(begin)), np.diff(np.append(begin, len(rows))))
    since = np.maximum(now - rows.last, 0) if fades else np.zeros(len(rows))
    again = np.full(len(rows), -np.inf, np.float32)
    if repeatable is not None:
        some = np.flatnonzero((at < width) & repeatable[rows.product])
        share = told.again[np.minimum(rows.times[some], MOST_TIMES)]
        # Among products bought equally often, what more people take comes first.
        again[some] = np.log(share + 1e-6) + 1e-3 * np.log(told.lately[at[some]])
    return _Mine(rows, whose, begin, at, np.exp2(-since / told.window).astype(np.float32), again)


def _best(board: _Board, mine: _Mine, top: int) -> tuple[Ints, Singles, Bools]:
    """The places of the best products of each customer with their scores, shape (customers, top), NONE and -inf where
    there are no more; and for whom it is sure that no product which was not looked at comes before the last."""
    people = len(mine.begin)
    owned = np.zeros((people, board.width + 1), np.bool_)
    owned[mine.whose, mine.at] = True
    fresh = mine.fresh[:, None]
    lifted: Singles = np.maximum.reduceat(board.popular_lifts[mine.at] * fresh, mine.begin, axis=0)
    of_popular: Singles = board.lately[board.popular] + board.weight * lifted
    of_popular[owned[:, board.popular]] = -np.inf
    kin = board.kin[mine.at]
    of_kin: Singles = board.kin_lately[mine.at] + board.weight * (board.kin_lifts[mine.at] * fresh)
    of_kin[owned[mine.whose[:, None], kin]] = -np.inf
    # Each product is there once among the popular ones, and once in a row: whatever is below the last of the best of
    # these, or of any row, is not among the best of all.
    least = np.maximum(_last(of_popular, top), np.maximum.reduceat(_last(of_kin, top), mine.begin))
    told = [
        _above(of_popular, least),
        _above(of_kin, least[mine.whose]),
        _above(mine.again[:, None], least[mine.whose]),
    ]
    who = np.r_[told[0][0], mine.whose[told[1][0]], mine.whose[told[2][0]]]
    what = np.r_[board.popular[told[0][1]], kin[told[1]], mine.at[told[2][0]]]
    value = np.r_[of_popular[told[0]], of_kin[told[1]], mine.again[told[2][0]]]
    part, found = _ranked(who, what, value, (people, top))
    if board.beyond_kin is None:
        return part, found, np.ones(people, np.bool_)
    unseen = (1 - mine.fresh) * board.beyond + mine.fresh * board.beyond_kin[mine.at]
    sure = found[:, -1] >= np.maximum.reduceat(unseen, mine.begin) - TIE
    return part, found, sure


def _last(value: Singles, top: int) -> Singles:
    """The lowest of the `top` highest of each row."""
    width = value.shape[1]
    if width < top:
        return np.full(len(value), -np.inf, np.float32)
    found: Singles = np.partition(value, width - top, axis=1)[:, width - top]
    return found


def _above(value: Singles, least: Singles) -> tuple[Ints, Ints]:
    row, column = np.nonzero((value >= least[:, None]) & (value > -np.inf))
    return row, column


def _ranked(who: Ints, what: Ints, value: Singles, shape: tuple[int, int]) -> tuple[Ints, Singles]:
    """Each customer's products by their highest score, best first; of equal ones the first by place."""
    part, found = np.full(shape, NONE), np.full(shape, -np.inf, np.float32)
    order = np.lexsort((-value, what, who))
    who, what, value = who[order], what[order], value[order]
    once = np.flatnonzero(np.r_[True, (who[1:] != who[:-1]) | (what[1:] != what[:-1])][: len(who)])
    once = once[np.lexsort((-value[once], who[once]))]
    who, what, value = who[once], what[once], value[once]
    rank = np.arange(len(who)) - np.searchsorted(who, who)
    kept = rank < shape[1]
    part[who[kept], rank[kept]] = what[kept]
    found[who[kept], rank[kept]] = value[kept]
    return part, found


def _reasons(lifts: Singles, mine: _Mine, part: Ints) -> tuple[Ints, Ints]:
    """For each suggestion the product had that lifts it most, and how often it was bought when it is had itself."""
    because, times = np.full(part.shape, NONE), np.zeros(part.shape, np.int64)
    whose, at, rows = mine.whose, mine.at, mine.rows
    length = np.diff(np.append(mine.begin, len(whose)))
    for column in range(part.shape[1]):
        here = lifts[at, part[whose, column]] * mine.fresh
        strongest = np.maximum.reduceat(here, mine.begin)
        hits = np.flatnonzero((here == np.repeat(strongest, length)) & (here > 0))
        because[whose[hits[::-1]], column] = rows.product[hits[::-1]]
        self_ = np.flatnonzero(at == part[whose, column])
        because[whose[self_], column] = rows.product[self_]
        times[whose[self_], column] = rows.times[self_]
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
