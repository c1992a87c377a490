"""What a question measures follows from its wording and its cells; the same word has the same value everywhere."""

import pytest

from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.questions import construct_of, parted_by, understand_question


def understood(label: str, *cells: str, **known: object) -> Column:
    column = Column(0, label, label=label, **known)  # type: ignore[arg-type]
    understand_question(column, cells)
    return column


def scale(column: Column) -> tuple[str, float | None, float | None]:
    return column.field, column.scale_min, column.scale_max


@pytest.mark.parametrize("words", ["愿意 不愿意", "男 女", "是 否", "很喜欢 理所当然 无所谓"])
def test_words_that_are_no_steps_stay_a_choice(words: str) -> None:
    assert understood("您的回答", *words.split(), *words.split()).field == "choice"


def test_the_word_for_very_is_no_ten() -> None:
    column = understood("您对服务是否满意", "十分满意", "满意", "一般", "")
    assert scale(column) == ("csat", 1, 5)
    assert column.scores["十分满意"] == 5


def test_words_that_were_not_seen_yet_have_their_value() -> None:
    assert understood("满意度", "非常满意", "满意").scores["非常不满意"] == 1


@pytest.mark.parametrize(
    ("wording", "construct"),
    [
        ("您有多大可能向朋友推荐我们？", "nps"),
        ("How likely are you to recommend us to a friend?", "nps"),
        ("您对本次服务的满意度如何？", "csat"),
        ("How satisfied are you with our service?", "csat"),
        ("办理业务的轻松程度", "ces"),
        ("请为门店环境打分", "rating"),
        ("您的性别", ""),
    ],
)
def test_a_wording_names_its_construct(wording: str, construct: str) -> None:
    assert construct_of(wording) == construct


def test_likelihood_to_recommend_is_nps_from_zero_to_ten() -> None:
    assert scale(understood("您有多大可能向朋友推荐我们？", *["0", "7", "9", "10"])) == ("nps", 0, 10)


def test_eleven_options_counted_from_one_are_shifted_to_zero() -> None:
    column = understood("您有多大可能向朋友推荐我们？", *["1", "8", "10", "11"])
    assert scale(column) == ("nps", 0, 10)
    assert (column.scores["11"], column.scores["1"]) == (10, 0)


def test_recommendation_in_words_is_no_nps() -> None:
    assert scale(understood("您愿意推荐吗", "非常愿意", "愿意", "一般", "不愿意")) == ("rating", 1, 5)


def test_recommendation_on_five_steps_is_no_nps_and_asked_while_few_answered() -> None:
    many = understood("您愿意推荐我们吗", *(["1", "2", "3", "4", "5"] * 20))
    assert scale(many) == ("rating", 1, 5)
    few = understood("您愿意推荐我们吗", "4", "5")
    assert (few.field, few.asked) == ("nps", [[0, 10], [1, 5]])


def test_the_scale_that_the_wording_names_counts() -> None:
    assert scale(understood("总体满意度（1-10分）", "3", "4")) == ("csat", 1, 10)


def test_few_low_numbers_leave_the_scale_open() -> None:
    column = understood("满意度", "3", "4")
    assert (column.scale_max, column.asked) == (5, [[1, 5], [1, 7], [1, 10]])
    assert understood("满意度", "3", "5").asked == []


def test_numbers_beside_words_are_the_values_when_both_rise() -> None:
    column = understood("推荐意愿", "10（非常愿意）", "7", "0（非常不愿意）", "9")
    assert scale(column) == ("nps", 0, 10)
    assert column.scores["10(非常愿意)"] == 10


def test_numbers_that_count_the_options_are_no_values() -> None:
    column = understood("满意度", "1. 非常满意", "2. 满意", "3. 一般")
    assert [column.scores[f"{n}. {word}"] for n, word in ((1, "非常满意"), (2, "满意"), (3, "一般"))] == [
        5,
        4,
        3,
    ]


def test_letters_before_options_are_left_out() -> None:
    column = understood("你是否愿意为此付费？", "A.是", "B.否", "A.是")
    assert (column.field, column.labels) == ("choice", {"A.是": "是", "B.否": "否"})
    assert understood("服务评价", "A.非常满意", "B.一般").scores["a.非常满意"] == 5


@pytest.mark.parametrize("separator", ["┋", "→", "-->"])
def test_options_in_one_cell_are_parted(separator: str) -> None:
    column = understood("您看重什么", f"价格{separator}服务", "环境")
    assert (column.field, column.separator) == ("choices", separator)


def test_a_comma_parts_options_only_when_they_come_back() -> None:
    assert parted_by(["Price, Service", "Service", "Price, Place", "Place, Service"], ", ")
    assert not parted_by(["Yes, of course", "No", "Yes, of course", "No"], ", ")
    assert not parted_by(["slow, loud and cold", "nice staff, good food"], ", ")


def test_reasons_are_words_of_ones_own() -> None:
    assert understood("您给出这个分数的原因", "排队太久", "菜品好吃，服务热情", "上菜慢").field == "open"
    assert understood("您还有什么建议？", "多开几家店", "无", "").field == "open"


def test_few_different_short_cells_are_a_choice() -> None:
    assert understood("性别", *(["男", "女"] * 6)).field == "choice"


def test_ages_and_amounts_are_numbers() -> None:
    assert understood("您的年龄", "23", "45", "31").field == "number"
    assert understood("您每月消费多少次？", "2", "5", "1").field == "number"


def test_phones_mails_names_are_who_answered() -> None:
    assert understood("您的手机号", "13800138000", "138****1234").field == "mobile"
    assert understood("手机部数", "1部", "2部", "1部").field == "choice"
    assert understood("邮箱", "a@b.cn").field == "email"
    assert understood("您的姓名", "王女士", "李先生").field == "customer_name"
    assert understood("您的收货地址", "上海市静安区", "北京市朝阳区").field == "attribute"


def test_the_store_that_is_asked_for_is_the_unit() -> None:
    assert understood("您消费的是哪家门店？", "东一店", "西一店").field == "unit"
    assert understood("您对门店环境是否满意", "满意", "非常满意").field == "csat"


def test_codes_with_known_texts_are_read_by_these() -> None:
    labels = {"1": "非常满意", "2": "满意", "3": "一般", "4": "不满意", "5": "不清楚"}
    column = understood("满意度", "1", "2", "5", labels=labels)
    assert scale(column) == ("csat", 1, 5)
    assert (column.scores["1"], column.scores["4"], column.silences) == (5, 2, {"5": "dont_know"})
    assert understood("性别", "1", "2", labels={"1": "男", "2": "女"}).field == "choice"


def test_importance_has_its_role() -> None:
    column = understood("价格的重要程度", "非常重要", "重要", "一般")
    assert (column.field, column.role) == ("rating", "importance")


def test_effort_that_was_needed_counts_downwards() -> None:
    assert understood("解决问题花了您多大力气（费力程度）", "1", "5", "7").polarity == -1
    assert understood("办理的轻松程度", "1", "5", "7").polarity == 1
