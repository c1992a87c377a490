"""How a source's columns were agreed is remembered: used again, and beside a changed layout shown, not guessed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.start_import import receive_file, start_import
from zhiyin.collect.command import import_files
from zhiyin.collect.errors import LayoutChanged
from zhiyin.collect.models import Answer, Import, Item, Signal, Source
from zhiyin.collect.queries.items import item_labels
from zhiyin.collect.queries.rejects_file import rejects_lines
from zhiyin.collect.rules import with_choices
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.models import Event

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")
HEADER = "编号,评价时间,门店,满意度,评价内容"
ROWS = ["1,2025-03-01 12:00,东一店,5,味道很好下次再来", "2,2025-03-02 12:00,西一店,1,排队排了一个小时"]


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


def content(rows: Sequence[str] = ROWS, header: str = HEADER) -> list[bytes]:
    return ["\n".join([header, *rows, ""]).encode()]


def receive(
    rows: Sequence[str] = ROWS, header: str = HEADER, *, source: str = "", actor: Actor = SYSTEM
) -> Import:
    return Import.objects.get(id=receive_file(actor, "a.csv", content(rows, header), source=source))


def agree(row: Import, actor: Actor = SYSTEM, **better: Any) -> None:
    start_import(actor, row.pk, mapping=with_choices(row.mapping, **better).as_json())
    take_up_one()


def fields(row: Import) -> dict[str, str]:
    return {column["name"]: column["field"] for column in row.mapping["columns"]}


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(rows: Sequence[str] = ROWS, header: str = HEADER, name: str = "a.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content(rows, header)[0])
        return path

    return write


def test_what_was_agreed_is_used_again_for_the_same_columns(lin: User) -> None:
    agree(receive(), actor_for(lin), source="美团", columns={"title": "评价内容"}, scales={"满意度": (0, 10)})
    again = receive(["3,2025-04-01 12:00,东一店,9,还行吧就那样"])
    assert again.source == "美团"
    assert fields(again)["评价内容"] == "title"
    (scale,) = [c["scale_max"] for c in again.mapping["columns"] if c["name"] == "满意度"]
    assert scale == 10
    assert (again.layout["known"]["source"], again.layout["known"]["by"]) == ("美团", "林岚")


def test_order_of_columns_is_no_change() -> None:
    agree(receive(), source="美团")
    agree(receive(["很好吃很好吃,东二店,2025-03-03 12:00,4,7"], "评价内容,门店,评价时间,满意度,编号"))
    assert Signal.objects.get(source_id="7").source == "美团"
    assert Source.objects.count() == 1


@pytest.mark.usefixtures("in_english")
def test_a_named_source_with_other_columns_is_refused_with_what_differs() -> None:
    agree(receive(), source="美团")
    changed = receive(
        ["4,2025-05-01,东一店,很好吃很好吃,金卡"], "编号,评价时间,门店,评价内容,会员等级", source="美团"
    )
    with pytest.raises(LayoutChanged) as refused:
        agree(changed)
    assert "“会员等级” is new; “满意度” is missing" in str(refused.value)
    assert Import.objects.get(id=changed.pk).state == "uploaded"
    start_import(SYSTEM, changed.pk, accept_layout=True)
    take_up_one()
    assert Signal.objects.get(source_id="4").tier == "金卡"


def test_an_accepted_layout_is_known_from_then_on_and_so_is_the_one_before() -> None:
    agree(receive(), source="美团")
    other = "编号,评价时间,门店,评价内容,会员等级"
    start_import(
        SYSTEM,
        receive(["4,2025-05-01,东一店,很好吃很好吃,金卡"], other, source="美团").pk,
        accept_layout=True,
    )
    take_up_one()
    for rows, header in ((["5,2025-05-02,东一店,很好吃很好吃,金卡"], other), (ROWS, HEADER)):
        found = receive(rows, header)
        assert found.source == "美团"
        agree(found)


@pytest.mark.usefixtures("in_english")
def test_values_beyond_the_agreed_scale_are_noticed() -> None:
    agree(receive(), source="美团")
    beyond = receive([f"{n},2025-05-01 12:00,东一店,{n},一般般吧不好不坏" for n in range(10)])
    with pytest.raises(LayoutChanged, match="from 0 to 9"):
        agree(beyond)
    agree_anyway = with_choices(beyond.mapping, scales={"满意度": (0, 10)}).as_json()
    start_import(SYSTEM, beyond.pk, mapping=agree_anyway, accept_layout=True)
    take_up_one()
    assert Answer.objects.filter(scale_max=10).count() == 10


def test_a_name_nobody_used_is_a_new_source() -> None:
    agree(receive(), source="美团")
    other = receive(source="大众点评")
    assert (other.source, "known" in other.layout) == ("大众点评", False)
    agree(other)
    assert Signal.objects.count() == 4


def test_sources_that_look_alike_are_offered_and_none_is_taken() -> None:
    for name in ("美团", "大众点评"):
        agree(receive(source=name), source=name)
    third = receive()
    assert third.source.startswith("table-")
    assert set(third.layout["known"]["others"]) == {"美团", "大众点评"}


def test_plain_tables_with_some_like_columns_are_not_one_source() -> None:
    agree(receive(), source="美团")
    other = receive(["1,2025-03-01,东一店,好评如潮很多人"], "编号,评价时间,门店,评价内容")
    assert "known" not in other.layout
    agree(other)


def test_columns_without_names_are_no_sign_of_a_source() -> None:
    for rows in (["东一店,5,很好吃很好吃"], ["2025-01-01,7,门店在哪里呀"]):
        path_header = rows[0]
        found = receive([*rows], path_header)
        assert "known" not in found.layout
        agree(found)


def test_unattended_a_changed_layout_waits_for_a_person() -> None:
    agree(receive(), source="美团")
    changed = receive(["4,2025-05-01,东一店,很好吃很好吃"], "编号,评价时间,门店,评价内容", source="美团")
    assert start_import(SYSTEM, changed.pk, unattended=True) == 0
    changed.refresh_from_db()
    assert (changed.state, changed.problem["code"]) == ("uploaded", "layout_changed")
    assert not take_up_one()


def asking(row: Import) -> Import:
    """The import with an open question about the scale of its score."""
    for column in row.mapping["columns"]:
        if column["name"] == "满意度":
            column["asked"] = [[1, 5], [0, 10]]
    row.save()
    return row


def test_unattended_an_open_question_waits_for_a_person() -> None:
    row = asking(receive())
    assert start_import(SYSTEM, row.pk, unattended=True) == 0
    row.refresh_from_db()
    assert row.problem == {"code": "question_open", "data": {"columns": ["满意度"]}}


def test_attended_the_likeliest_scale_is_taken_and_the_question_stays_open_for_the_next_file() -> None:
    row = asking(receive())
    start_import(SYSTEM, row.pk)
    take_up_one()
    assert Answer.objects.filter(scale_max=5).count() == 2
    assert Source.objects.get().mapping["columns"][3]["asked"] == [[1, 5], [0, 10]]


def test_a_scale_that_was_named_settles_the_question() -> None:
    row = asking(receive())
    agree(row, scales={"满意度": (0, 10)})
    assert Answer.objects.filter(scale_max=10).count() == 2
    assert Source.objects.get().mapping["columns"][3]["asked"] == []


def test_agreeing_is_journalled_once_for_the_same_columns() -> None:
    agree(receive())
    agree(receive(["9,2025-03-09 12:00,东一店,3,又来了一次还不错"]))
    assert Event.objects.filter(name="collect.layout_agreed").count() == 1


def test_questions_become_items_with_wording_and_scale() -> None:
    row = receive()
    row.mapping["columns"][3] |= {"item": "q1", "label": "您对本次服务满意吗？", "polarity": -1}
    row.save()
    agree(row, source="问卷")
    item = Item.objects.get(source="问卷", code="q1")
    assert (item.label, item.construct, item.scale_max, item.polarity) == (
        "您对本次服务满意吗？",
        "csat",
        5,
        -1,
    )
    assert item_labels([("问卷", "q1"), ("问卷", "q2"), ("x", "q1")]) == {
        ("问卷", "q1"): "您对本次服务满意吗？"
    }


def test_the_command_line_says_what_it_understood(write: Write) -> None:
    result = import_files(SYSTEM, [write()], source="美团", scales={"满意度": (0, 10)})
    (file,) = result["files"]
    assert (result["passed_over"], file["preset"], file["questions"], file["source"]) == (
        0,
        "table",
        [],
        "美团",
    )
    changed = write(["4,2025-05-01,东一店,很好吃很好吃"], "编号,评价时间,门店,评价内容", name="b.csv")
    with pytest.raises(LayoutChanged):
        import_files(SYSTEM, [changed], source="美团")
    assert import_files(SYSTEM, [changed], source="美团", accept_layout=True)["accepted"] == 1


@pytest.fixture
def client(organisation: Organisation, lin: User) -> Client:
    key = create_api_key(actor_for(lin), label="files", role="analyst")[1]
    return Client(headers={"authorization": f"Bearer {key}", "accept-language": "en"})


def hand_over(client: Client, rows: Sequence[str], header: str, **given: Any) -> Any:
    file = SimpleUploadedFile("a.csv", content(rows, header)[0])
    return client.post("/api/v1/imports", {"file": file, **given})


def test_over_the_api_a_changed_layout_is_a_conflict_until_it_is_accepted(client: Client) -> None:
    assert hand_over(client, ROWS, HEADER, source="美团").status_code == 201
    refused = hand_over(
        client, ["4,2025-05-01,东一店,好吃好吃好吃"], "编号,评价时间,门店,评价内容", source="美团"
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "layout_changed")
    address = f"/api/v1/imports/{refused.json()['data']['import']}/start"
    taken = client.post(address, {"accept_layout": True}, content_type="application/json")
    assert (taken.status_code, taken.json()["state"]) == (202, "running")


def test_over_the_api_scales_settle_open_questions(client: Client) -> None:
    made = hand_over(client, ROWS, HEADER, start="false").json()
    asking(Import.objects.get(id=made["id"]))
    address = f"/api/v1/imports/{made['id']}"
    assert client.get(address).json()["questions"] == ["满意度"]
    body = {"scales": {"满意度": [0, 10]}}
    started = client.post(f"{address}/start", body, content_type="application/json").json()
    assert (started["questions"], started["preset"]) == ([], "table")


def test_over_the_api_an_import_is_undone(client: Client) -> None:
    address = f"/api/v1/imports/{hand_over(client, ROWS, HEADER).json()['id']}"
    take_up_one()
    assert client.post(f"{address}/undo").json()["state"] == "undoing"
    take_up_one()
    done = client.get(address).json()
    assert (done["state"], done["undone"]["gone"]) == ("undone", 2)
    assert client.post(f"{address}/undo").status_code == 409


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_rejected_rows_are_repaired_and_handed_in_again(language: str) -> None:
    row = receive([*ROWS, "3,2025-03-03 12:00,东一店,9,分数写错了没关系", "4,从前,东一店,4,时间写错了没关系"])
    agree(row, source="美团", scales={"满意度": (1, 5)})
    row.refresh_from_db()
    assert row.rejected == 2
    with translation.override(language):
        lines = "".join(rejects_lines(SYSTEM, row.pk))
    repaired = lines.replace(",9,", ",5,").replace("从前", "2025-03-04 12:00")
    again = Import.objects.get(id=receive_file(SYSTEM, "rejects.csv", [repaired.encode()]))
    assert again.source == "美团"
    agree(again)
    again.refresh_from_db()
    assert (again.accepted, again.rejected) == (2, 0)
    assert set(Signal.objects.values_list("source_id", flat=True)) == {"1", "2", "3", "4"}
    assert "Row" not in Signal.objects.get(source_id="3").attributes
    agree(receive(["5,2025-03-05 12:00,东一店,5,下一个月的文件"]))


FRAME = "序号,提交答卷时间,所用时间,来源,来源详情,来自IP,"
BY_TEXT = (
    FRAME + "1、您的性别,2、您看重什么,3、总体满意度,4、原因",
    "1,2024/6/1 12:00:00,123秒,微信,N/A,1.2.3.4(上海-上海),男,价格┋服务,5,菜品新鲜味道好",
    "2,2024/6/2 12:00:00,2分3秒,手机提交,N/A,1.2.3.5(北京-北京),女,服务,3,排队排得太久了",
)
BY_NUMBER = (
    FRAME + "1、您的性别,第2题(价格),第2题(服务),3、总体满意度,4、原因",
    "1,2024/6/1 12:00:00,123秒,微信,N/A,1.2.3.4(上海-上海),1,1,1,5,菜品新鲜味道好",
    "2,2024/6/2 12:00:00,2分3秒,手机提交,N/A,1.2.3.5(北京-北京),2,0,1,3,排队排得太久了",
)


def test_the_same_survey_in_its_other_layout_is_no_other_source(write: Write) -> None:
    first = import_files(SYSTEM, [write(BY_TEXT[1:], BY_TEXT[0])])
    said = sorted(Answer.objects.values_list("signal__source_id", "item", "value", "choice", "status"))
    second = import_files(SYSTEM, [write(BY_NUMBER[1:], BY_NUMBER[0], name="b.csv")])
    assert (first["files"][0]["preset"], second["files"][0]["preset"]) == ("wjx_text", "wjx_number")
    assert Signal.objects.count() == 2
    again = sorted(Answer.objects.values_list("signal__source_id", "item", "value", "choice", "status"))
    assert [one[:3] for one in again] == [one[:3] for one in said]


def test_records_of_an_api_may_lack_a_field_without_waiting_for_anybody(organisation: Organisation) -> None:
    first = '[{"id": "1", "门店": "东一店", "评价内容": "味道很好很好", "城市": "上海"}]'
    second = '[{"id": "2", "门店": "东一店", "评价内容": "味道一般一般", "备注": "外卖"}]'
    for number, body in enumerate((first, second), 1):
        made = receive_file(SYSTEM, f"{number}.json", [body.encode()], source="接口")
        assert start_import(SYSTEM, made, unattended=True)
        take_up_one()
    assert Signal.objects.count() == 2
