"""Churn rates and cohort triangles: METHODS A9."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import DataError
from zhiyin.science.understand.people.retention import (
    annual_from_monthly,
    churn_between,
    cohorts_by_activity,
    period_churn,
)

GONE_NEVER = float("nan")


def test_oracle_a9_two_percent_a_month_are_not_24_a_year():
    assert annual_from_monthly(0.02) == pytest.approx(0.215283, abs=5.1e-7)


@given(st.floats(0, 1))
def test_a_yearly_share_lies_between_the_monthly_one_and_one(monthly):
    assert monthly - 1e-15 <= annual_from_monthly(monthly) <= 1.0


def test_a_share_above_one_is_refused():
    with pytest.raises(DataError, match="out_of_range"):
        annual_from_monthly(1.2)


def test_churn_is_lost_of_those_active_at_the_start():
    found = period_churn(200, 10)
    assert (found.value, found.n) == (0.05, 200)
    assert found.low < 0.05 < found.high


def test_nobody_at_the_start_is_no_churn_rather_than_zero():
    assert period_churn(0, 0).value is None


def test_new_joiners_are_in_neither_number():
    joined = [0, 0, 0, 5, 10, 12]
    left = [GONE_NEVER, 15, 9, 20, 12, GONE_NEVER]
    # At 10: the first two and the fourth are there; of them the second leaves before 20.
    found = churn_between(joined, left, 10, 20)
    assert (found.value, found.n) == (pytest.approx(1 / 3), 3)


def test_churn_takes_dates():
    joined = np.asarray(["2026-01-01", "2026-01-01", "2026-02-01"], dtype="datetime64[D]")
    left = np.asarray(["2026-02-15", "NaT", "2026-02-20"], dtype="datetime64[D]")
    found = churn_between(joined, left, np.datetime64("2026-02-01"), np.datetime64("2026-03-01"))
    assert (found.value, found.n) == (0.5, 2)


def test_who_left_before_joining_is_an_error():
    with pytest.raises(DataError, match="left_before_joined"):
        churn_between([5], [4], 10, 20)


def test_cells_that_a_cohort_has_not_reached_are_blank():
    found = cohorts_by_activity([1, 1, 2, 3], [0, 1, 1, 1, 2, 2], [1, 1, 2, 3, 2, 3], now=3)
    assert [(cohort.period, cohort.size, cohort.kept) for cohort in found] == [
        (1, 2, (2, 1, 1)),
        (2, 1, (1, 1, None)),
        (3, 1, (0, None, None)),
    ]
    assert found[0].shares == (1.0, 0.5, 0.5)
    assert found[1].shares == (1.0, 1.0, None)


def test_activity_counts_customers_and_not_rows():
    found = cohorts_by_activity([1, 1, 2], [0, 0, 1, 0, 2, 0], [1, 1, 1, 3, 2, 4], now=3)
    assert [cohort.kept for cohort in found] == [(2, 0, 1), (1, 0, None)]


def test_cohorts_that_have_not_begun_are_left_out():
    found = cohorts_by_activity([1, 9], [0], [1], now=3)
    assert [cohort.period for cohort in found] == [1]
    assert cohorts_by_activity([9], [], [], now=3) == NotEnough("too_few_customers", 0, 1)


def test_activity_before_joining_is_an_error():
    with pytest.raises(DataError, match="active_before_joined"):
        cohorts_by_activity([5], [0], [4], now=9)


people = st.lists(st.tuples(st.integers(0, 8), st.sets(st.integers(0, 9))), min_size=1, max_size=40)


@given(people, st.integers(0, 10))
def test_a_triangle_is_the_count_of_those_active(rows, now):
    joined = [start for start, _ in rows]
    active = [(who, start + age) for who, (start, ages) in enumerate(rows) for age in ages]
    found = cohorts_by_activity(joined, [who for who, _ in active], [when for _, when in active], now=now)
    if isinstance(found, NotEnough):
        assert min(joined) > now
        return
    assert sum(cohort.size for cohort in found) == sum(start <= now for start in joined)
    for cohort in found:
        for age, kept in enumerate(cohort.kept):
            own = [age in ages for start, ages in rows if start == cohort.period]
            assert kept == (None if cohort.period + age > now else sum(own))
