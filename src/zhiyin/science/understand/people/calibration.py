"""Whether what was expected came true: held-out purchases and money against the models (METHODS A10)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from zhiyin.science.estimate import Estimate, mean, proportion
from zhiyin.science.understand.people.bgnbd import Buying, expected_purchases
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import (
    TOO_FEW_CUSTOMERS,
    Floats,
    floats,
    refuse,
    same_length,
    wholes,
)

LAST_CLASS = 7
LEAST_CUSTOMERS = 30


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """Customers of one class: the mean that came, with its interval, and the mean that was expected.

    from_, upto: the class, both included; upto is None for "and more".
    """

    from_: float
    upto: float | None
    customers: int
    actual: Estimate
    expected: float


@dataclass(frozen=True, slots=True)
class Quality:
    """The model and the simple rule (each customer goes on at the pace so far, x/T) on the same held-out purchases.

    actual, expected: sums over customers. mean_error, rule_mean_error: mean |error| a customer; root_error,
    rule_root_error: root of the mean squared error. `beats_rule` looks at the latter, which a forecast of a mean is for.
    """

    customers: int
    actual: float
    expected: float
    rule: float
    mean_error: float
    rule_mean_error: float
    root_error: float
    rule_root_error: float

    @property
    def beats_rule(self) -> bool:
        """Whether the model is worth its trouble."""
        return self.root_error < self.rule_root_error


def by_frequency(
    buying: Buying,
    frequency: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    came: ArrayLike,
    horizon: float,
    *,
    last_class: int = LAST_CLASS,
) -> list[CalibrationRow]:
    """Actual and expected held-out purchases by x = 0, 1, …, `last_class` and more; classes without customers are left
    out. `came` are the purchases within `horizon` after the calibration. DataError as `bgnbd.fit`."""
    x, actual = wholes("frequency", frequency), floats("came", came)
    expected = expected_purchases(buying, frequency, recency, age, horizon)
    same_length(x, actual)
    rows = []
    for count in range(last_class + 1):
        of_class = x == count if count < last_class else x >= last_class
        if of_class.any():
            upto = float(count) if count < last_class else None
            rows.append(_row(float(count), upto, actual[of_class], expected[of_class]))
    return rows


def by_tenths(expected: ArrayLike, came: ArrayLike, *, classes: int = 10) -> list[CalibrationRow]:
    """Actual against expected by tenths of what was expected, lowest first; ties are not torn apart.

    For values: `came` is the money (× margin) of the held-out time. DataError lengths_differ, not_finite.
    """
    foreseen, actual = (
        floats("expected", expected, negative=True),
        floats("came", came, negative=True),
    )
    same_length(foreseen, actual)
    if len(foreseen) == 0:
        return []
    edges = np.unique(np.quantile(foreseen, np.arange(1, classes) / classes))
    at = np.searchsorted(edges, foreseen, side="left")
    rows = []
    for place in np.unique(at):
        of_class = at == place
        own = foreseen[of_class]
        rows.append(_row(float(own.min()), float(own.max()), actual[of_class], own))
    return rows


def quality(
    buying: Buying,
    frequency: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    came: ArrayLike,
    horizon: float,
    *,
    least_customers: int = LEAST_CUSTOMERS,
) -> Quality | NotEnough:
    """The errors of model and rule on held-out purchases. NotEnough too_few_customers. DataError as `bgnbd.fit`."""
    x, known, actual = wholes("frequency", frequency), floats("age", age), floats("came", came)
    expected = expected_purchases(buying, frequency, recency, age, horizon)
    same_length(x, actual)
    if len(x) < max(least_customers, 1):
        return NotEnough(TOO_FEW_CUSTOMERS, len(x), max(least_customers, 1))
    pace = np.where(known > 0, x / np.where(known > 0, known, 1.0), 0.0) * horizon
    return Quality(
        len(x),
        float(actual.sum()),
        float(expected.sum()),
        float(pace.sum()),
        float(np.abs(expected - actual).mean()),
        float(np.abs(pace - actual).mean()),
        _root(expected - actual),
        _root(pace - actual),
    )


def coverage(low: ArrayLike, high: ArrayLike, came: ArrayLike) -> Estimate:
    """The share of customers whose actual value lies in their interval, to be held against its confidence."""
    below, above, actual = (
        floats(name, numbers, negative=True)
        for name, numbers in (("low", low), ("high", high), ("came", came))
    )
    same_length(below, above, actual)
    refuse(below > above, "out_of_range", "an interval ends before it begins")
    return proportion(int(((below <= actual) & (actual <= above)).sum()), len(actual))


def _row(from_: float, upto: float | None, actual: Floats, expected: Floats) -> CalibrationRow:
    came = mean(len(actual), float(actual.sum()), float((actual**2).sum()))
    return CalibrationRow(from_, upto, len(actual), came, float(expected.mean()))


def _root(errors: Floats) -> float:
    return float(np.sqrt((errors**2).mean()))
