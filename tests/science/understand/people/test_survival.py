"""Kaplan–Meier, log-rank and Cox: METHODS A9."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import DataError
from zhiyin.science.understand.people.survival import (
    HazardRatio,
    LogRank,
    SurvivalCurve,
    hazard_ratio,
    kaplan_meier,
    log_rank,
)

DURATION = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
STILL_THERE = {3, 5, 7, 8, 11, 12, 13, 16, 17, 18, 19, 20}
LEFT = [place not in STILL_THERE for place in range(21)]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
BOTH = (DURATION + PLACEBO, LEFT + [True] * 21)
GROUP = ["6-MP"] * 21 + ["placebo"] * 21


def curve(*args, **options) -> SurvivalCurve:
    found = kaplan_meier(*args, **options)
    assert isinstance(found, SurvivalCurve)
    return found


@pytest.mark.parametrize(
    ("time", "survival"),
    [
        (6, 0.857143),
        (7, 0.806723),
        (10, 0.752941),
        (13, 0.690196),
        (16, 0.627451),
        (22, 0.537815),
        (23, 0.448179),
    ],
)
def test_oracle_a9_freireich(time, survival):
    assert curve(DURATION, LEFT).at(time) == pytest.approx(survival, abs=5.1e-7)


def test_oracle_a9_errors_and_intervals():
    found = curve(DURATION, LEFT)
    at = {time: place for place, time in enumerate(found.time.tolist())}
    assert found.error[at[6]] == pytest.approx(0.0763604, abs=5.1e-8)
    assert found.error[at[23]] == pytest.approx(0.1345915, abs=5.1e-8)
    assert (found.low[at[6]], found.high[at[6]]) == pytest.approx((0.619718, 0.951552), abs=5.1e-7)
    assert (found.low[at[23]], found.high[at[23]]) == pytest.approx((0.188052, 0.680143), abs=5.1e-7)


def test_oracle_a9_medians():
    found = curve(DURATION, LEFT)
    assert (found.median, found.median_low, found.median_high) == (23.0, 13.0, None)
    assert curve(PLACEBO, [True] * 21).median == 8.0


def test_oracle_a9_log_rank():
    found = log_rank(*BOTH, GROUP)
    assert isinstance(found, LogRank)
    assert found.groups == ("6-MP", "placebo")
    assert found.observed.tolist() == [9.0, 21.0]
    assert found.expected == pytest.approx([19.2505, 10.7495], abs=5.1e-5)
    assert found.chi_square == pytest.approx(16.7929, abs=5.1e-5)
    assert found.p == pytest.approx(4.169e-5, abs=5.1e-9)


def test_oracle_a9_cox_by_efron():
    found = hazard_ratio(*BOTH, [0] * 21 + [1] * 21)
    assert isinstance(found, HazardRatio)
    assert found.log_ratio == pytest.approx(1.572125, abs=5.1e-7)
    assert found.low < found.ratio < found.high


def test_who_left_and_who_was_last_seen_at_one_time_were_both_at_risk():
    found = curve([5, 5, 8], [True, False, True])
    assert found.at_risk.tolist() == [3, 1]
    assert (found.events.tolist(), found.censored.tolist()) == ([1, 1], [1, 0])
    assert found.at(5) == pytest.approx(2 / 3)


def test_a_median_not_reached_is_none():
    assert curve([1, 2, 3, 4], [True, False, False, False]).median is None


def test_half_exactly_is_the_median_in_spite_of_rounding():
    assert curve(range(1, 11), [True] * 10).median == 5.0
    assert curve(range(1, 71), [True] * 70).median == 35.0


def test_beyond_the_last_time_nothing_is_known_unless_all_left():
    assert curve([1, 5], [True, False]).at(6) is None
    assert curve([1, 5], [True, True]).at(6) == 0.0


def test_the_curve_is_drawn_up_to_ten_at_risk():
    found = curve(DURATION, LEFT)
    assert found.time[: found.drawable].tolist() == [6, 7, 9, 10, 11, 13, 16, 17]


def test_late_entry_counts_from_entry_on():
    late = curve([4, 6, 8], [True, True, True], entry=[0, 5, 5])
    assert late.at_risk.tolist() == [1, 2, 1]
    plain = curve([4, 6, 8], [True, True, True])
    assert plain.at_risk.tolist() == [3, 2, 1]


def test_who_enters_at_a_time_is_not_yet_at_risk_at_it():
    assert curve([5, 9], [True, True], entry=[0, 5]).at_risk.tolist() == [1, 1]


def test_entries_of_zero_change_nothing():
    with_entries = curve(DURATION, LEFT, entry=[0] * 21)
    assert (with_entries.survival == curve(DURATION, LEFT).survival).all()
    told, plain = log_rank(*BOTH, GROUP, entry=[0] * 42), log_rank(*BOTH, GROUP)
    assert isinstance(told, LogRank)
    assert isinstance(plain, LogRank)
    assert told.chi_square == plain.chi_square


def test_who_left_at_once_counts():
    assert curve([0, 3], [True, False]).at(0) == 0.5


def test_there_is_no_interval_where_all_or_none_are_left():
    found = curve([1, 2, 3], [False, True, True])
    assert np.isnan(found.low[[0, 2]]).all()
    assert np.isnan(found.high[[0, 2]]).all()
    assert found.low[1] < 0.5 < found.high[1]


def test_nobody_is_not_enough():
    assert kaplan_meier([], []) == NotEnough("too_few_customers", 0, 1)
    assert log_rank([1, 2], [True, True], ["a", "a"]) == NotEnough("too_few_customers", 1, 2)
    assert log_rank([1, 2], [False, False], ["a", "b"]) == NotEnough("too_few_events", 0, 1)
    assert hazard_ratio([1, 2], [True, False], [1, 0]) == NotEnough("too_few_events", 0, 1)


@pytest.mark.parametrize(
    ("duration", "left", "entry", "code"),
    [
        ([-1], [True], None, "negative"),
        ([float("nan")], [True], None, "not_finite"),
        ([1], [2], None, "out_of_range"),
        ([1], [True], [1], "entry_not_before_end"),
        ([1, 2], [True], None, "lengths_differ"),
    ],
)
def test_spells_that_cannot_be_are_told_by_a_code(duration, left, entry, code):
    with pytest.raises(DataError) as error:
        kaplan_meier(duration, left, entry=entry)
    assert error.value.code == code


def test_three_groups_have_two_degrees_of_freedom():
    found = log_rank([*BOTH[0], *DURATION], [*BOTH[1], *LEFT], [*GROUP, *["third"] * 21])
    assert isinstance(found, LogRank)
    assert found.degrees_of_freedom == 2
    assert found.observed.sum() == pytest.approx(found.expected.sum())


lives = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=60)


@given(lives)
def test_without_censoring_the_curve_is_the_share_still_there(rows):
    durations = np.asarray([duration for duration, _ in rows])
    found = curve(durations, np.ones(len(rows)))
    shares = [(durations > time).mean() for time in found.time]
    assert found.survival == pytest.approx(shares)


@given(lives)
def test_a_curve_never_rises_and_its_interval_holds_it(rows):
    found = curve(*zip(*rows, strict=True))
    assert (np.diff(found.survival) <= 0).all()
    told = np.isfinite(found.low)
    assert (found.low[told] <= found.survival[told]).all()
    assert (found.survival[told] <= found.high[told]).all()
    assert found.events.sum() + found.censored.sum() == found.n


@given(lives, st.integers(2, 5))
def test_every_customer_told_twice_leaves_the_curve(rows, times):
    once, often = curve(*zip(*rows, strict=True)), curve(*zip(*rows * times, strict=True))
    assert often.survival == pytest.approx(once.survival)
    assert often.median == once.median
