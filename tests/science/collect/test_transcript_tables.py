"""Transcripts in tables: one cell per call, one row per utterance, JSON; other tables are left alone."""

import pytest

from tests.science.collect.heads import head_of, read
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Recognised
from zhiyin.science.collect.presets.transcripts import transcripts
from zhiyin.science.collect.shapes.chatwoot import message_rows


def recognised(header: str, *lines: str) -> Recognised:
    found = transcripts(head_of(header, *lines), ())
    assert found is not None
    return found


def drafts(found: Recognised) -> list[SignalDraft]:
    return [one for one in read(found) if isinstance(one, SignalDraft)]


def test_a_conversation_in_one_cell_is_split() -> None:
    found = recognised(
        "会话ID,开始时间,对话记录",
        'S1,2026-03-01 09:00,"客服：您好\n客户：我的卡被吞了\n客服：请稍等"',
        'S2,2026-03-01 09:10,"客服：您好\n客户：怎么开户"',
    )
    assert (found.preset, found.kind) == ("transcripts", "chat")
    first = drafts(found)[0]
    assert (first.source_id, first.text, first.attributes) == (
        "S1", "我的卡被吞了", {"agent": "您好\n请稍等"},
    )  # fmt: skip
    assert first.occurred_at is not None


UTTERANCES = (
    "C1,客服,您好,00:00:01,2026-03-01 09:00:00",
    "C1,客户,我要投诉,00:00:05,2026-03-01 09:00:00",
    "C2,客服,您好,00:00:01,2026-03-01 09:10:00",
    "C1,客户,等了一个小时,00:00:09,2026-03-01 09:00:00",
    "C2,客户,怎么开户,00:00:03,2026-03-01 09:10:00",
)


def test_one_row_per_utterance_is_put_together_by_call() -> None:
    found = recognised("通话ID,角色,内容,开始时间,通话时间", *UTTERANCES)
    assert found.gather == {"key": [0], "speaker": 1, "text": 2}
    assert (found.kind, found.channel) == ("call", "hotline")
    first, second = drafts(found)
    assert (first.source_id, first.text, first.attributes["agent"]) == (
        "C1",
        "我要投诉\n等了一个小时",
        "您好",
    )
    assert (second.source_id, second.text) == ("C2", "怎么开户")
    assert first.occurred_at is not None
    assert {"code": "utterances_gathered", "name": "通话ID", "rows": 5, "groups": 2} in found.notes


def test_merged_cells_and_numbered_speakers_are_put_together_too() -> None:
    found = recognised(
        "录音ID,声道,文本",
        "R1,0,您好很高兴为您服务",
        ",1,我的卡丢了",
        ",0,请稍等",
        "R2,0,喂",
        ",1,您好请问有什么可以帮您",
        ",0,3：30还开门吗",
    )
    first, second = drafts(found)
    assert (first.text, first.attributes["agent"]) == ("我的卡丢了", "您好很高兴为您服务\n请稍等")
    assert second.text == "喂\n3：30还开门吗"


def test_nobody_who_can_be_told_apart_is_kept_whole() -> None:
    found = recognised("录音ID,说话人,文本", "R1,A,在吗", "R1,B,在的", "R2,A,走吗", "R2,B,走")
    first = drafts(found)[0]
    assert first.text == "A：在吗\nB：在的"
    assert first.attributes["speakers"] == "not told apart"


def test_one_conversation_alone_is_one_voice() -> None:
    found = recognised("序号,角色,内容", "1,坐席,您好很高兴为您服务", "2,客户,退款太慢", "3,坐席,抱歉")
    (draft,) = drafts(found)
    assert (draft.text, draft.attributes["agent"]) == ("退款太慢", "您好很高兴为您服务\n抱歉")


def test_satisfaction_beside_utterances_counts_once_for_each_call() -> None:
    lines = [f"{line},{1 if line.startswith('C1') else ''}" for line in UTTERANCES]
    found = recognised("通话ID,角色,内容,开始时间,通话时间,满意度按键", *lines)
    assert [(one.answers[0].value, one.answers[0].status) for one in drafts(found)] == [
        (3, "answered"), (None, "skipped"),
    ]  # fmt: skip
    assert {"code": "participation", "answered": 1, "asked": 2, "all": 2} in found.notes


def test_messages_in_json_are_a_conversation() -> None:
    cell = '"[{""role"":""user"",""content"":""退款太慢""},{""role"":""assistant"",""content"":""抱歉""}]"'
    (draft,) = drafts(recognised("id,messages", f"7,{cell}"))
    assert (draft.text, draft.attributes["agent"]) == ("退款太慢", "抱歉")


def test_single_messages_of_chatwoot_are_put_together() -> None:
    messages = [
        {"conversation_id": 7, "message_type": 1, "content": "有什么可以帮您", "created_at": 1772355600},
        {"conversation_id": 7, "message_type": 0, "content": "退款太慢", "created_at": 1772355660},
        {"conversation_id": 8, "message_type": 0, "content": "喂", "created_at": 1772355700},
        {"conversation_id": 8, "message_type": 1, "content": "您好", "created_at": 1772355760},
    ]
    cells = [row for message in messages for row in message_rows(message)]
    found = recognised(",".join(cells[0]), *[",".join(row.values()) for row in cells])
    assert [(one.source_id, one.text) for one in drafts(found)] == [("7", "退款太慢"), ("8", "喂")]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            "编号,评价时间,门店,评价内容",
            ["1,2025-03-01 12:00,东一店,味道很好", "2,2025-03-01 12:00,东一店,优点：快"],
        ),
        ("编号,角色,内容", ["1,顾客,希望多开窗口", "2,店员,希望早点下班", "3,顾客,很好"]),
        ("门店,来源,内容", ["东一店,美团,很好", "东一店,大众点评,不好", "西一店,美团,一般"]),
        ("id,from,text", ["1,web,Great", "2,app,Bad", "3,web,Fine"]),
        ("会员,评论,商家回复", ["M1,太慢,抱歉", "M2,很好,谢谢"]),
        ("编号,评论", ['1,"环境：好\n服务：差\n口味：一般"', '2,"环境：好\n服务：差"']),
    ],
)
def test_other_tables_are_not_taken_for_transcripts(header: str, rows: list[str]) -> None:
    assert transcripts(head_of(header, *rows), ()) is None
