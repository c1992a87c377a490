"""An export of 问卷星 is recognised in both layouts, and both say the same."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets.pairing import pair_options, with_texts
from zhiyin.science.collect.presets.wjx import wjx
from zhiyin.science.collect.rows import RowReader

SAMPLE = Path(__file__).parents[3].parent / "shared/data/exports/wjx/wjx_800_by_text.xls"
FRAME = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]


def table(*lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines]


_FRAME = "序号|提交答卷时间|所用时间|来源|来源详情|来自IP|"
_ONE = "1|2024/6/1 12:00:00|123秒|微信|N/A|1.2.3.4(上海-上海)|"
_TWO = "2|2024/6/2 12:00:00|2分3秒|手机提交|N/A|1.2.3.5(北京-北京)|"
_THREE = "3|2024/6/3 12:00:00|60秒|链接|直接访问|1.2.3.6(上海-上海)|"
_FOUR = "4|2024/6/4 12:00:00|61秒|链接|直接访问|1.2.3.7(上海-上海)|"
BY_TEXT = table(
    f"{_FRAME}1、您的性别|2、您看重什么|3、总体满意度|4、您有多大可能推荐我们|5、环境—卫生|5、温度|6、原因|7、请排序",
    f"{_ONE}男|价格┋服务|5|9|4|5|菜品新鲜|甲→乙→丙",
    f"{_TWO}女|其他〖停车〗|3|0|3|2|(空)|乙→丙→甲",
    f"{_THREE}女|服务|4|10|5|4|(跳过)|丙→乙→甲",
    f"{_FOUR}男|(跳过)|(空)|7|(跳过)|(跳过)|等太久|(跳过)",
)
BY_NUMBER = table(
    f"{_FRAME}1、您的性别|第2题(价格)|第2题(服务)|第2题(其他)|3、总体满意度|4、您有多大可能推荐我们|第5题(卫生)|第5题(温度)|"
    "6、原因|第7题(甲)|第7题(乙)|第7题(丙)",
    f"{_ONE}1|1|1|0|5|10|4|5|菜品新鲜|1|2|3",
    f"{_TWO}2|0|0|1〖停车〗|3|1|3|2|-2|3|1|2",
    f"{_THREE}2|0|1|0|4|11|5|4|-3|3|2|1",
    f"{_FOUR}1|-3|-3|-3|-2|8|-3|-3|等太久|-3|-3|-3",
)


def head(rows: Sequence[Sequence[str]]) -> Head:
    return Head("csv", [(number, list(row)) for number, row in enumerate(rows, 1)])


def recognised(rows: Sequence[Sequence[str]]) -> Recognised:
    found = wjx(head(rows), ())
    assert found is not None
    return found


def fields(found: Recognised) -> dict[str, str]:
    return {column.name: column.field for column in found.columns}


def drafts(found: Recognised, rows: Sequence[Sequence[str]]) -> list[SignalDraft]:
    reader = RowReader(Mapping(found.columns, kind=found.kind), ZoneInfo("Asia/Shanghai"))
    made = [reader.draft(row) for row in rows[1:]]
    assert all(isinstance(draft, SignalDraft) for draft in made), made
    return [draft for draft in made if isinstance(draft, SignalDraft)]


def column(found: Recognised, name: str) -> Column:
    return next(one for one in found.columns if one.name == name)


def test_the_layout_by_text_is_recognised() -> None:
    found = recognised(BY_TEXT)
    assert found.preset == "wjx_text"
    assert fields(found) == {
        "序号": "id", "提交答卷时间": "time", "所用时间": "attribute", "来源": "channel", "来源详情": "attribute",
        "来自IP": "attribute", "1、您的性别": "choice", "2、您看重什么": "choices", "3、总体满意度": "csat",
        "4、您有多大可能推荐我们": "nps", "5、环境—卫生": "rating", "5、温度": "rating", "6、原因": "open",
        "7、请排序": "choices",
    }  # fmt: skip
    assert found.notes == [
        {"code": "questions_understood", "questions": 8, "scores": 4, "choices": 3, "texts": 1}
    ]


def test_the_layout_by_number_is_recognised() -> None:
    found = recognised(BY_NUMBER)
    assert found.preset == "wjx_number"
    assert [one.field for one in found.columns[6:]] == [
        "choice", "option", "option", "option", "csat", "nps", "rating", "rating", "open", *["option"] * 3,
    ]  # fmt: skip
    assert "options_by_number" in [note["code"] for note in found.notes]


def test_both_layouts_have_the_same_items_and_the_same_survey() -> None:
    text, number = recognised(BY_TEXT), recognised(BY_NUMBER)
    assert {one.item for one in text.columns} == {one.item for one in number.columns}
    assert {one.item for one in text.columns} == {"", "q1", "q2", "q3", "q4", "q5_1", "q5_2", "q6", "q7"}


def test_both_layouts_give_the_same_drafts_once_the_texts_are_known() -> None:
    text, number = recognised(BY_TEXT), recognised(BY_NUMBER)
    gender = column(number, "1、您的性别")
    by_text = {row[0]: row[6] for row in BY_TEXT[1:]}
    with_texts(gender, pair_options(by_text, {row[0]: row[6] for row in BY_NUMBER[1:]}))
    assert (gender.field, gender.labels["2"]) == ("choice", "女")
    assert drafts(number, BY_NUMBER) == drafts(text, BY_TEXT)


def test_a_row_is_read_with_its_silences_words_and_ranks() -> None:
    first, second, third, last = drafts(recognised(BY_TEXT), BY_TEXT)
    said = [(a.item, a.choice or a.value, a.status) for a in first.answers]
    assert said == [
        ("q1", "男", "answered"), ("q2", "价格", "answered"), ("q2", "服务", "answered"), ("q3", 5, "answered"),
        ("q4", 9, "answered"), ("q5_1", 4, "answered"), ("q5_2", 5, "answered"), ("q6", None, "answered"),
        ("q7", "丙", "answered"), ("q7", "乙", "answered"), ("q7", "甲", "answered"),
    ]  # fmt: skip
    assert {a.choice: a.value for a in first.answers if a.item == "q7"} == {"甲": 1, "乙": 2, "丙": 3}
    assert (first.text, first.channel, first.attributes["seconds"]) == ("菜品新鲜", "微信", 123)
    assert (second.text, second.attributes["seconds"]) == ("停车", 123)
    assert [a.choice for a in second.answers if a.item == "q2"] == ["其他"]
    assert {a.item: a.status for a in third.answers}["q6"] == "not_asked"
    assert {a.item: a.status for a in last.answers} == {
        "q1": "answered", "q2": "not_asked", "q3": "skipped", "q4": "answered", "q5_1": "not_asked",
        "q5_2": "not_asked", "q6": "answered", "q7": "not_asked",
    }  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        ["第2题(价格)", "第2题(服务)"],
        ["2(价格)", "2(服务)"],
        ["2、您看重什么(价格)", "2、(服务)"],
        ["2、您看重什么(价格)", "2、您看重什么(服务)"],
        ["2、您看重什么:价格", "2、您看重什么:服务"],
    ],
)
def test_options_are_known_by_every_spelling_of_their_columns(names: list[str]) -> None:
    rows = [
        [*FRAME[:3], *names],
        ["1", "2024/6/1 12:00", "9秒", "1", "0"],
        ["2", "2024/6/1 12:00", "9秒", "1", "1"],
    ]
    found = recognised(rows)
    assert [(one.item, one.field, one.option) for one in found.columns[3:]] == [
        ("q2", "option", "价格"), ("q2", "option", "服务"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        ["5、环境—卫生", "5、环境—温度"],
        ["5、环境—卫生", "5、温度"],
        ["5、环境:卫生", "5、环境:温度"],
        ["5、环境(卫生)", "5、(温度)"],
        ["第5题(卫生)", "第5题(温度)"],
    ],
)
def test_rows_of_a_matrix_have_codes_of_their_own(names: list[str]) -> None:
    rows = [
        [*FRAME[:3], *names],
        ["1", "2024/6/1 12:00", "9秒", "满意", "一般"],
        ["2", "2024/6/1 12:00", "9秒", "非常满意", "一般"],
    ]
    found = recognised(rows)
    assert [(one.item, one.field) for one in found.columns[3:]] == [("q5_1", "csat"), ("q5_2", "csat")]
    assert [one.label.rpartition(" · ")[2] for one in found.columns[3:]] == ["卫生", "温度"]


def test_who_answered_is_no_answer() -> None:
    names = [*FRAME[:3], "1、您的姓名", "2、您的手机号", "3、满意度"]
    rows = [
        names,
        ["1", "2024/6/1 12:00", "9秒", "王女士", "13800138000", "5"],
        ["2", "2024/6/1 12:00", "9秒", "(空)", "(空)", "4"],
    ]
    found = recognised(rows)
    assert [one.field for one in found.columns[3:]] == ["customer_name", "mobile", "csat"]
    known, unknown = drafts(found, rows)
    assert known.customer is not None
    assert (known.customer.value, known.customer.name) == ("13800138000", "王女士")
    assert unknown.customer is None
    assert [answer.item for answer in unknown.answers] == ["q3"]


def test_numbers_of_a_single_choice_are_no_scores() -> None:
    names = [*FRAME[:3], "1、您的职业", "2、服务满意度", "第3题(甲)", "第3题(乙)"]
    rows = [
        names,
        *([str(n), "2024/6/1 12:00", "9秒", str(n % 7 + 1), str(n % 5 + 1), "1", "0"] for n in range(20)),
    ]
    found = recognised(rows)
    assert [one.field for one in found.columns[3:]] == ["choice", "csat", "option", "option"]
    assert column(found, "1、您的职业").evidence == [{"code": "numbers_of_options", "count": 7}]


def test_texts_that_are_a_scale_make_numbers_scores() -> None:
    names = [*FRAME[:3], "1、您觉得服务如何", "第3题(甲)", "第3题(乙)"]
    rows = [names, *([str(n), "2024/6/1 12:00", "9秒", str(n % 3 + 1), "1", "0"] for n in range(20))]
    asked = column(recognised(rows), "1、您觉得服务如何")
    assert asked.field == "choice"
    with_texts(asked, {"1": "非常满意", "2": "满意", "3": "一般"})
    assert (asked.field, asked.scores["1"], asked.scores["3"]) == ("csat", 5, 3)


def test_only_pairs_without_contradiction_are_learnt() -> None:
    by_text = {"1": "男", "2": "女", "3": "女", "4": "男", "6": "保密", "7": "不便"}
    by_number = {"1": "1", "2": "2", "3": "2", "4": "1", "6": "3", "7": "3", "8": "1"}
    assert pair_options(by_text, by_number) == {"1": "男", "2": "女"}


@pytest.mark.parametrize(
    "names",
    [
        ["序号", "姓名", "1、满意度"],
        ["提交时间", "门店", "满意度"],
        ["序号", "时间", "来源", "评价内容"],
        ["提交答卷时间", "评价内容"],
        ["序号", "提交答卷时间", "所用时间", "来源", "满意度"],
        ["编号", "开始答题时间", "结束答题时间", "答题时长", "1.满意度"],
    ],
)
def test_tables_of_ones_own_are_not_taken_for_it(names: list[str]) -> None:
    assert wjx(head([names, ["1"] * len(names), ["2"] * len(names)]), ()) is None


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample export is not here")
def test_a_real_export_by_text_is_understood() -> None:
    xlrd = pytest.importorskip("xlrd")
    sheet = xlrd.open_workbook(SAMPLE).sheet_by_index(0)
    rows = [[str(cell).removesuffix(".0") for cell in sheet.row_values(row)] for row in range(sheet.nrows)]
    found = recognised(rows)
    assert [one.field for one in found.columns] == [
        "id",
        *["attribute"] * 5,
        *["choice"] * 5,
        "choices",
        "choice",
        "choices",
    ]
    assert found.notes[-1] == {
        "code": "questions_understood",
        "questions": 8,
        "scores": 0,
        "choices": 8,
        "texts": 0,
    }
    first = drafts(found, rows)[0]
    assert [a.choice for a in first.answers if a.item == "q1"] == [rows[1][6]]
    assert len([a for a in first.answers if a.item == "q6"]) == rows[1][11].count("┋") + 1
