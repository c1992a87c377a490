"""Gamma–Gamma: METHODS A10."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.understand.people.worlds import MONEY, cdnow_summary, needs_cdnow
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.gamma_gamma import (
    CORRELATED,
    Spending,
    SpendingModel,
    correlation,
    expected_value,
    fit,
    log_likelihood,
    population_mean,
)
from zhiyin.science.understand.people.results import DataError


@needs_cdnow
def test_oracle_a10_the_fit_of_cdnow():
    rows = cdnow_summary()
    model = fit(rows["x"], rows["zbar"])
    assert isinstance(model, SpendingModel)
    assert model.spending == pytest.approx((6.248804, 3.744588, 15.447744), rel=1e-6)
    assert model.log_likelihood == pytest.approx(-4055.923244, abs=1e-6)
    assert model.correlation == pytest.approx(0.113884, abs=5e-7)
    assert (model.customers, model.warnings) == (946, ())
    assert population_mean(model.spending) == pytest.approx(35.1710, abs=5e-5)
    assert expected_value(model.spending, [2], [22.35]) == pytest.approx(24.658616, rel=1e-6)
    assert log_likelihood(model.spending, rows["x"], rows["zbar"]) == pytest.approx(model.log_likelihood)


def spenders(n: int, truth: Spending, seed: int) -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(seed)
    x = dice.integers(0, 8, n)
    of = dice.gamma(truth.q, 1.0 / truth.v, n)
    mean = dice.gamma(truth.p * np.maximum(x, 1)) / of / np.maximum(x, 1)
    return x, np.where(x > 0, mean, np.nan)


def test_a_known_world_is_found_again_within_its_doubt():
    x, m = spenders(20_000, MONEY, 4)
    model = fit(x, m)
    assert isinstance(model, SpendingModel)
    off = (np.log(model.spending) - np.log(MONEY)) / np.sqrt(np.diag(model.covariance))
    assert np.abs(off).max() < 3.5


def test_money_in_cents_gives_the_same_model():
    x, m = spenders(2000, MONEY, 4)
    one, hundred = fit(x, m), fit(x, m * 100)
    assert isinstance(one, SpendingModel)
    assert isinstance(hundred, SpendingModel)
    assert hundred.spending == pytest.approx((one.spending.p, one.spending.q, one.spending.v * 100), rel=1e-6)


def test_values_without_a_mean_are_not_enough():
    x, m = spenders(4000, Spending(5.0, 0.6, 10.0), 4)
    found = fit(x, m)
    assert isinstance(found, NotEnough)
    assert found.reason == "spread_too_wide"
    assert found.have < 1.0 == found.need


def test_ten_who_came_again_are_not_enough():
    assert fit(np.ones(10), np.arange(1.0, 11.0)) == NotEnough("too_few_repeaters", 10, 30)


def test_frequency_that_tells_the_value_is_warned_of():
    x, m = spenders(2000, MONEY, 4)
    model = fit(x, m * (1 + x))
    assert isinstance(model, SpendingModel)
    assert CORRELATED in model.warnings


def test_who_bought_once_or_has_no_known_value_is_worth_the_mean_of_all():
    found = expected_value(MONEY, [0, 3], [float("nan"), float("nan")])
    assert found == pytest.approx([population_mean(MONEY)] * 2)


def test_a_value_of_nothing_is_an_error():
    with pytest.raises(DataError, match="value_not_positive"):
        fit(np.ones(40), np.zeros(40))


def test_there_is_no_correlation_where_nothing_varies():
    assert correlation([2, 2, 2], [1.0, 2.0, 3.0]) is None


@given(st.integers(1, 200), st.floats(0.01, 1e6))
def test_an_expectation_lies_between_the_customers_own_mean_and_that_of_all(x, m):
    found = expected_value(MONEY, [x], [m])[0]
    lower, upper = sorted((m, population_mean(MONEY)))
    assert lower * (1 - 1e-12) <= found <= upper * (1 + 1e-12)
