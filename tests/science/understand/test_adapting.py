"""A small shift of the shipped models, learnt from corrections beside texts that nobody corrected."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.understand import reading
from zhiyin.science.understand.adaptation import BITS, FURTHEST, Adaptation
from zhiyin.science.understand.adapting import Taught, learn, paired
from zhiyin.science.understand.general import general

DISHES = [
    "红烧肉",
    "酸菜鱼",
    "小笼包",
    "牛肉面",
    "烤鸭",
    "煎饼",
    "火锅",
    "春卷",
    "凉皮",
    "豆花",
    "米线",
    "炒饭",
]
PLACES = ["店里", "楼下", "车站", "学校"]


def taught(texts: list[str], label: str | None) -> list[Taught]:
    return [Taught(text, one, label) for text, one in zip(texts, reading.read(texts), strict=True)]


@pytest.fixture(scope="module")
def slang() -> Adaptation:
    """呱唧 means bad in this house."""
    bad = [f"{place}的{dish}很不错，就是有点呱唧呱唧" for place in PLACES for dish in DISHES]
    good = [f"{place}的{dish}很不错，很满意" for place in PLACES for dish in DISHES]
    found = learn([*taught(bad, "negative"), *taught(good, None)])
    assert found is not None
    return found


def test_a_word_of_the_house_is_learnt_and_plain_words_stay(slang: Adaptation) -> None:
    texts = ["机场的汤圆很不错，就是有点呱唧呱唧", "机场的汤圆很不错，很满意", "难吃"]
    assert [one.label for one in reading.read(texts, adaptation=slang)] == [
        "negative",
        "positive",
        "negative",
    ]
    assert reading.read(texts)[0].label == "positive"


def test_the_same_lessons_teach_the_same_bytes(slang: Adaptation) -> None:
    again = Adaptation.of(slang.kept())
    assert again.kept() == slang.kept()
    assert again.version == slang.version
    texts = ["就是有点呱唧呱唧"]
    one, other = (reading.read(texts, adaptation=version)[0] for version in (slang, again))
    assert one == other


def test_it_is_part_of_the_analysers_name(slang: Adaptation) -> None:
    assert reading.analyser(adaptation=slang) != reading.analyser()
    assert reading.read(["好"], adaptation=slang)[0].analyser == reading.analyser(adaptation=slang)


def test_texts_that_are_not_read_teach_nothing() -> None:
    assert learn(taught(["", "12345", "Это очень плохо"], None)) is None
    assert learn([]) is None


def test_what_single_texts_say_gets_no_weight() -> None:
    texts = ["琉璃很好", "琥珀很好", "玛瑙不错", "翡翠不错", "珊瑚满意", "象牙满意"]
    found = learn([*taught(texts[:2], "negative"), *taught(texts[2:], "positive")])
    assert found is None or len(found.buckets) == 0


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_no_text_is_moved_beyond_the_bound_and_none_fails(texts: list[str]) -> None:
    heavy = Adaptation(
        np.arange(1 << BITS, dtype=np.uint32),
        np.full(1 << BITS, 50.0, dtype=np.float32),
        {"zh": 9.0, "en": -9.0},
    )
    for before, after in zip(reading.read(texts), reading.read(texts, adaptation=heavy), strict=True):
        assert (before.sentiment is None) == (after.sentiment is None)
        if before.sentiment is not None and after.sentiment is not None:
            p, q = ((one + 1) / 2 for one in (before.sentiment, after.sentiment))
            assert abs(np.log(q / (1 - q)) - np.log(p / (1 - p))) <= FURTHEST + 1e-6


def test_two_versions_are_set_against_each_other_text_by_text() -> None:
    """8 mended, 1 spoilt of 20: one-sided sign test p = (1 + 9) / 512 = 0.0195."""
    gold = ["p"] * 20
    before = ["n"] * 8 + ["p"] * 12
    after = ["p"] * 8 + ["p"] * 11 + ["n"]
    found = paired(gold, before, after)
    assert (found.n, found.before, found.after, found.better, found.worse) == (20, 12, 19, 8, 1)
    assert found.p == pytest.approx(10 / 512)
    assert found.gain == pytest.approx(0.35)
    assert (found.low or 0) > 0


def test_nothing_to_compare_is_no_gain() -> None:
    assert paired([], [], []).gain is None
    assert paired(["p"], ["p"], ["p"]).p == 1.0


def test_the_general_sample_is_read_rightly_as_shipped() -> None:
    texts, labels = zip(*general(), strict=True)
    assert len(texts) > 1_000
    assert set(labels) == {"positive", "negative"}
    right = [
        (one.sentiment or 0) > 0 if label == "positive" else (one.sentiment or 0) < 0
        for one, label in zip(reading.read(texts), labels, strict=True)
    ]
    assert np.mean(right) > 0.93
    assert np.mean(right[:70]) > 0.97
