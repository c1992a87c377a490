"""Every code that a model writes has words, and so has every reason."""

import numpy as np
import pytest

from zhiyin.customers.phrases.judgements import (
    FEATURE_NAMES,
    FEATURES,
    LOYALTIES,
    RELATIONS,
    RFM_GROUPS,
    VALUE_TIERS,
    feature_in_words,
    next_in_words,
    products_in_words,
    reason_in_words,
)
from zhiyin.science.understand.people import loyalty
from zhiyin.science.understand.people.churn.histories import Known, Purchases, known
from zhiyin.science.understand.people.rfm import GROUPS

pytestmark = pytest.mark.usefixtures("in_english")


def test_every_code_that_a_model_writes_has_words() -> None:
    assert set(RFM_GROUPS) == set(GROUPS)
    assert set(VALUE_TIERS) == {"high", "middle", "low"}
    assert set(LOYALTIES) == {loyalty.LOYAL_BOTH, loyalty.HEART_ONLY, loyalty.HABIT_ONLY, loyalty.NONE}
    assert set(RELATIONS) == set(loyalty.RELATIONS) - {loyalty.NOT_KNOWN}


def test_every_feature_of_buying_has_a_name_and_a_sentence() -> None:
    told = known(Purchases(np.array([1, 1, 1]), np.array([1.0, 5.0, 9.0]), np.array([2.0, 3.0, 4.0])), 20.0)
    assert isinstance(told, Known)
    assert set(told.table.columns) == set(FEATURES) == set(FEATURE_NAMES)
    for name in told.table.columns:
        assert reason_in_words({"feature": name, "value": 0.5})
        assert reason_in_words({"feature": name, "value": None})


def test_reasons_read_as_sentences() -> None:
    assert reason_in_words({"feature": "silence", "value": 61.0}) == "Last bought 61 days ago"
    assert (
        reason_in_words({"feature": "returned_share", "value": 0.25}) == "25% of what they bought came back"
    )
    assert reason_in_words({"feature": "Contract", "value": "Month-to-month"}) == "«Contract: Month-to-month»"
    assert reason_in_words({"feature": "Contract", "value": None}) == "«Contract» is not known"
    assert reason_in_words({"feature": "tenure", "value": 2.0}) == "«tenure: 2»"
    assert reason_in_words({"feature": "100%", "value": 2.5}) == "«100%: 2.50»"


def test_offers_read_as_sentences() -> None:
    offer = {"product": "B", "because": "A", "share": 0.34, "n": 412, "times_usual": 2.1, "days": 90}
    assert (
        next_in_words(offer)
        == "B: 34% of 412 customers who bought A took it within 90 days, 2.1 times as many as usual"
    )
    assert next_in_words({"product": "B"}) == "B: bought by many lately"
    assert products_in_words([offer, {"product": "C"}]) == "B, C"


def test_an_attribute_keeps_the_name_of_its_source() -> None:
    assert feature_in_words("silence") == "Days since the last purchase"
    assert feature_in_words("合同") == "合同"
