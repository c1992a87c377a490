"""The condition language: what it reads, what it refuses, and how it says so."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.terms import (
    CriteriaError,
    Criterion,
    Field,
    Period,
    Subject,
    Type,
    all_of,
    calls,
    fields_used,
    parse,
    to_text,
)
from zhiyin.science.terms.nodes import (
    Among,
    And,
    Any,
    Compare,
    Count,
    Metric,
    Missing,
    Name,
    Not,
    Or,
    TextTest,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
ASPECT = Subject("aspects", (Field("name", Type.TEXT), Field("sentiment", Type.NUMBER)))
SIGNAL = Subject(
    "signal",
    (
        Field("nps", Type.NUMBER),
        Field("touchpoint", Type.TEXT),
        Field("unit.code", Type.TEXT),
        Field("channel", Type.TEXT, choices=("mail", "phone")),
        Field("first", Type.BOOLEAN),
        Field("occurred_at", Type.TIME),
        Field("attributes.*", Type.TEXT),
        Field("attributes.age", Type.NUMBER),
        Field("城市", Type.TEXT),
    ),
    (ASPECT,),
)
VISIT = Subject("visit", (Field("amount", Type.NUMBER),))

NPS = Name("nps", None, Type.NUMBER)
TOUCHPOINT = Name("touchpoint", None, Type.TEXT)


def read(text: str) -> Criterion:
    return parse(text, SIGNAL, zone=SHANGHAI, subjects=[VISIT])


def refused(text: str) -> CriteriaError:
    with pytest.raises(CriteriaError) as caught:
        read(text)
    return caught.value


def test_the_example_of_the_plan():
    assert read('nps <= 6 && touchpoint == "queue"').root == And(
        (Compare(NPS, "<=", 6), Compare(TOUCHPOINT, "==", "queue"))
    )


def test_the_example_of_a_list():
    assert read('any(aspects, name == "wait" && sentiment < 0)').root == Any(
        "aspects",
        And(
            (
                Compare(Name("name", None, Type.TEXT), "==", "wait"),
                Compare(Name("sentiment", None, Type.NUMBER), "<", 0),
            )
        ),
    )


def test_and_binds_tighter_than_or_and_chains_are_flat():
    assert read("nps == 1 || nps == 2 && nps == 3 || nps == 4").root == Or(
        (
            Compare(NPS, "==", 1),
            And((Compare(NPS, "==", 2), Compare(NPS, "==", 3))),
            Compare(NPS, "==", 4),
        )
    )


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("6 >= nps", Compare(NPS, "<=", 6)),
        ("nps == null", Missing(NPS)),
        ("null != nps", Not(Missing(NPS))),
        ("first", Compare(Name("first", None, Type.BOOLEAN), "==", value=True)),
        ("!first", Not(Compare(Name("first", None, Type.BOOLEAN), "==", value=True))),
        ("!(nps in [1, -2.5])", Not(Among(NPS, (1, -2.5)))),
        ("nps in []", Among(NPS, ())),
        ("touchpoint.contains('q\\'s')", TextTest(TOUCHPOINT, "contains", "q's")),
        ('unit.code.startsWith("东")', TextTest(Name("unit.code", None, Type.TEXT), "startsWith", "东")),
        ('attributes.city == "a"', Compare(Name("attributes", "city", Type.TEXT), "==", "a")),
        ('attributes["home city"] == "a"', Compare(Name("attributes", "home city", Type.TEXT), "==", "a")),
        ("attributes.age > 3", Compare(Name("attributes", "age", Type.NUMBER), ">", 3)),
        ('城市 == "\\u5317京"', Compare(Name("城市", None, Type.TEXT), "==", "北京")),
        ('count(visit, "30d", amount > 10) >= 2', None),
        ('metric("nps", "7d") < 30', Compare(Metric("nps", Period(7, "d")), "<", 30)),
        ('metric(nps, "7d") < 30', Compare(Metric("nps", Period(7, "d")), "<", 30)),
    ],
)
def test_every_form_is_read_and_written_back(text, root):
    criterion = read(text)
    assert root is None or criterion.root == root
    assert read(to_text(criterion)) == criterion


@pytest.mark.parametrize(
    "text",
    [
        "(nps == 1 || nps == 2) && !(nps == 3 || first)",
        "!!first",
        "!(first && nps > 1)",
        '!any(aspects, name == "wait" || sentiment < -0.5)',
        "true || !false",
        "!(nps != null)",
        '!touchpoint.endsWith("\\n\\"\\\\")',
        'occurred_at >= "2026-03-01" && occurred_at < timestamp("2026-03-01T10:00:00+09:00")',
        'attributes["contains"] == "x" || attributes["a.b"].contains("c")',
        'count(signal, "4w") == null || count(visit, "12h", amount == 1) in [1, 2]',
    ],
)
def test_what_is_written_back_reads_the_same(text):
    criterion = read(text)
    assert read(to_text(criterion)) == criterion
    assert to_text(read(to_text(criterion))) == to_text(criterion)


def test_a_date_is_a_day_and_a_timestamp_an_instant():
    day = read('occurred_at == "2026-03-01"').root
    instant = read('occurred_at == timestamp("2026-03-01")').root
    local = read('occurred_at == "2026-03-01T10:00"').root
    assert day.value == date(2026, 3, 1)
    assert instant.value == datetime(2026, 3, 1, tzinfo=SHANGHAI)
    assert local.value == datetime(2026, 3, 1, 10, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "code", "position", "suggestion"),
    [
        ("", "empty", 0, None),
        ("   ", "empty", 0, None),
        ("npss <= 6", "unknown_name", 0, "nps"),
        ('true && touchpont == "x"', "unknown_name", 8, "touchpoint"),
        ("any(aspect, sentiment < 0)", "unknown_list", 4, "aspects"),
        ("any(aspects, sentimant < 0)", "unknown_name", 13, "sentiment"),
        ("any(aspects, nps < 0)", "unknown_name", 13, None),
        ("aspects == 3", "is_list", 0, "any(aspects, …)"),
        ('nps == "6"', "type_mismatch", 7, None),
        ("nps == true", "type_mismatch", 7, None),
        ("first == 1", "type_mismatch", 9, None),
        ('touchpoint > "a"', "not_ordered", 11, None),
        ("nps < null", "null_not_ordered", 6, None),
        ("nps in [1, null]", "type_mismatch", 11, None),
        ('nps.contains("1")', "not_text", 4, None),
        ('channel == "male"', "unknown_choice", 11, "mail"),
        ('touchpoint.matches("a+")', "unknown_method", 11, None),
        ("some(aspects, true)", "unknown_function", 0, None),
        ("anny(aspects, true)", "unknown_function", 0, "any"),
        ('count(visits, "30d") > 1', "unknown_subject", 6, "visit"),
        ('count(visit, "30") > 1', "bad_period", 13, None),
        ('occurred_at > "last week"', "bad_time", 14, None),
        ('occurred_at > "2026-02-30"', "bad_time", 14, None),
        ('occurred_at > "0001-01-01"', "bad_time", 14, None),
        ('nps == timestamp("2026-01-01")', "type_mismatch", 7, None),
        ("nps == nps", "needs_constant", 7, None),
        ("1 == 1", "not_an_operand", 0, None),
        ("nps", "not_a_condition", 0, None),
        ("3", "not_a_condition", 0, None),
        ("nps = 6", "unexpected_character", 4, "=="),
        ("nps <= 6 and first", "expected", 9, "&&"),
        ("nps <= 6 first", "expected", 9, None),
        ("(nps <= 6", "expected", 9, None),
        ("nps <=", "expected", 6, None),
        ("!nps == 6", "not_a_condition", 1, None),
        ("!first == true", "negation_open", 1, "!(…)"),
        ('touchpoint == "queue', "unterminated_string", 14, None),
        ('touchpoint == "\\x41"', "bad_escape", 15, None),
        ('touchpoint == "\\u0000"', "bad_escape", 15, None),
        ('touchpoint == "\0"', "unexpected_character", 15, None),
        ("（nps <= 6）", "unexpected_character", 0, "("),
        ("nps <= 99999999999999999999", "bad_number", 7, None),
        ("nps <= 1e999", "bad_number", 7, None),
        ("nps.", "expected", 4, None),
        ("attributes == 1", "is_namespace", 0, None),
    ],
)
def test_what_is_wrong_is_named_and_placed(text, code, position, suggestion):
    error = refused(text)
    assert (error.code, error.position) == (code, position)
    assert suggestion is None or suggestion in error.suggestions


def test_depth_is_bounded():
    read("(" * 20 + "first" + ")" * 20)
    assert refused("(" * 21 + "first" + ")" * 21).code == "too_deep"
    assert refused("!" * 3000 + "first").code == "too_deep"


def test_length_is_bounded():
    assert refused("first " + " " * 4000).code == "too_long"


def test_a_long_chain_is_not_deep():
    assert len(read(" && ".join(["nps == 1"] * 300)).root.parts) == 300


def test_what_a_criterion_looks_at_can_be_asked():
    criterion = read(
        'nps > 1 && (attributes.city == "x" || !any(aspects, name == "wait")) && count(visit, "1d") > 1'
    )
    assert fields_used(criterion) == {"nps", "attributes.city", "aspects"}
    assert calls(criterion) == {Count("visit", Period(1, "d"), None)}


def test_criteria_about_the_same_thing_can_be_joined():
    joined = all_of(read("nps > 1"), read("first || nps < 9"), read("nps != 5"))
    assert joined == read("nps > 1 && (first || nps < 9) && nps != 5")


def test_criteria_about_different_things_cannot():
    with pytest.raises(CriteriaError, match="one: signal, other: visit"):
        all_of(read("nps > 1"), parse("amount > 1", VISIT, zone=SHANGHAI))


def test_a_subject_refuses_a_name_given_twice():
    with pytest.raises(ValueError, match="nps twice"):
        Subject("signal", (Field("nps", Type.NUMBER), Field("nps", Type.TEXT)))


PIECES = [
    "nps",
    "first",
    "touchpoint",
    "attributes",
    "aspects",
    "any(",
    "count(",
    "metric(",
    "timestamp(",
    "(",
    ")",
]
PIECES += [
    "[",
    "]",
    ",",
    ".",
    "!",
    "&&",
    "||",
    "==",
    "!=",
    "<",
    ">=",
    "in",
    "null",
    "true",
    "-1",
    "2.5",
    '"a"',
    "'",
]
PIECES += ["contains", '"30d"', '"2026-03-01"', "visit", "\\", "（", "😀", "\0", "\ud800", "９"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=15).map(" ".join))
def test_any_text_is_either_read_or_refused_with_a_place(text):
    place = 0
    try:
        criterion = read(text)
    except CriteriaError as error:
        place = error.position
    else:
        assert read(to_text(criterion)) == criterion
    assert 0 <= place <= len(text)
