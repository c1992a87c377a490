"""RFM: METHODS A11."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.results import DataError
from zhiyin.science.understand.people.rfm import GROUPS, Rfm, rfm, scores

numbers = st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=120)


def made(days, purchases, value) -> Rfm:
    found = rfm(days, purchases, value, money="total")
    assert isinstance(found, Rfm)
    return found


def test_oracle_a11_the_six_who_bought_once_share_one_score():
    found = made(range(10), [1, 1, 1, 1, 1, 1, 2, 3, 5, 9], range(10))
    assert found.classes == 3
    assert found.frequency.tolist() == [1, 1, 1, 1, 1, 1, 2, 3, 3, 3]


def test_twenty_four_customers_are_scored_in_thirds_and_twenty_five_in_fifths():
    assert made(range(24), range(24), range(24)).classes == 3
    assert made(range(25), range(25), range(25)).classes == 5


def test_without_ties_every_fifth_has_as_many_customers():
    assert np.bincount(scores(np.arange(100.0), 5))[1:].tolist() == [20] * 5


def test_the_most_recent_have_the_highest_score():
    found = made(np.arange(50), np.ones(50), np.ones(50))
    assert found.recency[0] == 5
    assert found.recency[-1] == 1


def test_where_all_are_alike_all_are_in_the_middle():
    found = made(np.full(40, 3), np.full(40, 2), np.full(40, 9.5))
    assert set(found.frequency.tolist()) == {3}
    assert set(found.cells.tolist()) == {333}


def test_groups_follow_the_grid():
    days = np.arange(25)[::-1]
    found = made(days, np.arange(25), np.arange(25))
    assert GROUPS[found.group[-1]] == "champions"
    assert GROUPS[found.group[0]] == "lost"
    best_before = made(days[::-1], np.arange(25), np.arange(25))
    assert GROUPS[best_before.group[-1]] == "cant_lose"
    assert GROUPS[best_before.group[0]] == "new"


def test_two_customers_are_not_enough():
    assert rfm([1, 2], [1, 2], [1, 2], money="mean") == NotEnough("too_few_customers", 2, 3)


def test_a_missing_value_is_an_error_and_never_zero():
    with pytest.raises(DataError, match="not_finite"):
        rfm([1, 2, 3], [1, 2, 3], [1, float("nan"), 3], money="mean")


def test_columns_of_different_length_are_an_error():
    with pytest.raises(DataError, match="lengths_differ"):
        rfm([1, 2, 3], [1, 2], [1, 2, 3], money="mean")


@given(numbers, st.sampled_from([3, 5]))
def test_equal_numbers_have_equal_scores_and_greater_ones_none_lower(values, classes):
    found = scores(values, classes)
    assert found.min() >= 1
    assert found.max() <= classes
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    assert len(set(zip(values, found.tolist(), strict=True))) == len(set(values))


@given(numbers, st.sampled_from([3, 5]))
def test_scores_depend_on_the_order_of_the_numbers_only(values, classes):
    shifted = [value * 3.0 + 7.0 for value in values]
    assert (scores(values, classes) == scores(shifted, classes)).all()
