"""Words in context: every place as it stands, sorted by its neighbours, with what belongs to it."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.science.understand.themes_made import reviews
from zhiyin.science.understand.concordance import (
    BY_LEFT,
    BY_RIGHT,
    collocates,
    concordance,
    frequencies,
    key_words,
)
from zhiyin.science.understand.themes import keyness


def test_every_place_is_shown_as_it_stands() -> None:
    texts = ["服務態度很好，但服务太慢", "没有", None, "服务不错"]
    found = concordance(texts, "服务", width=3)
    assert [(line.text, line.left, line.match, line.right) for line in found.lines] == [
        (0, "", "服務", "態度很"),
        (0, "好，但", "服务", "太慢"),
        (3, "", "服务", "不错"),
    ]
    assert (found.total, found.texts_with, found.texts) == (3, 2, 4)
    for line in found.lines:
        assert (texts[line.text] or "")[line.start : line.end] == line.match


def test_width_case_and_full_width_do_not_matter() -> None:
    found = concordance(["ＷｉＦｉ很差", "no WIFI here", "wifi"], "WiFi")
    assert [line.match for line in found.lines] == ["ＷｉＦｉ", "WIFI", "wifi"]


def test_a_latin_word_is_found_whole_unless_parts_are_asked_for() -> None:
    texts = ["the app crashed", "happy with it", "apps"]
    assert concordance(texts, "app").total == 1
    assert concordance(texts, "app", whole_words=False).total == 3
    assert concordance(["iphone手机"], "iphone").total == 1


def test_a_phrase_is_found_over_its_blank() -> None:
    found = concordance(["Battery   life is short", "the battery's life"], "battery life")
    assert [(line.text, line.match) for line in found.lines] == [(0, "Battery   life")]


def test_lines_are_sorted_by_what_follows() -> None:
    found = concordance(["服务丙", "服务，甲", "服务乙"], "服务", sort=BY_RIGHT)
    assert [line.text for line in found.lines] == sorted(range(3), key=lambda i: ["丙", "甲", "乙"][i])


def test_lines_are_sorted_by_the_nearest_word_before() -> None:
    texts = ["very slow service", "good service", "an awful service"]
    assert [line.text for line in concordance(texts, "service", sort=BY_LEFT).lines] == [2, 1, 0]
    chinese = ["太乙服务", "太甲服务"]
    assert [line.text for line in concordance(chinese, "服务", sort=BY_LEFT).lines] == [0, 1]


def test_only_so_many_lines_are_shown_but_all_are_counted() -> None:
    found = concordance(["排队 " * 50] * 10, "排队", most=7)
    assert (len(found.lines), found.total, found.texts_with) == (7, 500, 10)


def test_nothing_to_look_for_is_found_nowhere() -> None:
    for query in ("", "   ", "\u200b", "\x00"):
        assert concordance(["排队"], query).total == 0
        assert collocates(["排队"], query) == ()


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="Sort"):
        concordance([], "a", sort="middle")
    with pytest.raises(ValueError, match="width"):
        concordance([], "a", width=-1)
    with pytest.raises(ValueError, match="100 characters"):
        concordance([], "长" * 101)


def test_collocates_stand_near_the_word_and_say_how_surely() -> None:
    found = {one.word: one for one in collocates(reviews(), "停车")}
    assert {"停车场"} & found.keys() or "难" in found
    for one in found.values():
        assert one.together <= one.count
        assert one.log_likelihood > 0
        assert one.log_dice <= 14
        assert one.texts <= one.together
    assert "骑手" not in found


def test_collocates_stay_within_the_sentence_and_the_span() -> None:
    texts = ["停车便宜。早餐丰富"] * 5 + ["早餐冷了"] * 5
    assert "早餐" not in {one.word for one in collocates(texts, "停车", span=5)}


def test_key_words_set_one_set_of_texts_apart_from_another() -> None:
    parking = ["停车场车位太少，停车难"] * 20
    queue = ["排队等位太久，叫号混乱"] * 20
    found = key_words(parking, queue)
    by = {one.word: one for one in found}
    assert by["车位"].log_likelihood > 0 > by["等位"].log_likelihood
    assert by["车位"].log_ratio > 0 > by["等位"].log_ratio
    assert (by["车位"].count, by["车位"].other, by["车位"].texts) == (20, 0, 20)
    assert all(0 <= one.p <= 1 for one in found)
    assert [abs(one.log_likelihood) for one in found] == sorted(
        (abs(one.log_likelihood) for one in found), reverse=True
    )
    assert key_words([], queue) == ()


def test_frequencies_come_with_how_many_texts_and_words() -> None:
    found = frequencies(["排队排队的人", "排队", ""])
    assert (found.commonest[0].word, found.commonest[0].count, found.commonest[0].texts) == ("排队", 3, 2)
    assert (found.words, found.texts) == (5, 3)
    assert "的" not in {one.word for one in found.commonest}
    assert "的" in {one.word for one in frequencies(["排队的人"], function_words=True).commonest}


def test_log_likelihood_of_a_worked_example() -> None:
    # Two corpora of 10,000 and 20,000 words, 30 and 20 places: E1 = 50/3, E2 = 100/3.
    expected = 2 * (30 * math.log(30 / (50 / 3)) + 20 * math.log(20 / (100 / 3)))
    found = keyness.log_likelihood([30], [20], 10_000, 20_000)
    assert found[0] == pytest.approx(expected)
    assert keyness.log_ratio([30], [20], 10_000, 20_000)[0] == pytest.approx(math.log2(3))
    assert keyness.log_likelihood([1], [9], 100, 100)[0] < 0
    assert keyness.chi_square_p(3.841459) == pytest.approx(0.05, abs=1e-6)


def test_log_dice_is_14_for_words_that_only_occur_together() -> None:
    assert keyness.log_dice([10], 10, [10])[0] == pytest.approx(14.0)
    assert keyness.log_dice([5], 10, [10])[0] == pytest.approx(13.0)


def test_association_is_twice_the_sum_over_the_four_cells() -> None:
    a, near, word, total = 12.0, 60.0, 30.0, 1000.0
    cells = [(a, near, word), (word - a, total - near, word), (near - a, near, total - word)]
    cells.append((total - near - word + a, total - near, total - word))
    expected = 2 * sum(cell * math.log(cell / (row * column / total)) for cell, row, column in cells)
    assert keyness.association([a], near, [word], total)[0] == pytest.approx(expected)


@given(st.lists(st.text(max_size=60), max_size=8), st.text(max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_texts_and_any_query_have_an_answer(texts: list[str], query: str) -> None:
    found = concordance(texts, query, sort=BY_LEFT, width=5)
    assert len(found.lines) == min(found.total, 500)
    for line in found.lines:
        assert texts[line.text][line.start : line.end] == line.match
        assert len(line.left) <= 5
        assert len(line.right) <= 5
    collocates(texts, query)


@given(st.text(alphabet="排队等位，。 ", max_size=40), st.text(alphabet="排队等位", min_size=1, max_size=2))
@settings(max_examples=150, deadline=None)
def test_places_are_those_of_the_folded_text(text: str, query: str) -> None:
    from zhiyin.science.language.folding import fold

    folded = fold([text]).codes[1:-1].tobytes().decode("utf-32-le")
    needle = fold([query]).codes[1:-1].tobytes().decode("utf-32-le")
    assert concordance([text], query).total == folded.count(needle)


@pytest.mark.parametrize("hostile", ["排队" * 50_000, "a" * 100_000, "\ud800" * 1_000, "a " * 50_000])
def test_a_monstrous_text_is_bounded(hostile: str) -> None:
    found = concordance([hostile], hostile[:2].strip(), sort=BY_RIGHT)
    assert len(found.lines) <= 500
    collocates([hostile], hostile[:2].strip())
    frequencies([hostile])
