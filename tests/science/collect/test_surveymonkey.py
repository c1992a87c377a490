"""SurveyMonkey's responses: records and tables of one survey give the same answers."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.science.collect.survey_tools import (
    DETAILS,
    RECORDS,
    csv_head,
    csv_text,
    drafts,
    fields,
    json_head,
    monkey_table,
    said,
)
from zhiyin.science.collect.described import describe_survey
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.heads import Recognised
from zhiyin.science.collect.presets import recognise
from zhiyin.science.collect.shapes import SHAPES

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "exports" / "surveymonkey"


@pytest.fixture(scope="module")
def details() -> SurveyDescription:
    found = describe_survey(io.BytesIO(json.dumps(DETAILS).encode()))
    assert found is not None
    return found


def records(*descriptions: SurveyDescription) -> Recognised:
    return recognise(json_head(RECORDS), descriptions)


def table(*descriptions: SurveyDescription, expanded: bool = False) -> Recognised:
    return recognise(csv_head(monkey_table(expanded=expanded)), descriptions)


def answers(found: Recognised) -> list[set[tuple[Any, ...]]]:
    return [said(draft) for draft in drafts(found)]


def test_records_with_details_have_wordings_scores_and_choices(details: SurveyDescription) -> None:
    found = records(details)
    assert (found.preset, found.survey) == ("surveymonkey_json", "318000001")
    first = {
        (one[0], one[1], one[2] if one[2] is not None else one[6])
        for one in answers(found)[0]
        if one[5] == "answered"
    }
    assert first == {
        ("who_came_with_you", "choice", "Family"),
        ("which_do_you_like", "choice", "Cats"),
        ("which_do_you_like", "choice", "Fish, big"),
        ("how_satisfied_are_you_with_staff", "csat", 5),
        ("how_satisfied_are_you_with_food", "csat", 2),
        ("how_likely_is_it_that_you_would_recommend_us", "nps", 9),
        ("why", "text", ""),
        ("how_many_nights_nights", "number", 3),
        ("put_in_order_price", "number", 2),
        ("put_in_order_place", "number", 1),
    }


@pytest.mark.parametrize("expanded", [False, True])
def test_the_table_gives_the_same_answers_as_the_records(details: SurveyDescription, expanded: bool) -> None:
    assert answers(table(details, expanded=expanded)) == answers(records(details))


@pytest.mark.parametrize("expanded", [False, True])
def test_the_table_gives_the_same_answers_without_the_details(
    details: SurveyDescription, expanded: bool
) -> None:
    assert answers(table(expanded=expanded)) == answers(records(details))


def test_texts_and_times_are_the_same_in_both_forms(details: SurveyDescription) -> None:
    one, other = drafts(records(details)), drafts(table())
    assert [(draft.text, draft.source_id, draft.occurred_at) for draft in one] == [
        (draft.text, draft.source_id, draft.occurred_at) for draft in other
    ]


def test_without_details_ids_are_kept_and_the_details_asked_for() -> None:
    found = records()
    assert {"code": "hand_over_details"} in found.notes
    first = {(answer.item, answer.choice) for answer in drafts(found)[0].answers}
    assert {("700001", "5100002"), ("700002", "5200001"), ("700002", "5200003")} <= first
    assert drafts(found)[0].text == "The breakfast was wonderful"


def test_previews_are_tests_and_partial_answers_say_so(details: SurveyDescription) -> None:
    first, second = drafts(records(details))
    assert (first.population, second.population) == ("customer", "test")
    assert second.attributes["response_status"] == "partial"


def test_custom_variables_with_a_usual_name_say_where_it_was(details: SurveyDescription) -> None:
    found = records(details)
    assert {draft.unit for draft in drafts(found)} == {"东一店"}


def test_contacts_and_dates_are_attributes_and_addresses_left_out(details: SurveyDescription) -> None:
    for found in (records(details), table()):
        first = drafts(found)[0]
        assert first.customer is None
        assert "Li Ming" in first.attributes.values()
        assert "192.0.2.1" not in first.attributes.values()


def test_questions_worded_alike_are_apart() -> None:
    text = monkey_table().replace("Put in order", "Why?")
    items = {column.item for column in recognise(csv_head(text)).columns}
    assert {"why", "why_2_price"} <= items


def test_long_questions_keep_their_rows_apart() -> None:
    long = "Thinking of everything that happened while you were with us how satisfied are you with:"
    text = monkey_table().replace("How satisfied are you with:", long)
    items = {column.item for column in recognise(csv_head(text)).columns if column.label.startswith(long)}
    assert len(items) == 2
    assert max(map(len, items)) <= 60


def test_answers_as_numbers_are_read_by_the_details(details: SurveyDescription) -> None:
    text = monkey_table()
    for word, number in (("Very satisfied", "5"), ("Very dissatisfied", "1"), ("Dissatisfied", "2"),
                         ("Neither satisfied nor dissatisfied", "3")):  # fmt: skip
        text = text.replace(f",{word},", f",{number},")
    satisfied = [
        {one for one in row if one[1] == "csat"} for row in answers(recognise(csv_head(text), [details]))
    ]
    assert satisfied == [{one for one in row if one[1] == "csat"} for row in answers(records(details))]


def test_a_list_of_records_is_known_as_well() -> None:
    assert [shape.path for shape in SHAPES if shape.matches(RECORDS[0])] == ["data.item", "item"]


@pytest.mark.parametrize(
    "record",
    [
        {"id": 1, "pages": 12, "collector_id": "x", "survey_id": "y"},
        {"id": 1, "text": "good", "survey_id": "y"},
        {"id": 1, "pages": [], "title": "a book"},
    ],
)
def test_other_records_are_not_surveymonkeys(record: dict[str, Any]) -> None:
    assert not any(shape.name == "surveymonkey" and shape.matches(record) for shape in SHAPES)


@pytest.mark.parametrize(
    "text",
    [
        "Respondent ID,Start Date,End Date,Comment\n1,2025-01-01,2025-01-02,good\n",
        "Collector ID,Respondent ID,End Date,Comment\n1,1,2025-01-02,good\n",
        "id,collector_id,date_modified,comment\n1,2,2025-01-02,good\n",
    ],
)
def test_tables_of_ones_own_are_not_surveymonkeys(text: str) -> None:
    assert recognise(csv_head(text)).preset == "table"


def test_odd_records_do_no_harm(details: SurveyDescription) -> None:
    odd = [
        RECORDS[0],
        {
            **RECORDS[0],
            "id": "9",
            "pages": [None, {"questions": [None, {"id": "700001"}, {"id": "700001", "answers": [7]}]}],
        },
        {**RECORDS[0], "id": "10", "pages": None},
    ]
    assert len(drafts(recognise(json_head(odd), [details]))) == 3


@pytest.mark.parametrize(
    "names",
    [
        "RespondentID,CollectorID,StartDate,EndDate,IP Address,Email Address,First Name,LastName,Custom Data",
        "respondent_id,collector_id,date_created,date_modified,ip_address,email_address,first_name,last_name,custom_1",
    ],
)
def test_headers_of_other_years_are_known(details: SurveyDescription, names: str) -> None:
    first, rest = monkey_table().split("Custom Data 1", 1)
    assert first
    assert answers(recognise(csv_head(names + rest))) == answers(records(details))


def test_days_that_come_first_are_seen() -> None:
    text = monkey_table().replace("05/01/2025 10:05:57 AM", "25/01/2025 10:05:57")
    moments = {
        draft.occurred_at.date().isoformat()
        for draft in drafts(recognise(csv_head(text)))
        if draft.occurred_at
    }
    assert moments == {"2025-01-25"}


def test_words_beside_other_mean_that_it_was_chosen() -> None:
    text = csv_text(
        ("Respondent ID", "Collector ID", "Start Date", "End Date", "Who came with you?", ""),
        ("", "", "", "", "Response", "Other (please specify)"),
        ("1", "2", "05/01/2025 10:00:00 AM", "05/01/2025 10:00:00 AM", "Family", ""),
        ("2", "2", "05/01/2025 10:00:00 AM", "05/01/2025 10:00:00 AM", "", "my three cats"),
    )
    chosen = [
        [answer.choice for answer in draft.answers if answer.item == "who_came_with_you"]
        for draft in drafts(recognise(csv_head(text)))
    ]
    assert chosen == [["Family"], ["Other (please specify)"]]


def test_a_table_without_its_second_row_is_read() -> None:
    rows = monkey_table().splitlines()
    found = recognise(csv_head("\n".join([rows[0], *rows[2:]])))
    assert found.preset == "surveymonkey"
    assert len(drafts(found)) == 2


def test_a_row_of_numbers_only_is_no_header() -> None:
    assert recognise(csv_head(csv_text(("1", "2", "3"), ("4", "5", "6")))).preset == "table"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not here")
def test_the_real_responses_are_understood() -> None:
    real = json.loads((REAL / "responses_bulk.json").read_text())["data"]
    with (REAL / "survey_details.json").open("rb") as file:
        described = describe_survey(file)
    assert described is not None
    found = recognise(json_head(real), [described])
    assert {"how_many_pets_do_you_have", "what_are_the_names_of_your_pets"} <= {
        column.item for column in found.columns
    }
    assert [draft.text for draft in drafts(found)] == ["Donut, Mango, Phil", "Phil, Mango, Donut"]
    assert fields(found)["date_modified"] == "time"
