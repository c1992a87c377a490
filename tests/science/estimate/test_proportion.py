"""Worked numbers of METHODS A3."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.estimate import Hits, proportion, share_difference


def six(expected: float) -> object:
    return pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.255289, 0.366210),
        (15, 148, 0.062386, 0.160487),
        (0, 20, 0, 0.161125),
        (1, 29, 0.006113, 0.171755),
        (85, 100, 0.767164, 0.906940),
        (10, 10, 0.722467, 1),
        (3, 5, 0.230724, 0.882379),
        (0, 1, 0, 0.793451),
    ],
)
def test_wilson_intervals(successes, n, low, high):
    estimate = proportion(successes, n)
    assert estimate.value == successes / n
    assert (estimate.low, estimate.high) == (six(low), six(high))


@pytest.mark.parametrize(
    ("first", "second", "value", "low", "high"),
    [
        ((56, 70), (48, 80), 0.20, 0.052431, 0.333873),
        ((9, 10), (3, 10), 0.6, 0.170523, 0.809018),
        ((10, 10), (0, 10), 1, 0.607509, 1),
        ((0, 10), (0, 10), 0, -0.277533, 0.277533),
    ],
)
def test_newcombe_hybrid_differences(first, second, value, low, high):
    change = share_difference(first, second)
    assert change.value == pytest.approx(value)
    assert (change.low, change.high) == (six(low), six(high))


def test_no_answers_give_no_share_and_a_reason():
    estimate = proportion(0, 0)
    assert (estimate.value, estimate.low, estimate.reason) == (None, None, "no_valid_answers")
    assert share_difference((0, 0), (1, 2)).reason == "no_valid_answers"


@pytest.mark.parametrize("counts", [(6, 5), (-1, 5), (1, -5), (nan, 5), (0.5, 5)])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(ValueError, match=r"\.$"):
        proportion(*counts)


@st.composite
def hits(draw):
    n = draw(st.integers(1, 5000))
    return Hits(draw(st.integers(0, n)), n)


@given(hits())
def test_the_interval_holds_the_share(counted):
    estimate = proportion(*counted)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert estimate.low < estimate.high


@given(hits(), hits())
def test_p_agrees_with_the_interval(first, second):
    change = share_difference(first, second)
    assert change.low <= change.value <= change.high
    if abs(change.p - 0.05) > 1e-9:
        assert change.real == (change.p < 0.05)
