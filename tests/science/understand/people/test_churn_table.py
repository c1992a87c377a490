"""A table of customers from cells as they come."""

import numpy as np
import pytest

from zhiyin.science.understand.people.churn.scorecard import feature
from zhiyin.science.understand.people.churn.table import (
    MISSING,
    Numbers,
    Table,
    Words,
    column,
    names_rows,
    numbers,
    words,
)


def test_cells_that_all_read_as_numbers_are_numbers_and_blanks_are_gaps() -> None:
    found = column(["1", " ", "2.5", None, "NA"])
    assert isinstance(found, Numbers)
    assert np.array_equal(found.values, [1, np.nan, 2.5, np.nan, np.nan], equal_nan=True)


def test_one_word_makes_a_column_of_words() -> None:
    found = column(["1", "two", ""])
    assert isinstance(found, Words)
    assert found.levels == ("1", "two")
    assert found.codes.tolist() == [0, 1, MISSING]


def test_words_are_gaps_in_a_column_that_must_be_numbers() -> None:
    assert np.array_equal(numbers(["1", "x", "inf"]).values, [1, np.nan, np.nan], equal_nan=True)


def test_infinity_is_no_number() -> None:
    assert isinstance(column(["1", "inf"]), Words)
    with pytest.raises(ValueError, match="infinite"):
        Numbers(np.array([np.inf]))


def test_columns_have_one_length() -> None:
    with pytest.raises(ValueError, match="length"):
        Table({"a": Numbers(np.zeros(2)), "b": Numbers(np.zeros(3))})


def test_a_cell_is_told_as_a_number_a_word_or_nothing() -> None:
    table = Table({"a": Numbers(np.array([1.0, np.nan])), "b": words(["x", ""])})
    assert [table.value(name, row) for name in "ab" for row in range(2)] == [1.0, None, "x", None]


def test_numbers_and_names_of_rows_are_known() -> None:
    assert names_rows(Numbers(np.arange(100.0)[::-1]))
    assert names_rows(words([f"C{place:05d}" for place in range(100)]))
    assert not names_rows(words(["yes", "no"] * 50))
    assert not names_rows(Numbers(np.random.default_rng(0).normal(size=100)))
    assert not names_rows(Numbers(np.repeat(np.arange(50.0), 2)))


def test_bins_hold_at_least_twenty_customers_and_a_common_number_has_its_own() -> None:
    values = np.concatenate((np.zeros(500), np.arange(1.0, 501.0)))
    found = feature("money", Numbers(values))
    assert found is not None
    codes = found.codes(Numbers(values))
    assert np.bincount(codes)[: found.bins - 1].min() >= 20
    assert set(values[codes == 0]) == {0.0}


def test_rare_and_unseen_words_share_a_bin_and_gaps_have_their_own() -> None:
    found = feature("city", words(["a"] * 50 + ["b"] * 50 + ["c"] * 3 + [""] * 5))
    assert found is not None
    assert found.levels == ("a", "b")
    assert found.codes(words(["a", "c", "new", "", "b"])).tolist() == [0, 2, 2, 3, 1]


def test_a_column_of_one_value_is_no_feature_unless_there_are_gaps() -> None:
    assert feature("one", Numbers(np.ones(100))) is None
    assert feature("none", Numbers(np.full(100, np.nan))) is None
    assert feature("told", Numbers(np.repeat([1.0, np.nan], 50))) is not None
    assert feature("word", words(["x"] * 100)) is None


def test_a_column_that_changed_its_kind_is_refused() -> None:
    found = feature("tenure", Numbers(np.arange(100.0)))
    assert found is not None
    with pytest.raises(ValueError, match="tenure changed its kind"):
        found.codes(words(["a"]))
