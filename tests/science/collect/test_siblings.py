"""Scores side by side, and days that tell of something else."""

import random

from zhiyin.science.collect.columns import Column, guess_columns, named_columns


def guessed(header: str, *rows: list[object]) -> dict[str, Column]:
    names = header.split("|")
    cells = [[str(cell) for cell in row] for row in rows]
    return {column.name: column for column in guess_columns(named_columns(names, len(names)), cells)}


def numbers(columns: int, low: int, high: int, rows: int = 30) -> list[list[object]]:
    dice = random.Random(3)
    return [
        [low, *[high] * (columns - 1)],
        *([dice.randint(low, high) for _ in range(columns)] for _ in range(rows)),
    ]


def test_numbers_beside_scores_are_scores_on_their_scale() -> None:
    found = guessed("整体满意度|网点环境|柜员服务|APP体验", *numbers(4, 1, 5))
    assert [(one.field, one.scale_min, one.scale_max) for one in found.values()] == [
        ("csat", 1, 5), ("rating", 1, 5), ("rating", 1, 5), ("rating", 1, 5),
    ]  # fmt: skip


def test_counts_and_codes_beside_scores_are_none() -> None:
    found = guessed("整体满意度|就餐人数|桌号|到店次数", *numbers(4, 1, 5))
    assert [one.field for one in found.values()] == ["csat", "attribute", "attribute", "attribute"]


def test_numbers_out_of_the_scores_range_are_none() -> None:
    rows = [[1, 70], [5, 80], [3, 90], [2, 99], [4, 85]] * 8
    assert guessed("整体满意度|网点环境", *rows)["网点环境"].field == "attribute"


def test_a_column_that_names_its_scale_is_a_score() -> None:
    found = guessed("医生态度(1-5)|候诊时间(1-5)|年龄段(1-5岁)|环境1-10分", *numbers(4, 1, 5))
    assert [(one.field, one.scale_max) for one in found.values()] == [
        ("rating", 5), ("rating", 5), ("attribute", None), ("rating", 10),
    ]  # fmt: skip


def test_what_is_open_of_a_scale_is_settled_by_the_others() -> None:
    rows = [[left, max(2, right)] for left, right in numbers(2, 1, 10, rows=60)]
    found = guessed("服务满意度|价格满意度", *rows)
    assert [(one.scale_min, one.scale_max, one.asked) for one in found.values()] == [(1, 10, []), (1, 10, [])]


def test_low_is_good_where_the_name_says_so() -> None:
    found = guessed("费力度|满意度（1非常满意，5非常不满意）|CES（1-7，7为非常容易）", *numbers(3, 1, 5))
    assert [one.polarity for one in found.values()] == [-1, -1, 1]


def test_words_of_effort_have_their_direction_already() -> None:
    words = ["非常费力", "费力", "一般", "轻松", "非常轻松"]
    found = guessed("费力度", *[[word] for word in words * 4])["费力度"]
    assert found.polarity * (found.scores["非常轻松"] - found.scores["非常费力"]) > 0


def test_birthdays_and_ends_of_terms_are_no_time_of_feedback() -> None:
    row: list[object] = ["1990-01-02", "2020-05-01", "2030-01-01", "2024-06-01", "服务很好也很有耐心"]
    found = guessed("出生日期|开户日期|到期日|回访日期|意见", *[row] * 3)
    assert [one.name for one in found.values() if one.field == "time"] == ["回访日期"]
    found = guessed("出生日期|入会日期|意见", *[[row[0], row[1], row[4]]] * 3)
    assert [one.name for one in found.values() if one.field == "time"] == []


def test_of_several_times_that_of_the_asking_counts() -> None:
    row: list[object] = ["2024-05-01", "2024-05-20", "2024-06-01 10:00", "服务很好也很有耐心"]
    found = guessed("出险日期|结案日期|回访时间|意见", *[row] * 3)
    assert found["回访时间"].field == "time"


def test_of_branch_and_subbranch_the_unit_is_the_smaller_one() -> None:
    found = guessed(
        "分行|支行|意见",
        ["上海分行", "徐汇支行", "服务很好也很有耐心"],
        ["上海分行", "静安支行", "等得太久了没人管"],
    )
    assert (found["支行"].field, found["分行"].field) == ("unit", "attribute")


def test_a_part_of_a_name_gives_way_to_the_steps_of_a_scale() -> None:
    words = [["满意", "快"], ["不满意", "快"], ["一般", "慢"], ["非常满意", "快"], ["非常不满意", "慢"]]
    found = guessed("门店环境|门店", *words * 3)
    assert [one.field for one in found.values()] == ["csat", "unit"]


def test_a_block_of_small_numbers_in_a_file_without_scores_is_asked_for() -> None:
    found = guessed("空间|动力|操控", *numbers(3, 1, 5))
    assert [(one.field, one.scale_max, bool(one.asked)) for one in found.values()] == [
        ("rating", 5, True)
    ] * 3
    found = guessed("就餐人数|桌号|到店次数", *numbers(3, 1, 5))
    assert {one.field for one in found.values()} == {"attribute"}
    found = guessed("空间|动力", *numbers(2, 1, 5))
    assert {one.field for one in found.values()} == {"attribute"}


def test_when_it_was_written_comes_before_when_it_was_bought() -> None:
    row: list[object] = ["2024-01", "2024-06-01", "服务很好也很有耐心"]
    found = guessed("购买时间|发表日期|意见", *[row] * 3)
    assert (found["发表日期"].field, found["购买时间"].field) == ("time", "attribute")


def test_codes_of_who_answered_beside_scores_are_none() -> None:
    found = guessed("学历|年龄段|月收入|整体满意度|点赞|Region", *numbers(6, 1, 5))
    assert [one.field for one in found.values()] == ["attribute"] * 3 + ["csat"] + ["attribute"] * 2
