"""The wording of a question decides before its cells do: what is written is text, however often it comes back."""

import pytest

from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.questions import understand_question

FEW = ["没有", "很好", "上菜慢", "没有", "很好", "没有", "很好", "上菜慢", "没有", "很好", "没有", "很好"]


def understood(label: str, cells: list[str], name: str = "") -> Column:
    column = Column(0, name or label, label=label)
    understand_question(column, cells)
    return column


@pytest.mark.parametrize(
    "label",
    [
        "您的建议", "您对我们有什么意见或建议？",
        "您给出这个分数的原因是？", "为什么？", "还有什么想说的", "您希望改进的地方",
        "What could we do better?", "Any other comments?", "Why?", "您的建議", "Was können wir besser machen?",
        "ご意見をお聞かせください",
    ],
)  # fmt: skip
def test_questions_for_own_words_are_text_even_when_few_different_ones_come_back(label: str) -> None:
    assert understood(label, FEW).field == "open"


def test_a_step_of_a_scale_alone_is_no_score_of_a_suggestion() -> None:
    assert understood("您的建议", ["很好", "无", "一般", "很好"]).field == "open"
    assert understood("原因", ["好", "好"]).field == "open"


def test_satisfaction_with_how_suggestions_are_handled_is_a_score() -> None:
    cells = ["非常满意", "满意", "一般", "不满意"] * 3
    assert understood("您对意见处理结果的满意度", cells).field == "csat"


def test_yes_and_no_are_options_also_where_suggestions_are_asked_for() -> None:
    assert understood("您是否有其他建议", ["有", "没有", "有", "没有"]).field == "choice"


def test_reasons_offered_to_many_are_options() -> None:
    assert understood("您选择我们的主要原因", ["离家近", "价格便宜", "朋友推荐"] * 60).field == "choice"


def test_what_the_tool_writes_beside_a_question_decides() -> None:
    assert understood("主要原因", ["离家近", "价格便宜"] * 5, "3.主要原因[单选题]").field == "choice"
    assert understood("菜品", ["鱼", "鸡", "鱼", "鸡"], "3.菜品[填空题]").field == "open"


def test_not_sure_is_the_middle_of_agreement_and_no_answer_beside_satisfaction() -> None:
    agreement = understood("您是否同意", ["非常同意", "同意", "不确定", "不同意", "非常不同意"])
    assert (agreement.scale_min, agreement.scale_max, agreement.scores["不确定"]) == (1.0, 5.0, 3.0)
    satisfied = understood("满意度", ["非常满意", "满意", "一般", "不满意", "不确定"])
    assert (satisfied.scale_max, "不确定" in satisfied.scores) == (5.0, False)


def test_of_few_answers_none_in_the_middle_does_not_mean_that_the_scale_has_none() -> None:
    words = ["非常满意", "满意", "不满意", "非常不满意"]
    assert understood("满意度", words).scale_max == 5.0
    assert understood("满意度", words * 10).scale_max == 4.0


def test_only_the_middle_of_satisfaction_is_a_score_too() -> None:
    assert understood("总体满意度", ["一般"]).scores["一般"] == 3.0
    assert understood("Satisfaction", ["Neutral"]).field == "csat"


@pytest.mark.parametrize(
    ("label", "cells"),
    [
        ("您对本次服务的滿意度", ["非常滿意", "滿意", "普通", "不滿意"]),
        ("总体满意度", ["非常满意\u00a0", " 满意", "一般\u200b"]),
        ("Zufriedenheit", ["Sehr zufrieden", "Zufrieden", "Neutral"]),
        ("満足度", ["とても満足", "満足", "普通", "不満"]),
    ],
)
def test_steps_are_known_in_other_writings(label: str, cells: list[str]) -> None:
    column = understood(label, cells)
    assert (column.field, column.scale_max) == ("csat", 5.0)


@pytest.mark.parametrize("word", ["一定会", "probably would", "有帮助", "优秀"])
def test_ladders_of_other_words_have_five_steps(word: str) -> None:
    ladders = {
        "一定会": ["一定会", "可能会", "不确定", "可能不会", "一定不会"],
        "probably would": ["Definitely would", "Probably would", "Might or might not", "Probably would not"],
        "有帮助": ["非常有帮助", "有帮助", "一般", "没有帮助"],
        "优秀": ["优秀", "良好", "一般", "较差", "很差"],
    }
    column = understood("再来一次", ladders[word])
    assert (column.scale_max, column.scores[word] > 3) == (5.0, True)


@pytest.mark.parametrize("label", ["推荐（0-10）", "您会把我们推荐给朋友吗？", "您会向朋友推荐我们吗"])
def test_recommending_on_eleven_points_is_nps_however_it_is_asked(label: str) -> None:
    assert understood(label, [str(n % 11) for n in range(40)]).field == "nps"


def test_how_many_stars_is_a_rating_and_no_amount() -> None:
    assert understood("How many stars?", ["1", "3", "5"]).field == "rating"
    assert understood("您给我们打多少分", ["1", "3", "5"]).field == "rating"
    assert understood("How many children?", ["1", "3", "2"]).field == "number"


def test_satisfaction_with_the_store_is_no_name_of_a_store() -> None:
    assert understood("您对所在门店满意吗", ["非常满意", "满意", "一般"]).field == "csat"
    assert understood("门店地址好找吗", ["非常容易", "容易", "困难"]).field == "ces"


def test_names_asked_for_in_one_of_several_blanks_are_names() -> None:
    assert understood("您的联系方式 · 姓名", ["张三", "李四"]).field == "customer_name"
