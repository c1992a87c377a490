"""Among all presets each service record finds its own, whatever stands in its cells."""

import pytest

from tests.science.collect.heads import head_of
from tests.science.collect.test_calls import HEADER, ROWS
from tests.science.collect.test_tickets import CHINESE, CHINESE_ROWS, ZENDESK, ZENDESK_ROWS
from tests.science.collect.test_transcript_tables import UTTERANCES
from zhiyin.collect.phrases import PRESET_LABELS, evidence, note
from zhiyin.science.collect.presets import recognise


@pytest.mark.parametrize(
    ("preset", "header", "rows"),
    [
        ("calls", HEADER, ROWS),
        ("tickets", CHINESE, CHINESE_ROWS),
        ("tickets", ZENDESK, ZENDESK_ROWS),
        ("transcripts", "通话ID,角色,内容,开始时间,通话时间", UTTERANCES),
        ("transcripts", "会话ID,对话记录", ['S1,"客服：您好\n客户：太慢"', 'S2,"客服：您好\n客户：怎么开户"']),
        ("tickets", "工单号,门店,工单状态,受理人,满意度,评价内容,处理结果",
         ["G1,东一店,已关闭,李明,5,很好,已回复",
          "G2,东一店,已关闭,李明,4,还行,已回复"]),
        ("table", "编号,评价时间,门店,满意度,评价内容",
         ["1,2025-03-01 12:00,东一店,5,味道很好",
          "2,2025-03-01 12:00,东一店,4,还行"]),
        ("table", "来电时间,门店,投诉内容,满意度",
         ["2025-03-01 12:00,东一店,上菜太慢了我等了一小时,2",
          "2025-03-01 12:10,东一店,服务态度不好,1"]),
    ],
)  # fmt: skip
def test_each_finds_its_own(preset: str, header: str, rows: list[str]) -> None:
    assert recognise(head_of(header, *rows)).preset == preset


def test_every_code_has_its_sentence() -> None:
    heads = [
        head_of(HEADER, *ROWS),
        head_of(HEADER.replace("满意度按键", "转写文本"), *ROWS),
        head_of(CHINESE, *CHINESE_ROWS),
        head_of(ZENDESK, *ZENDESK_ROWS),
        head_of("通话ID,角色,内容,开始时间,通话时间", *UTTERANCES),
    ]
    for head in heads:
        found = recognise(head)
        assert found.preset in PRESET_LABELS
        assert [one["code"] for one in found.notes if not note(one)] == []
        told = [one for column in found.columns for one in column.evidence]
        assert [one["code"] for one in told if not evidence(one)] == []
