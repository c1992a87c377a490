"""A condition that cannot be read is told in both languages: where, what is wrong, and what to write."""

import re

import pytest
from django.utils import translation

from zhiyin.science.terms import CriteriaError, parse
from zhiyin.search.phrases import FAULTS, facts_of, problem, whole_problem
from zhiyin.understand.queries.fields import SIGNAL_SUBJECT

FAULTY = {
    "": "empty",
    "x" * 4001: "too_long",
    "(" * 30: "too_deep",
    "nps = 6": "unexpected_character",
    'channel == "q': "unterminated_string",
    'channel == "\\x"': "bad_escape",
    "nps <= 99999999999999999999": "bad_number",
    "nps <= 6 and has_text": "expected",
    "(nps <= 6": "expected",
    "npps <= 6": "unknown_name",
    "any(aspect, true)": "unknown_list",
    "some(aspects, true)": "unknown_function",
    'channel.matches("a")': "unknown_method",
    'count(visits, "30d") > 1': "unknown_subject",
    'sentiment_label == "bad"': "unknown_choice",
    'nps == "6"': "type_mismatch",
    "has_text == 1": "type_mismatch",
    'channel > "a"': "not_ordered",
    "nps < null": "null_not_ordered",
    'nps.contains("1")': "not_text",
    "aspects == 3": "is_list",
    "attributes == 1": "is_namespace",
    "!has_text == true": "negation_open",
    'occurred_at > "last week"': "bad_time",
    'count(signal, "30") > 1': "bad_period",
    "nps": "not_a_condition",
    "1 == 1": "not_an_operand",
    "nps == nps": "needs_constant",
    "nps in [nps]": "needs_constants",
    'occurred_at < ago("30d")': "no_moving_time",
}
BEYOND_PARSING = {"not_available", "no_history", "no_metric"}


def refused(text: str) -> CriteriaError:
    with pytest.raises(CriteriaError) as caught:
        parse(text, SIGNAL_SUBJECT)
    return caught.value


@pytest.mark.parametrize(("text", "code"), FAULTY.items())
def test_a_fault_is_told_in_chinese_without_english(text: str, code: str) -> None:
    error = refused(text)
    assert error.code == code
    with translation.override("zh-hans"):
        said = problem(error)
    assert said.endswith(("。", "？"))
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", said)


def test_every_fault_has_its_words() -> None:
    assert {*FAULTY.values(), *BEYOND_PARSING} == set(FAULTS)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "The condition cannot be read at character 13 (npps > 1): There is no field npps. Perhaps you mean nps.",
        ),
        ("zh-hans", "条件在第 13 个字符（npps > 1）处读不通：没有名为 npps 的字段。是不是想写 nps？"),
    ],
)
def test_the_place_and_the_remedy_are_named(language: str, said: str) -> None:
    text = "has_text && npps > 1"
    with translation.override(language):
        assert whole_problem(refused(text), text) == said


def test_programs_get_the_same_as_data() -> None:
    text = "nps <= 6 and has_text"
    assert facts_of(refused(text), text) == {
        "reason": "expected",
        "position": 9,
        "near": "and has_text",
        "suggestions": ["&&"],
    }
