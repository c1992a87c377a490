"""Columns are recognised by name and content, in Chinese and English, with the evidence."""

import pytest

from zhiyin.science.collect.columns import Column, guess_columns, named_columns
from zhiyin.science.collect.headers import field_named
from zhiyin.science.collect.heads import find_header


def guessed(header: str, *rows: str) -> dict[str, Column]:
    names = header.split(",")
    columns = guess_columns(named_columns(names, len(names)), [row.split(",") for row in rows])
    return {column.name: column for column in columns}


def fields(header: str, *rows: str) -> dict[str, str]:
    return {name: column.field for name, column in guessed(header, *rows).items()}


def test_a_chinese_export_is_recognised() -> None:
    assert fields(
        "答卷编号,提交时间,门店名称,渠道,推荐意愿,满意度,评价内容,会员号,会员等级,备注",
        "A1,2025/3/1 12:30,东一店,微信,9,5,很好吃，下次再来,M001,金卡,甲",
        "A2,2025/3/2 18:10,西一店,门店,3,2,排队排得太久了,M002,银卡,乙",
    ) == {
        "答卷编号": "id", "提交时间": "time", "门店名称": "unit", "渠道": "channel", "推荐意愿": "nps",
        "满意度": "csat", "评价内容": "text", "会员号": "customer_number", "会员等级": "tier", "备注": "attribute",
    }  # fmt: skip


def test_an_english_export_is_recognised() -> None:
    assert fields(
        "Response ID,Submitted At,Store,Channel,Likelihood to recommend,CSAT,Effort Score,Comment,Customer ID,Tier",
        "1,2025-03-01T12:00:00Z,North,app,9,5,6,Quick and friendly,C1,gold",
        "2,2025-03-02T12:00:00Z,South,web,2,1,2,The queue was endless,C2,silver",
    ) == {
        "Response ID": "id", "Submitted At": "time", "Store": "unit", "Channel": "channel",
        "Likelihood to recommend": "nps", "CSAT": "csat", "Effort Score": "ces", "Comment": "text",
        "Customer ID": "customer_number", "Tier": "tier",
    }  # fmt: skip


def test_a_question_as_header_is_recognised_by_its_words() -> None:
    assert fields("您有多大可能向朋友推荐我们？（推荐意愿）,您对本次服务的满意度如何？", "9,4", "10,5") == {
        "您有多大可能向朋友推荐我们？（推荐意愿）": "nps",
        "您对本次服务的满意度如何？": "csat",
    }


def test_a_label_of_zeros_and_ones_is_no_score() -> None:
    assert fields("domain,label,review", "hotel,0,房间隔音太差", "hotel,1,早餐很丰富") == {
        "domain": "attribute", "label": "attribute", "review": "text",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "scale"),
    [("1 3 5", (1, 5)), ("0 3 5", (0, 5)), ("1 7 10", (1, 10)), ("0 7 10", (0, 10)), ("20 85 100", (0, 100))],
)
def test_the_scale_of_a_rating_follows_its_values(values: str, scale: tuple[float, float]) -> None:
    column = guessed("评分", *values.split())["评分"]
    assert (column.field, (column.scale_min, column.scale_max)) == ("rating", scale)


def test_a_few_values_out_of_scale_are_errors_and_do_not_change_the_scale() -> None:
    column = guessed("满意度", *(["5", "4", "3"] * 50), "99")["满意度"]
    assert (column.scale_min, column.scale_max) == (1, 5)


def test_one_wrong_value_in_a_short_file_does_not_change_the_scale() -> None:
    column = guessed("星级", "5", "2", "1", "99", "3")["星级"]
    assert (column.scale_min, column.scale_max) == (1, 5)


def test_low_percentages_among_high_ones_are_percentages() -> None:
    column = guessed("评分", "5", "4", "8", "60", "95")["评分"]
    assert (column.scale_min, column.scale_max) == (0, 100)


def test_a_score_is_known_by_its_name_beside_what_stands_in_brackets() -> None:
    column = guessed("effort (1-7)", "6", "2", "5")["effort (1-7)"]
    assert (column.field, column.scale_min, column.scale_max) == ("ces", 1, 7)


def test_cells_that_say_nothing_was_answered_do_not_speak_against_a_score() -> None:
    column = guessed("星级", "不适用", "4", "未评分", "-", "N/A")["星级"]
    assert (column.field, column.scale_max) == ("rating", 5)


def test_a_row_that_stands_there_twice_does_not_speak_against_a_key() -> None:
    assert (
        fields("ticket_id,comment", "T1,easy", "T2,had to call again", "T2,had to call again")["ticket_id"]
        == "id"
    )


def test_nps_keeps_its_scale_whatever_its_values_are() -> None:
    column = guessed("NPS", "9", "55", "80")["NPS"]
    assert (column.field, column.scale_max) == ("nps", 10)
    assert any(one["code"] == "values_outside" for one in column.evidence)


def test_a_named_column_with_other_content_is_left_alone_and_says_so() -> None:
    column = guessed("评价时间", "很早", "很晚")["评价时间"]
    assert column.field == "attribute"
    assert column.evidence == [{"code": "content_disagrees", "field": "time"}]


def test_an_opinion_column_of_numbers_is_a_rating() -> None:
    assert fields("评价", "5", "4", "3") == {"评价": "rating"}


def test_without_a_known_name_the_longest_words_are_the_text() -> None:
    column = guessed("a,b", "x,服务员非常热情周到", "y,等了一个小时才上菜")["b"]
    assert (column.field, column.evidence[0]["code"]) == ("text", "longest_words")


def test_without_a_known_name_a_column_of_times_is_the_time() -> None:
    assert fields("a,b", "2025-03-01 12:00,x", "2025-03-02 13:00,y")["a"] == "time"


def test_ids_that_repeat_are_no_ids() -> None:
    assert fields("编号,评论", *(f"{n % 5},第{n}位顾客说的话" for n in range(30)))["编号"] == "attribute"


def test_masked_numbers_are_no_customer() -> None:
    assert fields("手机号,评论", "138****1234,很好很好", "139****1234,不好不好")["手机号"] == "attribute"


def test_of_two_keys_the_customer_number_is_taken_and_the_other_kept() -> None:
    found = fields("手机号,会员号,评论", "13800138000,M1,很好很好", "13900139000,M2,不好不好")
    assert (found["会员号"], found["手机号"]) == ("customer_number", "attribute")


def test_a_store_code_is_the_unit_only_without_a_store_name() -> None:
    assert fields("门店编号,评论", "E1,很好很好") == {"门店编号": "unit", "评论": "text"}
    both = fields("门店编号,门店,评论", "E1,东一店,很好很好")
    assert (both["门店编号"], both["门店"]) == ("attribute", "unit")


def test_columns_of_one_name_are_told_apart() -> None:
    assert [column.name for column in named_columns(["a", "a", ""], 4)] == [
        "a",
        "a (2)",
        "column 3",
        "column 4",
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (["评论", "5"], ["好", "4"], True),
        (["很好吃", "5"], ["不好吃", "4"], False),
        (["甲", "乙"], ["1", "2"], True),
        (["2025-03-01", "好"], ["2025-03-02", "差"], False),
        (["x"], None, False),
    ],
)
def test_a_header_is_told_from_the_first_row(
    first: list[str], second: list[str] | None, expected: bool
) -> None:
    rows = [(1, first), *([(2, second)] if second is not None else [])]
    assert find_header(rows).numbers == ((1,) if expected else ())


def test_names_are_compared_without_width_case_and_punctuation() -> None:
    assert field_named("ＮＰＳ_得分") == ("nps", True)
    assert field_named("  Store-Name ") == ("unit", True)
    assert field_named("！！") is None


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("满意度（1-10分）", "3 4 5", ("csat", 1, 10)),
        ("Rating (0–10)", "1 2 3", ("rating", 0, 10)),
        ("NPS (1-5)", "1 2 5", ("rating", 1, 5)),
        ("满意度（1~5）", "3 9 10", ("csat", 1, 10)),
        ("满意度（1~5）", "3 4 5 9", ("csat", 1, 5)),
    ],
)
def test_a_scale_named_in_the_header_is_taken_if_the_values_fit(
    header: str, values: str, expected: tuple[str, float, float]
) -> None:
    column = guessed(header, *values.split())[header]
    assert (column.field, column.scale_min, column.scale_max) == expected


def test_order_numbers_are_not_taken_for_words() -> None:
    assert fields("单号,nps", "DD20250101-A77,9", "DD20250102-B81,3")["单号"] == "attribute"


def test_a_header_that_ends_with_a_word_for_words_is_text() -> None:
    assert fields("您的评价,分", "排队太久,1", "很快,5")["您的评价"] == "text"
