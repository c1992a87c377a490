"""What each customer is worth from now on: expected purchases × expected value × margin, discounted (METHODS A10).

Two intervals, which answer different questions:
- `low`–`high`: between which this one customer's margin will lie. Chance in what one person does is most of it. From
  draws of the person's own rate, chance of dropping out, purchases and amounts given what they did so far.
- `mean_low`–`mean_high`: between which the expectation `value` lies, since the parameters are estimated. By the delta
  method on the logarithm, from the covariance of both fits; held to the parametric bootstrap in the tests.
The draws take the parameters' doubt in, too.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, ndtri

from zhiyin.science.estimate import Estimate
from zhiyin.science.estimate.quantiles import student_quantile
from zhiyin.science.estimate.results import ONE_ANSWER, nothing_to_estimate
from zhiyin.science.understand.people import bgnbd, gamma_gamma
from zhiyin.science.understand.people.bgnbd import Buying, BuyingModel
from zhiyin.science.understand.people.gamma_gamma import Spending, SpendingModel
from zhiyin.science.understand.people.histories import Histories, distinct_rows, histories
from zhiyin.science.understand.people.results import DataError, Floats, Wholes, same_length

_STEP = 1e-3
_CELLS = 2_000_000
"""Customers × draws at a time: about 100 MB while they are simulated."""
_MOST_SPREAD = 50.0
_FEWEST_DRAWS = 20
_DRAWS = (400, 2_000)
_ALL_DRAWS = 200_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a lifetime value states of itself (METHODS A10).

    horizon: in the unit of the histories' times. yearly_discount: 0.1 for 10 % a year, of which there are
    `units_a_year` units. margin: the share of money that is margin, 0…1. confidence of both intervals. seed and draws
    of the simulation; without draws, as many (400 to 2,000) as the number of customers leaves time for.
    """

    horizon: float
    yearly_discount: float
    margin: float
    units_a_year: float = 365.25 / 7.0
    confidence: float = 0.95
    seed: int = 0
    draws: int | None = None

    def __post_init__(self) -> None:
        """Raises DataError out_of_range."""
        possible = {
            "horizon": 0.0 < self.horizon < np.inf,
            "yearly_discount": 0.0 <= self.yearly_discount < np.inf,
            "margin": 0.0 < self.margin <= 1.0,
            "units_a_year": 0.0 < self.units_a_year < np.inf,
            "confidence": 0.0 < self.confidence < 1.0,
            "draws": self.draws is None or self.draws >= _FEWEST_DRAWS,
        }
        for name, possible_so in possible.items():
            if not possible_so:
                raise DataError("out_of_range", f"{name} is {getattr(self, name)}")

    @property
    def discount(self) -> float:
        """The continuous rate per unit of time, ln(1 + d)/units a year."""
        return float(np.log1p(self.yearly_discount)) / self.units_a_year


@dataclass(frozen=True, slots=True)
class LifetimeValues:
    """One row a customer. Money is margin, discounted to now.

    alive: P(alive). purchases: E[Y(horizon)], not discounted. purchase_value: E[M], money (not margin) a purchase.
    value: the expectation. low, high: interval of what this customer will bring (it always
    holds the expectation). mean_low, mean_high: interval of
    the expectation. slopes (7 × customers) of log(value) by the log parameters r, α, a, b, p, q, v, and their
    covariance: what `mean_value` needs.
    """

    alive: Floats
    purchases: Floats
    purchase_value: Floats
    value: Floats
    low: Floats
    high: Floats
    mean_low: Floats
    mean_high: Floats
    slopes: NDArray[np.float32]
    covariance: Floats
    terms: Terms


def mean_value(values: LifetimeValues, of: ArrayLike | None = None) -> Estimate:
    """The mean value of the customers `of` (a mask; all without), as of a sample of such customers.

    The interval holds both doubts: which customers happened to come, and the parameters, which err alike for all of
    them. No value without customers; no interval for one. DataError lengths_differ.
    """
    which = np.ones(len(values.value), dtype=np.bool_) if of is None else np.asarray(of, dtype=np.bool_)
    same_length(values.value, which)
    worth = values.value[which]
    n = len(worth)
    if n == 0:
        return nothing_to_estimate()
    middle = float(worth.mean())
    if n == 1:
        return Estimate(middle, None, None, 1, warning=ONE_ANSWER)
    slope = np.einsum("in,n->i", values.slopes[:, which], worth) / n
    error = float(np.sqrt(worth.var(ddof=1) / n + slope @ values.covariance @ slope))
    half = student_quantile(values.terms.confidence, n - 1) * error
    return Estimate(middle, middle - half, middle + half, n)


class _States(NamedTuple):
    """Customers whose value cannot differ, once: their histories, mean value (0 where unknown) and purchases it is of."""

    rows: Histories
    value: Floats
    valued: Wholes


def lifetime_values(
    buying: BuyingModel,
    spending: SpendingModel,
    frequency: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    value: ArrayLike,
    terms: Terms,
    *,
    threads: int = 2,
) -> LifetimeValues:
    """The value of every customer under `terms`; the same input and seed give the same output for any `threads`.

    Arrays as `bgnbd.fit` and `gamma_gamma.fit` take them, and the same DataErrors. About a minute and 1 GB for a
    million customers of whom no two are alike.
    """
    rows = histories(frequency, recency, age)
    x, m = gamma_gamma.spent(frequency, value)
    same_length(rows.age, m)
    told = np.isfinite(m)
    of_value, valued = np.where(told, m, 0.0), np.where(told, x, 0)
    first, _, kind = distinct_rows(rows.age, rows.frequency, rows.recency, of_value)
    states = _States(
        Histories(rows.frequency[first], rows.recency[first], rows.age[first]), of_value[first], valued[first]
    )
    draws = terms.draws or int(np.clip(_ALL_DRAWS // max(len(first), 1), *_DRAWS))
    alive = bgnbd.alive(buying.buying, states.rows)
    purchases = alive * bgnbd.while_alive(buying.buying, states.rows, terms.horizon)
    expected = _expected(buying.buying, spending.spending, states, terms)
    slopes, covariance = _slopes(buying, spending, states, terms, expected), _covariance(buying, spending)
    error: Floats = np.sqrt(np.maximum(np.einsum("in,ij,jn->n", slopes, covariance, slopes), 0.0))
    spread = np.exp(np.minimum(float(ndtri(0.5 + terms.confidence / 2.0)) * error, _MOST_SPREAD))
    low, high = _limits(buying, spending, states, terms, draws, threads)
    # Who will most likely never come back has 0 to 0, and yet a little expectation: an interval holds its value.
    low, high = np.minimum(low, expected), np.maximum(high, expected)
    return LifetimeValues(
        alive=alive[kind],
        purchases=purchases[kind],
        purchase_value=_value_of(spending.spending, states)[kind],
        value=expected[kind],
        low=low[kind],
        high=high[kind],
        mean_low=(expected / spread)[kind],
        mean_high=(expected * spread)[kind],
        slopes=slopes.astype(np.float32)[:, kind],
        covariance=covariance,
        terms=replace(terms, draws=draws),
    )


def _expected(buying: Buying, spending: Spending, states: _States, terms: Terms) -> Floats:
    return terms.margin * _purchases(buying, states, terms) * _value_of(spending, states)


def _purchases(buying: Buying, states: _States, terms: Terms) -> Floats:
    """Purchases within the horizon, later ones counting less."""
    still = bgnbd.while_alive(buying, states.rows, terms.horizon, discount=terms.discount)
    return bgnbd.alive(buying, states.rows) * still


def _value_of(spending: Spending, states: _States) -> Floats:
    """E[M | x, m]; the formula at x = 0 is the mean of all."""
    p, q, v = spending
    return p * (v + states.valued * states.value) / (p * states.valued + q - 1.0)


def _slopes(
    buying: BuyingModel, spending: SpendingModel, states: _States, terms: Terms, expected: Floats
) -> Floats:
    """The slopes of log(value) by the seven log parameters, 7 × states."""
    purchases, money = _purchases(buying.buying, states, terms), _value_of(spending.spending, states)
    slopes = np.zeros((7, len(expected)))
    some = expected > 0.0
    for index in range(4):
        up, down = (
            _purchases(Buying(*_moved(buying.buying, index, step)), states, terms) for step in (_STEP, -_STEP)
        )
        np.divide(up - down, 2.0 * _STEP * purchases, out=slopes[index], where=some)
    for index in range(3):
        up, down = (
            _value_of(Spending(*_moved(spending.spending, index, step)), states) for step in (_STEP, -_STEP)
        )
        slopes[4 + index] = (up - down) / (2.0 * _STEP * money)
    return slopes


def _covariance(buying: BuyingModel, spending: SpendingModel) -> Floats:
    """Of all seven: the two models are fitted apart."""
    covariance = np.zeros((7, 7))
    covariance[:4, :4] = buying.covariance
    covariance[4:, 4:] = spending.covariance
    return covariance


def _moved(parameters: tuple[float, ...], index: int, by: float) -> list[float]:
    return [
        number * float(np.exp(by)) if place == index else number for place, number in enumerate(parameters)
    ]


def _limits(
    buying: BuyingModel, spending: SpendingModel, states: _States, terms: Terms, draws: int, threads: int
) -> tuple[Floats, Floats]:
    """The quantiles of what each state's customer will bring, by simulation in pieces with dice of their own."""
    roots = np.random.SeedSequence(terms.seed)
    dice = np.random.default_rng(roots.spawn(1)[0])
    buyings = _drawn(buying.buying, buying.covariance, draws, dice)
    spendings = _drawn(spending.spending, spending.covariance, draws, dice)
    size = max(1, _CELLS // draws)
    pieces = [slice(start, start + size) for start in range(0, len(states.value), size)]
    seeds = roots.spawn(len(pieces))

    def piece(place: int) -> tuple[Floats, Floats]:
        at = pieces[place]
        x, t_x, known = states.rows
        part = _States(Histories(x[at], t_x[at], known[at]), states.value[at], states.valued[at])
        worth = _simulated(buyings, spendings, part, terms, np.random.default_rng(seeds[place]))
        tail = (1.0 - terms.confidence) / 2.0
        low, high = np.quantile(worth, [tail, 1.0 - tail], axis=1, overwrite_input=True)
        return low, high

    if threads > 1 and len(pieces) > 1:
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(piece, range(len(pieces))))
    else:
        found = [piece(place) for place in range(len(pieces))]
    if not found:
        return np.zeros(0), np.zeros(0)
    return np.concatenate([low for low, _ in found]), np.concatenate([high for _, high in found])


def _drawn(
    parameters: tuple[float, ...], covariance: Floats, draws: int, dice: np.random.Generator
) -> list[Floats]:
    """Parameters as uncertain as the fit left them: one array of `draws` each."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    logs = np.log(np.asarray(parameters)) + dice.standard_normal((draws, len(parameters))) @ root.T
    return list(np.exp(logs).T)


def _simulated(
    buyings: list[Floats], spendings: list[Floats], states: _States, terms: Terms, dice: np.random.Generator
) -> Floats:
    """Discounted margin within the horizon, states × draws.

    Given who is alive, rate and chance of dropping out are independent, Gamma(r + x, α + T) and Beta(a, b + x): the
    alive part of the BG/NBD likelihood is λ^x e^(−λT)·(1 − p)^x. Purchases are the lesser of those the rate brings
    and of the geometric number after which the customer leaves; n of N purchases at uniform times lie, on average,
    evenly before the share (n + 1)/(N + 1) of the horizon.
    """
    r, alpha, a, b = buyings
    p, q, v = spendings
    x = states.rows.frequency.astype(np.float64)[:, None]
    since = alpha + states.rows.age[:, None]
    odds = (
        np.log(a)
        - np.log(b + np.maximum(x, 1.0) - 1.0)
        + (r + x) * (np.log(since) - np.log(alpha + states.rows.recency[:, None]))
    )
    who, draw = np.nonzero((x == 0) | (dice.random(odds.shape) < expit(-odds)))
    count = x[who, 0]
    rate = dice.standard_gamma(r[draw] + count) / since[who, draw]
    arrivals = dice.poisson(rate * terms.horizon)
    buys = arrivals > 0
    who, draw, count, arrivals = who[buys], draw[buys], count[buys], arrivals[buys]
    leaving = dice.beta(a[draw], b[draw] + count)
    with np.errstate(divide="ignore", over="ignore"):
        stay = np.maximum(np.ceil(dice.standard_exponential(len(who)) / -np.log1p(-leaving)), 1.0)
    bought = np.minimum(arrivals, stay)
    until = terms.horizon * (bought + 1.0) / (arrivals + 1.0)
    valued = states.valued[who]
    # Gamma(pn)/Gamma(q + px) first, its scale afterwards: money of n purchases given the customer's own scale ν.
    money = dice.standard_gamma(p[draw] * bought) * (v[draw] + valued * states.value[who])
    money /= dice.standard_gamma(q[draw] + p[draw] * valued)
    if terms.discount > 0.0:
        money *= -np.expm1(-terms.discount * until) / (terms.discount * until)
    worth = np.zeros(odds.shape)
    worth[who, draw] = terms.margin * money
    return worth
