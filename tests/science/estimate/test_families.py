"""Benjamini–Hochberg, METHODS A15."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zhiyin.science.estimate import Change, as_family, benjamini_hochberg, nps_difference

BENJAMINI_HOCHBERG_1995 = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1),
)  # fmt: skip
ADJUSTED = (
    *(0.0015, 0.0030, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645),
    *(0.0765, 0.486, 0.581182, 0.714875, 0.753231, 0.813214, 1),
)  # fmt: skip


def test_the_1995_example():
    adjusted = benjamini_hochberg(BENJAMINI_HOCHBERG_1995)
    assert [verdict.p for verdict in adjusted] == pytest.approx(ADJUSTED, abs=5e-7)
    assert [verdict.rejected for verdict in adjusted] == [True] * 4 + [False] * 11


def test_the_residuals_of_the_worked_table():
    adjusted = benjamini_hochberg([0.004678, 0.345779, 0.035015])
    assert [verdict.p for verdict in adjusted] == pytest.approx([0.014033, 0.345779, 0.052522], abs=1.1e-6)
    assert [verdict.rejected for verdict in adjusted] == [True, False, False]


def test_the_order_given_is_the_order_returned():
    forwards = benjamini_hochberg(BENJAMINI_HOCHBERG_1995)
    assert benjamini_hochberg(BENJAMINI_HOCHBERG_1995[::-1]) == forwards[::-1]


def test_what_was_not_tested_does_not_enlarge_the_family():
    with_gap = benjamini_hochberg([0.02, None, 0.04])
    assert with_gap[1].p is None
    assert not with_gap[1].rejected
    assert [with_gap[0].p, with_gap[2].p] == [0.04, 0.04]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_values_agree_with_scipy(p_values):
    adjusted = [verdict.p for verdict in benjamini_hochberg(p_values)]
    assert adjusted == pytest.approx(list(stats.false_discovery_control(p_values)), abs=1e-12)


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_a_p_outside_its_range_is_refused(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([p])


def test_an_empty_family_is_empty():
    assert benjamini_hochberg([]) == ()


def test_a_lone_change_that_is_real_may_be_noise_in_its_family():
    lone = nps_difference((60, 15, 100), (46, 20, 100))
    quiet = nps_difference((50, 20, 100), (50, 21, 100))
    assert isinstance(lone, Change)
    assert as_family([lone])[0].real == lone.real
    borderline = nps_difference((65, 15, 100), (48, 20, 100))
    assert borderline.real
    assert 0.025 < borderline.p < 0.05
    judged = as_family([borderline, quiet, quiet])
    assert [change.real for change in judged] == [False, False, False]
    assert judged[0].p_adjusted == pytest.approx(3 * borderline.p)
