"""RFM: how recently, how often and for how much, in classes of equal share by rank (METHODS A11)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import (
    TOO_FEW_CUSTOMERS,
    Floats,
    floats,
    same_length,
)

Scores = NDArray[np.int8]

LEAST_CUSTOMERS = 3
_LEAST_FOR_FIFTHS = 25

GROUPS = (
    "champions",
    "loyal",
    "promising",
    "new",
    "needs_attention",
    "about_to_sleep",
    "at_risk",
    "cant_lose",
    "hibernating",
    "lost",
)
"""The codes of the groups; `group` indexes into this."""

_GRID = (
    ("lost", "lost", "at_risk", "cant_lose", "cant_lose"),
    ("hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"),
    ("about_to_sleep", "about_to_sleep", "needs_attention", "loyal", "loyal"),
    ("new", "promising", "loyal", "champions", "champions"),
    ("new", "promising", "loyal", "champions", "champions"),
)
"""The rule: rows are recency 1–5 (5 the most recent), columns the mean of frequency and value 1–5, halves up."""
_INDEX = np.asarray([[GROUPS.index(name) for name in row] for row in _GRID], dtype=np.int8)


@dataclass(frozen=True, slots=True)
class Rfm:
    """Scores 1…`classes` (the highest is the best) and groups (index into GROUPS), one a customer.

    `money` states what the value was. Groups of three classes are read on the grid of five as 1, 3, 5.
    """

    recency: Scores
    frequency: Scores
    value: Scores
    group: Scores
    classes: int
    money: Literal["total", "mean"]

    @property
    def cells(self) -> NDArray[np.int16]:
        """The three digits as one number, 555 for the best of five classes."""
        digits = self.recency.astype(np.int16) * 100 + self.frequency.astype(np.int16) * 10 + self.value
        return digits.astype(np.int16)


def rfm(
    days_since_last: ArrayLike,
    purchases: ArrayLike,
    value: ArrayLike,
    *,
    money: Literal["total", "mean"],
    least_customers: int = LEAST_CUSTOMERS,
) -> Rfm | NotEnough:
    """Scores of all customers at one reference date. `days_since_last` is counted to that date; fewer is better.

    Fifths, or terciles below 25 customers. `value` is the total or the mean of a customer's purchases, as `money`
    states; it may be negative after returns. NotEnough too_few_customers. DataError lengths_differ, not_finite,
    negative.
    """
    days, bought = floats("days_since_last", days_since_last), floats("purchases", purchases)
    worth = floats("value", value, negative=True)
    same_length(days, bought, worth)
    if len(days) < max(least_customers, 1):
        return NotEnough(TOO_FEW_CUSTOMERS, len(days), max(least_customers, 1))
    classes = 5 if len(days) >= _LEAST_FOR_FIFTHS else 3
    recency = scores(days, classes, fewer_is_better=True)
    frequency, spent = scores(bought, classes), scores(worth, classes)
    return Rfm(recency, frequency, spent, groups(recency, frequency, spent, classes), classes, money)


def scores(numbers: ArrayLike, classes: int, *, fewer_is_better: bool = False) -> Scores:
    """Scores 1…`classes` by the share of customers ranked below; ties have their average rank, hence one score.

    The score of rank k among n is ⌊classes·(k − ½)/n⌋ + 1, so that classes are of equal size where nobody ties.
    DataError not_finite.
    """
    array: Floats = floats("numbers", numbers, negative=True)
    if fewer_is_better:
        array = -array
    _, at, counts = np.unique(array, return_inverse=True, return_counts=True)
    # Twice the average rank less one is whole: below + up to and including.
    upto = np.cumsum(counts)
    twice = upto + (upto - counts)
    return ((twice * classes) // (2 * len(array)) + 1).astype(np.int8)[at]


def groups(recency: Scores, frequency: Scores, value: Scores, classes: int) -> Scores:
    """The group of each customer, as an index into GROUPS, by the grid of recency × mean of frequency and value."""
    if classes == 3:
        recency, frequency, value = (score * 2 - 1 for score in (recency, frequency, value))
    return np.asarray(_INDEX[recency - 1, (frequency + value + 1) // 2 - 1], dtype=np.int8)
