"""Two axes of loyalty, the kind of tie, and what stays unknown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.understand.people.loyalty import (
    CONTRACTUAL,
    EMOTIONAL,
    HABIT,
    HABIT_ONLY,
    HEART_ONLY,
    LOYAL_BOTH,
    NO,
    NONE,
    NOT_KNOWN,
    REBATE,
    RELATIONS,
    UNKNOWN,
    YES,
    behaves,
    classes,
    feels,
    relations,
    response,
    shares,
    stayed_by_score,
)

NAN = np.nan
answers = st.sampled_from([YES, NO, UNKNOWN])


def one(**told: float) -> str:
    """The tie of one customer; what is not told is unknown."""
    given = {
        "contract": UNKNOWN,
        "purchases": NAN,
        "discounted": NAN,
        "behaviour": UNKNOWN,
        "emotion": UNKNOWN,
    } | told
    found = relations(**{name: np.array([value]) for name, value in given.items()})
    return str(found.relation[0])


def test_only_the_top_box_counts_as_tied_by_the_heart() -> None:
    assert feels(np.array([5.0, 4.0, NAN]), top=5.0).tolist() == [YES, NO, UNKNOWN]
    assert feels(np.array([9.0, 8.0]), top=9.0).tolist() == [YES, NO]


def test_an_answer_older_than_a_year_says_nothing() -> None:
    assert feels(np.array([5.0, 5.0, 5.0]), 5.0, np.array([10.0, 366.0, NAN])).tolist() == [
        YES,
        UNKNOWN,
        UNKNOWN,
    ]


def test_behaviour_is_loyal_with_three_purchases_a_year_and_not_gone() -> None:
    purchases, age = np.array([3.0, 3.0, 2.0, 2.0, NAN]), np.array([400.0, 400.0, 400.0, 20.0, 400.0])
    gone = np.array([False, True, False, False, False])
    assert behaves(purchases, age, gone).tolist() == [YES, NO, NO, UNKNOWN, UNKNOWN]


def test_the_four_classes_and_the_unknown() -> None:
    behaviour = np.array([YES, NO, YES, NO, UNKNOWN, YES], dtype=np.int8)
    emotion = np.array([YES, YES, NO, NO, YES, UNKNOWN], dtype=np.int8)
    found = classes(behaviour, emotion)
    assert found.tolist() == [LOYAL_BOTH, HEART_ONLY, HABIT_ONLY, NONE, NOT_KNOWN, NOT_KNOWN]
    told, unknown = shares(found)
    assert unknown == 2
    assert [each.share.value for each in told] == [0.25] * 4
    assert {each.share.n for each in told} == {4}


def test_retention_by_score_shows_who_stays() -> None:
    found = stayed_by_score(np.array([5, 5, 4, 4, 4, NAN]), np.array([True, True, True, False, False, False]))
    assert [(each.score, each.share.n) for each in found] == [(4.0, 3), (5.0, 2)]
    assert found[1].share.value == 1.0


def test_the_first_tie_that_holds_is_the_tie() -> None:
    assert one(contract=YES, emotion=YES) == CONTRACTUAL
    assert one(contract=NO, purchases=10, discounted=7, emotion=YES) == REBATE
    assert one(contract=NO, purchases=10, discounted=1, emotion=YES, behaviour=YES) == EMOTIONAL
    assert one(contract=NO, purchases=10, discounted=1, emotion=NO, behaviour=YES) == HABIT
    assert one(contract=NO, purchases=10, discounted=1, emotion=NO, behaviour=NO) == NONE


def test_habit_is_not_claimed_while_rebates_or_feelings_are_unknown() -> None:
    assert one(contract=NO, behaviour=YES, emotion=NO) == NOT_KNOWN
    assert one(contract=NO, purchases=10, discounted=0, behaviour=YES) == NOT_KNOWN


def test_a_known_heart_needs_no_known_rebates() -> None:
    assert one(contract=NO, emotion=YES) == EMOTIONAL


def test_who_buys_mostly_with_rebates_is_fragile_and_a_contract_does_not_hide_it() -> None:
    found = relations(
        contract=np.array([YES, NO, NO, NO], dtype=np.int8),
        purchases=np.array([10.0, 10.0, 3.0, 10.0]),
        discounted=np.array([6.0, 5.0, 3.0, 5.0]),
        behaviour=np.array([NO] * 4, dtype=np.int8),
        emotion=np.array([NO] * 4, dtype=np.int8),
        discount_response=np.array([NAN, 2.5, NAN, 1.0]),
    )
    assert found.fragile.tolist() == [YES, YES, UNKNOWN, NO]
    assert found.relation.tolist() == [CONTRACTUAL, REBATE, NOT_KNOWN, NONE]
    assert found.discounted.tolist() == [0.6, 0.5, 1.0, 0.5]


def test_more_discounts_than_purchases_are_refused() -> None:
    with pytest.raises(ValueError, match="discount"):
        one(purchases=1, discounted=2)


def test_the_response_to_discounts_is_a_ratio_of_rates() -> None:
    found = response(
        np.array([9.5, 1.0]), np.array([50.0, 4.0]), np.array([9.5, 1.0]), np.array([100.0, 100.0])
    )
    assert found[0] == pytest.approx(2.0)
    assert np.isnan(found[1])


@given(answers, answers, answers, st.integers(0, 12), st.integers(0, 12))
def test_every_customer_has_one_tie_and_nothing_known_means_unknown(
    contract: int, behaviour: int, emotion: int, purchases: int, discounted: int
) -> None:
    found = one(
        contract=contract,
        behaviour=behaviour,
        emotion=emotion,
        purchases=purchases,
        discounted=min(discounted, purchases),
    )
    assert found in RELATIONS
    if UNKNOWN not in (contract, behaviour, emotion) and purchases >= 4:
        assert found != NOT_KNOWN
    assert one() == NOT_KNOWN
