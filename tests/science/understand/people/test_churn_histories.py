"""Leaving without contracts: the definition, what is known at a cut-off, and what is not looked at."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.understand.people.churn.histories import (
    NEED_GAPS,
    RULES,
    Gone,
    Known,
    Purchases,
    Snapshot,
    known,
    snapshot,
    train_on,
)
from zhiyin.science.understand.people.churn.model import ChurnModel
from zhiyin.science.understand.people.enough import NotEnough


def bought(rows: list[tuple[int, float, float]]) -> Purchases:
    who, day, amount = zip(*rows, strict=True)
    return Purchases(np.array(who), np.array(day, dtype=float), np.array(amount, dtype=float))


# Customer 1 every 10 days until day 40, customer 2 once, customer 3 twice on one day.
FEW = bought(
    [
        (1, 0, 5.0),
        (1, 10, 5.0),
        (1, 20, 5.0),
        (1, 40, 15.0),
        (1, 25, -5.0),
        (2, 35, 9.0),
        (3, 30.2, 1.0),
        (3, 30.9, 2.0),
    ]
)


def cell(found: Known | NotEnough, name: str) -> list[float]:
    assert isinstance(found, Known)
    return found.table.columns[name].values.tolist()


def test_days_of_purchase_gaps_and_silence_are_those_counted_by_hand() -> None:
    found = known(FEW, 50.0)
    assert isinstance(found, Known)
    assert found.customer.tolist() == [1, 2, 3]
    assert cell(found, "purchases") == [4, 1, 1]
    assert found.silence.tolist() == [10, 15, 20]
    # Gaps 10, 10, 20: the own median is 10, and it is everybody's for those without two gaps.
    assert found.gap.tolist() == [10, 10, 10]
    assert cell(found, "silence_over_gap") == [1.0, 1.5, 2.0]
    assert cell(found, "last_gap_over_gap")[0] == 2.0
    assert cell(found, "spent") == [30.0, 9.0, 3.0]
    assert cell(found, "returned_share") == [0.2, 0.0, 0.0]
    assert cell(found, "recent_30") == [1, 1, 1] or np.isnan(cell(found, "recent_30")[1])


def test_a_return_is_no_purchase() -> None:
    found = known(bought([(1, 0, 5.0), (1, 10, 5.0), (1, 30, -5.0)]), 40.0)
    assert isinstance(found, Known)
    assert found.silence.tolist() == [30]


def test_nobody_who_bought_twice_is_not_enough() -> None:
    assert known(bought([(1, 0, 1.0), (2, 3, 1.0)]), 10.0) == NotEnough(NEED_GAPS, 0, 1)


def test_the_window_is_the_usual_gap_times_k_within_its_ends() -> None:
    assert Gone(3.0, 30.0, 180.0).days(np.array([5.0, 20.0, 100.0])).tolist() == [30.0, 60.0, 180.0]
    assert Gone(1.0, 90.0, 90.0).days(np.array([1.0, 400.0])).tolist() == [90.0, 90.0]
    with pytest.raises(ValueError, match="order"):
        Gone(3.0, 90.0, 30.0)


def test_who_buys_on_the_last_day_of_the_window_stayed_and_a_day_later_left() -> None:
    rows = [(who, day, 1.0) for who in (1, 2) for day in (0, 10, 20)]
    found = snapshot(bought([*rows, (1, 50, 1.0), (2, 51, 1.0)]), 20.0, 100.0, Gone(3.0, 1.0, 60.0))
    assert isinstance(found, Snapshot)
    assert found.left.tolist() == [False, True]


def test_who_had_left_before_is_not_asked_about_and_whose_window_is_open_is_not_decided() -> None:
    rows = [
        (1, 0, 1.0),
        (1, 5, 1.0),
        (1, 10, 1.0),
        (2, 80, 1.0),
        (2, 90, 1.0),
        (2, 100, 1.0),
        (3, 0, 1.0),
        (3, 45, 1.0),
        (3, 90, 1.0),
    ]
    found = snapshot(bought(rows), 100.0, 150.0, Gone(3.0, 10.0, 180.0))
    assert isinstance(found, Snapshot)
    assert found.known.customer.tolist() == [2]
    assert (found.gone_before, found.undecided) == (1, 1)
    everyone = snapshot(bought(rows), 100.0, 150.0, Gone(3.0, 10.0, 180.0), everybody=True)
    assert isinstance(everyone, Snapshot)
    assert everyone.known.customer.tolist() == [1, 2]


rows_of = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 60), st.integers(-3, 20)), min_size=1, max_size=40
).map(lambda rows: bought([(who, float(day), float(amount)) for who, day, amount in rows]))


@settings(max_examples=60)
@given(rows_of, rows_of)
def test_nothing_after_the_cut_off_changes_what_is_known(before: Purchases, after: Purchases) -> None:
    both = Purchases(
        np.concatenate((before.customer, after.customer)),
        np.concatenate((before.day, after.day + 61)),
        np.concatenate((before.amount, after.amount)),
    )
    one, other = known(before, 60.0), known(both, 60.0)
    if isinstance(one, NotEnough):
        assert other == one
        return
    assert isinstance(other, Known)
    assert other.customer.tolist() == one.customer.tolist()
    for name, column in one.table.columns.items():
        assert np.array_equal(column.values, other.table.columns[name].values, equal_nan=True)


@settings(max_examples=60)
@given(rows_of, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: Purchases, dice: object) -> None:
    place = list(range(len(rows.day)))
    dice.shuffle(place)  # type: ignore[attr-defined]
    one, other = known(rows, 60.0), known(rows.where(np.array(place)), 60.0)
    if isinstance(one, NotEnough):
        assert other == one
        return
    assert isinstance(other, Known)
    for name, column in one.table.columns.items():
        assert np.allclose(column.values, other.table.columns[name].values, equal_nan=True)


def shop(seed: int, n: int = 3000) -> Purchases:
    """Customers with paces of their own who leave at a rate of their own, over two years."""
    dice = np.random.default_rng(seed)
    rows = []
    for who in range(n):
        pace, day = dice.gamma(4, 8), dice.uniform(0, 400)
        end = day + dice.exponential(300)
        while day < min(end, 730):
            rows.append((who, day, dice.gamma(2, 20)))
            day += max(dice.exponential(pace), 1.0)
    return bought(rows)


def test_a_model_from_purchases_says_what_it_was_held_against() -> None:
    rows = shop(1)
    found = train_on(rows, 730.0, Gone(), seed=1)
    assert not isinstance(found, NotEnough)
    model, seen = found
    assert isinstance(model, ChurnModel)
    assert model.rule_feature in RULES
    assert seen.undecided == 0
    assert model.quality.auc.value is not None
    assert model.quality.auc.value > 0.6
    now = known(rows, 730.0)
    assert isinstance(now, Known)
    chances = model.chances(now.table)
    assert chances.shape == now.customer.shape
    assert ((chances > 0) & (chances < 1)).all()


def test_too_few_customers_give_no_model() -> None:
    assert isinstance(train_on(shop(2, 60), 730.0, Gone(), seed=1), NotEnough)
