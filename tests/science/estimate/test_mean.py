"""Means: METHODS A4's spread, and sums that try to break it."""

from decimal import Decimal
from math import inf, nan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zhiyin.science.estimate import mean, mean_difference

CES = dict(zip(range(1, 8), (80, 210, 140, 110, 160, 180, 120), strict=True))


def moments(values) -> tuple[int, int, int]:
    return len(values), sum(values), sum(value * value for value in values)


def test_oracle_a4_mean_effort():
    n = sum(CES.values())
    total = sum(score * count for score, count in CES.items())
    squares = sum(score * score * count for score, count in CES.items())
    estimate = mean(n, total, squares)
    assert estimate.value == pytest.approx(4.08)
    assert (estimate.low, estimate.high) == (
        pytest.approx(3.961327, abs=5e-7),
        pytest.approx(4.198673, abs=5e-7),
    )
    half = (estimate.high - estimate.low) / 2
    assert half / stats.t.ppf(0.975, 999) * sqrt(1000) == pytest.approx(1.912396, abs=5e-7)
    assert estimate.warning is None


def test_no_answers_have_no_mean():
    assert mean(0, 0, 0).reason == "no_valid_answers"


def test_one_answer_has_a_mean_without_an_interval():
    estimate = mean(1, 6, 36)
    assert (estimate.value, estimate.low, estimate.high, estimate.warning) == (6.0, None, None, "one_answer")


def test_fewer_than_a_hundred_answers_carry_a_warning_of_skew():
    assert mean(99, 99 * 3, 99 * 9 + 50).warning == "small_sample_mean"
    assert mean(100, 300, 950).warning is None


def test_equal_answers_carry_a_warning_that_the_formula_knows_no_doubt():
    estimate = mean(20, 100, 500)
    assert (estimate.value, estimate.low, estimate.high, estimate.warning) == (5.0, 5.0, 5.0, "no_spread")


def test_a_small_spread_around_a_huge_number_is_not_lost():
    base = 10**9
    n, total, squares = moments([base - 1, base, base + 1])
    estimate = mean(n, total, squares)
    assert estimate.high - estimate.value == pytest.approx(stats.t.ppf(0.975, 2) / sqrt(3), abs=1e-6)


def test_a_spread_that_floating_sums_cannot_carry_is_not_shown():
    values = [1e9, 1e9 + 1e-4, 1e9 - 1e-4]
    estimate = mean(*moments(values))
    assert (estimate.low, estimate.high) == (None, None)
    assert estimate.warning == "rounded_spread"


def test_sums_as_databases_return_them_are_taken():
    assert mean(3, Decimal(6), Decimal(14)) == mean(3, 6, 14)
    assert mean(3, 6.0, 14.0).low == pytest.approx(mean(3, 6, 14).low)


@pytest.mark.parametrize(
    "sums", [(-1, 0, 0), (0, 1, 1), (2, 4, 7), (2, 1, -1), (2, nan, 1), (2, 1, inf), (1, 2, 3.9)]
)
def test_sums_that_no_numbers_have_are_refused(sums):
    with pytest.raises(ValueError, match=r"\.$"):
        mean(*sums)


scores = st.lists(st.integers(0, 10), min_size=2, max_size=60)


@given(scores)
def test_the_t_interval_agrees_with_scipy(values):
    estimate = mean(*moments(values))
    if len(set(values)) > 1:
        low, high = stats.t.interval(0.95, len(values) - 1, loc=estimate.value, scale=stats.sem(values))
        assert (estimate.low, estimate.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.filterwarnings("ignore:Precision loss")
@given(scores, scores)
def test_welch_agrees_with_scipy(first, second):
    change = mean_difference(moments(first), moments(second))
    if len(set(first)) == len(set(second)) == 1:
        assert (change.p, change.real, change.reason) == (None, False, "no_spread")
        return
    reference = stats.ttest_ind(first, second, equal_var=False)
    low, high = reference.confidence_interval(0.95)
    assert change.p == pytest.approx(reference.pvalue)
    assert change.degrees_of_freedom == pytest.approx(reference.df)
    assert (change.low, change.high) == (pytest.approx(low), pytest.approx(high))
    assert change.real == (low > 0 or high < 0)


def test_one_answer_cannot_be_compared():
    change = mean_difference((1, 5, 25), (10, 30, 100))
    assert (change.value, change.p, change.real, change.reason) == (2.0, None, False, "one_answer")
