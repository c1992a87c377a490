"""Who bought which product when."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Bought:
    """One row per purchase in any order: customer, product (0 … products - 1), day (days since any fixed day).

    Returns are left out by the caller. Raises ValueError for lengths that differ and for products out of range.
    """

    customer: Ints
    product: Ints
    day: Floats
    products: int

    def __post_init__(self) -> None:
        if not len(self.customer) == len(self.product) == len(self.day):
            raise ValueError("columns differ in length")
        if len(self.product) and not (self.product.min() >= 0 and self.product.max() < self.products):
            raise ValueError("a product out of range")
        if not np.isfinite(self.day).all():
            raise ValueError("days are finite")

    def __len__(self) -> int:
        return len(self.customer)

    def until(self, day: float) -> "Bought":
        """The purchases on or before a day."""
        return self.where(self.day <= day)

    def where(self, rows: Bools) -> "Bought":
        return Bought(self.customer[rows], self.product[rows], self.day[rows], self.products)

    def by_day(self) -> "Bought":
        """By customer, product and whole day, each once."""
        day = np.floor(self.day)
        order = self._order(day)
        who, what, when = self.customer[order], self.product[order], day[order]
        fresh = np.ones(len(order), np.bool_)
        fresh[1:] = (who[1:] != who[:-1]) | (what[1:] != what[:-1]) | (when[1:] != when[:-1])
        return Bought(who[fresh], what[fresh], when[fresh], self.products)

    def _order(self, day: Floats) -> Ints:
        """By customer, product and day. As one number where it fits: a fifth of the time of sorting by three."""
        if not len(day):
            return np.empty(0, np.int64)
        first, lowest = int(self.customer.min()), float(day.min())
        people, days = int(self.customer.max()) - first + 1, int(day.max() - lowest) + 1
        if people * self.products * days >= 2**63:
            order: Ints = np.lexsort((day, self.product, self.customer))
            return order
        key = ((self.customer - first) * self.products + self.product) * days
        found: Ints = np.argsort(key + (day - lowest).astype(np.int64))
        return found

    def holdings(self) -> "Holdings":
        """Who has which product, by customer and product."""
        rows = self.by_day()
        who, what, when = rows.customer, rows.product, rows.day
        fresh = np.ones(len(who), np.bool_)
        fresh[1:] = (who[1:] != who[:-1]) | (what[1:] != what[:-1])
        begin = np.flatnonzero(fresh)
        times = np.diff(np.append(begin, len(who)))
        last = when[begin + times - 1] if len(begin) else when[:0]
        return Holdings(who[begin], what[begin], when[begin], last, times, self.products)


@dataclass(frozen=True)
class Holdings:
    """One row per customer and product, in order of these: the first and last day of purchase, and on how many days."""

    customer: Ints
    product: Ints
    first: Floats
    last: Floats
    times: Ints
    products: int

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def begin(self) -> Ints:
        """Where the rows of each customer begin."""
        fresh = np.ones(len(self), np.bool_)
        fresh[1:] = self.customer[1:] != self.customer[:-1]
        return np.flatnonzero(fresh)

    def where(self, rows: Bools | Ints) -> "Holdings":
        return Holdings(
            self.customer[rows],
            self.product[rows],
            self.first[rows],
            self.last[rows],
            self.times[rows],
            self.products,
        )
