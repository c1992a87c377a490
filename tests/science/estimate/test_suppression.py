"""Small groups, METHODS A14."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.estimate import (
    Thresholds,
    Visibility,
    recoverable_by_differencing,
    suppress,
)

K10 = Thresholds(privacy_k=10, reliability_n=30)


def test_the_oracle_hides_both_segments_because_the_total_would_give_the_small_one_away():
    verdict = suppress({"large": 33, "small": 7}, K10, total=40)
    assert verdict.cells == {"large": Visibility.HIDDEN_WITH_ANOTHER, "small": Visibility.HIDDEN}
    assert verdict.total is Visibility.SHOWN


def test_without_a_published_total_only_the_small_one_is_hidden():
    verdict = suppress({"large": 33, "small": 7}, K10, total=None)
    assert verdict.cells == {"large": Visibility.SHOWN, "small": Visibility.HIDDEN}


def test_the_next_smallest_is_the_one_that_follows():
    verdict = suppress({"a": 7, "b": 50, "c": 12, "d": 90}, K10, total=159)
    assert [key for key, cell in verdict.cells.items() if cell.hides] == ["a", "c"]


def test_an_empty_cell_hides_nobody_and_shields_nobody():
    verdict = suppress({"a": 7, "empty": 0, "b": 50}, K10, total=57)
    assert not verdict.cells["empty"].hides
    assert verdict.cells["b"].hides


def test_two_hidden_cells_that_are_small_together_take_a_third():
    verdict = suppress({"a": 3, "b": 1, "c": 50, "d": 60}, Thresholds(5), total=114)
    assert [key for key, cell in verdict.cells.items() if cell.hides] == ["a", "b", "c"]


def test_two_hidden_cells_that_are_large_enough_together_stay_two():
    verdict = suppress({"a": 7, "b": 6, "c": 50}, K10, total=63)
    assert [key for key, cell in verdict.cells.items() if cell.hides] == ["a", "b"]


def test_a_small_total_is_hidden_with_its_cells():
    verdict = suppress({"a": 3, "b": 1}, Thresholds(5), total=4)
    assert verdict.total is Visibility.HIDDEN
    assert all(cell.hides for cell in verdict.cells.values())


def test_identified_feedback_is_never_hidden_only_indicative():
    verdict = suppress({"a": 3, "b": 50}, Thresholds(privacy_k=None), total=53)
    assert verdict.cells == {"a": Visibility.INDICATIVE, "b": Visibility.SHOWN}


@pytest.mark.parametrize(
    ("respondents", "seen"),
    [
        (0, Visibility.INDICATIVE),
        (4, Visibility.HIDDEN),
        (5, Visibility.INDICATIVE),
        (29, Visibility.INDICATIVE),
        (30, Visibility.SHOWN),
    ],
)
def test_the_two_thresholds_of_one_number(respondents, seen):
    assert Thresholds().visibility(respondents) is seen


@pytest.mark.parametrize(("without", "found"), [([43, 33], False), ([34], True), ([40], True), ([43], False)])
def test_dropping_a_filter_must_not_single_out_fewer_than_k(without, found):
    assert recoverable_by_differencing(33, without, privacy_k=10) is found


def test_a_recoverable_cell_is_hidden_and_takes_another_with_it():
    verdict = suppress({"a": 33, "b": 60, "c": 70}, K10, total=163, recoverable=["a"])
    assert [key for key, cell in verdict.cells.items() if cell.hides] == ["a", "b"]


def test_leaving_a_filter_out_cannot_lose_people():
    with pytest.raises(ValueError, match="fewer respondents"):
        recoverable_by_differencing(33, [32], privacy_k=10)


def test_impossible_thresholds_and_counts_are_refused():
    with pytest.raises(ValueError, match="privacy k"):
        Thresholds(privacy_k=0)
    with pytest.raises(ValueError, match="negative"):
        suppress({"a": -1}, K10, total=None)


@given(st.dictionaries(st.integers(), st.integers(0, 40), max_size=8), st.integers(1, 12))
def test_no_group_below_k_can_be_had_from_the_total_and_the_shown_cells(respondents, privacy_k):
    total = sum(respondents.values())
    verdict = suppress(respondents, Thresholds(privacy_k), total=total)
    shown = sum(count for key, count in respondents.items() if not verdict.cells[key].hides)
    assert all(
        count == 0 or count >= privacy_k for key, count in respondents.items() if not verdict.cells[key].hides
    )
    if not verdict.total.hides:
        rest = total - shown
        assert rest == 0 or rest >= privacy_k
        assert sum(cell.hides for cell in verdict.cells.values()) != 1
