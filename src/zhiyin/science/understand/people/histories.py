"""What the models of buying need of a customer: how often again, when last, for how long known (METHODS A10)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from zhiyin.science.understand.people.results import Floats, Wholes, floats, refuse, same_length, wholes


class Histories(NamedTuple):
    """One row a customer, all of one length; times in one unit, counted from the customer's first purchase.

    frequency: x, purchases after the first (whole). recency: t_x, when the last of them was (0 when x = 0).
    age: T, how long the customer has been known.
    """

    frequency: Wholes
    recency: Floats
    age: Floats


class Distinct(NamedTuple):
    """Rows that differ: each once, how many customers have it, and which row each customer has."""

    rows: Histories
    counts: Floats
    of_customer: Wholes


def histories(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Histories:
    """Histories that can be.

    Raises DataError lengths_differ, not_finite, negative, not_whole, recency_after_age (t_x > T),
    repeat_without_recency (x > 0 with t_x = 0), recency_without_repeat (x = 0 with t_x > 0).
    """
    x, t_x, known = wholes("frequency", frequency), floats("recency", recency), floats("age", age)
    same_length(x, t_x, known)
    refuse(t_x > known, "recency_after_age", "the last purchase is after the end of the observation")
    refuse((x > 0) & (t_x == 0), "repeat_without_recency", "purchases again, but all at the first one's time")
    refuse((x == 0) & (t_x > 0), "recency_without_repeat", "a last purchase again, but no purchase again")
    return Histories(x, t_x, known)


def distinct_rows(*columns: Floats | Wholes) -> tuple[Wholes, Wholes, Wholes]:
    """The index of one row of each kind, how many rows are of it, and the kind of each row."""
    order = np.lexsort(columns[::-1])
    changes = np.zeros(len(order), dtype=np.bool_)
    changes[:1] = True
    for column in columns:
        in_order = column[order]
        changes[1:] |= in_order[1:] != in_order[:-1]
    starts = np.flatnonzero(changes)
    kind = np.empty(len(order), dtype=np.int64)
    kind[order] = np.cumsum(changes) - 1
    return order[starts].astype(np.int64), np.diff(np.append(starts, len(order))).astype(np.int64), kind


def distinct(of: Histories) -> Distinct:
    """Each history once: a likelihood over a million customers is a sum over those that differ."""
    first, counts, kind = distinct_rows(of.age, of.recency, of.frequency)
    rows = Histories(of.frequency[first], of.recency[first], of.age[first])
    return Distinct(rows, counts.astype(np.float64), kind)
