"""Gamma–Gamma: what a customer's purchases will be worth on average, drawn towards everybody's mean (METHODS A10).

Fader and Hardie 2013, "The Gamma–Gamma model of monetary value". A customer's purchases vary as Gamma(p, ν), and ν
differs between people as Gamma(q, v). Fitted to those with x > 0; `value` is the mean of a customer's x repeat
purchases. The model supposes that how often people buy does not tell how much they spend each time: see `correlation`.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.histories import distinct_rows
from zhiyin.science.understand.people.maximum import greatest, summed
from zhiyin.science.understand.people.results import (
    NO_FIT,
    SPREAD_TOO_WIDE,
    TOO_FEW_REPEATERS,
    DataError,
    Floats,
    Wholes,
    refuse,
    same_length,
    wholes,
)

LEAST_REPEATERS = 30
AT_EDGE = "at_edge"
"""Warning: a parameter ran to the edge, so intervals are less sure than they look."""
CORRELATED = "frequency_tells_value"
"""Warning: frequency and value go together beyond ± 0.3, which the model supposes they do not."""
_FAR_FROM_ZERO = 0.3


class Spending(NamedTuple):
    """The three parameters. v has the unit of money; p and q have none."""

    p: float
    q: float
    v: float


@dataclass(frozen=True, slots=True)
class SpendingModel:
    """A fitted Gamma–Gamma. `covariance` is of the logarithms of p, q, v in this order, 3 × 3.

    `correlation` is Pearson's r of frequency and value among those fitted; None when either does not vary.
    """

    spending: Spending
    log_likelihood: float
    covariance: Floats
    customers: int
    correlation: float | None
    warnings: tuple[str, ...] = ()


def fit(
    frequency: ArrayLike, value: ArrayLike, *, least_repeaters: int = LEAST_REPEATERS
) -> SpendingModel | NotEnough:
    """Maximum likelihood over those with x > 0 and a known value; `value` is NaN where unknown.

    NotEnough too_few_repeaters, spread_too_wide (q ≤ 1: the mean would be infinite), no_fit. DataError
    lengths_differ, negative, not_whole, value_not_positive.
    """
    x, m = spent(frequency, value)
    told = (x > 0) & np.isfinite(m)
    customers, need = int(told.sum()), max(least_repeaters, 2)
    if customers < need:
        return NotEnough(TOO_FEW_REPEATERS, customers, need)
    x, m = x[told], m[told]
    first, counts, _ = distinct_rows(x, m)
    # Money in units of its mean puts v near 1, where the climb is even.
    scale = float(m.mean())
    likelihood = _Likelihood(x[first].astype(np.float64), m[first] / scale, counts.astype(np.float64))
    found = greatest(
        likelihood.slope, [(np.log(2.0), np.log(3.0), 0.0), (np.log(6.0), np.log(4.0), -1.0)], customers
    )
    if found is None:
        return NotEnough(NO_FIT, customers, need)
    p, q, v = (float(number) for number in np.exp(found.logs))
    if q <= 1.0:
        return NotEnough(SPREAD_TOO_WIDE, q, 1.0)
    together = correlation(x, m)
    warnings = [AT_EDGE] if found.at_edge else []
    if together is not None and abs(together) > _FAR_FROM_ZERO:
        warnings.append(CORRELATED)
    return SpendingModel(
        Spending(p, q, v * scale),
        found.log_likelihood - customers * float(np.log(scale)),
        found.covariance,
        customers,
        together,
        tuple(warnings),
    )


def log_likelihood(spending: Spending, frequency: ArrayLike, value: ArrayLike) -> float:
    """The sum of the logarithms of the densities of the means of those with x > 0 and a known value."""
    x, m = spent(frequency, value)
    told = (x > 0) & np.isfinite(m)
    likelihood = _Likelihood(x[told].astype(np.float64), m[told], np.ones(int(told.sum())))
    return likelihood.slope(np.log(np.asarray(checked(spending))))[0]


def expected_value(spending: Spending, frequency: ArrayLike, value: ArrayLike) -> Floats:
    """E[M | x, m] = p(v + xm)/(px + q − 1), one a customer; who has x = 0 or no known value has the mean of all.

    Raises DataError as `fit`, and out_of_range for q ≤ 1, where there is no mean.
    """
    x, m = spent(frequency, value)
    return expected(checked(spending), x, m)


def population_mean(spending: Spending) -> float:
    """p·v/(q − 1): the mean purchase of a customer of whom nothing is known. DataError out_of_range for q ≤ 1."""
    p, q, v = checked(spending)
    return p * v / (q - 1.0)


def correlation(frequency: ArrayLike, value: ArrayLike) -> float | None:
    """Pearson's r of frequency and value over x > 0; None when either does not vary."""
    x, m = spent(frequency, value)
    told = (x > 0) & np.isfinite(m)
    if told.sum() < 2 or np.ptp(x[told]) == 0 or np.ptp(m[told]) == 0:
        return None
    return float(np.corrcoef(x[told], m[told])[0, 1])


def spent(frequency: ArrayLike, value: ArrayLike) -> tuple[Wholes, Floats]:
    """Frequencies and mean values that can be; values of those who bought once are not looked at and become NaN."""
    x = wholes("frequency", frequency)
    m = np.atleast_1d(np.asarray(value, dtype=np.float64))
    same_length(x, m)
    m = np.where(x > 0, m, np.nan)
    refuse(m <= 0, "value_not_positive", "the mean value of purchases must be above 0, NaN where unknown")
    refuse(np.isinf(m), "not_finite", "value")
    return x, m


def expected(spending: Spending, x: Wholes, m: Floats) -> Floats:
    """E[M | x, m] of frequencies and values already checked."""
    p, q, v = spending
    told = np.isfinite(m)
    known = np.where(told, x, 0)
    return p * (v + known * np.where(told, m, 0.0)) / (p * known + q - 1.0)


def checked(spending: Spending) -> Spending:
    """Parameters with which there is a mean. Raises DataError out_of_range."""
    for name, number in zip(Spending._fields, spending, strict=True):
        if not 0.0 < number < np.inf:
            raise DataError("out_of_range", f"{name} must be positive, not {number}")
    if spending.q <= 1.0:
        raise DataError("out_of_range", f"q must be above 1 for there to be a mean, not {spending.q}")
    return spending


class _Likelihood:
    """LL and its gradient over x and m, each row `counts` times."""

    def __init__(self, x: Floats, m: Floats, counts: Floats) -> None:
        self.x, self.m, self.counts = x, m, counts
        self.total = x * m
        self.distinct, self.at = np.unique(x, return_inverse=True)
        self.of_x = np.bincount(self.at, weights=counts).astype(np.float64)
        self.log_m = summed(counts, np.log(m))
        self.x_log = summed(counts, x * np.log(x * m))

    def slope(self, logs: Floats) -> tuple[float, Floats]:
        """LL and its gradient at the logarithms of p, q, v."""
        p, q, v = (float(number) for number in np.exp(logs))
        x, n = self.distinct, self.of_x
        rows = n.sum()
        log_sum = np.log(self.total + v)
        order = p * self.x + q
        value = (
            summed(n, gammaln(p * x + q) - gammaln(p * x))
            - rows * gammaln(q)
            + rows * q * logs[2]
            + p * self.x_log
            - self.log_m
            - summed(self.counts, order * log_sum)
        )
        both = digamma(p * x + q)
        by_p = summed(n, x * (both - digamma(p * x))) + self.x_log - summed(self.counts, self.x * log_sum)
        by_q = summed(n, both) - rows * digamma(q) + rows * logs[2] - summed(self.counts, log_sum)
        by_v = rows * q / v - summed(self.counts, order / (self.total + v))
        return float(value), np.asarray([by_p * p, by_q * q, by_v * v], dtype=np.float64)
