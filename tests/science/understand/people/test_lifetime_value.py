"""Lifetime value: METHODS A10 (horizon, discount, margin and an interval)."""

import numpy as np
import pytest

from tests.science.understand.people.worlds import (
    MONEY,
    PUBLISHED,
    cdnow_purchases,
    needs_cdnow,
    world,
)
from zhiyin.science.understand.people import bgnbd, gamma_gamma
from zhiyin.science.understand.people.bgnbd import BuyingModel
from zhiyin.science.understand.people.calibration import coverage
from zhiyin.science.understand.people.from_purchases import HeldOut, held_out
from zhiyin.science.understand.people.gamma_gamma import SpendingModel
from zhiyin.science.understand.people.lifetime_value import Terms, lifetime_values, mean_value
from zhiyin.science.understand.people.results import DataError

STATES = ([0, 1, 2, 12], [0.0, 5.0, 30.0, 70.0], [60.0, 60.0, 40.0, 75.0], [np.nan, 20.0, 35.0, 55.0])
"""x, t_x, T and m of four customers: once; once again and silent; busy; very busy."""


def certain(buying: bgnbd.Buying = PUBLISHED) -> BuyingModel:
    """A model whose parameters are known."""
    return BuyingModel(buying, 0.0, np.zeros((4, 4)), 1000, 500)


def certain_money() -> SpendingModel:
    return SpendingModel(MONEY, 0.0, np.zeros((3, 3)), 500, 0.0)


def fitted(of) -> tuple[BuyingModel, SpendingModel]:
    buying, spending = bgnbd.fit(of.x, of.t_x, of.age), gamma_gamma.fit(of.x, of.value)
    assert isinstance(buying, BuyingModel)
    assert isinstance(spending, SpendingModel)
    return buying, spending


def test_a_value_is_expected_purchases_times_expected_money_times_margin():
    found = lifetime_values(certain(), certain_money(), *STATES, Terms(52, 0.0, 0.3))
    assert found.value == pytest.approx(found.purchases * found.purchase_value * 0.3, rel=1e-9)
    assert found.purchases == pytest.approx(bgnbd.expected_purchases(PUBLISHED, *STATES[:3], 52), rel=1e-9)
    assert found.purchase_value == pytest.approx(gamma_gamma.expected_value(MONEY, STATES[0], STATES[3]))
    assert found.alive == pytest.approx(bgnbd.probability_alive(PUBLISHED, *STATES[:3]))


def test_discount_of_a_year_lowers_a_value_by_less_than_its_rate():
    plain, discounted = (
        lifetime_values(certain(), certain_money(), *STATES, Terms(365.25 / 7, rate, 1.0)).value
        for rate in (0.0, 0.1)
    )
    assert (discounted < plain).all()
    assert (discounted > plain / 1.1).all()


def test_known_parameters_leave_no_doubt_about_the_expectation():
    found = lifetime_values(certain(), certain_money(), *STATES, Terms(52, 0.1, 1.0))
    assert (found.mean_low == found.value).all()
    assert (found.mean_high == found.value).all()
    assert (found.high > found.value).all()


def test_the_mean_of_the_draws_is_the_expectation():
    # Seen through the quantiles: the mean over confidences of the middle of all intervals is the mean of the draws.
    found = lifetime_values(
        certain(),
        certain_money(),
        [12] * 3,
        [70.0] * 3,
        [75.0] * 3,
        [55.0] * 3,
        Terms(26, 0.1, 1.0, draws=20_000),
    )
    grid = [
        lifetime_values(
            certain(),
            certain_money(),
            [12],
            [70.0],
            [75.0],
            [55.0],
            Terms(26, 0.1, 1.0, draws=20_000, confidence=level),
        )
        for level in np.linspace(0.005, 0.995, 100)
    ]
    mean = np.mean([[interval.low[0], interval.high[0]] for interval in grid])
    assert mean == pytest.approx(found.value[0], rel=0.03)


def test_the_interval_holds_what_customers_of_the_same_world_do():
    dice = np.random.default_rng(8)
    made = world(21, dice.uniform(10, 70, 4000), 40.0)
    buying, spending = fitted(made)
    for confidence in (0.8, 0.95):
        found = lifetime_values(
            buying,
            spending,
            made.x,
            made.t_x,
            made.age,
            made.value,
            Terms(40, 0.0, 1.0, confidence=confidence),
        )
        again = made.x > 0
        share = coverage(found.low[again], found.high[again], made.money[again])
        assert confidence - 0.025 < share.value < 0.99
    assert found.value.sum() == pytest.approx(made.money.sum(), rel=0.12)


def test_the_doubt_about_the_expectation_is_that_of_the_parametric_bootstrap():
    dice = np.random.default_rng(9)
    made = world(31, dice.uniform(20, 60, 2500), 1.0)
    buying, spending = fitted(made)
    terms = Terms(52, 0.1, 0.4, draws=20)
    found = lifetime_values(buying, spending, *STATES, terms)
    told = np.log(found.mean_high / found.mean_low) / (2 * 1.959963984540054)
    drawn = []
    for seed in range(40):
        copy = world(100 + seed, made.age, 0.0, buying.buying, spending.spending)
        drawn.append(np.log(lifetime_values(*fitted(copy), *STATES, terms).value))
    assert told == pytest.approx(np.std(drawn, axis=0), rel=0.35)
    centre = np.exp(np.mean(drawn, axis=0))
    assert ((found.mean_low < centre) & (centre < found.mean_high)).all()


@needs_cdnow
def test_cdnows_held_out_money_lies_in_its_intervals():
    rows = cdnow_purchases()
    held = held_out(*rows, calibrate_until=np.datetime64("1997-09-30"), until=np.datetime64("1998-06-30"))
    assert isinstance(held, HeldOut)
    then = held.calibration
    buying = bgnbd.fit(then.frequency, then.recency, then.age)
    spending = gamma_gamma.fit(then.frequency, then.value)
    assert isinstance(buying, BuyingModel)
    assert isinstance(spending, SpendingModel)
    found = lifetime_values(
        buying, spending, then.frequency, then.recency, then.age, then.value, Terms(held.horizon, 0.0, 1.0)
    )
    share = coverage(found.low, found.high, held.money)
    assert share.low < 0.96
    assert share.high > 0.95


def test_the_same_seed_gives_the_same_intervals_for_any_number_of_threads(monkeypatch):
    monkeypatch.setattr("zhiyin.science.understand.people.lifetime_value._CELLS", 4000)
    dice = np.random.default_rng(5)
    age = dice.uniform(10, 60, 400)
    rows = (np.ones(400), age * 0.9, age, dice.uniform(5, 50, 400))
    one, two, other = (
        lifetime_values(
            certain(), certain_money(), *rows, Terms(52, 0.1, 1.0, seed=seed, draws=100), threads=threads
        )
        for threads, seed in ((1, 7), (2, 7), (2, 8))
    )
    assert (one.high == two.high).all()
    assert (one.high != other.high).any()


def test_customers_of_the_same_history_have_the_same_interval():
    x, t_x, age, m = (np.asarray(column) for column in STATES)
    twice = [np.concatenate([column, column]) for column in (x, t_x, age, m)]
    found = lifetime_values(certain(), certain_money(), *twice, Terms(52, 0.1, 1.0))
    assert (found.high[:4] == found.high[4:]).all()
    assert (found.value[:4] == found.value[4:]).all()


def test_an_interval_holds_its_value_even_of_who_will_hardly_come_back():
    found = lifetime_values(certain(), certain_money(), [9], [3.0], [300.0], [20.0], Terms(52, 0.1, 1.0))
    assert 0.0 <= found.low[0] <= found.value[0] <= found.high[0]


def test_few_customers_are_simulated_more_often_than_many():
    found = lifetime_values(certain(), certain_money(), *STATES, Terms(52, 0.1, 1.0))
    assert found.terms.draws == 2000


def test_nobody_has_no_value():
    empty = [np.zeros(0)] * 4
    found = lifetime_values(certain(), certain_money(), *empty, Terms(52, 0.1, 1.0))
    assert len(found.value) == len(found.low) == 0
    assert mean_value(found).value is None


def test_the_doubt_about_a_mean_does_not_vanish_with_the_number_of_customers():
    dice = np.random.default_rng(9)
    made = world(31, dice.uniform(20, 60, 2500), 1.0)
    buying, spending = fitted(made)
    few, many = (
        mean_value(
            lifetime_values(
                buying,
                spending,
                *(np.tile(column, times) for column in STATES),
                Terms(52, 0.1, 0.4, draws=20),
            )
        )
        for times in (2, 5000)
    )
    assert few.value == pytest.approx(many.value)
    width = many.high - many.low
    assert 0.05 < width / many.value < (few.high - few.low) / few.value


@pytest.mark.parametrize(
    "terms",
    [(0.0, 0.1, 0.3), (52.0, -0.1, 0.3), (52.0, 0.1, 0.0), (52.0, 0.1, 1.5)],
)
def test_terms_that_cannot_be_are_refused(terms):
    with pytest.raises(DataError, match="out_of_range"):
        Terms(*terms)
