"""Value of keeping, winning, pleasing and recovering: METHODS G."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.estimate import Estimate
from zhiyin.science.understand.people.economics import (
    Acquisition,
    RecoveryReturn,
    RetentionUplift,
    acquisition,
    nps_point_value,
    recovery_return,
    retention_uplift,
    retention_value,
    satisfaction_point_value,
)
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import DataError


@pytest.mark.parametrize(
    ("retention", "better", "before", "after", "relative", "now", "life"),
    [
        (0.50, 0.55, 83.3333, 100.0, 0.200, 0.0909, 0.1111),
        (0.80, 0.85, 266.6667, 340.0, 0.275, 0.200, 1 / 3),
        (0.90, 0.95, 450.0, 633.3333, 0.407, 0.333, 1.0),
    ],
)
def test_oracle_g_five_points_of_retention_are_worth_more_the_higher_the_base(
    retention, better, before, after, relative, now, life
):
    found = retention_uplift(100, retention, better, 0.10)
    assert isinstance(found, RetentionUplift)
    assert (found.before, found.after) == pytest.approx((before, after), abs=5.1e-5)
    assert found.relative == pytest.approx(relative, abs=5.1e-4)
    assert found.life_relative == pytest.approx(life, abs=5.1e-5)
    at_once = retention_uplift(100, retention, better, 0.10, first="now")
    assert isinstance(at_once, RetentionUplift)
    assert at_once.relative == pytest.approx(now, abs=5.1e-4)


def test_oracle_g_lives():
    found = retention_uplift(100, 0.50, 0.55, 0.10)
    assert isinstance(found, RetentionUplift)
    assert (found.life_before, found.life_after) == pytest.approx((2.0, 2.2222), abs=5.1e-5)


@pytest.mark.parametrize(("retention", "discount"), [(1.0, 0.0), (1.1, 0.1), (1.3, 0.1)])
def test_a_value_without_end_is_refused(retention, discount):
    with pytest.raises(DataError, match="value_without_end"):
        retention_value(100, retention, discount)


def test_retention_above_one_is_refused_even_where_the_sum_would_end():
    with pytest.raises(DataError, match="out_of_range"):
        retention_value(100, 1.05, 0.1)


def test_nobody_leaving_has_a_value_but_no_expected_life():
    found = retention_uplift(100, 0.9, 1.0, 0.1)
    assert isinstance(found, RetentionUplift)
    assert (found.life_after, found.life_relative) == (None, None)


def test_no_value_before_has_no_relative_change():
    assert retention_uplift(100, 0.0, 0.1, 0.1) == NotEnough("no_value_before", 0, 1)


@given(st.floats(1, 1e4), st.floats(0, 0.98), st.floats(0.001, 1))
def test_the_margin_now_adds_the_first_margin(margin, retention, discount):
    later = retention_value(margin, retention, discount)
    assert retention_value(margin, retention, discount, first="now") == pytest.approx(later + margin)


@given(st.floats(1, 1e4), st.floats(0, 0.95), st.floats(0.001, 1))
def test_a_value_is_the_sum_of_its_years(margin, retention, discount):
    years = sum(margin * (retention / (1 + discount)) ** year for year in range(1, 800))
    assert retention_value(margin, retention, discount) == pytest.approx(years, rel=1e-9)


def test_oracle_g_the_value_of_an_nps_point():
    found = nps_point_value(100_000, 200, 300, 450)
    assert found.passive_to_promoter == pytest.approx(150_000)
    assert found.detractor_to_passive == pytest.approx(100_000)
    assert found.detractor_to_promoter == pytest.approx(125_000)
    assert satisfaction_point_value(100_000, 200, 350) == pytest.approx(150_000)


def test_acquisition_pays_back_in_the_month_that_covers_its_cost():
    found = acquisition(10_000, 100, Estimate(250.0, 200.0, 300.0, 100), [40, 30, 20, 20, 20])
    assert isinstance(found, Acquisition)
    assert (found.cost, found.pays_back) == (100.0, 4)
    assert (found.ratio.value, found.ratio.low, found.ratio.high) == (2.5, 2.0, 3.0)


def test_acquisition_that_never_pays_back_says_so():
    found = acquisition(10_000, 100, Estimate(50.0, 40.0, 60.0, 100), [10, 10])
    assert isinstance(found, Acquisition)
    assert found.pays_back is None
    assert found.ratio.high < 1


def test_customers_won_for_nothing_have_no_ratio():
    found = acquisition(0, 10, Estimate(50.0, 40.0, 60.0, 10), [])
    assert isinstance(found, Acquisition)
    assert (found.pays_back, found.ratio.value, found.ratio.reason) == (0, None, "nothing_spent")


def test_nobody_won_is_not_enough():
    value = Estimate(None, None, None, 0, reason="no_valid_answers")
    assert acquisition(1000, 0, value, [1]) == NotEnough("too_few_customers", 0, 1)


def test_oracle_g_the_return_of_recovery_is_not_proven():
    found = recovery_return((820, 1000), (370, 500), 300, 12_000)
    assert isinstance(found, RecoveryReturn)
    assert found.kept.value == pytest.approx(0.08)
    assert (found.kept.low, found.kept.high) == pytest.approx((0.035735, 0.126081), abs=5.1e-7)
    assert (found.value, found.low, found.high) == pytest.approx((1.0, -0.107, 2.152), abs=5.1e-4)
    assert not found.proven


def test_recovery_without_a_hold_out_is_not_enough():
    assert recovery_return((820, 1000), (0, 0), 300, 12_000) == NotEnough("too_few_customers", 0, 1)


def test_recovery_that_cost_nothing_has_no_return():
    with pytest.raises(DataError, match="out_of_range"):
        recovery_return((820, 1000), (370, 500), 300, 0)
