"""LimeSurvey's responses: every layout of the headings and answers, with a structure and without, gives the same answers."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.science.collect.survey_tools import LSS, csv_head, csv_text, drafts, fields, limesurvey_csv, said
from zhiyin.science.collect.described import describe_survey
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.heads import Recognised
from zhiyin.science.collect.presets import recognise
from zhiyin.science.collect.presets.limesurvey import limesurvey

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "exports" / "limesurvey"


@pytest.fixture(scope="module")
def structure() -> SurveyDescription:
    found = describe_survey(io.BytesIO(LSS.encode()))
    assert found is not None
    return found


def understood(text: str, *descriptions: SurveyDescription, name: str = "") -> Recognised:
    found = limesurvey(csv_head(text, name=name), descriptions)
    assert found is not None
    return found


EXPECTED = {
    ("Q1", "csat", 5.0, 1.0, 5.0, "answered", ""),
    ("Q2", "choice", None, None, None, "answered", "环境"),
    ("Q3[S1]", "rating", 9.0, 1.0, 10.0, "answered", ""),
    ("Q4", "text", None, None, None, "answered", ""),
    ("Q5", "choice", None, None, None, "answered", "是"),
}


@pytest.mark.parametrize("headings", ["code", "underscores", "both", "text"])
@pytest.mark.parametrize("answers", ["codes", "texts"])
def test_every_layout_with_its_structure_gives_the_same_answers(
    structure: SurveyDescription, headings: str, answers: str
) -> None:
    found = understood(limesurvey_csv(headings, answers), structure)
    first = drafts(found)[0]
    assert said(first) == EXPECTED
    assert first.text == "上菜再快一点就更好了"
    assert first.source_id == "1"


def test_texts_give_the_same_answers_without_the_structure(structure: SurveyDescription) -> None:
    def comparable(found: Recognised) -> list[set[tuple[Any, ...]]]:
        # what the scale of a bare number is, only the structure knows
        return [{one for one in said(draft) if one[0] != "Q3[S1]"} for draft in drafts(found)]

    assert comparable(understood(limesurvey_csv())) == comparable(
        understood(limesurvey_csv("code", "codes"), structure)
    )


def test_answers_in_another_language_become_those_of_the_structure(structure: SurveyDescription) -> None:
    text = limesurvey_csv().replace("非常满意", "Very satisfied").replace("环境]", "Place]")
    assert said(drafts(understood(text, structure))[0]) == EXPECTED


def test_the_own_words_beside_a_list_of_options_are_an_answer(structure: SurveyDescription) -> None:
    second = drafts(understood(limesurvey_csv(), structure))[1]
    chosen = {answer.choice for answer in second.answers if answer.item == "Q2"}
    assert chosen == {"口味", "服务员很热情，记得我们的名字"}


def test_who_did_not_finish_is_kept_with_the_time_of_the_last_action(structure: SurveyDescription) -> None:
    found = understood(limesurvey_csv(), structure)
    third = drafts(found)[2]
    assert third.occurred_at == datetime(2025, 5, 3, 1, 55, tzinfo=UTC)
    assert {one["code"] for one in found.notes} >= {"unfinished_kept", "time_of_last_action"}
    assert {answer.status for answer in third.answers if answer.item in ("Q3[S1]", "Q5")} == {"not_reached"}


def test_a_survey_without_dates_says_so_by_a_date_that_is_none() -> None:
    text = csv_text(
        ("id", "submitdate", "lastpage", "startlanguage", "startdate", "Q1"),
        ("1", "1980-01-01 00:00:00", "2", "en", "2025-05-01 10:00:00", "A1"),
    )
    assert fields(understood(text))["startdate"] == "time"


def test_what_was_not_shown_was_not_asked() -> None:
    text = csv_text(
        ("id", "submitdate", "lastpage", "startlanguage", "Q1[SQ001]", "Q1[SQ002]", "Q2"),
        ("1", "2025-05-01 10:00:00", "2", "en", "N/A", "N/A", "N/A"),
        ("2", "2025-05-01 10:00:00", "2", "en", "Yes", "No", "Yes"),
        ("3", "2025-05-01 10:00:00", "2", "en", "No", "No", "No"),
    )
    statuses = [
        {answer.item: answer.status for answer in draft.answers} for draft in drafts(understood(text))
    ]
    assert statuses == [
        {"Q1": "not_asked", "Q2": "not_asked"}, {"Q1": "answered", "Q2": "answered"}, {"Q1": "skipped", "Q2": "answered"},
    ]  # fmt: skip


def test_yes_and_no_as_numbers_are_read_with_the_structure(structure: SurveyDescription) -> None:
    text = csv_text(
        ("id", "submitdate", "lastpage", "startlanguage", "Q1", "Q2[SQ001]", "Q2[SQ002]", "Q5"),
        ("1", "2025-05-01 10:00:00", "2", "en", "A2", "1", "2", "2"),
    )
    told = {
        (answer.item, answer.choice)
        for answer in drafts(understood(text, structure))[0].answers
        if answer.choice
    }
    assert told == {("Q2", "环境"), ("Q5", "否")}


def test_timings_and_addresses_are_left_out() -> None:
    text = csv_text(
        (
            "id",
            "submitdate",
            "lastpage",
            "startlanguage",
            "ipaddr",
            "token",
            "Q1",
            "interviewtime",
            "groupTime12",
            "Q1Time",
        ),
        ("1", "2025-05-01 10:00:00", "2", "en", "192.0.2.1", "abc", "Good", "120.5", "60.1", "60.1"),
    )
    found = understood(text)
    named = fields(found)
    assert {name for name, field in named.items() if field == "ignore"} == {
        "ipaddr",
        "interviewtime",
        "groupTime12",
        "Q1Time",
    }
    assert named["token"] == "attribute"
    assert {"code": "timings_left_out", "count": 2} in found.notes


def test_rows_of_an_array_share_their_scale() -> None:
    text = csv_text(
        ("id. Response ID", "submitdate. Date submitted", "lastpage. Last page",
         "C1[SQ001]. How satisfied are you? [Food]", "C1[SQ002]. How satisfied are you? [Place]"),
        ("1", "2025-05-01 10:00:00", "2", "Very satisfied", "Neither/nor"),
        ("2", "2025-05-01 10:00:00", "2", "Satisfied", "Dissatisfied"),
        ("3", "2025-05-01 10:00:00", "2", "Very dissatisfied", "I don’t know"),
    )  # fmt: skip
    values = [
        [(answer.value, answer.scale_max) for answer in draft.answers] for draft in drafts(understood(text))
    ]
    assert values == [[(5, 5), (3, 5)], [(4, 5), (2, 5)], [(1, 5), (None, 5)]]


def test_both_scales_of_a_dual_array_are_apart(structure: SurveyDescription) -> None:
    table = REAL / "test_survey_structure.lss"
    if not table.is_file():
        pytest.skip("the real exports are not here")
    with table.open("rb") as file:
        real = describe_survey(file)
    assert real is not None
    text = csv_text(
        (
            "id",
            "lastpage",
            "submitdate",
            "startlanguage",
            "G2Q9[SQ001][1]",
            "G2Q9[SQ001][2]",
            "G3Q8[1]",
            "G1Q2",
            "G2Q5[SQ001_SQ001]",
        ),
        ("1", "1", "2025-05-01 10:00:00", "en", "A1", "A3", "A2", "A3", "4"),
    )
    told = {
        (answer.item, answer.choice or answer.value) for answer in drafts(understood(text, real))[0].answers
    }
    assert told == {
        ("G2Q9[SQ001][1]", "Option 1"), ("G2Q9[SQ001][2]", "Option 3"), ("G3Q8[1]", "Rank 2"), ("G1Q2", "Option 3"),
        ("G2Q5[SQ001_SQ001]", 4),
    }  # fmt: skip


def test_codes_without_a_structure_say_what_is_wanted() -> None:
    found = understood(limesurvey_csv("code", "codes"))
    assert {"code": "hand_over_lss"} in found.notes
    assert {answer.choice for answer in drafts(found)[0].answers} >= {"A1", "SQ001"}


def test_the_structure_of_another_survey_is_not_taken(structure: SurveyDescription) -> None:
    text = csv_text(
        ("id", "submitdate", "lastpage", "startlanguage", "X1", "X2", "X3", "X4"),
        ("1", "2025-05-01 10:00:00", "2", "en", "A1", "A1", "A1", "A1"),
    )
    assert {"code": "hand_over_lss"} in understood(text, structure).notes


def test_the_survey_is_known_by_the_name_of_its_file() -> None:
    assert understood(limesurvey_csv(), name="results-survey123456.csv").survey == "123456"


@pytest.mark.parametrize(
    "header",
    [
        "id,submitdate,text",
        "id,Last page,Rating,Comment",
        "编号,提交日期,门店,评价",
        "id,seed,Q1,Q2",
        "Response ID,Date submitted,Store,How was it?",
    ],
)
def test_tables_of_ones_own_are_not_limesurveys(header: str) -> None:
    row = ",".join("1" for _ in header.split(","))
    assert recognise(csv_head(f"{header}\n{row}\n")).preset == "table"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not here")
def test_the_real_export_is_understood() -> None:
    text = (REAL / "results_dummy_2020_codeandtext.csv").read_text("utf-8-sig")
    found = recognise(csv_head(text))
    assert found.preset == "limesurvey_both"
    assert {"code": "timings_left_out", "count": 109} in found.notes
    rows = drafts(found)
    assert len(rows) == 12
    satisfied = {
        (answer.construct, answer.scale_max)
        for draft in rows
        for answer in draft.answers
        if answer.item.startswith("C1[")
    }
    assert satisfied == {("csat", 5)}
