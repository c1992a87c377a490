"""BG/NBD: who is still a customer and how often they will buy again, where nobody says goodbye (METHODS A10).

Fader, Hardie and Lee 2005, "Counting your customers the easy way". While alive a customer buys at rate λ, which
differs between people as Gamma(r, α); after each purchase they drop out with chance p, which differs as Beta(a, b).
A model property to be told wherever it is shown: who bought only once is alive for certain, x = 0 gives P = 1.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, expit, gammaln

from zhiyin.science.understand.people.dropping_out import purchases_while_alive
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.histories import Distinct, Histories, distinct, histories
from zhiyin.science.understand.people.maximum import greatest, summed
from zhiyin.science.understand.people.results import (
    NO_FIT,
    TOO_FEW_CUSTOMERS,
    TOO_FEW_REPEATERS,
    DataError,
    Floats,
)

LEAST_CUSTOMERS = 100
LEAST_REPEATERS = 30
AT_EDGE = "at_edge"
"""Warning: a parameter ran to the edge (people hardly differ in it), so intervals are less sure than they look."""


class Buying(NamedTuple):
    """The four parameters. α has the unit of the times the model was fitted to; the others have none."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class BuyingModel:
    """A fitted BG/NBD. `covariance` is of the logarithms of r, α, a, b in this order, 4 × 4."""

    buying: Buying
    log_likelihood: float
    covariance: Floats
    customers: int
    repeaters: int
    warning: str | None = None


def fit(
    frequency: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    *,
    least_customers: int = LEAST_CUSTOMERS,
    least_repeaters: int = LEAST_REPEATERS,
) -> BuyingModel | NotEnough:
    """Maximum likelihood over all customers; each distinct history is computed once.

    NotEnough too_few_customers, too_few_repeaters (all x = 0 is not identifiable), no_fit. DataError as `histories`.
    """
    rows = histories(frequency, recency, age)
    customers, repeaters = len(rows.age), int((rows.frequency > 0).sum())
    if customers < max(least_customers, 1):
        return NotEnough(TOO_FEW_CUSTOMERS, customers, max(least_customers, 1))
    if repeaters < max(least_repeaters, 1):
        return NotEnough(TOO_FEW_REPEATERS, repeaters, max(least_repeaters, 1))
    # Times in units of the mean age put α near 1, where the climb is even.
    scale = float(rows.age.mean())
    likelihood = _Likelihood(distinct(Histories(rows.frequency, rows.recency / scale, rows.age / scale)))
    rate = likelihood.purchases / customers
    starts = [
        (0.0, -np.log(rate), 0.0, np.log(3.0)),
        (np.log(0.25), np.log(0.25 / rate), np.log(0.5), np.log(2.0)),
    ]
    found = greatest(likelihood.slope, starts, customers)
    if found is None:
        return NotEnough(NO_FIT, customers, max(least_customers, 1))
    r, alpha, a, b = (float(number) for number in np.exp(found.logs))
    return BuyingModel(
        Buying(r, alpha * scale, a, b),
        found.log_likelihood - likelihood.purchases * float(np.log(scale)),
        found.covariance,
        customers,
        repeaters,
        AT_EDGE if found.at_edge else None,
    )


def log_likelihood(buying: Buying, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> float:
    """The sum of LL_i (METHODS A10), natural logarithm. DataError as `histories`."""
    rows = distinct(histories(frequency, recency, age))
    return _Likelihood(rows).slope(np.log(np.asarray(checked(buying))))[0]


def probability_alive(buying: Buying, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """P(alive | x, t_x, T) in 0…1, one a customer; 1 for x = 0. DataError as `histories`."""
    return alive(checked(buying), histories(frequency, recency, age))


def expected_purchases(
    buying: Buying,
    frequency: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    horizon: float,
    *,
    discount: float = 0.0,
) -> Floats:
    """E[Y(horizon) | x, t_x, T]: purchases expected of each customer within `horizon` from now.

    `discount` (continuous, per unit of time) makes later purchases count less. DataError as `histories`, and
    out_of_range for a negative horizon or discount.
    """
    rows = histories(frequency, recency, age)
    known = checked(buying)
    return alive(known, rows) * while_alive(known, rows, _positive("horizon", horizon), discount=discount)


def expected_of_new(buying: Buying, horizon: ArrayLike) -> Floats:
    """E[X(t)]: purchases after the first that a new customer makes within each horizon."""
    times = np.atleast_1d(np.asarray(horizon, dtype=np.float64))
    newcomer = np.asarray([checked(buying).alpha])
    return np.concatenate(
        [
            purchases_while_alive(buying.r, buying.a, buying.b, newcomer, _positive("horizon", float(time)))
            for time in times
        ]
    )


def alive(buying: Buying, rows: Histories) -> Floats:
    """P(alive) of histories already checked."""
    again = np.maximum(rows.frequency, 1)
    odds = (
        np.log(buying.a)
        - np.log(buying.b + again - 1.0)
        + (buying.r + rows.frequency) * np.log((buying.alpha + rows.age) / (buying.alpha + rows.recency))
    )
    return np.where(rows.frequency > 0, expit(-odds), 1.0)


def while_alive(buying: Buying, rows: Histories, horizon: float, *, discount: float = 0.0) -> Floats:
    """Purchases expected within the horizon of those alive now, of histories already checked."""
    _positive("discount", discount)
    purchases = np.zeros(len(rows.age))
    order = np.argsort(rows.frequency, kind="stable")
    counts, starts = np.unique(rows.frequency[order], return_index=True)
    for count, of_count in zip(counts, np.split(order, starts)[1:], strict=True):
        purchases[of_count] = purchases_while_alive(
            buying.r + float(count),
            buying.a,
            buying.b + float(count),
            buying.alpha + rows.age[of_count],
            horizon,
            discount=discount,
        )
    return purchases


def checked(buying: Buying) -> Buying:
    """Parameters that can be. Raises DataError out_of_range."""
    for name, number in zip(Buying._fields, buying, strict=True):
        if not 0.0 < number < np.inf:
            raise DataError("out_of_range", f"{name} must be positive, not {number}")
    return buying


def _positive(name: str, number: float) -> float:
    if not 0.0 <= number < np.inf:
        raise DataError("out_of_range", f"{name} must not be negative, but is {number}")
    return number


class _Likelihood:
    """LL and its gradient. Terms with Γ depend on x alone and are summed over distinct x."""

    def __init__(self, of: Distinct) -> None:
        self.rows, self.counts = of.rows, of.counts
        self.again = of.rows.frequency > 0
        self.x = of.rows.frequency.astype(np.float64)
        self.at = np.unique(of.rows.frequency, return_inverse=True)
        self.of_x = np.bincount(self.at[1], weights=of.counts).astype(np.float64)
        self.purchases = summed(self.x, of.counts)

    def slope(self, logs: Floats) -> tuple[float, Floats]:
        """LL and its gradient at the logarithms of r, α, a, b."""
        r, alpha, a, b = (float(number) for number in np.exp(logs))
        x, n = self.at[0].astype(np.float64), self.of_x
        total = n.sum()
        gammas = (
            gammaln(b + x) - gammaln(b) + gammaln(a + b) - gammaln(a + b + x) + gammaln(r + x) - gammaln(r)
        )
        value = summed(n, gammas) + float(total * r * logs[1])

        since_first, since_last = alpha + self.rows.age, alpha + self.rows.recency
        log_first, log_last = np.log(since_first), np.log(since_last)
        order = r + self.x
        before = np.where(self.again, b + self.x - 1.0, 1.0)
        stayed = -order * log_first
        gone = np.where(self.again, logs[2] - np.log(before) - order * log_last, -np.inf)
        either = np.logaddexp(stayed, gone)
        value += summed(self.counts, either)

        left = np.exp(gone - either) * self.counts
        here = self.counts - left
        share = digamma(a + b) - digamma(a + b + x)
        by_r = (
            summed(n, digamma(r + x) - digamma(r))
            + total * logs[1]
            - summed(here, log_first)
            - summed(left, log_last)
        )
        by_alpha = total * r / alpha - summed(here, order / since_first) - summed(left, order / since_last)
        by_a = summed(n, share) + left.sum() / a
        by_b = summed(n, share + digamma(b + x) - digamma(b)) - summed(left, 1.0 / before)
        return value, np.asarray([by_r * r, by_alpha * alpha, by_a * a, by_b * b], dtype=np.float64)
