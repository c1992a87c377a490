"""Exports of 腾讯问卷, and of other tools that number their columns."""

from zoneinfo import ZoneInfo

import pytest

from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets.tencent import numbered_survey, tencent
from zhiyin.science.collect.rows import RowReader


def table(*lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines]


FRAME = "编号|开始答题时间|结束答题时间|答题时长|地理位置国家和地区|地理位置省|地理位置市|自定义字段|IP|UA|Referrer|"
ONE = "1|02-Feb-2021 20:26:58|02-Feb-2021 20:27:09|11|中国|上海|上海||1.2.3.4|Mozilla/5.0||"
TWO = "2|03-Feb-2021 08:00:00|03-Feb-2021 08:01:01|61|中国|北京|北京|x7|1.2.3.5|Mozilla/5.0||"
BY_OPTION = table(
    FRAME + "1.您的性别|2.您来的目的:购物|2.您来的目的:用餐|2.您来的目的:其他____{fillblank-345b}|"
    "2.您来的目的:其他____{fillblank-345b}[选项填空]|3.请评价_环境|3.请评价_服务|4.您有多大可能推荐我们|5.您的建议",
    ONE + "A.男|A.购物||C.其他____{fillblank-345b}|取快递|满意|非常满意|9|多开空调",
    TWO + "B.女||B.用餐|||一般|不满意|6|",
)


def head(rows: list[list[str]]) -> Head:
    return Head("csv", [(number, list(row)) for number, row in enumerate(rows, 1)])


def recognised(rows: list[list[str]]) -> Recognised:
    found = tencent(head(rows), ())
    assert found is not None
    return found


def drafts(found: Recognised, rows: list[list[str]]) -> list[SignalDraft]:
    reader = RowReader(Mapping(found.columns, kind=found.kind), ZoneInfo("Asia/Shanghai"))
    made = [reader.draft(row) for row in rows[1:]]
    assert all(isinstance(draft, SignalDraft) for draft in made), made
    return [draft for draft in made if isinstance(draft, SignalDraft)]


def test_a_column_for_each_option_is_recognised() -> None:
    found = recognised(BY_OPTION)
    assert found.preset == "tencent_text"
    assert [one.field for one in found.columns[:4]] == ["id", "attribute", "time", "attribute"]
    assert [(one.item, one.field) for one in found.columns[11:]] == [
        ("q1", "choice"), ("q2", "option"), ("q2", "option"), ("q2", "option"), ("", "more"), ("q3_1", "csat"),
        ("q3_2", "csat"), ("q4", "nps"), ("q5", "open"),
    ]  # fmt: skip
    assert found.notes[-1] == {
        "code": "questions_understood",
        "questions": 6,
        "scores": 3,
        "choices": 2,
        "texts": 1,
    }


def test_its_rows_are_read() -> None:
    first, second = drafts(recognised(BY_OPTION), BY_OPTION)
    assert [a.choice for a in first.answers if a.item == "q2"] == ["其他", "购物"]
    assert [a.choice for a in second.answers if a.item == "q2"] == ["用餐"]
    assert [a.choice for a in first.answers if a.item == "q1"] == ["男"]
    assert [a.value for a in first.answers if a.item.startswith("q3")] == [4, 5]
    assert first.text == "多开空调\n取快递"
    assert first.attributes["seconds"] == 11
    assert first.occurred_at is not None
    assert first.occurred_at.isoformat() == "2021-02-02T12:27:09+00:00"


@pytest.mark.parametrize("separator", ["┋", "|"])
def test_several_options_in_one_cell_are_recognised(separator: str) -> None:
    rows = [
        ["编号", "开始答题时间", "结束答题时间", "答题时长", "1.目的"],
        *(
            [str(n), "2024/6/1 9:00", "2024/6/1 9:01", "60", cell]
            for n, cell in enumerate([f"购物{separator}用餐", "用餐", "购物", f"用餐{separator}取件", "取件"])
        ),
    ]
    found = recognised(rows)
    assert (found.columns[4].field, found.columns[4].separator) == ("choices", separator)


def test_options_as_zero_and_one_are_recognised() -> None:
    rows = table(
        "编号|开始答题时间|结束答题时间|答题时长|1.性别|2.目的:购物|2.目的:用餐",
        "1|2024/6/1 9:00|2024/6/1 9:01|60|男|1|0",
        "2|2024/6/1 9:00|2024/6/1 9:01|60|女|1|1",
        "3|2024/6/1 9:00|2024/6/1 9:01|60|女|0|0",
    )
    assert [one.field for one in recognised(rows).columns[4:]] == ["choice", "option", "option"]


def test_one_row_in_words_is_no_layout_by_number() -> None:
    rows = table(
        "编号|开始答题时间|结束答题时间|答题时长|1.性别|2.总体满意度|3.您的建议",
        "1|2024/6/1 9:00|2024/6/1 9:01|60|男|4|多开窗口",
    )
    assert recognised(rows).preset == "tencent_text"


def test_who_answered_is_no_answer() -> None:
    rows = table(
        "编号|开始答题时间|结束答题时间|答题时长|1.邮箱|2.手机号|3.备注",
        "309|2026/5/26 12:00|2026/5/26 12:01|30|a@example.com|13800000000|请尽快处理，谢谢",
    )
    assert [one.field for one in recognised(rows).columns[4:]] == ["attribute", "mobile", "open"]


def test_a_survey_of_another_tool_is_known_by_its_numbers() -> None:
    rows = table(
        "答卷编号|开始时间|结束时间|答题时长|Q1_您的性别|Q2_总体满意度|Q3_您的建议",
        "1|2024/6/1 9:00|2024/6/1 9:01|60|男|4|多开窗口",
        "2|2024/6/1 9:00|2024/6/1 9:01|60|女|5|",
    )
    found = numbered_survey(head(rows), ())
    assert found is not None
    assert (found.preset, [one.field for one in found.columns]) == (
        "numbered_text", ["id", "attribute", "time", "attribute", "choice", "csat", "open"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        "编号|开始时间|结束时间|满意度",
        "序号|1.名称|2.数量|3.单价",
        "提交时间|1.5升|2.0升|编号",
        "序号|提交答卷时间|所用时间|来自IP|1、性别",
        "日期|门店|评价",
    ],
)
def test_tables_of_ones_own_are_not_taken_for_it(names: str) -> None:
    rows = [names.split("|"), *([str(n)] * (names.count("|") + 1) for n in range(3))]
    assert tencent(head(rows), ()) is None
    assert numbered_survey(head(rows), ()) is None
