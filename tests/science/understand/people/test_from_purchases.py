"""From payments to histories: METHODS A10."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.understand.people.worlds import cdnow_purchases, cdnow_summary, needs_cdnow
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.from_purchases import (
    HeldOut,
    Purchases,
    from_purchases,
    held_out,
)
from zhiyin.science.understand.people.results import DataError


def read(rows, until=100, **options) -> Purchases:
    """rows: (customer, day, amount)."""
    found = from_purchases(*zip(*rows, strict=True), until=until, unit_days=1.0, **options)
    assert isinstance(found, Purchases)
    return found


@needs_cdnow
def test_cdnows_purchases_give_the_summary_that_its_publishers_made():
    rows, told = cdnow_purchases(), cdnow_summary()
    found = from_purchases(*rows, until=np.datetime64("1997-09-30"))
    assert isinstance(found, Purchases)
    assert (found.customer == told["ID"]).all()
    assert (found.frequency == told["x"]).all()
    assert found.recency == pytest.approx(told["t_x"], abs=0.0051)
    assert found.age == pytest.approx(told["T"], abs=0.0051)
    assert np.nan_to_num(found.value) == pytest.approx(told["zbar"], abs=0.0051)


def test_what_is_bought_on_one_day_is_one_purchase():
    found = read([("a", 10, 5.0), ("a", 10, 7.0), ("a", 30, 4.0)])
    assert (found.frequency[0], found.recency[0], found.age[0]) == (1, 20.0, 90.0)
    assert (found.value[0], found.total[0]) == (4.0, 16.0)


def test_the_value_is_the_mean_of_the_days_after_the_first():
    found = read([("a", 10, 500.0), ("a", 20, 3.0), ("a", 30, 5.0)])
    assert found.value[0] == pytest.approx(4.0)


def test_who_bought_once_has_no_value_rather_than_zero():
    found = read([("a", 10, 500.0)])
    assert (found.frequency[0], found.recency[0]) == (0, 0.0)
    assert np.isnan(found.value[0])


def test_times_of_day_do_not_count_but_days_do():
    found = from_purchases(
        ["a", "a"],
        np.asarray(["2026-01-01T23:59", "2026-01-02T00:01"], dtype="datetime64[m]"),
        [1.0, 1.0],
        until=np.datetime64("2026-01-08"),
    )
    assert isinstance(found, Purchases)
    assert (found.recency[0], found.age[0]) == (1 / 7, 1.0)


def test_a_return_lessens_the_latest_purchase_before_it():
    found = read([("a", 10, 50.0), ("a", 20, 30.0), ("a", 25, -10.0), ("a", 30, 40.0)])
    assert found.days.amount.tolist() == [50.0, 20.0, 40.0]
    assert (found.returned, found.stray_returns) == (10.0, 0)


def test_a_purchase_wholly_returned_was_none():
    found = read([("a", 10, 50.0), ("a", 20, 30.0), ("a", 25, -30.0)])
    assert (found.frequency[0], found.recency[0], found.total[0]) == (0, 0.0, 50.0)


def test_a_return_of_more_than_the_latest_purchase_reaches_the_one_before():
    found = read([("a", 10, 50.0), ("a", 20, 30.0), ("a", 25, -45.0)])
    assert found.days.amount.tolist() == [35.0]


def test_a_return_finds_the_purchase_of_its_order():
    rows = [("a", 10, 50.0), ("a", 20, 50.0), ("a", 25, -50.0)]
    assert read(rows, order=["x", "y", "x"]).days.day.tolist() == [20]
    assert read(rows, order=["x", "y", ""]).days.day.tolist() == [10]


def test_an_order_gives_back_no_more_than_its_money():
    rows = [("a", 10, 50.0), ("a", 20, 50.0), ("a", 25, -60.0)]
    assert read(rows, order=["x", "y", "x"]).days.amount.tolist() == [40.0]


def test_an_order_of_one_customer_is_not_lessened_by_anothers_return():
    rows = [("a", 10, 50.0), ("b", 10, 50.0), ("b", 25, -50.0)]
    found = read(rows, order=["x", "y", "x"])
    assert found.customer.tolist() == ["a"]


def test_a_return_of_what_was_bought_before_the_data_begin_is_counted_and_left_out():
    found = read([("a", 10, -50.0), ("a", 20, 30.0)])
    assert (found.total[0], found.stray_returns) == (30.0, 1)


def test_a_customer_with_returns_only_is_none():
    found = read([("a", 10, 50.0), ("a", 11, -50.0), ("b", 20, 30.0)])
    assert found.customer.tolist() == ["b"]


def test_nothing_left_is_not_enough():
    found = from_purchases(["a", "a"], [10, 11], [50.0, -50.0], until=20)
    assert found == NotEnough("too_few_purchases", 0, 1)
    assert from_purchases([], [], [], until=20) == NotEnough("too_few_purchases", 0, 1)


def test_what_comes_after_the_end_is_not_looked_at():
    found = read([("a", 10, 50.0), ("a", 101, 30.0), ("b", 200, 1.0)])
    assert found.customer.tolist() == ["a"]
    assert found.frequency[0] == 0


def test_columns_of_different_length_are_an_error():
    with pytest.raises(DataError, match="lengths_differ"):
        from_purchases(["a"], [1, 2], [1.0, 2.0], until=5)


def test_held_out_days_are_those_of_customers_known_at_the_cut():
    rows = [("a", 10, 5.0), ("a", 60, 7.0), ("a", 60, 1.0), ("a", 70, 2.0), ("b", 55, 9.0)]
    held = held_out(*zip(*rows, strict=True), calibrate_until=50, until=80, unit_days=1.0)
    assert isinstance(held, HeldOut)
    assert held.calibration.customer.tolist() == ["a"]
    assert (held.purchases.tolist(), held.money.tolist(), held.horizon) == ([2], [10.0], 30.0)


def test_a_return_after_the_cut_does_not_reach_back_into_the_calibration():
    rows = [("a", 10, 5.0), ("a", 40, 5.0), ("a", 60, -5.0)]
    held = held_out(*zip(*rows, strict=True), calibrate_until=50, until=80, unit_days=1.0)
    assert isinstance(held, HeldOut)
    assert held.calibration.frequency.tolist() == [1]
    assert held.money.tolist() == [0.0]


rows_of_anybody = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.integers(-8, 20).map(float)),
    min_size=1,
    max_size=40,
)


@given(rows_of_anybody, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter_and_no_money_appears(rows, shuffler):
    first = from_purchases(*zip(*rows, strict=True), until=50)
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    second = from_purchases(*zip(*shuffled, strict=True), until=50)
    if isinstance(first, NotEnough):
        assert first == second
        return
    assert isinstance(second, Purchases)
    assert first.total == pytest.approx(second.total)
    assert (first.frequency == second.frequency).all()
    bought = sum(amount for _, _, amount in rows if amount > 0)
    assert first.total.sum() == pytest.approx(bought - first.returned)
    assert (first.recency <= first.age).all()
    assert ((first.recency > 0) == (first.frequency > 0)).all()
