"""Value tiers: borders, margins against flipping, reasons, refusal, cost to serve."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.value_tiers import (
    ABOVE,
    BELOW,
    KEPT,
    NEED_VALUES,
    NO_TIER,
    NOT_KNOWN,
    REFUSED,
    Borders,
    borders,
    reason,
    tiers,
    worth,
)

LIMITS = Borders((1000.0, 100.0))
money = st.floats(-2000, 5000)


def tier(value: float, previous: int | None = None) -> int:
    before = None if previous is None else np.array([previous], dtype=np.int8)
    return int(tiers(np.array([value]), LIMITS, before)[0])


def test_shares_of_customers_make_borders_and_equal_values_share_a_tier() -> None:
    value = np.concatenate((np.arange(1.0, 51.0), [np.nan]))
    found = borders(value, (0.2, 0.5))
    assert found == Borders((41.0, 26.0))
    counted = np.bincount(tiers(value[:50], found))
    assert counted.tolist() == [10, 15, 25]
    tied = borders(np.array([5.0] * 15 + [1.0] * 15), (0.2, 0.4))
    assert tied == Borders((5.0,))


def test_too_few_or_equal_values_make_no_borders() -> None:
    assert borders(np.arange(24.0)) == NotEnough(NEED_VALUES, 24, 25)
    assert isinstance(borders(np.ones(100)), NotEnough)


def test_borders_and_shares_must_be_in_order() -> None:
    with pytest.raises(ValueError, match="fall"):
        Borders((1.0, 2.0))
    with pytest.raises(ValueError, match="rise"):
        borders(np.arange(100.0), (0.5, 0.2))


def test_a_value_on_the_border_is_in_the_better_tier() -> None:
    assert [tier(1000.0), tier(999.9), tier(100.0), tier(99.9)] == [0, 1, 1, 2]


def test_a_value_that_hovers_about_a_border_changes_nothing() -> None:
    assert tier(1050.0, previous=1) == 1
    assert tier(1100.0, previous=1) == 0
    assert tier(950.0, previous=0) == 0
    assert tier(899.0, previous=0) == 1


def test_a_fall_through_two_borders_is_not_held_up() -> None:
    assert tier(10.0, previous=0) == 2
    assert tier(5000.0, previous=2) == 0


@given(money, st.sampled_from([None, 0, 1, 2]))
def test_the_same_value_twice_gives_the_same_tier(value: float, previous: int | None) -> None:
    first = tier(value, previous)
    assert tier(value, first) == first


@given(money, money, st.sampled_from([0, 1, 2]))
def test_more_value_is_never_a_worse_tier(one: float, other: float, previous: int) -> None:
    low, high = sorted((one, other))
    assert tier(high, previous) <= tier(low, previous)
    assert tier(high) <= tier(low)


@given(money, st.sampled_from([0, 1, 2]))
def test_a_margin_holds_a_customer_back_by_one_border_at_most_of_the_bare_tier(
    value: float, previous: int
) -> None:
    bare, found = tier(value), tier(value, previous)
    assert min(bare, previous) <= found <= max(bare, previous)


def test_who_refuses_and_whose_value_is_unknown_has_no_tier() -> None:
    found = tiers(np.array([5000.0, np.nan, 5000.0]), LIMITS, refused=np.array([True, False, False]))
    assert found.tolist() == [NO_TIER, NO_TIER, 0]
    assert reason(5000.0, NO_TIER, LIMITS, refused=True).why == REFUSED
    assert reason(float("nan"), NO_TIER, LIMITS).why == NOT_KNOWN


def test_a_tier_is_explained_by_the_border_that_decides() -> None:
    told = [
        reason(value, place, LIMITS)
        for value, place in ((1500.0, 0), (500.0, 1), (50.0, 2), (950.0, 0), (1050.0, 1))
    ]
    assert [(each.why, each.border) for each in told] == [
        (ABOVE, 1000.0),
        (ABOVE, 100.0),
        (BELOW, 100.0),
        (KEPT, 1000.0),
        (KEPT, 1000.0),
    ]


def test_cost_to_serve_is_held_against_value_and_unknown_cost_is_counted() -> None:
    found = worth(
        np.array([0, 0, 1, 1, NO_TIER], dtype=np.int8),
        np.array([300.0, 100.0, 50.0, 50.0, 9.0]),
        np.array([50.0, 150.0, 60.0, np.nan, 1.0]),
    )
    assert [(each.tier, each.n, each.value, each.cost, each.unknown) for each in found] == [
        (0, 2, 400.0, 200.0, 0),
        (1, 2, 100.0, 60.0, 1),
    ]
    assert [each.value_share for each in found] == [0.8, 0.2]
    assert [each.costing_more.value for each in found] == [0.5, 1.0]
