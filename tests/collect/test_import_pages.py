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
