"""Descriptions of surveys: what LimeSurvey, SurveyMonkey and Qualtrics say of their questions; hostile ones are refused."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.science.collect.survey_tools import DETAILS, LSS, QSF, lss
from zhiyin.science.collect import described
from zhiyin.science.collect.described import describe_survey
from zhiyin.science.collect.descriptions import Question, SurveyDescription
from zhiyin.science.collect.problems import FileFault

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "exports"


def read(content: str | bytes | dict[str, Any]) -> SurveyDescription | None:
    if isinstance(content, dict):
        content = json.dumps(content)
    return describe_survey(io.BytesIO(content.encode() if isinstance(content, str) else content))


def questions(content: str | bytes | dict[str, Any]) -> dict[str, Question]:
    found = read(content)
    assert found is not None
    return {question.code: question for question in found.questions}


def test_a_limesurvey_structure_tells_its_questions_with_types_and_texts() -> None:
    found = questions(LSS)
    assert found["Q1"].options == {
        "A1": "非常满意",
        "A2": "满意",
        "A3": "一般",
        "A4": "不满意",
        "A5": "非常不满意",
    }
    assert found["Q2"].multiple
    assert found["Q2"].parts == {"SQ001": "环境", "SQ002": "口味"}
    assert found["Q2"].other == "other"
    assert (found["Q3"].construct, found["Q3"].scale_max) == ("rating", 10)
    assert found["Q4"].construct == "text"
    assert found["Q5"].options == {"Y": "是", "N": "否"}


def test_chinese_wordings_come_first_and_other_languages_are_known_as_spellings() -> None:
    found = questions(LSS)
    assert found["Q1"].text == "您对我们满意吗？"
    assert found["Q1"].spellings["Very satisfied"] == "A1"


def test_without_chinese_the_base_language_is_taken() -> None:
    found = questions(lss(languages=("fr", "en"), base="en"))
    assert found["Q1"].text == "How satisfied are you?"


def test_structures_since_limesurvey_4_keep_their_words_apart() -> None:
    assert questions(lss(split=True)) == questions(LSS)


def test_markup_and_entities_of_wordings_are_read_as_people_see_them() -> None:
    found = questions(
        LSS.replace("您对我们满意吗？", "<p>您对我们<b>满意</b>吗？</p>&nbsp;<script>x()</script>")
    )
    assert found["Q1"].text == "您对我们 满意 吗？"


@pytest.mark.parametrize(
    "wrong", [LSS[: len(LSS) // 2], LSS.replace("</document>", ""), LSS.replace("<rows>", "<rws>", 1)]
)
def test_a_damaged_structure_is_told_with_its_line(wrong: str) -> None:
    with pytest.raises(FileFault) as told:
        read(wrong)
    assert told.value.code == "description_broken"
    assert told.value.data["line"] > 0


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        f'<!DOCTYPE document [<!ENTITY l0 "lol">{BOMB}]>',
        '<!DOCTYPE document SYSTEM "http://192.0.2.1/x.dtd">',
    ],
)
def test_entities_are_refused_before_any_is_read(declared: str) -> None:
    hostile = LSS.replace("<document>", f"{declared}<document>").replace(
        "非常满意", "&x;" if "&l0" not in declared else "&l9;"
    )
    with pytest.raises(FileFault) as told:
        read(hostile)
    assert told.value.code == "description_unsafe"


def test_entities_are_refused_also_when_they_push_the_mark_out_of_sight() -> None:
    padding = f"<!-- {'x' * 100_000} -->"
    with pytest.raises(FileFault):
        read(LSS.replace("<document>", f'<!DOCTYPE document [<!ENTITY x "y">]>{padding}<document>'))


def test_a_description_without_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(described, "LARGEST", 1_000)
    with pytest.raises(FileFault) as told:
        read(LSS)
    assert told.value.code == "description_too_large"


def test_survey_details_tell_every_family() -> None:
    found = questions(DETAILS)
    by_text = {question.text: question for question in found.values()}
    assert list(by_text["How satisfied are you with:"].parts.values()) == ["Staff", "Food"]
    assert by_text["Which do you like?"].multiple
    assert by_text["Which do you like?"].other
    assert by_text["Why?"].construct == "text"
    assert by_text["When were you here?"].construct == ""
    assert by_text["Your contact"].construct == ""
    assert by_text["How many nights?"].construct == "number"
    assert by_text["How likely is it that you would recommend us?"].construct == "rating"


def test_a_qualtrics_survey_file_tells_recoded_choices() -> None:
    found = questions(QSF)
    assert found["Q1"].options == {
        "5": "Extremely satisfied",
        "4": "Somewhat satisfied",
        "1": "Extremely dissatisfied",
    }
    assert found["Q3"].multiple
    assert (found["Q7"].construct, found["Q7"].scale_max) == ("nps", 10)
    assert found["Q5"].parts == {"1": "Cleanliness", "2": "Speed"}


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"id,text\n1,hello\n",
        b'{"data": [{"id": "1", "pages": [{"questions": [{"id": "2", "answers": []}]}]}]}',
        b'{"id": "1", "question_count": 3, "pages": "none"}',
        b'[{"id": 1}]',
        b"<?xml version='1.0'?><Workbook><Worksheet/></Workbook>",
        b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>",
        b"PK\x03\x04",
    ],
)
def test_other_files_describe_no_survey(other: bytes) -> None:
    assert read(other) is None


def test_details_cut_off_on_their_way_are_told() -> None:
    with pytest.raises(FileFault) as told:
        read(json.dumps(DETAILS)[:-40])
    assert told.value.code == "description_broken"


def test_a_description_survives_being_stored() -> None:
    found = read(LSS)
    assert found is not None
    assert SurveyDescription.from_json(json.loads(json.dumps(found.as_json()))) == found


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not here")
def test_the_real_descriptions_are_read() -> None:
    found = questions((REAL / "limesurvey" / "test_survey_structure.lss").read_bytes())
    assert len(found) == 29  # text displays ask nothing, the dual scale asks twice
    found = questions((REAL / "surveymonkey" / "survey_details.json").read_bytes())
    assert [question.text for question in found.values()] == [
        "How many pets do you have?",
        "What are the names of your pets?",
    ]
