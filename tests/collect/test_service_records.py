"""Tickets, call records and transcripts through the door: as signals, with nothing of ours in the customer's words."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import translation

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import RoleGrant, User
from zhiyin.collect.actions import run_import
from zhiyin.collect.command import import_files
from zhiyin.collect.forms import columns_chosen
from zhiyin.collect.models import Answer, Import, Reject, Signal, Source
from zhiyin.collect.pages.understood import asked_scales
from zhiyin.collect.queries.participation import participation_of
from zhiyin.collect.queries.tables import inspect_table
from zhiyin.journal.errors import NotFound

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("importer")
Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str, name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


def preset(path: Path) -> str:
    found = inspect_table(path).found
    assert found is not None
    return found.preset


CALLS = """通话ID,呼入时间,主叫号码,坐席工号,技能组,IVR路径,通话时长,等待时长,是否接通,满意度按键,录音地址
T1,2026-03-01 09:00:01,13800138001,8021,信用卡,1-2-1,125,10,是,1-非常满意,http://rec.example.com/1.wav
T2,2026-03-01 09:05:01,13800138002,8022,信用卡,1-2-2,60,12,是,3-不满意,http://rec.example.com/2.wav
T3,2026-03-01 09:06:01,13800138003,8021,借记卡,1-1,30,5,是,,
T4,2026-03-01 09:07:01,13800138004,,借记卡,1-1,0,95,否,,
T5,2026-03-01 09:08:01,13800138005,8023,信用卡,1-2-1,20,9,是,2-满意,
"""


def test_calls_become_signals_and_who_took_part_is_known(write: Write) -> None:
    path = write(CALLS)
    assert preset(path) == "calls"
    assert import_files(SYSTEM, [path])["accepted"] == 5
    signal = Signal.objects.get(source_id="T2")
    assert (signal.kind, signal.channel, signal.customer is not None) == ("call", "hotline", True)
    assert signal.attributes["录音地址"] == "http://rec.example.com/2.wav"
    answers = Answer.objects.order_by("signal__source_id")
    assert [(one.value, one.scale_max, one.status) for one in answers] == [
        (3, 3, "answered"), (1, 3, "answered"), (None, 3, "skipped"), (None, 3, "not_asked"), (2, 3, "answered"),
    ]  # fmt: skip
    (took_part,) = participation_of(SYSTEM, Import.objects.get().pk)
    assert (took_part.item, took_part.count) == ("satisfaction", (3, 4, 5))


KEYS = CALLS.replace("-非常满意", "").replace("-不满意", "").replace("-满意", "")


def test_keys_without_words_are_taken_as_a_person_says(write: Write) -> None:
    (told,) = import_files(SYSTEM, [write(KEYS)])["files"]
    assert told["questions"] == [
        {"column": "满意度按键", "taken": [1, 3], "scales": [[1, 3], [3, 1]]},
    ]
    assert values() == [3, 1, None, None, 2]
    Signal.objects.all().delete()
    Source.objects.all().delete()
    import_files(SYSTEM, [write(KEYS, "again.csv")], scales={"满意度按键": (3, 1)})
    assert values() == [1, 3, None, None, 2]


def test_the_columns_form_turns_the_keys(write: Write) -> None:
    import_files(SYSTEM, [write(KEYS)])
    mapping = Import.objects.get().mapping
    at = next(column["index"] for column in mapping["columns"] if column["field"] == "csat")
    chosen, errors = columns_chosen({f"asked-{at}": "3-1"}, mapping, starting=True)
    column = chosen["columns"][at]
    assert errors == {}
    assert (column["scale_min"], column["scale_max"], column["scores"]["3"], column["asked"]) == (1, 3, 3, [])
    assert mapping["columns"][at]["scores"]["3"] == 1
    with translation.override("en"):
        (asked,) = asked_scales(mapping, {}, {})
    assert [label for _value, label, _chosen in asked.choices] == [
        "1 is the best, 3 the worst", "3 is the best, 1 the worst",
    ]  # fmt: skip


def values() -> list[float | None]:
    return list(Answer.objects.order_by("signal__source_id").values_list("value", flat=True))


def test_participation_is_told_to_whoever_may_see_the_import(
    write: Write, organisation: Organisation
) -> None:
    import_files(SYSTEM, [write(CALLS)])
    user = User.objects.create_user("stranger", password="long-enough-password")
    RoleGrant.objects.create(user=user, role="manager", unit=organisation.east_one)
    with pytest.raises(NotFound):
        participation_of(actor_for(user), Import.objects.get().pk)


UTTERANCES = """会话ID,角色,内容,时间
S1,客服,您好很高兴为您服务,2026-03-01 09:00:00
S1,客户,我的电话是13800138001,2026-03-01 09:00:05
S2,客服,您好,2026-03-01 09:00:07
S1,客户,退款太慢,2026-03-01 09:00:09
S2,客户,怎么开户,2026-03-01 09:00:11
"""


def test_utterances_of_a_conversation_are_one_signal_masked_like_every_text(write: Write) -> None:
    path = write(UTTERANCES)
    assert preset(path) == "transcripts"
    assert import_files(SYSTEM, [path])["accepted"] == 2
    signal = Signal.objects.get(source_id="S1")
    assert signal.text == "我的电话是‹mobile›\n退款太慢"
    assert signal.attributes == {"agent": "您好很高兴为您服务"}
    assert (signal.row, Import.objects.get().rows) == (2, 2)


def test_the_same_utterances_again_add_nothing(write: Write) -> None:
    import_files(SYSTEM, [write(UTTERANCES)])
    again = import_files(SYSTEM, [write(UTTERANCES + "S3,客户,在吗,2026-03-01 10:00:00\n", "again.csv")])
    assert (again["accepted"], again["duplicates"]) == (1, 2)


def test_an_import_that_stopped_goes_on_with_whole_conversations(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_import, "BATCH", 1)
    assert import_files(SYSTEM, [write(UTTERANCES)])["accepted"] == 2
    assert Import.objects.get().position == 4
    assert Reject.objects.count() == 0


TICKETS: list[dict[str, Any]] = [
    {
        "id": number, "created_at": "2026-03-01T09:00:00Z", "subject": "Refund", "description": f"No refund {number}",
        "status": "solved", "requester_id": 9000 + number, "submitter_id": 9000 + number, "tags": ["vip"],
        "via": {"channel": "email"}, "custom_fields": [{"id": 5, "value": "gold"}],
        "satisfaction_rating": {"score": score, "comment": comment},
        "comments": [
            {"author_id": 1, "public": True, "plain_body": "We are on it"},
            {"author_id": 1, "public": False, "plain_body": "SECRET NOTE"},
        ],
    }
    for number, (score, comment) in enumerate(
        [("good", "Fast"), ("bad", None), ("offered", None), ("unoffered", None)], start=1
    )
]  # fmt: skip


@pytest.mark.parametrize("form", ["list", "export", "lines", "zipped"])
def test_zendesks_tickets_are_the_same_in_every_form(write: Write, form: str, tmp_path: Path) -> None:
    if form == "lines":
        path = write("\n".join(map(json.dumps, TICKETS)), "tickets.jsonl")
    elif form == "list":
        path = write(json.dumps(TICKETS), "tickets.json")
    else:
        page = {"count": 4, "next_page": None, "end_of_stream": True, "tickets": TICKETS}
        path = write(json.dumps(page), "tickets.json")
        if form == "zipped":
            path.write_bytes(gzip.compress(path.read_bytes()))
    assert preset(path) == "tickets"
    assert import_files(SYSTEM, [path])["accepted"] == 4
    signal = Signal.objects.get(source_id="1")
    assert (signal.kind, signal.title, signal.text) == ("ticket", "Refund", "No refund 1\nFast")
    assert signal.attributes["reply"] == "We are on it"
    assert "SECRET" not in str(list(Signal.objects.values()))
    answers = Answer.objects.order_by("signal__source_id")
    assert [(one.value, one.scale_min, one.scale_max, one.status) for one in answers] == [
        (1, 0, 1, "answered"), (0, 0, 1, "answered"), (None, 0, 1, "skipped"), (None, 0, 1, "not_asked"),
    ]  # fmt: skip


def test_the_same_tickets_as_a_table_give_the_same_answers(write: Write) -> None:
    lines = [
        "Id,Requester,Requester id,Assignee,Subject,Status,Priority,Via,Ticket type,Created at,Satisfaction Score"
    ]
    for ticket, score in zip(TICKETS, ("Good", "Bad", "Offered", "Not Offered"), strict=True):
        lines.append(
            f"{ticket['id']},Li,{ticket['requester_id']},Ann,Refund,Solved,High,Mail,Problem,2026-03-01 17:00,{score}"
        )
    import_files(SYSTEM, [write("\n".join(lines))])
    table = list(
        Answer.objects.order_by("signal__source_id").values_list(
            "item", "construct", "value", "scale_max", "status"
        )
    )
    Signal.objects.all().delete()
    Import.objects.all().delete()
    Source.objects.all().delete()
    import_files(SYSTEM, [write(json.dumps(TICKETS), "tickets.json")])
    records = Answer.objects.order_by("signal__source_id").values_list(
        "item", "construct", "value", "scale_max", "status"
    )
    assert list(records) == table


def test_chatwoots_conversations_become_chats(write: Write) -> None:
    conversations = [
        {
            "id": number, "created_at": 1772355600, "inbox_id": 3, "status": "resolved",
            "meta": {"sender": {"id": number, "email": f"c{number}@example.com"}, "channel": "Channel::Api"},
            "messages": [
                {"content": f"喂{number}", "message_type": 0}, {"content": "您好", "message_type": 1},
                {"content": "别理他", "message_type": 1, "private": True},
            ],
        }
        for number in (1, 2)
    ]  # fmt: skip
    path = write(json.dumps({"data": {"meta": {}, "payload": conversations}}), "conversations.json")
    assert preset(path) == "tickets"
    assert import_files(SYSTEM, [path])["accepted"] == 2
    signal = Signal.objects.get(source_id="1")
    assert (signal.kind, signal.text, signal.attributes["reply"]) == ("chat", "喂1", "您好")
    assert "别理他" not in str(list(Signal.objects.values()))


def test_a_chinese_help_desk_keeps_internal_notes_out(write: Write) -> None:
    path = write(
        "工单编号,工单标题,问题描述,工单状态,创建时间,受理客服,紧急程度,满意度评价,处理结果,内部备注\n"
        "G1,退款,一直没有收到退款,已关闭,2026-03-01 09:00,李明,高,非常满意,已退款,此客户难缠\n"
        "G2,排队,等了一个小时,已关闭,2026-03-01 10:00,王芳,低,未评价,,\n"
    )
    assert preset(path) == "tickets"
    import_files(SYSTEM, [path])
    signal = Signal.objects.get(source_id="G1")
    assert (signal.title, signal.text, signal.attributes["reply"]) == ("退款", "一直没有收到退款", "已退款")
    assert "难缠" not in str(list(Signal.objects.values()))
