"""BG/NBD: METHODS A10."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import hyp2f1

from tests.science.understand.people.worlds import PUBLISHED, cdnow_summary, needs_cdnow, world
from zhiyin.science.understand.people.bgnbd import (
    AT_EDGE,
    Buying,
    BuyingModel,
    expected_of_new,
    expected_purchases,
    fit,
    log_likelihood,
    probability_alive,
)
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import DataError

parameter = st.floats(0.05, 8.0)
buyings = st.builds(Buying, parameter, st.floats(1.0, 20.0), parameter, parameter)


def close(expected: float, digits: int) -> object:
    return pytest.approx(expected, abs=0.51 * 10**-digits)


@needs_cdnow
def test_oracle_a10_the_fit_of_cdnow():
    rows = cdnow_summary()
    model = fit(rows["x"], rows["t_x"], rows["T"])
    assert isinstance(model, BuyingModel)
    assert model.buying == pytest.approx((0.2425929, 4.4135316, 0.7928861, 2.4257523), rel=1e-6)
    assert model.log_likelihood == close(-9582.425561, 6)
    assert (model.customers, model.repeaters, model.warning) == (2357, 946, None)
    assert log_likelihood(PUBLISHED, rows["x"], rows["t_x"], rows["T"]) == close(-9582.426831, 6)


@needs_cdnow
def test_time_in_days_gives_the_same_model():
    rows = cdnow_summary()
    weeks, days = fit(rows["x"], rows["t_x"], rows["T"]), fit(rows["x"], rows["t_x"] * 7, rows["T"] * 7)
    assert isinstance(weeks, BuyingModel)
    assert isinstance(days, BuyingModel)
    assert days.buying.alpha == pytest.approx(weeks.buying.alpha * 7, rel=1e-6)
    assert days.covariance == pytest.approx(weeks.covariance, rel=1e-4, abs=1e-7)


def test_oracle_a10_one_customer():
    assert probability_alive(PUBLISHED, [2], [30.43], [38.86]) == close(0.7265786, 7)
    assert expected_purchases(PUBLISHED, [2], [30.43], [38.86], 39) == close(1.226028, 6)


def test_oracle_a10_a_new_customer():
    assert expected_of_new(PUBLISHED, [39, 78]) == pytest.approx((1.196723, 1.860519), abs=5.1e-7)


def closed_form(buying: Buying, x: int, age: float, horizon: float) -> float:
    """E[Y(t) | alive] as METHODS A10 prints it."""
    r, alpha, a, b = buying
    ratio = (alpha + age) / (alpha + age + horizon)
    series = hyp2f1(r + x, b + x, a + b + x - 1, horizon / (alpha + age + horizon))
    return (a + b + x - 1) / (a - 1) * (1 - ratio ** (r + x) * series)


@given(
    buyings.filter(lambda buying: abs(buying.a - 1) > 0.01),
    st.integers(0, 20),
    st.floats(0, 60),
    st.floats(0.5, 60),
)
def test_the_quadrature_is_the_closed_form(buying, x, age, horizon):
    found = expected_purchases(buying, [x], [age if x else 0.0], [age], horizon) if x == 0 or age else None
    if found is not None:
        alive = probability_alive(buying, [x], [age if x else 0.0], [age])
        assert found / alive == pytest.approx(closed_form(buying, x, age, horizon), rel=1e-6)


def test_the_mean_at_a_equal_to_one_is_finite_and_between_its_neighbours():
    found = [expected_of_new(Buying(0.5, 5.0, a, 2.0), 52)[0] for a in (1 - 1e-6, 1.0, 1 + 1e-6)]
    assert found[0] > found[1] > found[2]
    assert found[0] == pytest.approx(found[2], rel=1e-5)


@given(buyings, st.integers(0, 12), st.floats(0.5, 60), st.floats(0.5, 60), st.floats(0.0001, 0.05))
@settings(max_examples=40)
def test_discounted_purchases_are_the_integral_of_their_rate(buying, x, age, horizon, discount):
    r, alpha, a, b = buying

    def rate(time: float) -> float:
        falling = hyp2f1(r + x + 1, a, a + b + x, -time / (alpha + age))
        return float(np.exp(-discount * time) * (r + x) / (alpha + age) * falling)

    wanted = quad(rate, 0, horizon, epsrel=1e-10, limit=200)[0]
    found = expected_purchases(buying, [x], [age if x else 0.0], [age], horizon, discount=discount)
    alive = probability_alive(buying, [x], [age if x else 0.0], [age])
    assert found / alive == pytest.approx(wanted, rel=1e-6)


def test_many_customers_are_read_as_one_by_one():
    dice = np.random.default_rng(3)
    age = dice.uniform(0.1, 200, 500)
    x = dice.integers(0, 3, 500)
    t_x = np.where(x > 0, age * 0.7, 0.0)
    together = expected_purchases(PUBLISHED, x, t_x, age, 52, discount=0.002)
    alone = [
        expected_purchases(PUBLISHED, [x[row]], [t_x[row]], [age[row]], 52, discount=0.002)[0]
        for row in range(0, 500, 25)
    ]
    assert together[::25] == pytest.approx(alone, rel=1e-10)


def test_a_customer_of_a_hundred_thousand_purchases_has_a_finite_future():
    found = expected_purchases(PUBLISHED, [100_000], [1000.0], [1000.0], 10)
    assert np.isfinite(found).all()
    assert 900 < found[0] < 1000
    assert probability_alive(PUBLISHED, [100_000], [500.0], [1000.0]) == pytest.approx(0.0, abs=1e-300)


def test_who_bought_once_is_alive_for_certain():
    assert probability_alive(PUBLISHED, [0, 0], [0, 0], [1, 900]).tolist() == [1.0, 1.0]


@given(buyings, st.integers(1, 30), st.floats(0.01, 0.99), st.floats(1, 100))
def test_the_longer_the_silence_the_less_alive(buying, x, share, age):
    found = probability_alive(buying, [x, x], [age * share, age], [age, age])
    assert 0.0 <= found[0] <= found[1] <= 1.0


@given(buyings, st.floats(0.1, 50), st.floats(0.1, 50))
def test_more_time_brings_more_purchases(buying, age, horizon):
    nearer, farther = (
        expected_purchases(buying, [2], [age / 2], [age], time)[0] for time in (horizon, horizon * 1.5)
    )
    assert 0.0 <= nearer <= farther


def test_a_known_world_is_found_again_within_its_doubt():
    truth = Buying(0.6, 6.0, 0.9, 2.5)
    dice = np.random.default_rng(11)
    made = world(5, dice.uniform(20, 80, 6000), 1.0, truth)
    model = fit(made.x, made.t_x, made.age)
    assert isinstance(model, BuyingModel)
    off = (np.log(model.buying) - np.log(truth)) / np.sqrt(np.diag(model.covariance))
    assert np.abs(off).max() < 3.5


def test_nobody_who_bought_again_is_not_enough():
    assert fit(np.zeros(500), np.zeros(500), np.full(500, 9.0)) == NotEnough("too_few_repeaters", 0, 30)


def test_fifty_customers_are_not_enough():
    assert fit(np.ones(50), np.ones(50), np.full(50, 9.0)) == NotEnough("too_few_customers", 50, 100)


def test_customers_who_never_leave_put_the_model_at_its_edge_and_that_is_said():
    dice = np.random.default_rng(2)
    age = np.full(2000, 52.0)
    x = dice.poisson(dice.gamma(2.0, 0.05, 2000) * age)
    t_x = np.where(x > 0, age * dice.beta(np.maximum(x, 1), 1), 0.0)
    model = fit(x, t_x, age)
    assert isinstance(model, BuyingModel)
    assert model.warning == AT_EDGE
    assert np.isfinite(model.covariance).all()


@pytest.mark.parametrize(
    ("x", "t_x", "age", "code"),
    [
        ([1], [10.0], [9.0], "recency_after_age"),
        ([1], [0.0], [9.0], "repeat_without_recency"),
        ([0], [3.0], [9.0], "recency_without_repeat"),
        ([-1], [0.0], [9.0], "negative"),
        ([1.5], [3.0], [9.0], "not_whole"),
        ([1], [float("nan")], [9.0], "not_finite"),
        ([1, 1], [3.0], [9.0], "lengths_differ"),
    ],
)
def test_histories_that_cannot_be_are_told_by_a_code(x, t_x, age, code):
    with pytest.raises(DataError) as error:
        fit(x, t_x, age)
    assert error.value.code == code


def test_an_error_says_how_many_rows_have_it_and_which_is_the_first():
    with pytest.raises(DataError) as error:
        probability_alive(PUBLISHED, [1, 1, 1], [1, 5, 6], [4, 4, 4])
    assert (error.value.rows, error.value.first) == (2, 1)
