"""Qualtrics' exports: three rows of header, two, the legacy ones; choice text and numbers; what it derives is left out."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.science.collect.survey_tools import QSF, csv_head, csv_text, drafts, fields, said
from zhiyin.science.collect.described import describe_survey
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.heads import Recognised
from zhiyin.science.collect.presets import recognise
from zhiyin.science.collect.presets.qualtrics import qualtrics

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "exports" / "qualtrics"


def imported(name: str, **more: str) -> str:
    return json.dumps({"ImportId": name, **more}, separators=(",", ":"))


SYSTEM = (
    ("StartDate", "Start Date", imported("startDate", timeZone="America/Denver")),
    ("EndDate", "End Date", imported("endDate", timeZone="America/Denver")),
    ("Status", "Response Type", imported("status")),
    ("IPAddress", "IP Address", imported("ipAddress")),
    ("Progress", "Progress", imported("progress")),
    ("Finished", "Finished", imported("finished")),
    ("RecordedDate", "Recorded Date", imported("recordedDate", timeZone="America/Denver")),
    ("ResponseId", "Response ID", imported("_recordId")),
    ("RecipientEmail", "Recipient Email", imported("recipientEmail")),
    ("ExternalReference", "External Data Reference", imported("externalDataReference")),
    ("DistributionChannel", "Distribution Channel", imported("distributionChannel")),
)
ASKED = (
    ("Q1", "How do you feel\nabout us?", imported("QID1")),
    ("Q3", "What did you like? - Selected Choice", imported("QID3")),
    ("Q3_3_TEXT", "What did you like? - Other - Text", imported("QID3_3_TEXT")),
    ("Q5_1", "About us - Cleanliness", imported("QID5_1")),
    ("Q5_2", "About us - Speed", imported("QID5_2")),
    ("Q7_NPS_GROUP", "How likely are you to recommend us? - Group", imported("QID7_NPS_GROUP")),
    ("Q7", "How likely are you to recommend us?", imported("QID7")),
    ("Q10", "Why?", imported("QID10_TEXT")),
    ("Q10 - Topics", "Why? - Topics", imported("QID10_TEXT_eae5a8d0e7fd4bd183e983e5Topics")),
    ("Q1_DO_1", "How do you feel about us? - Display Order - x", imported("QID1_DO", choiceId="1")),
    ("Q4_Page Submit", "Timing - Page Submit", imported("QID4_PAGE_SUBMIT")),
    ("store", "store", imported("store")),
)
TEXTS = (
    ("Somewhat satisfied", "Staff,Price, quality and more,Other", "the cat that sleeps at the door", "Good", "Bad",
     "Promoter", "9", "The staff remembered my name", "staff", "1", "3.2", "东一店"),
    ("Extremely dissatisfied", "Staff", "", "Fair", "Good", "Detractor", "2", "", "", "1", "3.2", "东一店"),
    ("Extremely satisfied", "Other", "", "Bad", "Fair", "Passive", "7", "", "", "1", "3.2", "东一店"),
)  # fmt: skip
NUMBERS = (
    ("4", "1,2,3", "the cat that sleeps at the door", "3", "1", "Promoter", "9", "The staff remembered my name", "staff",
     "1", "3.2", "东一店"),
    ("1", "1", "", "2", "3", "Detractor", "2", "", "", "1", "3.2", "东一店"),
    ("5", "3", "", "1", "2", "Passive", "7", "", "", "1", "3.2", "东一店"),
)  # fmt: skip


def system_cells(number: int, status: str = "IP Address", finished: str = "True") -> tuple[str, ...]:
    return ("2025-05-01 09:00:00", "2025-05-01 09:05:00", status, "192.0.2.1", "100", finished, "2025-05-01 09:05:01",
            f"R_{number}", "", f"C{number}", "anonymous")  # fmt: skip


def export(rows: tuple[tuple[str, ...], ...] = TEXTS, *, headers: int = 3, status: str = "IP Address") -> str:
    columns = (*SYSTEM, *ASKED)
    heads = [[column[n] for column in columns] for n in range(headers)]
    finished = "1" if status.isdigit() else "True"
    return csv_text(*heads, *((*system_cells(n, status, finished), *row) for n, row in enumerate(rows, 1)))


@pytest.fixture(scope="module")
def survey() -> SurveyDescription:
    found = describe_survey(io.BytesIO(json.dumps(QSF).encode()))
    assert found is not None
    return found


def understood(text: str, *descriptions: SurveyDescription) -> Recognised:
    found = qualtrics(csv_head(text), descriptions)
    assert found is not None
    return found


def test_three_rows_of_header_are_none_of_the_answers() -> None:
    found = understood(export())
    assert (found.preset, found.header.numbers, found.header.first) == ("qualtrics", (1, 2, 3), 4)
    assert [draft.source_id for draft in drafts(found)] == ["R_1", "R_2", "R_3"]


def test_answers_are_scores_choices_and_texts() -> None:
    first = drafts(understood(export()))[0]
    short = {(one[0], one[1], one[2] if one[2] is not None else one[6]) for one in said(first)}
    assert short == {
        ("Q1", "csat", 4), ("Q3", "choice", "Staff"), ("Q3", "choice", "Price, quality and more"), ("Q3", "choice", "Other"),
        ("Q3_3_TEXT", "text", ""), ("Q5_1", "rating", 4), ("Q5_2", "rating", 2), ("Q7", "nps", 9), ("Q10", "text", ""),
    }  # fmt: skip
    assert "The staff remembered my name" in first.text


def test_rows_and_numbers_of_the_header_give_the_same_answers() -> None:
    three, two = understood(export()), understood(export(headers=2))
    assert two.preset == "qualtrics_legacy"
    assert [set(said(draft)) for draft in drafts(three)] == [set(said(draft)) for draft in drafts(two)]


def test_choices_as_numbers_and_as_text_are_the_same_with_the_survey_file(survey: SurveyDescription) -> None:
    texts = understood(export(), survey)
    numbers = understood(export(NUMBERS, status="0"), survey)
    assert [said(draft) for draft in drafts(texts)] == [said(draft) for draft in drafts(numbers)]
    assert ("Q1", "csat", 4, 1, 5, "answered", "") in said(drafts(numbers)[0])
    assert ("Q3", "choice", None, None, None, "answered", "Price, quality and more") in said(
        drafts(numbers)[0]
    )


def test_numbers_without_the_survey_file_are_no_scores_by_chance() -> None:
    found = understood(export(NUMBERS, status="0"))
    assert {"code": "codes_without_texts"} in found.notes
    assert {(answer.item, answer.construct) for answer in drafts(found)[0].answers} >= {
        ("Q1", "choice"), ("Q3", "choice"), ("Q5_1", "number"), ("Q7", "nps")
    }  # fmt: skip


def test_options_in_columns_of_their_own_give_the_same_answers() -> None:
    options = (
        ("Q3_1", "What did you like? - Selected Choice - Staff", imported("QID3", choiceId="1")),
        (
            "Q3_2",
            "What did you like? - Selected Choice - Price, quality and more",
            imported("QID3", choiceId="2"),
        ),
        ("Q3_3", "What did you like? - Selected Choice - Other", imported("QID3", choiceId="3")),
    )
    columns = (*SYSTEM, *options)
    for headers in (3, 2):
        text = csv_text(
            *([column[n] for column in columns] for n in range(headers)),
            (*system_cells(1), "Staff", "Price, quality and more", "Other"),
            (*system_cells(2), "Staff", "", ""),
            (*system_cells(3), "", "", "Other"),
        )
        chosen = [{answer.choice for answer in draft.answers} for draft in drafts(understood(text))]
        assert chosen == [{"Staff", "Price, quality and more", "Other"}, {"Staff"}, {"Other"}]
        assert {column.item for column in understood(text).columns if column.field == "option"} == {"Q3"}


def test_what_qualtrics_made_itself_is_left_out() -> None:
    found = understood(export())
    ignored = {column.name.split()[0] for column in found.columns if column.field == "ignore"}
    assert ignored == {"Q7_NPS_GROUP", "Q10", "Q1_DO_1", "Q4_Page", "IPAddress"}
    assert {"code": "derived_left_out", "count": 4} in found.notes


def test_the_time_zone_is_the_one_that_the_file_names() -> None:
    found = understood(export())
    assert drafts(found)[0].occurred_at == datetime(2025, 5, 1, 15, 5, 1, tzinfo=UTC)
    assert {"code": "time_zone_named", "zone": "America/Denver"} in found.notes


def test_without_a_zone_the_organisations_own_is_taken_and_said() -> None:
    found = understood(export().replace("timeZone", "timezone"))
    assert drafts(found)[0].occurred_at == datetime(2025, 5, 1, 1, 5, 1, tzinfo=UTC)
    assert {"code": "time_zone_assumed"} in found.notes


@pytest.mark.parametrize("status", ["Survey Preview", "1", "2", "9", "17", "Umfragevorschau", "调查预览"])
def test_previews_are_tests(status: str) -> None:
    found = understood(export(status=status))
    assert {draft.population for draft in drafts(found)} == {"test"}
    assert {"code": "tests_found", "count": 3} in found.notes


@pytest.mark.parametrize("status", ["IP Address", "0", "8", "Spam", "16", "4", "Imported"])
def test_other_answers_are_customers(status: str) -> None:
    draft = drafts(understood(export(status=status)))[0]
    assert draft.population == "customer"
    # the usual one says nothing, and is written otherwise in each layout
    assert draft.attributes.get("Status", "") == ("" if status in ("IP Address", "0") else status)


SYSTEM_IDS = tuple(column[0] for column in SYSTEM)
IMPORTS = tuple(column[2] for column in SYSTEM)


def test_questions_side_by_side_have_scales_of_their_own() -> None:
    found = understood(
        csv_text(
            (*SYSTEM_IDS, "Q9#1_1", "Q9#1_2", "Q9#2_1", "Q9#2_2"),
            (
                *SYSTEM_IDS,
                *(f"Rate - {side} - {row}" for side in ("Satisfaction", "Importance") for row in "AB"),
            ),
            (
                *IMPORTS,
                *(f'{{"ImportId":"QID9#{side}_{row}"}}' for side in (1, 2) for row in (1, 2)),
            ),
            (
                *system_cells(1, "0", "1"),
                "Extremely satisfied",
                "Somewhat satisfied",
                "Very important",
                "Not at all important",
            ),
            (
                *system_cells(2, "0", "1"),
                "Extremely dissatisfied",
                "Somewhat satisfied",
                "Slightly important",
                "Very important",
            ),
        )
    )
    sides = {column.item: (column.field, column.role) for column in found.columns if column.item}
    assert sides["Q9#1_1"] == ("csat", "plain")
    assert sides["Q9#2_2"] == ("rating", "importance")


def test_a_store_that_was_asked_for_is_an_answer_where_another_column_files_the_row() -> None:
    found = understood(
        csv_text(
            (*SYSTEM_IDS, "Q1", "store_code"),
            (*SYSTEM_IDS, "Which store did you visit?", "store_code"),
            (*IMPORTS, '{"ImportId":"QID1"}', '{"ImportId":"store_code"}'),
            (*system_cells(1, "0", "1"), "Pudong", "S01"),
            (*system_cells(2, "0", "1"), "Xuhui", "S02"),
        )
    )
    draft = drafts(found)[0]
    assert draft.unit == "S01"
    assert [answer.choice for answer in draft.answers] == ["Pudong"]


def test_without_the_row_of_questions_answers_are_answers_all_the_same() -> None:
    found = understood(
        csv_text(
            (*SYSTEM_IDS, "Q1", "2_Q3_1", "SC0"),
            (*system_cells(1, "0", "1"), "Extremely satisfied", "Red", "12"),
            (*system_cells(2, "0", "1"), "Somewhat satisfied", "Blue", "14"),
        )
    )
    assert [answer.item for answer in drafts(found)[0].answers] == ["2_Q3_1", "Q1"]


def test_seen_but_unanswered_is_not_the_same_as_never_seen() -> None:
    rows = (TEXTS[0], ("-99", "Staff", "", "-99", "", "", "", "", "", "", "", ""), TEXTS[1])
    statuses = {answer.item: answer.status for answer in drafts(understood(export(rows)))[1].answers}
    assert statuses == {
        "Q1": "skipped", "Q3": "answered", "Q3_3_TEXT": "not_asked", "Q5_1": "skipped", "Q5_2": "not_asked",
        "Q7": "not_asked", "Q10": "not_asked",
    }  # fmt: skip


def test_who_and_where_come_from_the_fields_of_the_survey() -> None:
    draft = drafts(understood(export()))[0]
    assert draft.customer is not None
    assert (draft.customer.kind, draft.customer.value, draft.unit, draft.channel) == (
        "customer_number",
        "C1",
        "东一店",
        "anonymous",
    )
    assert "192.0.2.1" not in draft.attributes.values()


def test_numbers_and_codes_that_were_typed_are_no_words() -> None:
    columns = (
        *SYSTEM, ("Q1", "How old are you?", imported("QID1_TEXT")), ("Q2", "Your code", imported("QID2_TEXT")),
        ("Q3", "Your city", imported("QID3_TEXT")),
    )  # fmt: skip
    text = csv_text(
        *([column[n] for column in columns] for n in range(3)),
        (*system_cells(1), "34", "5f3e9a0b1c", "Suzhou"), (*system_cells(2), "27", "60b1c2d3e4", "Wuxi"),
    )  # fmt: skip
    found = understood(text)
    assert [column.field for column in found.columns[-3:]] == ["number", "attribute", "open"]


def test_an_order_is_no_rating() -> None:
    columns = (
        *SYSTEM,
        ("Q9_1", "Put in order - A", imported("QID9_1")),
        ("Q9_2", "Put in order - B", imported("QID9_2")),
    )
    text = csv_text(
        *([column[n] for column in columns] for n in range(3)),
        (*system_cells(1), "1", "2"), (*system_cells(2), "2", "1"), (*system_cells(3), "1", "2"),
    )  # fmt: skip
    assert {column.field for column in understood(text).columns[-2:]} == {"number"}


def test_the_legacy_export_with_v1_is_known() -> None:
    ids = [f"V{n}" for n in range(1, 11)]
    texts = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status",
             "StartDate", "EndDate", "Finished"]  # fmt: skip
    text = csv_text(
        [*ids, "Q1", "Q2"],
        [*texts, "How satisfied are you?", "Why?"],
        ["R_1", "Default Response Set", "", "", "", "192.0.2.1", "0", "2014-05-01 09:00:00", "2014-05-01 09:05:00", "1",
         "Very satisfied", "The food was wonderful"],
        ["R_2", "Default Response Set", "", "", "", "192.0.2.1", "0", "2014-05-01 09:00:00", "2014-05-01 09:05:00", "1",
         "Neither satisfied nor dissatisfied", "We had to wait for an hour"],
    )  # fmt: skip
    found = understood(text)
    assert found.preset == "qualtrics_legacy"
    assert [(draft.source_id, draft.text) for draft in drafts(found)] == [
        ("R_1", "The food was wonderful"), ("R_2", "We had to wait for an hour"),
    ]  # fmt: skip
    assert [answer.value for answer in drafts(found)[0].answers if answer.item == "Q1"] == [5]


def test_the_legacy_export_gives_the_same_answers() -> None:
    asked = (
        ("Q1", "This is a question with options.", imported("QID1")),
        ("Q2", "Say what you like.", imported("QID2_TEXT")),
    )
    columns = (*SYSTEM, *asked)
    new = understood(
        csv_text(
            *([column[n] for column in columns] for n in range(3)),
            (*system_cells(1, "0", "1"), "2", "Good morning!"),
        )
    )
    old = understood(
        csv_text(
            ("V1", "V2", "V6", "V7", "V8", "V9", "V10", "Q1", "Q2", "LocationLatitude", ""),
            ("ResponseID", "ResponseSet", "IPAddress", "Status", "StartDate", "EndDate", "Finished",
             "This is a question with options.", "Say what you like.", "LocationLatitude", ""),
            ("R_1", "Default", "192.0.2.1", "0", "2025-05-01 09:00:00", "2025-05-01 09:05:00", "1", "2", "Good morning!",
             "47.1", ""),
        )
    )  # fmt: skip
    assert said(drafts(old)[0]) == said(drafts(new)[0])
    assert drafts(old)[0].text == drafts(new)[0].text == "Good morning!"
    assert "StartDate" in drafts(old)[0].attributes


def test_two_surveys_with_the_same_ids_are_told_apart_by_their_questions() -> None:
    one, other = understood(export()), understood(export().replace("about us?", "about the weather?"))
    assert [column.name for column in one.columns] != [column.name for column in other.columns]


@pytest.mark.parametrize(
    "text",
    [
        "StartDate,EndDate,Status,Comment\n2025-01-01,2025-01-02,open,good\n",
        "ResponseId,Q1,Q2\n1,5,good\n",
        "id,status,progress,finished,channel\n1,open,20,no,web\n",
        "V1,V2,V3,Q1\n1,2,3,4\n",
    ],
)
def test_tables_of_ones_own_are_not_qualtrics(text: str) -> None:
    assert not recognise(csv_head(text)).preset.startswith("qualtrics")


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not here")
def test_the_real_export_is_understood() -> None:
    found = recognise(csv_head((REAL / "sample.csv").read_text("utf-8-sig")))
    (draft,) = drafts(found)
    assert (found.preset, draft.source_id, draft.text) == ("qualtrics", "R_2YPOQ602ER1jkf1", "Hello World!")
    assert {(answer.item, answer.construct) for answer in draft.answers} == {("Q1", "choice"), ("Q2", "text")}
    assert "ignore" in fields(found).values()


def test_behind_the_last_answer_of_who_did_not_finish_nothing_was_reached() -> None:
    found = understood(
        csv_text(
            (*SYSTEM_IDS, "Q1", "Q2", "Q3"),
            (
                *SYSTEM_IDS,
                "How satisfied are you?",
                "How likely are you to recommend us?",
                "What could we do better?",
            ),
            (*IMPORTS, *(f'{{"ImportId":"QID{n}"}}' for n in (1, 2)), '{"ImportId":"QID3_TEXT"}'),
            (*system_cells(1, "0", "0"), "", "0", ""),
            (*system_cells(2, "0", "1"), "Extremely satisfied", "10", ""),
        )
    )
    left, stayed = ({one.item: one.status for one in draft.answers} for draft in drafts(found))
    assert left == {"Q1": "skipped", "Q2": "answered", "Q3": "not_reached"}
    assert stayed["Q3"] == "skipped"
