"""Words as steps of a scale: what is seen together says how many steps there are."""

import pytest

from zhiyin.science.collect.scale_words import scale_of_words, step_word


def values(words: str) -> tuple[float, list[float]]:
    found = scale_of_words(words.split("|"))
    assert found is not None
    return found.scale_max, [found.scores[step_word(word)] for word in words.split("|")]


@pytest.mark.parametrize(
    ("words", "top", "expected"),
    [
        ("非常满意|满意|一般|不满意|非常不满意", 5, [5, 4, 3, 2, 1]),
        ("很满意|比较满意|一般|不太满意|很不满意", 5, [5, 4, 3, 2, 1]),
        ("非常满意|比较满意|一般|不太满意|不满意", 5, [5, 4, 3, 2, 1]),
        ("满意|比较满意|一般|不太满意|不满意", 5, [5, 4, 3, 2, 1]),
        ("非常满意|满意|基本满意|不满意|非常不满意", 5, [5, 4, 3, 2, 1]),
        ("满意|基本满意|不满意", 3, [3, 2, 1]),
        ("满意|一般|不满意", 3, [3, 2, 1]),
        ("非常满意|满意|不满意|非常不满意", 4, [4, 3, 2, 1]),
        ("非常满意|比较满意|不太满意|非常不满意", 4, [4, 3, 2, 1]),
        ("非常满意|满意|比较满意|一般|比较不满意|不满意|非常不满意", 7, [7, 6, 5, 4, 3, 2, 1]),
        ("非常满意|满意|一般", 5, [5, 4, 3]),
        ("非常满意|一般", 5, [5, 3]),
        ("满意", 5, [4]),
        ("十分满意|满意|一般|不满意", 5, [5, 4, 3, 2]),
        ("非常同意|同意|中立|不同意|非常不同意", 5, [5, 4, 3, 2, 1]),
        ("非常好|好|一般|差|非常差", 5, [5, 4, 3, 2, 1]),
        ("很好|较好|一般|较差|很差", 5, [5, 4, 3, 2, 1]),
        ("非常愿意|愿意|一般|不愿意|非常不愿意", 5, [5, 4, 3, 2, 1]),
        ("非常容易|比较容易|一般|比较困难|非常困难", 5, [5, 4, 3, 2, 1]),
        ("非常轻松|一般|非常费力", 5, [5, 3, 1]),
        ("非常可能|很可能|可能|不太可能|不可能", 5, [5, 4, 3, 2, 1]),
        ("Very satisfied|Satisfied|Neutral|Dissatisfied|Very dissatisfied", 5, [5, 4, 3, 2, 1]),
        ("Very satisfied|Somewhat satisfied|Neither satisfied nor dissatisfied|Very dissatisfied", 5, [5, 4, 3, 1]),
        ("Strongly agree|Agree|Neither agree nor disagree|Disagree|Strongly disagree", 5, [5, 4, 3, 2, 1]),
        ("Strongly agree|Agree|Somewhat agree|Neutral|Somewhat disagree|Disagree|Strongly disagree", 7,
         [7, 6, 5, 4, 3, 2, 1]),
        ("Excellent|Good|Fair|Poor", 4, [4, 3, 2, 1]),
        ("Excellent|Very good|Good|Fair|Poor", 5, [5, 4, 3, 2, 1]),
        ("Extremely likely|Very likely|Somewhat likely|Not so likely|Not at all likely", 5, [5, 4, 3, 2, 1]),
        ("好评|中评|差评", 3, [3, 2, 1]),
        ("优秀|良好|合格|不合格", 4, [4, 3, 2, 1]),
        ("超出预期|符合预期|低于预期", 5, [4, 3, 2]),
    ],
)  # fmt: skip
def test_the_words_seen_together_decide_the_scale(words: str, top: float, expected: list[float]) -> None:
    assert values(words) == (top, expected)


def test_ten_parts_satisfied_is_very_and_never_ten() -> None:
    found = scale_of_words(["十分满意", "一般", "不满意"])
    assert found is not None
    assert (found.scale_max, found.scores["十分满意"]) == (5, 5)


def test_a_numbers_word_is_one_value() -> None:
    assert values("5-非常满意|4-满意|3-一般|1-非常不满意") == (5, [5, 4, 3, 1])
    assert values("非常满意（5分）|满意（4分）|不满意（2分）") == (5, [5, 4, 2])
    assert values("10 - Extremely likely|0 - Not at all likely|7|8") == (10, [10, 0, 7, 8])


def test_numbers_that_only_count_the_options_give_way_to_the_words() -> None:
    assert values("1.非常满意|2.满意|3.一般|4.不满意|5.非常不满意") == (5, [5, 4, 3, 2, 1])


def test_marks_before_options_are_no_part_of_them() -> None:
    assert values("A.非常满意|B.满意|C.一般") == (5, [5, 4, 3])


@pytest.mark.parametrize(
    "words",
    [
        "一般",
        "微信|电话",
        "高|中|低",
        "北京|上海",
        "非常满意|排队太久了",
        "满意|容易",
        "",
        "1|2|3",
        "好|很满意",
    ],
)
def test_options_that_are_no_steps_are_no_scale(words: str) -> None:
    assert scale_of_words(words.split("|")) is None


def test_the_scale_is_shown_from_the_best_word() -> None:
    words = ["一般", "非常满意", "满意"]
    found = scale_of_words(words)
    assert found is not None
    assert found.shown(words) == "非常满意=5, 满意=4, 一般=3"
    assert found.middle
