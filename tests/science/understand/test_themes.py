"""Themes that nobody defined: what is found, how it is told, and what no text can do to it."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.science.understand.themes_made import reviews
from zhiyin.science.understand.themes import Theme, Themes, assign, discover
from zhiyin.science.understand.themes.theme import NOTHING_SHARED, TOO_FEW_TEXTS


def theme_of(themes: Themes, key: str) -> Theme:
    """The theme that a word belongs to."""
    return next(theme for theme in themes if any(word.key == key for word in theme.words))


@pytest.fixture(scope="module")
def chinese() -> tuple[list[str], Themes]:
    texts = reviews()
    return texts, discover(texts)


@pytest.fixture(scope="module")
def english() -> tuple[list[str], Themes]:
    texts = reviews(english=True)
    return texts, discover(texts)


def test_words_that_keep_the_same_company_make_a_theme(chinese: tuple[list[str], Themes]) -> None:
    _, themes = chinese
    assert theme_of(themes, "排队") == theme_of(themes, "等位")
    assert theme_of(themes, "骑手") == theme_of(themes, "外卖")
    assert theme_of(themes, "排队") != theme_of(themes, "骑手")
    assert theme_of(themes, "退款") != theme_of(themes, "房间")


def test_english_themes_count_plurals_with_their_singular(english: tuple[list[str], Themes]) -> None:
    _, themes = english
    assert theme_of(themes, "battery") != theme_of(themes, "waiter")
    assert theme_of(themes, "drink").texts > 0
    assert not any(word.key == "drinks" for theme in themes for word in theme.words)


def test_words_that_are_always_said_together_make_one_theme_so_that_no_two_have_the_same_texts(
    chinese: tuple[list[str], Themes],
) -> None:
    texts, themes = chinese
    members = assign(themes, texts)
    of = [set(members.text[members.theme == place].tolist()) for place in range(len(themes))]
    for place, one in enumerate(of):
        assert all(len(one & other) < 0.8 * len(one | other) for other in of[:place])


def test_a_name_is_made_of_up_to_three_words_as_customers_write_them(
    chinese: tuple[list[str], Themes],
) -> None:
    texts, themes = chinese
    everything = "".join(texts)
    for theme in themes:
        parts = theme.name.split(" · ")
        assert 1 <= len(parts) <= 3
        assert all(part in everything for part in parts)


def test_words_of_opinion_alone_are_no_theme(chinese: tuple[list[str], Themes]) -> None:
    _, themes = chinese
    keys = {word.key for theme in themes for word in theme.words}
    assert keys.isdisjoint({"不错", "满意", "很满意", "失望", "推荐", "好吃", "很", "一般"})


def test_members_use_a_word_of_the_theme_and_all_who_do_are_members(
    chinese: tuple[list[str], Themes],
) -> None:
    texts, themes = chinese
    assert themes.members is not None
    place = next(i for i, theme in enumerate(themes) if any(word.key == "排队" for word in theme.words))
    members, strength = themes.members.of(place)
    assert {i for i, text in enumerate(texts) if "排队" in text} <= set(members.tolist())
    assert ((strength >= 0.5) & (strength <= 1)).all()
    assert themes.themes[place].texts == len(members)
    assert themes.themes[place].share == pytest.approx(len(members) / len(texts))


def test_quotes_stand_in_their_texts_and_show_the_theme(chinese: tuple[list[str], Themes]) -> None:
    texts, themes = chinese
    for theme in themes:
        assert 1 <= len(theme.quotes) <= 3
        assert len({quote.text for quote in theme.quotes}) == len(theme.quotes)
        for quote in theme.quotes:
            assert texts[quote.text][quote.start : quote.end] == quote.words
            assert any(word.key in quote.words for word in theme.words)


def test_typical_words_are_commoner_in_the_themes_sentences(chinese: tuple[list[str], Themes]) -> None:
    _, themes = chinese
    for theme in themes:
        assert all(word.log_likelihood > 0 and word.log_ratio > 0 for word in theme.typical)
        assert all(0.5 <= word.weight <= 1 for word in theme.words)


def test_the_order_of_the_texts_plays_no_part(chinese: tuple[list[str], Themes]) -> None:
    texts, themes = chinese
    order = list(range(len(texts)))
    random.Random(4).shuffle(order)
    again = discover([texts[i] for i in order])
    assert [(t.id, t.name, t.texts) for t in again] == [(t.id, t.name, t.texts) for t in themes]
    assert discover(texts) == themes


def test_most_bounds_how_many_are_told(chinese: tuple[list[str], Themes]) -> None:
    texts, themes = chinese
    assert [theme.id for theme in discover(texts, most=2)] == [theme.id for theme in themes][:2]
    assert len(discover(texts, most=0)) == 0


def test_a_copied_review_counts_in_the_share_but_not_in_the_name() -> None:
    texts = reviews()
    copied = "我们特地从东莞开车过来吃火锅结果被告知今天锅底卖完了真是白跑一趟"
    themes = discover([*texts, *[copied] * 300])
    assert not any("锅底" in theme.name or "东莞" in theme.name for theme in themes)
    assert {theme.id for theme in discover(texts)} == {theme.id for theme in themes}


def test_weights_count_in_shares_only() -> None:
    texts = reviews()
    plain = discover(texts)
    weights = [3.0 if "停车" in text else 1.0 for text in texts]
    weighted = discover(texts, weights=weights)
    assert {theme.id for theme in weighted} == {theme.id for theme in plain}
    assert theme_of(weighted, "停车").share > theme_of(plain, "停车").share
    with pytest.raises(ValueError, match="one weight"):
        discover(texts, weights=[1.0])
    with pytest.raises(ValueError, match="one weight"):
        discover(texts, weights=[-1.0] * len(texts))


def test_languages_that_are_not_read_belong_to_no_theme() -> None:
    texts = reviews()
    russian = ["Очень долго ждали в очереди на парковку"] * 50
    themes = discover([*texts, *russian])
    assert themes.read == len(texts)
    assert themes.members is not None
    assert themes.members.text.max() < len(texts)
    told = discover(texts, languages=["zh-Hans"] * 200 + ["other"] * 200)
    assert told.read == 200
    with pytest.raises(ValueError, match="languages"):
        discover(texts, languages=["zh-Hans"])


def test_traditional_and_full_width_texts_belong_to_the_same_theme() -> None:
    themes = discover(reviews())
    members = assign(themes, ["停車場車位太少", "停车场车位太少", "味道可以"])
    assert [members.text[members.theme == place].tolist() for place in np.unique(members.theme)] == [[0, 1]]


def test_cantonese_is_read_too() -> None:
    themes = discover(reviews())
    members = assign(themes, ["呢度停車場嘅車位好少㗎"], languages=["yue"])
    assert members.read.all()
    assert len(members.text) == 1


def test_too_few_texts_have_no_themes_and_say_so() -> None:
    themes = discover(reviews(20))
    assert (len(themes), themes.reason) == (0, TOO_FEW_TEXTS)
    assert discover([]).reason == TOO_FEW_TEXTS
    assert discover([None, "", "   "] * 50).reason == TOO_FEW_TEXTS


def test_texts_that_share_nothing_have_no_themes() -> None:
    dice = random.Random(0)
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    texts = ["不错" + "".join(dice.choice(letters) for _ in range(3)) for _ in range(100)]
    themes = discover(texts)
    assert themes.coverage <= 1.0
    assert themes.reason in (None, NOTHING_SHARED)


@pytest.mark.parametrize(
    "hostile",
    [
        "停车" * 50_000,
        "a" * 100_000,
        "😀" * 100_000,
        "\x00\x01\x02" * 30_000,
        "\ud800" * 1_000,
        "<p>排队</p>" * 10_000,
        "。" * 100_000,
        "排队，" * 30_000,
    ],
)
def test_one_monstrous_text_changes_nothing_for_the_others(hostile: str) -> None:
    texts = reviews()
    before, after = discover(texts), discover([*texts, hostile])
    names = {theme.name for theme in before}
    assert len(names & {theme.name for theme in after}) >= 0.7 * len(names)


def test_ten_thousand_times_the_same_text_is_bounded() -> None:
    themes = discover(["排队等位等了一个小时才叫号，服务员也不管我们"] * 10_000)
    assert themes.reason == TOO_FEW_TEXTS
    themes = discover(["排队太久"] * 10_000)
    assert len(themes) <= 1


@given(st.lists(st.text(max_size=60), min_size=30, max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_texts_have_an_answer(texts: list[str]) -> None:
    themes = discover(texts)
    assert 0.0 <= themes.coverage <= 1.0
    assert Themes.from_json(themes.to_json()) == themes
