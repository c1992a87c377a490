"""Who took what after what: of the customers who bought A and had no B yet, how many took B within the window."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.understand.people.next_product.purchases import Bools, Bought, Floats, Holdings, Ints

Singles = NDArray[np.float32]

LEAST = 30
"""Customers who bought a product, with the window after it seen to its end, from which on it is a reason."""
SHRINK = 30.0
"""Customers of the usual share that are added to every pair: a few followers are no trend."""
MOST_PRODUCTS = 4_000
PAIRS = 5_000_000
MOST_TIMES = 6
LEAST_LIFT = 0.05


@dataclass(frozen=True)
class Following:
    """Counts over the `products` that at least 30 customers bought, by their place among these.

    `n[a, b]`: customers who bought a, had no b yet, and whose window after the first a was seen to its end;
    `took[a, b]`: of these, who took b in the window. `usual[b]`: the share who took b after any product, customers
    weighing the same. `lately[b]`: of customers from before the last window who bought in it, the share who took b
    for the first time in it. `again[k]`: of holdings bought on k days (the last stands for more) up to the last
    window by customers active in it, the share bought again in it, with `again_n[k]`.
    """

    products: Ints
    n: Ints
    took: Ints
    usual: Floats
    lately: Floats
    again: Floats
    again_n: Ints
    window: float
    customers: int

    @cached_property
    def log_lifts(self) -> Singles:
        """Logarithm of how many times as many as usual took b after a, shrunk towards 0; 0 where fewer than 30 customers
        tell. Shape (products + 1, products): the last row is for products too rare to tell."""
        width = len(self.products)
        found = np.zeros((width + 1, width), np.float32)
        usual = np.where(self.usual > 0, self.usual, 1.0).astype(np.float32)
        lift = self.took.astype(np.float32)
        lift += np.float32(SHRINK) * usual
        lift /= (self.n.astype(np.float32) + np.float32(SHRINK)) * usual
        told = (self.n >= LEAST) & (self.usual > 0)
        np.log(np.maximum(lift, np.float32(LEAST_LIFT), out=lift), out=found[:width], where=told)
        return found

    def place(self, product: int) -> int | None:
        """Where a product stands among `products`; None for one that too few bought."""
        found = int(np.searchsorted(self.products, product))
        return found if found < len(self.products) and self.products[found] == product else None


def following(bought: Bought, until: float, window: float) -> Following:
    """Counts from the purchases up to `until`; `window` in days. Purchases of one day do not follow each other."""
    rows = bought.until(until).by_day()
    had = rows.holdings()
    anchors = had.where(had.first + window <= until)
    buyers = np.bincount(anchors.product, minlength=bought.products)
    order = np.argsort(-buyers, kind="stable")[:MOST_PRODUCTS]
    products = np.sort(order[buyers[order] >= LEAST])
    place = np.full(bought.products, -1)
    place[products] = np.arange(len(products))
    kept = had.where(place[had.product] >= 0)
    kept = Holdings(kept.customer, place[kept.product], kept.first, kept.last, kept.times, len(products))
    n, took, usual, customers = _pairs(kept, until, window)
    again, again_n = _again(rows, until, window)
    # A newcomer's first purchase is not what customers take next.
    before = np.unique(had.customer[had.first <= until - window])
    active = len(np.intersect1d(before, rows.customer[rows.day > until - window]))
    taken = (kept.first > until - window) & np.isin(kept.customer, before)
    newly = np.bincount(kept.product[taken], minlength=len(products))
    # Half a customer, so that what nobody took lately is still told from what nobody ever took.
    lately = (newly + 0.5) / (active + 1)
    return Following(products, n, took, usual, lately, again, again_n, window, customers)


def sample(bought: Bought, most: int) -> Bought:
    """The purchases of at most so many customers."""
    customer = np.unique(bought.customer)
    if len(customer) <= most:
        return bought
    return bought.where(np.isin(bought.customer, customer[:: -(-len(customer) // most)]))


def _pairs(had: Holdings, until: float, window: float) -> tuple[Ints, Ints, Floats, int]:
    """Counts over pairs of holdings of one customer, in pieces so that memory stays small."""
    width = had.products
    customer, begin, many = np.unique(had.customer, return_index=True, return_counts=True)
    whole = had.first + window <= until
    anchors = np.bincount(had.product[whole], minlength=width)
    n = np.repeat(anchors[:, None], width, axis=1).astype(np.int64)
    took = np.zeros((width, width), np.int64)
    usual_took, usual_n = np.zeros(width), np.zeros(width)
    of_row = np.repeat(np.arange(len(customer)), many)
    told = np.bincount(of_row[whole], minlength=len(customer))
    row = np.flatnonzero(whole)
    size = many[of_row[row]]
    ends = np.cumsum(size)
    start = 0
    while start < len(row):
        stop = max(
            int(np.searchsorted(ends, (ends[start - 1] if start else 0) + PAIRS, side="right")), start + 1
        )
        mine, sizes = row[start:stop], size[start:stop]
        first = np.repeat(mine, sizes)
        offset = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        second = begin[of_row[first]] + offset
        key = had.product[first] * width + had.product[second]
        since = had.first[second] - had.first[first]
        weight = 1.0 / told[of_row[first]]
        before, after = since <= 0, (since > 0) & (since <= window)
        n -= np.bincount(key[before], minlength=width * width).reshape(width, width)
        took += np.bincount(key[after], minlength=width * width).reshape(width, width)
        usual_n -= np.bincount(had.product[second[before]], weights=weight[before], minlength=width)
        usual_took += np.bincount(had.product[second[after]], weights=weight[after], minlength=width)
        start = stop
    customers = int((told > 0).sum())
    usual = usual_took / np.maximum(usual_n + customers, 1e-9)
    return n, took, usual, customers


def _again(rows: Bought, until: float, window: float) -> tuple[Floats, Ints]:
    """How often a product bought on k days is bought again in the last window."""
    before = rows.where(rows.day <= until - window).holdings()
    last = rows.where(rows.day > until - window)
    alive = np.isin(before.customer, last.customer)
    before = before.where(alive)
    repeated = same(before, last.holdings())
    times = np.minimum(before.times, MOST_TIMES)
    n = np.bincount(times, minlength=MOST_TIMES + 1)
    share = np.bincount(times, weights=repeated, minlength=MOST_TIMES + 1) / np.maximum(n, 1)
    return share, n


def same(one: Holdings, other: Holdings) -> Bools:
    """Which rows of one (in any order) are of a customer and product that the other has as well."""
    if not len(other):
        return np.zeros(len(one), np.bool_)
    people, width = other.customer[other.begin], max(one.products, other.products)
    theirs = np.searchsorted(people, other.customer) * width + other.product
    at = np.minimum(np.searchsorted(people, one.customer), len(people) - 1)
    mine = at * width + one.product
    place = np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)
    found: Bools = (people[at] == one.customer) & (theirs[place] == mine)
    return found
