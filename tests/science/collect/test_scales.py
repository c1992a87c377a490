"""The scale of a column: by words, by cells, by values; and when a person has to be asked."""

import pytest

from zhiyin.science.collect.columns import Column, guess_columns, named_columns


def column_of(header: str, cells: list[str]) -> Column:
    columns = guess_columns(
        named_columns([header, "no"], 2), [[cell, f"x{n}"] for n, cell in enumerate(cells)]
    )
    return columns[0]


def codes(column: Column) -> list[str]:
    return [one["code"] for one in column.evidence]


def test_words_are_scores_with_their_scale_shown() -> None:
    column = column_of("您对本次服务的满意度", ["非常满意", "满意", "一般", "不满意", "非常不满意"] * 4)
    assert (column.field, column.scale_min, column.scale_max) == ("csat", 1, 5)
    shown = next(one for one in column.evidence if one["code"] == "scale_words")
    assert shown["words"] == "非常满意=5, 满意=4, 一般=3, 不满意=2, 非常不满意=1"
    assert "middle_leans" in codes(column)
    assert column.asked == []


def test_a_question_without_a_known_name_is_known_by_its_words() -> None:
    assert column_of("店里的卫生怎么样", ["非常好", "好", "一般", "差"]).field == "rating"
    assert column_of("办理手续容易吗", ["非常容易", "比较容易", "比较困难"]).field == "ces"
    assert column_of("您对停车", ["满意", "一般", "不满意", "满意"]).field == "csat"


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("优先级", ["高", "中", "低", "高"]),
        ("城市", ["北京", "上海", "广州"]),
        ("重要程度", ["非常重要", "重要", "一般"]),
        ("是否会员", ["是", "否", "是"]),
    ],
)
def test_options_that_are_no_opinion_stay_attributes(header: str, cells: list[str]) -> None:
    assert column_of(header, cells).field == "attribute"


def test_a_recommendation_in_words_or_from_one_to_ten_is_no_nps() -> None:
    words = column_of("推荐意愿", ["非常愿意", "愿意", "一般", "不愿意"])
    assert (words.field, words.scale_max) == ("rating", 5)
    numbers = column_of("您向朋友推荐我们的可能性（1-10分）", ["9", "10", "1"])
    assert (numbers.field, numbers.scale_min) == ("rating", 1)
    assert "nps_other_scale" in codes(words)
    assert "nps_other_scale" in codes(numbers)
    assert column_of("您向朋友推荐我们的可能性(0-10)", ["9", "10", "1"]).field == "nps"


@pytest.mark.parametrize(
    ("cells", "scale"),
    [
        (["4/5", "5/5", "3/5"], (1, 5)),
        (["80%", "95%", "60%"], (0, 100)),
        (["★★★★☆", "★★★☆☆"], (1, 5)),
        (["五星", "四星", "4.5星"], (1, 5)),
        (["10分制8分", "10分制9分"], (0, 10)),
        (["满分", "9", "8", "10"], (1, 10)),
    ],
)
def test_cells_that_name_their_scale_decide_it(cells: list[str], scale: tuple[float, float]) -> None:
    column = column_of("评分", cells * 3)
    assert (column.field, (column.scale_min, column.scale_max)) == ("rating", scale)


def test_full_marks_are_the_end_of_the_scale() -> None:
    assert column_of("评分", ["满分", "9", "8", "10"]).scores == {"满分": 10}


@pytest.mark.parametrize("cells", [["3", "4", "3"], ["3", "4"] * 30, ["5", "4", "1"]])
def test_a_scale_is_asked_for_where_the_values_do_not_decide(cells: list[str]) -> None:
    column = column_of("评分", cells)
    assert column.asked == [[1, 5], [0, 10], [1, 10]]
    assert (column.scale_min, column.scale_max) == (1, 5)
    assert "scale_open" in codes(column)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("评分", ["1", "2", "3", "4", "5"] * 5),
        ("评分", ["4", "5"] * 20),
        ("评分（1-5分）", ["3", "4"]),
        ("评分", ["3星", "4星"]),
        ("评分", ["1", "7", "10", "5"] * 6),
        ("NPS", ["9", "7"]),
        ("评分", ["80", "95"]),
    ],
)
def test_nobody_is_asked_where_the_scale_is_clear(header: str, cells: list[str]) -> None:
    assert column_of(header, cells).asked == []


def test_one_to_ten_without_its_lowest_is_asked_for() -> None:
    assert column_of("评分", ["2", "8", "10", "9"] * 6).asked == [[1, 10], [0, 10]]


def test_questions_side_by_side_share_their_scale() -> None:
    rows = [["非常满意", "满意"], ["一般", "不满意"], ["满意", "满意"]]
    columns = guess_columns(named_columns(["菜品", "服务"], 2), rows)
    assert [(one.scale_max, one.scores["满意"]) for one in columns] == [(5, 4), (5, 4)]


def test_short_comments_that_repeat_a_step_are_scores_and_others_stay_words() -> None:
    assert column_of("评价", ["很好", "好", "很好", "一般", "好", "好", "差", "很好", "好"]).field == "rating"
    assert column_of("评价", ["很好", "好吃", "排队太久了", "不错哦", "下次再来"]).field == "text"
