"""Pages: upload, agree on the columns, watch, result."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import Organisation
from zhiyin.accounts.models import User
from zhiyin.collect.models import Answer, Import, Signal
from zhiyin.jobs.worker import take_up_one

pytestmark = pytest.mark.django_db

CONTENT = (
    "编号,评价时间,门店,推荐意愿,评价内容\r\n"
    "1,2025-03-01 12:00,东一店,9,味道很好\r\n"
    "2,2025-03-02 12:00,东二店,11,分数不对 13800138000\r\n"
    '3,2025-03-03 12:00,天边店,7,"=1+1"\r\n'
)


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"


SignIn = Callable[[User], Client]


def upload(client: Client, content: str = CONTENT, name: str = "评价.csv") -> str:
    """Returns the address of the next page."""
    file = SimpleUploadedFile(name, content.encode(), "text/csv")
    response = client.post("/listen/imports/new", {"file": file})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def form(row: Import, **changes: str) -> dict[str, str]:
    """What the columns' page sends when nothing is touched."""
    sent = {"source": row.mapping["source"], "kind": row.mapping["kind"], "channel": "", "unit": ""}
    for column in row.mapping["columns"]:
        sent[f"field-{column['index']}"] = column["field"]
    return {**sent, **changes}


def test_without_imports_the_page_says_so_and_offers_one(signed_in: SignIn, an: User) -> None:
    page = signed_in(an).get("/listen/imports").content.decode()
    assert "No file has been handed over yet." in page
    assert "/listen/imports/new" in page


def test_from_upload_to_result(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    columns = upload(client)
    page = client.get(columns).content.decode()
    assert "1 of the first 3 rows would not be taken" in page
    assert "The score 11 lies outside 0–10." in page
    assert "天边店" in page
    row = Import.objects.get()
    response = client.post(columns, form(row, start="1"))
    assert response["Location"] == f"/listen/imports/{row.pk}"
    assert "Waiting for the worker" in client.get(response["Location"]).content.decode()
    take_up_one()
    result = client.get(response["Location"]).content.decode()
    assert "1 row was not taken" in result
    assert "13800138000" not in result
    assert Signal.objects.count() == 2
    assert "评价.csv" in client.get("/listen/imports").content.decode()


def test_a_column_is_what_the_person_says_it_is(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    columns = upload(client)
    row = Import.objects.get()
    changed = form(row, start="1", channel="门店", **{"field-3": "rating", "low-3": "0", "high-3": "20"})
    client.post(columns, changed)
    take_up_one()
    assert sorted(Answer.objects.values_list("construct", "value", "scale_max")) == [
        ("rating", 7, 20), ("rating", 9, 20), ("rating", 11, 20),
    ]  # fmt: skip
    assert set(Signal.objects.values_list("channel", flat=True)) == {"门店"}


def test_trying_columns_takes_nothing_in(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    columns = upload(client)
    page = client.post(columns, form(Import.objects.get(), **{"field-3": "attribute"})).content.decode()
    assert "The first 3 rows can be taken" in page
    assert Import.objects.get().state == "uploaded"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"field-3": "rating", "low-3": "many", "high-3": "5"}, "A scale has two numbers."),
        ({"field-3": "rating", "low-3": "5", "high-3": "1"}, "needs a lowest value"),
        ({"field-0": "text"}, "cannot both be the same thing"),
        ({"field-0": "nonsense"}, "cannot be"),
        ({"source": ""}, "This field is required."),
        ({"kind": "gossip"}, "Select a valid choice"),
    ],
)
def test_columns_that_cannot_be_are_shown_again_with_the_reason(
    signed_in: SignIn, an: User, changes: dict[str, str], words: str
) -> None:
    client = signed_in(an)
    response = client.post(upload(client), form(Import.objects.get(), start="1", **changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Import.objects.get().state == "uploaded"


def test_a_file_that_cannot_be_read_is_told_next_to_the_field(signed_in: SignIn, an: User) -> None:
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")
    response = signed_in(an).post("/listen/imports/new", {"file": file})
    assert response.status_code == 422
    assert "The file is damaged" in response.content.decode()


def test_the_progress_fragment_renews_itself_until_the_end(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    client.post(upload(client), form(Import.objects.get(), start="1"))
    address = f"/listen/imports/{Import.objects.get().pk}"
    waiting = client.get(address, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    take_up_one()
    done = client.get(address, headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    assert "hx-trigger" not in done.content.decode()


def test_rejects_are_downloaded_for_a_spreadsheet_with_formulas_neutralised(
    signed_in: SignIn, an: User
) -> None:
    client = signed_in(an)
    client.post(upload(client, CONTENT.replace("3,2025", "3,never")), form(Import.objects.get(), start="1"))
    take_up_one()
    response = client.get(f"/listen/imports/{Import.objects.get().pk}/rejects.csv")
    body = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert body.startswith("\ufeffRow,Why it was not taken,")
    assert "'=1+1" in body
    assert "13800138000" not in body


def test_an_import_is_called_off_and_gone_on_with(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    client.post(upload(client), form(Import.objects.get(), start="1"))
    address = f"/listen/imports/{Import.objects.get().pk}"
    client.post(f"{address}/stop")
    assert Import.objects.get().state == "cancelled"
    assert not take_up_one()
    assert "Go on where it stopped" in client.get(address).content.decode()
    client.post(f"{address}/go-on")
    take_up_one()
    assert Import.objects.get().state == "done"


def test_what_is_done_cannot_be_started_again(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    client.post(upload(client), form(Import.objects.get(), start="1"))
    take_up_one()
    client.post(f"/listen/imports/{Import.objects.get().pk}/go-on")
    assert Import.objects.get().state == "done"


def test_imports_of_others_are_not_found(signed_in: SignIn, an: User, mei: User) -> None:
    columns = upload(signed_in(an))
    client = signed_in(mei)
    assert client.get(columns).status_code == 404
    assert "评价.csv" not in client.get("/listen/imports").content.decode()


@pytest.mark.parametrize("address", ["/listen/imports", "/listen/imports/new"])
def test_the_frontline_does_not_import(signed_in: SignIn, fang: User, address: str) -> None:
    assert signed_in(fang).get(address).status_code == 403


def test_the_pages_speak_chinese(an: User, signed_in: SignIn) -> None:
    client = signed_in(an)
    page = client.get("/listen/imports", headers={"accept-language": "zh-CN"}).content.decode()
    assert "导入文件" in page


def test_a_hostile_file_name_is_only_text(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    columns = upload(client, name="<script>alert(1)</script>.csv")
    assert "<script>alert" not in client.get(columns).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    signed_in: SignIn, an: User, rows: int, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = signed_in(an)
    for _ in range(rows):
        upload(client)
    with django_assert_max_num_queries(7):  # type: ignore[attr-defined]
        client.get("/listen/imports")


def with_column(row: Import, index: int, **changes: object) -> None:
    row.mapping["columns"][index] |= changes
    row.save()


def test_the_columns_page_says_in_a_sentence_what_was_understood(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    columns = upload(client)
    row = Import.objects.get()
    row.layout |= {"preset": "table", "notes": [{"code": "header_at", "row": 3}]}
    with_column(
        row, 3, field="csat", scale_min=1, scale_max=5, label="您对本次服务满意吗？", item="q1", touchpoint="queue",
        scores={"非常满意": 5.0, "不满意": 2.0},
    )  # fmt: skip
    page = client.get(columns).content.decode()
    assert "<h1>A table: 5 columns, of them 1 score; 3 rows</h1>" in page
    assert "row 3 names the columns" in page
    assert "您对本次服务满意吗？" in page
    assert "非常满意 = 5 · 不满意 = 2" in page


def test_options_of_a_question_stand_together_and_attributes_are_folded(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    header = "第1题(门店),第1题(外卖),2、说说看,会员号,来源,来源详情"
    columns = upload(client, f"{header}\n1,0,很好吃很好吃,a1,微信,x\n0,1,一般般一般般,a2,链接,y\n")
    row = Import.objects.get()
    for index, option in ((0, "门店"), (1, "外卖")):
        with_column(row, index, field="option", item="q1", label="渠道", option=option)
    with_column(row, 2, field="open", item="q2", label="说说看")
    page = client.get(columns).content.decode()
    assert "2 questions (1 choice, 1 in own words)" in page
    assert "门店 · 外卖" in page
    assert "data-columns-kept" in page
    client.post(columns, form(row, start="1"))
    take_up_one()
    chosen = Answer.objects.filter(item="q1").order_by("signal__row")
    assert list(chosen.values_list("choice", flat=True)) == ["门店", "外卖"]


def asking(row: Import) -> None:
    with_column(row, 3, field="csat", scale_min=1, scale_max=5, asked=[[1, 5], [0, 10]])


def test_an_open_question_about_a_scale_must_be_answered_before_the_start(
    signed_in: SignIn, an: User
) -> None:
    client = signed_in(an)
    columns = upload(client)
    row = Import.objects.get()
    asking(row)
    page = client.get(columns).content.decode()
    assert "One question before the start" in page
    assert 'type="radio" name="asked-3" value="1-5">' in page
    refused = client.post(columns, form(row, start="1"))
    assert refused.status_code == 422
    assert "Choose its scale" in refused.content.decode()
    assert client.post(columns, form(row)).status_code == 200  # to try asks nothing
    assert client.post(columns, form(row, start="1", **{"asked-3": "0-10"})).status_code == 302
    take_up_one()
    assert set(Answer.objects.values_list("scale_max", flat=True)) == {10}


def test_another_scale_than_those_offered_is_named(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    columns = upload(client)
    row = Import.objects.get()
    asking(row)
    answer = {"asked-3": "other", "other-low-3": "0", "other-high-3": "20", "polarity-3": "-1"}
    client.post(columns, form(row, start="1", **answer))
    take_up_one()
    assert set(Answer.objects.values_list("scale_max", "polarity")) == {(20, -1)}


def test_what_was_agreed_is_told_and_a_changed_layout_wants_consent(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    first = upload(client)
    client.post(first, form(Import.objects.get(), start="1", source="美团"))
    take_up_one()
    again = client.get(upload(client)).content.decode()
    assert "Read as agreed for “美团” by 安宁 on" in again
    changed = upload(client, CONTENT.replace("推荐意愿", "等待时长"))
    row = Import.objects.order_by("-id").first()
    assert row is not None
    named = form(row, start="1", source="美团")
    refused = client.post(changed, named)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "What is not as agreed for “美团”" in page
    assert "“等待时长” is new" in page
    assert "“推荐意愿” is missing" in page
    assert client.post(changed, {**named, "accept_layout": "1"}).status_code == 302


def test_several_files_are_handed_over_at_once(signed_in: SignIn, an: User) -> None:
    files = [SimpleUploadedFile(f"{month}月.csv", CONTENT.encode()) for month in (1, 2, 3)]
    response = signed_in(an).post("/listen/imports/new", {"file": files})
    assert response["Location"] == "/listen/imports"
    assert Import.objects.filter(state="uploaded").count() == 3


def test_the_list_is_narrowed_by_state_and_words(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    client.post(upload(client, name="美团三月.csv"), form(Import.objects.get(), start="1"))
    take_up_one()
    upload(client, name="京东.csv")
    assert "京东.csv" not in client.get("/listen/imports?state=done").content.decode()
    assert "美团三月.csv" not in client.get("/listen/imports?q=京东").content.decode()
    assert "No import fits this." in client.get("/listen/imports?q=nothing").content.decode()


def test_an_import_is_undone_from_its_page(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    client.post(upload(client), form(Import.objects.get(), start="1"))
    take_up_one()
    address = f"/listen/imports/{Import.objects.get().pk}"
    assert f"{address}/undo" in client.get(address).content.decode()
    asked = client.get(f"{address}/undo").content.decode()
    assert "2 voices go" in asked
    client.post(f"{address}/undo")
    assert "0 of 2 voices taken back" in client.get(address).content.decode()
    take_up_one()
    page = client.get(address).content.decode()
    assert "The import was undone" in page
    assert "2 taken back" in page
    assert not Signal.objects.exists()
    assert client.get(f"{address}/undo").status_code == 302


def test_the_page_of_an_import_shows_how_it_was_read_and_what_was_no_voice(
    signed_in: SignIn, an: User
) -> None:
    client = signed_in(an)
    client.post(upload(client), form(Import.objects.get(), start="1"))
    take_up_one()
    Import.objects.update(passed_over={"no_voice": 12, "total_row": 1})
    page = client.get(f"/listen/imports/{Import.objects.get().pk}").content.decode()
    assert "How the file was read" in page
    assert "total rows: 1" in page
    assert "total rows 1" in client.get("/listen/imports").content.decode()


def test_a_file_of_many_columns_stays_a_page_of_bearable_size(signed_in: SignIn, an: User) -> None:
    header = ",".join(f"列{n}" for n in range(500))
    row = ",".join(str(n) for n in range(500))
    page = signed_in(an).get(upload(signed_in(an), f"{header}\n{row}\n{row}\n")).content
    assert b"data-columns-search" in page
    assert len(page) < 900_000
