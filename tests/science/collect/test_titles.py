"""The rows that name the columns, where people keep tables."""

from collections.abc import Sequence

import pytest

from zhiyin.science.collect.heads import Header, find_header

DATA = ["2024-06-01,东一店,5,4,很好吃", "2024-06-02,西一店,3,2,太慢了", "2024-06-03,东一店,4,5,不错的"]


def header_of(*lines: str, merged: Sequence[tuple[int, int, int, int]] = ()) -> Header:
    rows = [(number, line.split(",")) for number, line in enumerate(lines, 1) if line != ""]
    return find_header(rows, merged)


def codes(header: Header) -> list[str]:
    return [note["code"] for note in header.notes]


NAMES = "日期,门店,口味评分,环境评分,评价内容"


def test_a_header_in_the_first_row_needs_no_note() -> None:
    header = header_of(NAMES, *DATA)
    assert (header.numbers, header.names, header.first, header.notes) == ((1,), NAMES.split(","), 2, ())


def test_titles_above_the_header_are_passed() -> None:
    header = header_of(
        "2024年6月门店评价汇总,,,,",
        "制表人：王芳,,导出时间：2024-06-30 10:00,,",
        "筛选条件：全部门店",
        ",,,,",
        "",
        NAMES,
        *DATA,
    )
    assert (header.numbers, header.names, header.first) == ((6,), NAMES.split(","), 7)
    assert codes(header) == ["title_rows", "header_at"]
    assert header.titles[0] == "2024年6月门店评价汇总"
    assert header.rows[0][1][1] == "东一店"


def test_titles_with_a_cell_for_each_part_are_passed() -> None:
    header = header_of("门店评价", "制表人,张三,,,", "导出时间,2024-06-30,,,", NAMES, *DATA)
    assert header.numbers == (4,)


def test_titles_in_english_are_passed() -> None:
    header = header_of(
        "Store review report", "Date range: 2024-06-01 to 2024-06-30", "Exported by: Kim", "",
        "Date,Store,Rating,Comment", "2024-06-01,North,5,Very quick", "2024-06-02,South,1,It was cold",
    )  # fmt: skip
    assert (header.numbers, header.names) == ((5,), ["Date", "Store", "Rating", "Comment"])


def test_a_header_may_stand_fifteen_rows_down() -> None:
    header = header_of(*(f"说明第{n}条：请勿修改" for n in range(14)), NAMES, *DATA)
    assert header.numbers == (15,)


def test_two_lines_are_put_together_by_blanks() -> None:
    header = header_of("日期,门店,评分,,评价内容", ",,口味,环境,", *DATA)
    assert header.names == ["日期", "门店", "评分 / 口味", "评分 / 环境", "评价内容"]
    assert (header.numbers, codes(header)) == ((1, 2), ["two_line_header"])


def test_two_lines_are_put_together_by_merged_cells() -> None:
    header = header_of(
        "六月评价,,,,", "日期,门店,评分,,评价内容", ",,口味,环境,", *DATA,
        merged=((1, 1, 1, 5), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 3, 5)),
    )  # fmt: skip
    assert header.names == ["日期", "门店", "评分 / 口味", "评分 / 环境", "评价内容"]
    assert (header.numbers, header.first) == ((2, 3), 4)


def test_a_group_over_every_column_and_its_names_are_put_together() -> None:
    header = header_of("基本信息,,评分,,其他", "日期,门店,口味,环境,评价内容", *DATA)
    assert header.names == [
        "基本信息 / 日期",
        "基本信息 / 门店",
        "评分 / 口味",
        "评分 / 环境",
        "其他 / 评价内容",
    ]


def test_a_group_alone_above_its_names_is_no_title() -> None:
    header = header_of(",,评分,,", "日期,门店,口味,环境,评价内容", *DATA, merged=((1, 3, 1, 4),))
    assert header.names == ["日期", "门店", "评分 / 口味", "评分 / 环境", "评价内容"]


def test_a_blank_name_over_a_row_of_data_is_no_second_line() -> None:
    header = header_of("日期,门店,,口味,评价内容", *DATA)
    assert (header.numbers, header.names[2]) == ((1,), "")


def test_a_line_that_says_how_to_fill_in_is_no_row() -> None:
    header = header_of(NAMES, "必填,必填,（1-5分）,（1-5分）,选填", *DATA)
    assert header.numbers == (1, 2)
    assert header.names == ["日期", "门店", "口味评分（1-5分）", "环境评分（1-5分）", "评价内容"]


def test_names_of_a_database_below_chinese_ones_are_no_row() -> None:
    header = header_of(NAMES, "date,store_name,taste_score,env_score,review_content", *DATA)
    assert (header.numbers, header.names) == ((1, 2), NAMES.split(","))


def test_a_table_without_names_has_none() -> None:
    header = header_of(*DATA)
    assert (header.numbers, header.first, len(header.rows), codes(header)) == ((), 1, 3, ["no_header"])


def test_a_title_above_a_table_without_names_is_passed() -> None:
    header = header_of("六月评价汇总,,,,", *DATA)
    assert (header.numbers, header.first, len(header.rows)) == ((), 2, 3)


def test_a_header_that_comes_again_is_noticed() -> None:
    header = header_of(NAMES, *DATA, NAMES, *DATA)
    assert codes(header) == ["header_repeated"]


def test_words_of_a_scale_in_the_first_row_are_no_names() -> None:
    header = header_of("东一店,满意,很好", "西一店,满意,还行", "东二店,不满意,太慢")
    assert header.numbers == ()


def test_one_column_of_comments_is_kept_whole() -> None:
    header = header_of("味道很好", "太慢了", "下次还来")
    assert (len(header.rows) + len(header.numbers), header.titles) == (3, ())


def test_one_column_below_its_name_is_found() -> None:
    assert header_of("评价内容", "味道很好", "太慢了").numbers == (1,)


def test_long_questions_name_columns() -> None:
    question = "2、您对本次到店用餐的整体体验是否满意？请根据您的真实感受从一到五打分（五分为非常满意，一分为非常不满意）"
    header = header_of(f"1、您的门店是？,{question}", "东一店,5", "西一店,3")
    assert header.numbers == (1,)


@pytest.mark.parametrize("blank", ["\u200b", "\u3000", "\xa0", "\ufeff"])
def test_names_lose_what_cannot_be_seen(blank: str) -> None:
    assert header_of(f"{blank}日期,门店{blank},评分,评价内容", *(d.replace(",5,", ",") for d in DATA)).names[
        :2
    ] == [
        "日期",
        "门店",
    ]


def test_a_second_table_below_the_first_is_told() -> None:
    rows = ((n, [f"2024-06-0{n}", "东一店", "5", "很好吃下次再来"]) for n in range(2, 8))
    first = [(1, ["日期", "门店", "评分", "意见"]), *rows]
    other = [(10, ["门店", "月份", "平均分", "评价数"]), (11, ["东一店", "6月", "4.5", "88"])]
    assert {"code": "second_table", "row": 10} in find_header([*first, *other]).notes
    assert not any(one["code"] == "second_table" for one in find_header(first).notes)
