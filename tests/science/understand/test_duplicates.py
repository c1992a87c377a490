import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.understand.duplicates import (
    MINIMA,
    NONE,
    Signatures,
    duplicates,
    matches,
    signatures,
    skeleton,
)

ZH = "客服很热情，下单的手机壳第二天就到了，颜色和图片一样，非常满意"
EN = "The room was clean, the staff at the desk were friendly and breakfast had plenty of choice"


def groups(*texts: str | None) -> list[int]:
    return duplicates(texts).tolist()


def test_a_copied_text_is_found_in_both_languages() -> None:
    assert groups(ZH, EN, "别的话，说的是别的东西，和上面没有一点关系", ZH, EN) == [0, 1, NONE, 0, 1]


def test_punctuation_case_width_and_script_make_no_difference() -> None:
    assert groups(ZH, ZH.replace("，", " ") + "！！！") == [0, 0]
    assert groups(EN, EN.upper() + "!!!") == [0, 0]
    assert groups("客服很热情，下单的手机壳第二天就到了", "客服很熱情，下單的手機殼第二天就到了") == [0, 0]


def test_a_few_added_words_leave_a_copy_a_copy() -> None:
    assert groups(ZH, ZH + "，推荐") == [0, 0]
    assert groups(EN, "Honestly: " + EN) == [0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "2024年3月5日在南山店买的，花了128元，店员小王推荐的尺码很合适",
            "2023年11月25日在南山店买的，花了99元，店员小李推荐的尺码很合适",
        ),
        (
            "感谢王老师耐心讲解，孩子三个月进步很大，会继续报名",
            "感谢欧阳老师耐心讲解，孩子三个月进步很大，会继续报名",
        ),
        ("十二月二十日下单，二十三日送到，包装完好无损", "三月五日下单，六日送到，包装完好无损"),
        (
            "Booked with Mr Smith on 2024-03-05 and he arranged everything in 3 days, great service",
            "Booked with Mr Jones on 2023-11-25 and he arranged everything in 12 days, great service",
        ),
        (
            "Order 88123-A arrived two days late, the agent Sarah gave me a refund",
            "Order 10277-B arrived two days late, the agent Kevin gave me a refund",
        ),
    ],
)
def test_a_template_whose_numbers_dates_and_names_differ_is_one_template(one: str, other: str) -> None:
    assert groups(one, other) == [0, 0]


def test_short_texts_are_no_copies_of_each_other() -> None:
    assert groups("好评", "好评", "很好", "很好", "物流很快", "物流很快") == [NONE] * 6
    assert groups("very good", "very good", "Great food and service", "Great food and service") == [NONE] * 4


def test_a_text_that_repeats_one_word_is_no_copy_of_others_that_do() -> None:
    assert groups("好评" * 40, "好评" * 40, "好" * 500, "好" * 500) == [NONE] * 4


def test_different_texts_about_the_same_are_not_copies() -> None:
    assert (
        groups(
            "客服很热情，下单第二天就到了，颜色很漂亮，质量也不错",
            "物流慢，等了一个星期，客服不回消息，颜色和图片不一样",
            "The room was clean and the staff were friendly, breakfast was poor",
            "The room was dirty and the staff were rude, breakfast was excellent",
        )
        == [NONE] * 4
    )


def test_the_similarity_asked_for_decides() -> None:
    one = "客服很热情，下单第二天就到了，颜色很漂亮，质量也不错，会再来"
    half = "客服很热情，下单第二天就到了，颜色很漂亮，就是价格贵了一点点"
    assert duplicates([one, half]).tolist() == [NONE, NONE]
    assert duplicates([one, half], similarity=0.5).tolist() == [0, 0]


def test_another_similarity_is_refused() -> None:
    for similarity in (0.49, 1.01, float("nan")):
        with pytest.raises(ValueError, match="similarity must be between"):
            duplicates([ZH], similarity=similarity)


def test_copies_of_copies_are_in_one_group_and_groups_are_numbered_as_they_appear() -> None:
    longer = ZH + "，下次再来"
    assert groups("别的话，说的是别的东西，没有一点关系", EN, ZH, longer, EN.lower(), longer + "，谢谢") == [
        NONE, 0, 1, 1, 0, 1,
    ]  # fmt: skip


def test_nothing_has_no_copies() -> None:
    assert groups() == []
    assert groups(None, "", "   ", None, "") == [NONE] * 5


def test_a_million_identical_texts_cost_what_one_costs() -> None:
    started = time.process_time()
    found = duplicates([ZH] * 1_000_000)
    assert (found == 0).all()
    assert time.process_time() - started < 5


def test_texts_that_share_a_part_but_are_no_copies_do_not_cost_their_square() -> None:
    dice = np.random.default_rng(3)
    letters = np.array(
        list(
            "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感"
        )
    )
    tails = dice.choice(letters, (20_000, 24))
    texts = ["尊敬的客户您好感谢您的来信" + "".join(tail) for tail in tails]
    started = time.process_time()
    assert (duplicates(texts) == NONE).all()
    assert time.process_time() - started < 20


def test_a_very_long_text_is_compared_too() -> None:
    dice = np.random.default_rng(4)
    long = "".join(map(chr, dice.integers(0x4E00, 0x9FA5, 100_000)))
    assert groups(long, long[:99_000] + "结尾") == [0, 0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=60)), max_size=8))
def test_any_texts_have_a_group_or_none(texts: list[str | None]) -> None:
    found = duplicates(texts)
    assert len(found) == len(texts)
    for group in set(found.tolist()) - {NONE}:
        assert (found == group).sum() >= 2


@pytest.mark.parametrize(
    "odd", ["\ud800\udfff\udc00" * 30, "🎉" * 200, "\x00\x01" * 100, "<br>" * 50, "，。！" * 50]
)
def test_odd_texts_have_an_answer(odd: str) -> None:
    assert len(duplicates([odd, odd, ZH])) == 3
    assert len(signatures([odd])) == 1


def test_stored_signatures_find_the_copies_of_a_new_text() -> None:
    stored = signatures(["别的话，说的是别的东西，没有一点关系", ZH, EN, "好评", ZH + "，推荐"])
    found = matches(signatures([ZH, "好评", EN.upper(), "完全不同的一句话，谁也没有说过这样的话"]), stored)
    assert [place for place, _ in found[0]] == [1, 4]
    assert found[0][0][1] == 1.0
    assert found[1] == []
    assert found[2] == [(2, 1.0)]
    assert found[3] == []


def test_signatures_are_plain_arrays_that_can_be_stored_and_are_the_same_again() -> None:
    once, again = signatures([ZH, EN]), signatures([EN, ZH])
    assert once.minima.shape == (2, MINIMA)
    assert (once.minima == again.minima[::-1]).all()
    kept = Signatures(
        np.frombuffer(once.digests.tobytes(), np.uint64).reshape(-1, 2),
        np.frombuffer(once.minima.tobytes(), np.uint32).reshape(-1, MINIMA),
    )
    assert matches(signatures([ZH]), kept) == [[(0, 1.0)]]


def test_no_signatures_match_nothing() -> None:
    none = signatures([])
    assert matches(none, signatures([ZH])) == []
    assert matches(signatures([ZH]), none) == [[]]


def test_the_skeleton_of_a_text_is_its_letters_and_slots() -> None:
    assert skeleton("客服小王说，2024年5月！") == "客服小0说0年0月"
    assert skeleton("Call Mr Smith at 10:30.") == "call0at0"
