"""A criterion read over Python mappings: two values, days, resolved calls."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from zhiyin.science.terms import Count, CriteriaError, Field, Metric, Period, Subject, Type, parse, predicate

SHANGHAI = ZoneInfo("Asia/Shanghai")
SIGNAL = Subject(
    "signal",
    (
        Field("nps", Type.NUMBER),
        Field("touchpoint", Type.TEXT),
        Field("first", Type.BOOLEAN),
        Field("occurred_at", Type.TIME),
        Field("attributes.*", Type.TEXT),
        Field("attributes.age", Type.NUMBER),
    ),
    (Subject("aspects", (Field("name", Type.TEXT), Field("sentiment", Type.NUMBER))),),
)


def holds(text, row, numbers=None):
    return predicate(parse(text, SIGNAL, zone=SHANGHAI), numbers)(row)


COMPARISONS_WITH_NOTHING = [
    "nps == 3",
    "nps != 3",
    "nps < 3",
    "nps >= 3",
    "nps in [3]",
    "nps in []",
    "first",
    'touchpoint.contains("")',
    'attributes.city == "x"',
    'occurred_at != "2026-01-01"',
    "any(aspects, true)",
]


@pytest.mark.parametrize("text", COMPARISONS_WITH_NOTHING)
@pytest.mark.parametrize(
    "row", [{}, dict.fromkeys(("nps", "first", "touchpoint", "attributes", "occurred_at", "aspects"))]
)
def test_a_comparison_with_a_missing_value_is_false_and_its_negation_true(text, row):
    assert holds(text, row) is False
    assert holds(f"!({text})", row) is True


def test_missing_itself_can_be_asked_for():
    assert holds("nps == null", {"nps": None})
    assert not holds("nps == null", {"nps": 0})
    assert holds("nps != null", {"nps": 0})


def test_one_member_must_satisfy_the_whole_condition():
    row = {"aspects": [{"name": "wait", "sentiment": 1}, {"name": "price", "sentiment": -1}]}
    assert not holds('any(aspects, name == "wait" && sentiment < 0)', row)
    assert holds('any(aspects, name == "wait") && any(aspects, sentiment < 0)', row)


def test_text_is_compared_with_its_case():
    assert holds('touchpoint.startsWith("Que") && !touchpoint.endsWith("UE")', {"touchpoint": "Queue"})


def test_an_attribute_of_another_type_is_missing():
    assert holds("attributes.age == null", {"attributes": {"age": "40"}})
    assert holds("attributes.age == null", {"attributes": {"age": True}})
    assert holds("attributes.age > 39", {"attributes": {"age": 40}})
    assert holds("attributes.city == null", {"attributes": {"city": 7}})


BEFORE = datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC)
FIRST = datetime(2026, 2, 28, 16, tzinfo=UTC)  # midnight in Shanghai
LAST = datetime(2026, 3, 1, 15, 59, 59)
AFTER = datetime(2026, 3, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("==", [False, True, True, False]),
        ("!=", [True, False, False, True]),
        ("<", [True, False, False, False]),
        ("<=", [True, True, True, False]),
        (">", [False, False, False, True]),
        (">=", [False, True, True, True]),
    ],
)
def test_a_date_means_the_whole_day_of_the_organisation(operator, expected):
    text = f'occurred_at {operator} "2026-03-01"'
    assert [holds(text, {"occurred_at": moment}) for moment in (BEFORE, FIRST, LAST, AFTER)] == expected


def test_days_and_instants_can_share_a_list():
    text = 'occurred_at in ["2026-03-01", timestamp("2026-03-02T00:00:00+08:00")]'
    assert [holds(text, {"occurred_at": moment}) for moment in (BEFORE, FIRST, LAST, AFTER)] == [
        False,
        True,
        True,
        True,
    ]


def test_history_is_resolved_beforehand():
    numbers = {Count("signal", Period(30, "d"), None): 3, Metric("nps", Period(1, "w")): None}
    assert holds('count(signal, "30d") >= 3', {}, numbers)
    assert holds('count(signal, "30d") in [1, 3]', {}, numbers)
    assert not holds('metric(nps, "1w") < 30', {}, numbers)
    assert holds('metric(nps, "1w") == null', {}, numbers)


def test_unresolved_history_is_an_error_before_any_row_is_seen():
    with pytest.raises(CriteriaError) as caught:
        predicate(parse('count(signal, "30d", nps < 3) > 1', SIGNAL))
    assert caught.value.code == "unresolved"
    assert caught.value.data == {"call": 'count(signal, "30d", nps < 3)'}
