"""The pages of taxonomies and their API: what a person sees, changes, takes back, brings in and takes out."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.science.understand.taxonomies.content import UnreadableTable
from zhiyin.science.understand.taxonomies.taxonomy import Category, Taxonomy
from zhiyin.understand.models import TaxonomyVersion
from zhiyin.understand.queries.taxonomies import read_taxonomy
from zhiyin.understand.taxonomy_table import as_table, from_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

SignIn = Callable[[User], Client]
SYSTEM = Actor.system("test")
HOME = "/settings/taxonomies/restaurant"
NOODLES = {
    "code": "noodles", "zh": "面条", "en": "Noodles", "factor": "product", "aspect": "taste",
    "words": "牛肉面，面条\nnoodles", "parent": "dish",
}  # fmt: skip


@pytest.fixture
def client_(signed_in: SignIn, lin: User, organisation: Organisation) -> Client:
    drafts = [
        SignalDraft(unit="E1", text=words, source_id=str(number))
        for number, words in enumerate(("这里的牛肉面一绝", "服务员很热情", "<b>店面</b>的卖相很好"))
    ]
    accept_signals(SYSTEM, drafts, source="test")
    return signed_in(lin)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_list_shows_what_is_on(client_: Client) -> None:
    shown = text(client_, "/settings/taxonomies")
    assert "Restaurant" in shown
    assert "Six factors" in shown
    assert shown.count("switch off") == 1
    assert "/settings/taxonomies" in text(client_, "/settings/")


def test_a_switch_on_the_list_switches(client_: Client) -> None:
    client_.post(f"{HOME}/switch", {"on": "1"})
    assert read_taxonomy(SYSTEM, "restaurant").is_on
    assert text(client_, "/settings/taxonomies").count("switch off") == 2


def test_a_taxonomy_shows_its_categories_with_how_many_voices_name_each(client_: Client) -> None:
    shown = text(client_, HOME)
    assert "Attitude of the staff" in shown
    assert "in the newest 3 voices" in shown


def test_a_search_finds_the_category_of_a_word(client_: Client) -> None:
    shown = text(client_, f"{HOME}?q=卖相")
    assert "Look" in shown
    assert "Parking" not in shown
    assert "卖相难看" in shown
    assert "No category has such a word." in text(client_, f"{HOME}?q=zzz")


def test_the_form_holds_the_words_one_a_line(client_: Client) -> None:
    shown = text(client_, f"{HOME}/categories/dish_look")
    assert "卖相\n外观\n摆盘" in shown
    assert 'hx-post="/settings/taxonomies/restaurant/categories/dish_look/sample"' in shown


def test_the_form_opens_in_a_sample_organisation_too(
    client_: Client, settings: object, tmp_path: Path
) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "sample").touch()
    shown = text(client_, f"{HOME}/categories/dish_look")
    assert "Change something: which voices gain or lose" in shown


def test_the_sample_follows_the_form_before_anything_is_saved(client_: Client) -> None:
    answer = client_.post(f"{HOME}/sample", NOODLES)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "0 before, 1 after: 1 gained, 0 lost" in shown
    assert "<mark>牛肉面</mark>" in shown
    assert "n = 0: nobody has corrected an aspect yet" in shown
    assert not TaxonomyVersion.objects.exists()


def test_the_sample_works_without_a_code_yet(client_: Client) -> None:
    shown = client_.post(f"{HOME}/sample", {**NOODLES, "code": ""}).content.decode()
    assert "1 gained" in shown


def test_a_voice_that_loses_the_category_is_shown_with_its_words_escaped(client_: Client) -> None:
    fields = {
        "zh": "外观",
        "en": "Look",
        "factor": "product",
        "aspect": "taste",
        "parent": "dish",
        "words": "造型",
    }
    shown = client_.post(f"{HOME}/categories/dish_look/sample", fields).content.decode()
    assert "1 lost" in shown
    assert "&lt;b&gt;店面&lt;/b&gt;的<mark>卖相</mark>" in shown


def test_what_is_wrong_is_said_in_the_place_of_the_sample(client_: Client) -> None:
    shown = client_.post(f"{HOME}/sample", {**NOODLES, "zh": "", "en": ""}).content.decode()
    assert "Give it a name, in Chinese or in English." in shown


def test_without_a_script_the_button_shows_the_sample_and_saves_nothing(client_: Client) -> None:
    answer = client_.post(f"{HOME}/new-category", {**NOODLES, "preview": "1"})
    assert "1 gained" in answer.content.decode()
    assert not TaxonomyVersion.objects.exists()


def test_a_category_is_added_changed_removed_and_brought_back(client_: Client) -> None:
    assert client_.post(f"{HOME}/new-category", NOODLES).status_code == 302
    held = read_taxonomy(SYSTEM, "restaurant").taxonomy.category("noodles")
    assert held is not None
    assert (held.words, held.parent) == (("牛肉面", "面条", "noodles"), "dish")
    changed = {**NOODLES, "words": "拉面"}
    del changed["code"]
    client_.post(f"{HOME}/categories/noodles", changed)
    held = read_taxonomy(SYSTEM, "restaurant").taxonomy.category("noodles")
    assert held is not None
    assert held.words == ("拉面",)
    assert "Remove “Noodles”?" in text(client_, f"{HOME}/categories/noodles/remove")
    client_.post(f"{HOME}/categories/noodles/remove")
    assert "Undo the last change" in text(client_, HOME)
    client_.post(f"{HOME}/restore", {"number": "2"})
    assert read_taxonomy(SYSTEM, "restaurant").taxonomy.category("noodles") is not None
    assert "Back to version 2" in text(client_, HOME)


def test_a_code_that_is_taken_or_wrong_is_told_next_to_the_field(client_: Client) -> None:
    taken = client_.post(f"{HOME}/new-category", {**NOODLES, "code": "dish_look"})
    assert taken.status_code == 422
    assert "There is a category with this code already." in taken.content.decode()
    wrong = client_.post(f"{HOME}/new-category", {**NOODLES, "code": "Nudeln!"})
    assert wrong.status_code == 422
    assert "begins with a letter" in wrong.content.decode()


def test_an_edit_on_what_somebody_changed_meanwhile_is_not_saved(client_: Client) -> None:
    client_.post(f"{HOME}/new-category", {**NOODLES, "based_on": "0"})
    late = client_.post(f"{HOME}/new-category", {**NOODLES, "code": "soups", "based_on": "0"})
    assert late.status_code == 422
    assert "Somebody changed this taxonomy meanwhile." in late.content.decode()


def test_what_was_taken_out_as_a_table_comes_in_again(client_: Client) -> None:
    answer = client_.get(f"{HOME}/table")
    assert "taxonomy-restaurant.csv" in answer["Content-Disposition"]
    whole = answer.content.decode()
    assert whole == as_table(read_taxonomy(SYSTEM, "restaurant").taxonomy)
    file = SimpleUploadedFile("t.csv", whole.replace("摆盘", "摆盘|拼盘").encode())
    shown = client_.post(f"{HOME}/import", {"file": file}).content.decode()
    assert "What would change" in shown
    assert not TaxonomyVersion.objects.exists()


def test_a_table_is_shown_before_it_is_carried_out(client_: Client) -> None:
    file = SimpleUploadedFile("t.csv", "code,en,words\nnoodles,Noodles,牛肉面\n".encode())
    answer = client_.post(f"{HOME}/import", {"file": file})
    assert "Noodles" in answer.content.decode()
    client_.post(f"{HOME}/import", {"content": answer.context["content"], "based_on": "0"})
    assert [one.code for one in read_taxonomy(SYSTEM, "restaurant").taxonomy.categories] == ["noodles"]


def test_a_table_that_excel_saved_in_chinese_is_read(client_: Client) -> None:
    file = SimpleUploadedFile("t.csv", "code,zh,en,words\nnoodles,面食,Noodles,牛肉面\n".encode("gb18030"))
    assert "牛肉面" in client_.post(f"{HOME}/import", {"file": file}).context["content"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"name\nx\n", "These columns are missing: code"),
        (b"code,en\nA!,x\n", "begins with a letter"),
    ],
)
def test_a_file_that_is_no_table_is_told(client_: Client, content: bytes, said: str) -> None:
    answer = client_.post(f"{HOME}/import", {"file": SimpleUploadedFile("t.csv", content)})
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("content", ["", "[1]", '{"categories": [1]}', '{"categories": [{"words": 5}]}'])
def test_a_damaged_page_is_refused(client_: Client, content: str) -> None:
    assert client_.post(f"{HOME}/import", {"content": content}).status_code == 422
    assert not TaxonomyVersion.objects.exists()


def test_a_taxonomy_of_ones_own_is_made(client_: Client) -> None:
    made = client_.post("/settings/new-taxonomy", {"code": "museum", "en": "Museum"})
    assert made["Location"] == "/settings/taxonomies/museum"
    assert "No category yet." in text(client_, "/settings/taxonomies/museum")
    again = client_.post("/settings/new-taxonomy", {"code": "museum", "en": "Museum"})
    assert again.status_code == 422


def test_what_is_not_there_is_not_found(client_: Client) -> None:
    assert client_.get("/settings/taxonomies/zoo").status_code == 404
    assert client_.get(f"{HOME}/categories/zoo").status_code == 404
    assert client_.post(f"{HOME}/restore", {"number": "99"}).status_code == 404
    assert client_.post(f"{HOME}/restore", {"number": "x"}).status_code == 404


def test_the_pages_are_in_chinese(client_: Client) -> None:
    client_.post("/language", {"language": "zh-hans"})
    shown = client_.get(f"{HOME}/categories/dish_look", headers={"accept-language": "zh-CN"}).content.decode()
    assert "外观" in shown
    assert "提到它的词语" in shown


def api(client: Client, method: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
    answer = client.generic(
        method, f"/api/v1/taxonomies{path}", json.dumps(body) if body is not None else "", "application/json"
    )
    return answer.status_code, answer.json()


def test_a_taxonomy_is_read_tried_saved_and_restored_over_the_api(client_: Client) -> None:
    _, listed = api(client_, "GET", "")
    assert {one["code"] for one in listed["results"]} >= {"hotel", "six_factors"}  # type: ignore[attr-defined]
    _, whole = api(client_, "GET", "/restaurant")
    content = {name: whole[name] for name in ("zh", "en", "categories")}
    content["categories"] = [*content["categories"], {**NOODLES, "words": ["牛肉面"]}]  # type: ignore[misc]
    status, tried = api(client_, "POST", "/restaurant/sample", content)
    assert (status, tried["texts"]) == (200, 3)
    effect = next(one for one in tried["effects"] if one["code"] == "noodles")  # type: ignore[attr-defined]
    assert (effect["gained"], effect["gained_quotes"][0]["spans"]) == (1, [[3, 6]])
    status, saved = api(client_, "PUT", "/restaurant", {**content, "based_on": 0})
    assert (status, saved["number"], saved["is_changed"]) == (200, 1, True)
    assert api(client_, "PUT", "/restaurant", {**content, "based_on": 0})[0] == 409
    assert api(client_, "PUT", "/restaurant/switch", {"on": True})[1]["is_on"] is True
    _, versions = api(client_, "GET", "/restaurant/versions")
    assert [one["number"] for one in versions["results"]] == [2, 1, 0]  # type: ignore[attr-defined]
    status, back = api(client_, "POST", "/restaurant/restore", {"number": 0})
    assert (status, back["is_changed"], back["is_on"]) == (200, False, True)


def test_the_api_says_what_is_wrong(client_: Client) -> None:
    wrong = {"en": "X", "categories": [{**NOODLES, "words": [], "parent": "nobody"}]}
    status, problem = api(client_, "PUT", "/own", wrong)
    assert status == 422
    assert "nobody" in json.dumps(problem)
    assert api(client_, "PUT", "/own", {"en": "X", "categories": [], "colour": 1})[0] == 422
    assert api(client_, "PUT", "/own", {"en": "a\0b", "categories": []})[0] == 422
    assert api(client_, "POST", "/zoo/sample", {"en": "X", "categories": []})[0] == 404


def test_a_spreadsheet_runs_nothing_of_a_table_and_the_table_comes_back_as_it_was() -> None:
    begins = ("=HYPERLINK(1)", "+1+1", "-cmd", "@SUM(A1)", "＝1")
    odd = Taxonomy(
        "odd",
        "怪",
        "Odd",
        tuple(
            Category(
                f"c{n}", name, "'=quoted'", factor="price", aspect="price", words=(name, "x"), blame=("差",)
            )
            for n, name in enumerate(begins)
        ),
    )
    table = as_table(odd)
    cells = [cell for row in csv.reader(io.StringIO(table.removeprefix("\ufeff"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]
    assert from_table(table) == odd.categories


def test_a_file_that_is_no_csv_from_its_first_line_on_is_refused() -> None:
    with pytest.raises(UnreadableTable) as wrong:
        from_table("code,en" + "x" * (csv.field_size_limit() + 1))
    assert wrong.value.line == 1
