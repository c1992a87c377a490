"""Qualtrics, LimeSurvey and SurveyMonkey through the door: descriptions first or later, layouts that say the same."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from tests.conftest import Organisation, actor_for
from tests.science.collect.survey_tools import DETAILS, LSS, RECORDS, limesurvey_csv, monkey_table
from tests.science.collect.test_qualtrics import export as qualtrics_export
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.start_import import receive_file
from zhiyin.collect.command import import_files
from zhiyin.collect.errors import FileProblem
from zhiyin.collect.models import Answer, Description, Import, Signal
from zhiyin.collect.queries.descriptions import kept_descriptions
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event

pytestmark = pytest.mark.django_db

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "exports"
SYSTEM = Actor.system("importer")
SignIn = Callable[[User], Client]
Write = Callable[[str, str | bytes], Path]


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def answers() -> set[tuple[Any, ...]]:
    """All that was answered, by whom."""
    rows = Answer.objects.exclude(status="skipped").values_list(
        "signal__source_id", "item", "construct", "value", "scale_min", "scale_max", "choice"
    )
    return set(rows)


def took(result: dict[str, Any]) -> tuple[int, int, int]:
    return result["accepted"], result["duplicates"], result["rejected"]


@pytest.mark.parametrize("order", [("a.csv", "b.lss"), ("b.lss", "a.csv")])
def test_a_description_named_in_any_place_is_taken_first(write: Write, order: Sequence[str]) -> None:
    write("a.csv", limesurvey_csv("code", "codes"))
    write("b.lss", LSS)
    folder = write("c.txt", "").parent
    result = import_files(SYSTEM, [folder / name for name in order])
    assert took(result) == (3, 0, 0)
    assert [one["survey"] for one in result["described"]] == ["123456"]
    assert ("1", "Q1", "csat", 5.0, 1.0, 5.0, "") in answers()
    assert Signal.objects.get(source_id="1").text == "上菜再快一点就更好了"


def test_by_codes_and_by_texts_the_answers_are_the_same(write: Write) -> None:
    import_files(SYSTEM, [write("b.lss", LSS), write("a.csv", limesurvey_csv("code", "codes"))])
    by_codes = answers()
    again = import_files(SYSTEM, [write("c.csv", limesurvey_csv("both", "texts"))])
    assert again["accepted"] == 0  # the same people, known by their ids
    assert answers() == by_codes


def test_a_description_that_comes_later_words_what_was_codes(write: Write) -> None:
    responses = write("a.json", json.dumps({"data": RECORDS}))
    import_files(SYSTEM, [responses])
    assert {item for _, item, *_ in answers()} >= {"700001", "700002"}
    import_files(SYSTEM, [write("details.json", json.dumps(DETAILS))])
    again = import_files(SYSTEM, [responses], accept_layout=True)
    assert again["revised"] == 2
    assert ("1", "who_came_with_you", "choice", None, None, None, "Family") in answers()


def test_surveymonkeys_records_and_tables_give_the_same_answers(write: Write) -> None:
    import_files(
        SYSTEM, [write("details.json", json.dumps(DETAILS)), write("a.json", json.dumps({"data": RECORDS}))]
    )
    by_records = answers()
    assert ("1", "how_likely_is_it_that_you_would_recommend_us", "nps", 9.0, 0.0, 10.0, "") in by_records
    Signal.objects.all().delete()
    import_files(SYSTEM, [write("a.csv", monkey_table())])
    assert answers() == by_records


def test_surveymonkeys_workbook_is_read_as_its_table(tmp_path: Path, write: Write) -> None:
    import_files(SYSTEM, [write("a.csv", monkey_table())])
    by_table = answers()
    Signal.objects.all().delete()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in csv.reader(monkey_table().splitlines()):
        sheet.append([cell or None for cell in line])
    book.save(tmp_path / "a.xlsx")
    import_files(SYSTEM, [tmp_path / "a.xlsx"])
    assert answers() == by_table


@pytest.mark.parametrize("written", ["utf-8-sig", "utf-16", "tabs", "xlsx"])
def test_qualtrics_exports_are_read_however_they_are_written(tmp_path: Path, written: str) -> None:
    lines = list(csv.reader(io.StringIO(qualtrics_export())))
    path = tmp_path / ("a.xlsx" if written == "xlsx" else "a.tsv" if written == "tabs" else "a.csv")
    if written == "xlsx":
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for line in lines:
            sheet.append([cell or None for cell in line])
        book.save(path)
    else:
        with path.open("w", encoding="utf-16" if written == "tabs" else written, newline="") as file:
            csv.writer(file, delimiter="\t" if written == "tabs" else ",").writerows(lines)
    assert took(import_files(SYSTEM, [path])) == (3, 0, 0)
    assert ("R_1", "Q7", "nps", 9.0, 0.0, 10.0, "") in answers()
    assert Import.objects.get().layout["preset"] == "qualtrics"


def test_a_description_once_more_takes_the_place_of_the_first(write: Write) -> None:
    import_files(SYSTEM, [write("b.lss", LSS)])
    import_files(SYSTEM, [write("c.lss", LSS.replace("Visit zh-Hans", "Visit once more"))])
    assert [one.title for one in kept_descriptions(SYSTEM)] == ["Visit once more"]
    assert Event.objects.filter(name="collect.description_received").count() == 2
    assert not Import.objects.exists()


def test_an_upload_of_a_description_leaves_no_file_behind(write: Write, settings: LazySettings) -> None:
    import_files(SYSTEM, [write("b.lss", LSS)])
    assert not list(Path(settings.UPLOADS).iterdir())


@pytest.mark.usefixtures("in_english")
def test_hostile_descriptions_are_refused_with_a_reason(write: Write) -> None:
    bomb = LSS.replace(
        "<document>", '<!DOCTYPE document [<!ENTITY x SYSTEM "file:///etc/passwd">]><document>'
    )
    with pytest.raises(FileProblem, match="entities"):
        import_files(SYSTEM, [write("b.lss", bomb)])
    with pytest.raises(FileProblem, match="damaged"):
        import_files(SYSTEM, [write("c.lss", LSS[: len(LSS) // 2])])
    assert not Description.objects.exists()


def test_whoever_may_not_import_may_not_describe(organisation: Organisation, viewer_actor: Actor) -> None:
    with pytest.raises(Forbidden):
        receive_file(viewer_actor, "b.lss", [LSS.encode()])


@pytest.fixture
def viewer_actor(organisation: Organisation) -> Actor:
    return actor_for(User.objects.create_user("only looks"))


@pytest.mark.usefixtures("in_english")
def test_for_a_door_that_takes_responses_only_a_description_is_kept_and_told() -> None:
    with pytest.raises(FileProblem, match="Now hand over its responses"):
        receive_file(SYSTEM, "b.lss", [LSS.encode()])
    assert Description.objects.count() == 1


def test_the_page_says_what_was_described_and_waits_for_the_responses(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    file = SimpleUploadedFile("b.lss", LSS.encode())
    response = client.post("/listen/imports/new", {"file": file}, follow=True)
    page = response.content.decode()
    assert "This describes the survey “Visit zh-Hans” (5 questions)" in page
    assert 'type="file"' in page


def test_the_page_takes_both_at_once_in_any_order(signed_in: SignIn, an: User) -> None:
    files = [
        SimpleUploadedFile("a.csv", limesurvey_csv("code", "codes").encode()), SimpleUploadedFile("b.lss", LSS.encode()),
    ]  # fmt: skip
    response = signed_in(an).post("/listen/imports/new", {"file": files})
    row = Import.objects.get()
    assert response["Location"].endswith(f"/listen/imports/{row.pk}/columns")
    assert {column["item"]: column["field"] for column in row.mapping["columns"] if column["item"]}[
        "Q1"
    ] == "csat"


def test_over_the_api_a_description_is_answered_with_what_it_describes(
    organisation: Organisation, lin: User
) -> None:
    key = create_api_key(actor_for(lin), label="files", role="analyst")[1]
    client = Client(headers={"authorization": f"Bearer {key}", "accept-language": "en"})
    told = client.post(
        "/api/v1/imports", {"file": SimpleUploadedFile("d.json", json.dumps(DETAILS).encode())}
    )
    assert (told.status_code, told.json()) == (
        200, {"tool": "surveymonkey", "survey": "318000001", "title": "Your stay", "questions": 9},
    )  # fmt: skip


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not here")
def test_the_real_exports_come_in_whole() -> None:
    names = (
        "limesurvey/results_dummy_2020_codeandtext.csv", "limesurvey/test_survey_structure.lss",
        "surveymonkey/responses_bulk.json", "surveymonkey/survey_details.json", "qualtrics/sample.csv",
    )  # fmt: skip
    result = import_files(SYSTEM, [REAL / name for name in names])
    assert took(result) == (12 + 2 + 1, 0, 0)
    assert {one["preset"] for one in result["files"]} == {"limesurvey_both", "surveymonkey_json", "qualtrics"}
    assert len(result["described"]) == 2
    assert ("13376313674", "how_many_pets_do_you_have", "choice", None, None, None, "3") in answers()
