"""Call records: keys and their meaning, kinds of silence, who the customer is; other tables are left alone."""

from collections.abc import Sequence

import pytest

from tests.science.collect.heads import head_of, read
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Recognised
from zhiyin.science.collect.presets.calls import calls
from zhiyin.science.collect.satisfaction import settle_keys

HEADER = "通话ID,呼入时间,主叫号码,坐席工号,技能组,IVR路径,通话时长,等待时长,是否接通,满意度按键,录音地址"
ROWS = [
    "T1,2026-03-01 09:00:01,13800138001,8021,信用卡,1-2-1,125,10,是,1,http://rec.example.com/1.wav",
    "T2,2026-03-01 09:05:01,13800138002,8022,信用卡,1-2-2,60,12,是,3,http://rec.example.com/2.wav",
    "T3,2026-03-01 09:06:01,13800138003,8021,借记卡,1-1,30,5,是,,",
    "T4,2026-03-01 09:07:01,13800138004,,借记卡,1-1,0,95,否,,",
    "T5,2026-03-01 09:08:01,13800138005,8023,信用卡,1-2-1,20,9,是,未评价,",
    "T6,2026-03-01 09:09:01,13800138006,8023,信用卡,1-2-1,20,9,是,未转评价,",
    "T7,2026-03-01 09:10:01,13800138007,8023,信用卡,1-2-1,20,9,是,2,",
]


def recognised(header: str = HEADER, rows: Sequence[str] = ROWS) -> Recognised:
    found = calls(head_of(header, *rows), ())
    assert found is not None
    return found


def score(found: Recognised) -> "dict[str, object]":
    column = next(one for one in found.columns if one.field == "csat")
    return {"column": column, "scale": (column.scale_min, column.scale_max)}


def said(found: Recognised, row: int) -> tuple[float | None, str]:
    draft = read(found)[row]
    assert isinstance(draft, SignalDraft)
    (answer,) = draft.answers
    return answer.value, answer.status


def test_a_call_record_is_recognised_with_its_fields() -> None:
    found = recognised()
    assert (found.preset, found.kind, found.channel) == ("calls", "call", "hotline")
    fields = {column.name: column.field for column in found.columns}
    assert {name for name, field in fields.items() if field == "attribute"} == {
        "坐席工号", "技能组", "IVR路径", "通话时长", "等待时长", "是否接通", "录音地址",
    }  # fmt: skip
    assert (fields["通话ID"], fields["呼入时间"], fields["主叫号码"], fields["满意度按键"]) == (
        "id", "time", "mobile", "csat",
    )  # fmt: skip


def test_keys_without_words_are_assumed_shown_and_asked() -> None:
    found = recognised()
    column = next(one for one in found.columns if one.field == "csat")
    assert {key: column.scores[key] for key in "123"} == {"1": 3, "2": 2, "3": 1}
    assert (column.scale_min, column.scale_max, column.polarity) == (1, 3, 1)
    assert {"code": "keys_assumed", "meaning": "1 = 3, 2 = 2, 3 = 1"} in column.evidence
    assert column.asked == [[1, 3], [3, 1]]


def test_a_person_says_which_key_is_the_best_and_how_many_there_are() -> None:
    column = next(one for one in recognised().columns if one.field == "csat")
    settle_keys(column)
    assert {key: column.scores[key] for key in "123"} == {"1": 3, "2": 2, "3": 1}
    column.scale_min, column.scale_max = 3, 1
    settle_keys(column)
    assert {key: column.scores[key] for key in "123"} == {"1": 1, "2": 2, "3": 3}
    assert (column.scale_min, column.scale_max) == (1, 3)
    settle_keys(column)
    column.scale_max = 5
    settle_keys(column)
    assert {key: column.scores[key] for key in "12345"} == {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}


def test_who_did_not_press_was_asked_and_who_was_not_connected_was_not() -> None:
    found = recognised()
    assert [said(found, row) for row in range(7)] == [
        (3, "answered"), (1, "answered"), (None, "skipped"), (None, "not_asked"), (None, "skipped"),
        (None, "not_asked"), (2, "answered"),
    ]  # fmt: skip
    assert {"code": "participation", "answered": 3, "asked": 5, "all": 7} in found.notes


@pytest.mark.parametrize(
    ("header", "cells", "values"),
    [
        ("满意度按键", ["1-非常满意", "2-满意", "3-不满意"], [3, 2, 1]),
        ("满意度按键", ["非常满意(1)", "满意(2)", "不满意(3)"], [3, 2, 1]),
        ("按键评价（1非常满意2满意3不满意）", ["1", "2", "3"], [3, 2, 1]),
        ("满意度按键(1-非常满意;2-满意;3-一般;4-不满意;5-非常不满意)", ["1", "3", "5"], [5, 3, 1]),
        ("满意度按键", ["5-非常满意", "4-满意", "3-一般", "2-不满意", "1-非常不满意"], [5, 4, 3, 2, 1]),
        ("满意度评价", ["非常满意", "一般", "不满意"], [5, 3, 2]),
        ("满意度按键", ["1-满意", "2-不满意"], [2, 1]),
    ],
)
def test_words_beside_the_keys_make_them_certain(header: str, cells: list[str], values: list[float]) -> None:
    rows = [f"T{n},2026-03-01 09:00:0{n},1380013800{n},30,{cell}" for n, cell in enumerate(cells)]
    found = recognised(f"通话ID,呼入时间,主叫号码,通话时长,{header}", rows)
    column = next(one for one in found.columns if one.field == "csat")
    assert [said(found, row)[0] for row in range(len(cells))] == values
    assert not column.asked
    assert not any(one["code"] == "keys_assumed" for one in column.evidence)


def test_five_keys_have_five_steps_with_one_the_best() -> None:
    rows = [f"T{n},2026-03-01 09:00:0{n},1380013800{n},30,{n}" for n in range(0, 6)]
    found = recognised("通话ID,呼入时间,主叫号码,通话时长,满意度按键", rows)
    assert [said(found, row) for row in range(6)] == [
        (None, "skipped"), (5, "answered"), (4, "answered"), (3, "answered"), (2, "answered"), (1, "answered"),
    ]  # fmt: skip


def test_scores_named_as_such_are_not_keys() -> None:
    rows = [f"T{n},2026-03-01 09:00:0{n},1380013800{n},30,{n}" for n in range(1, 6)]
    found = recognised("通话ID,呼入时间,主叫号码,通话时长,满意度评分", rows)
    assert [said(found, row)[0] for row in range(5)] == [1, 2, 3, 4, 5]


def test_masked_callers_and_the_own_number_of_outgoing_calls_are_no_customers() -> None:
    rows = [f"T{n},2026-03-01 09:00:0{n},138****800{n},30,{n}" for n in range(1, 6)]
    found = recognised("通话ID,呼入时间,主叫号码,通话时长,满意度按键", rows)
    assert not any(column.field == "mobile" for column in found.columns)
    rows = [f"T{n},2026-03-01 09:00:0{n},4008001234,1380013800{n},呼出,30,{n}" for n in range(1, 6)]
    found = recognised("通话ID,呼入时间,主叫号码,被叫号码,呼叫方向,通话时长,满意度按键", rows)
    assert not any(column.field == "mobile" for column in found.columns)


def test_a_transcript_in_the_record_is_split() -> None:
    rows = [
        f"T{n},2026-03-01 09:00:0{n},1380013800{n},30,客服：您好 客户：我要投诉{n} 客服：好的"
        for n in range(1, 6)
    ]
    found = recognised("通话ID,呼入时间,主叫号码,通话时长,转写文本", rows)
    draft = read(found)[0]
    assert isinstance(draft, SignalDraft)
    assert (draft.text, draft.attributes["agent"]) == ("我要投诉1", "您好\n好的")
    assert {"code": "speakers_split", "name": "转写文本"} in found.notes


def test_an_english_record_is_recognised() -> None:
    rows = [
        "c1,2026-03-01T09:00:00Z,+8613800138001,Li Ming,1>2,63,4,answered,Good,https://r.example.com/1",
        "c2,2026-03-01T09:10:00Z,+8613800138002,Li Ming,1>2,0,40,abandoned,,",
    ]
    header = "Call ID,Call Start Time,Caller Number,Agent Name,IVR Path,Talk Time,Queue Time,Call Status,CSAT,Recording URL"
    found = recognised(header, rows)
    assert [said(found, row) for row in range(2)] == [(1, "answered"), (None, "not_asked")]


def test_a_public_call_centre_table_is_recognised() -> None:
    found = recognised(
        "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,AvgTalkDuration,"
        "Satisfaction rating",
        [
            "ID0001,Diane,2021-01-01,09:12:58,Contract related,Y,Y,109,00:02:23,3",
            "ID0002,Becky,2021-01-01,09:12:58,Technical Support,N,N,,,",
            "ID0003,Jim,2021-01-02,09:47:31,Contract related,Y,Y,70,00:03:45,5",
        ],
    )
    assert [said(found, row) for row in range(3)] == [(3, "answered"), (None, "not_asked"), (5, "answered")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("编号,评价时间,门店,渠道,推荐意愿,满意度,评价内容", "1,2025-03-01 12:00,东一店,微信,9,5,味道很好"),
        ("来电时间,门店,投诉内容,满意度", "2025-03-01 12:00,东一店,上菜太慢了我等了一小时,2"),
        (
            "工单号,工单主题,问题描述,工单状态,创建时间,受理人",
            "G1,退款,一直没有收到退款,已关闭,2025-03-01 12:00,李明",
        ),
        ("Name,Phone,Duration,Rating,Comment", "Li,13800138001,30,5,Very good service"),
        ("客户,手机号,满意度,建议", "王女士,13800138001,5,希望多开几个窗口"),
        ("会话ID,客服,评价,开始时间", "S1,李明,满意,2025-03-01 12:00"),
    ],
)
def test_other_tables_are_not_taken_for_calls(header: str, row: str) -> None:
    assert calls(head_of(header, row, row.replace("1", "2")), ()) is None
