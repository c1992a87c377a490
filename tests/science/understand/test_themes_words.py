"""Words as arrays: cut, placed and counted the same whatever else is there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.understand.themes.words import (
    LONGEST_WORD,
    MOST_CHARACTERS,
    SENTENCE_WORDS,
    Words,
    by_stem,
    content,
    naming,
    stem,
    words,
)


def told(found: Words, text: int) -> list[str]:
    return [found.vocabulary[word] for word, own in zip(found.word, found.text, strict=True) if own == text]


def test_chinese_and_english_are_cut_into_words() -> None:
    found = words(["外卖骑手送餐超时，iPhone 屏幕", "The waiters were slow."])
    assert told(found, 0) == ["外卖", "骑手", "送", "餐", "超时", "iphone", "屏幕"]
    assert told(found, 1) == ["the", "waiters", "were", "slow"]


def test_places_are_those_of_the_text_as_given() -> None:
    texts = ["  ＷｉＦｉ\u200b很差！！！服務員態度好", "好好好好好吃啊"]
    found = words(texts)
    shown = [texts[t][b:e] for t, b, e in zip(found.text, found.begin, found.end, strict=True)]
    assert "ＷｉＦｉ" in shown
    assert "服務員" in shown


def test_sentences_end_where_they_end_and_not_at_a_decimal_point() -> None:
    found = words(["花了3.5元。不值！It was 4.5 stars. Fine"])
    by = {found.vocabulary[w]: int(s) for w, s in zip(found.word, found.sentence, strict=True)}
    assert by["花"] == by["元"]
    assert by["不值"] > by["元"]
    assert by["was"] == by["stars"]
    assert by["fine"] > by["stars"]


def test_a_sentence_without_an_end_is_cut() -> None:
    found = words(["排队 " * 3 * SENTENCE_WORDS])
    assert found.sentence[-1] == 2


def test_a_text_counts_up_to_a_length_and_a_word_too() -> None:
    assert words(["排队" * MOST_CHARACTERS]).end.max() <= MOST_CHARACTERS
    assert len(words(["ab" * LONGEST_WORD]).word) == 0


def test_tags_addresses_and_masks_are_no_words() -> None:
    text = "<b>排队</b>&nbsp;太久 https://example.com/queue 电话‹phone›"
    found = words([text])
    assert told(found, 0) == ["排队", "太久", "电话"]
    assert text[found.begin[2] : found.end[2]] == "电话"


def test_texts_without_words_have_none() -> None:
    found = words(["", None, "！？。", "😀😀", "\n\n"])
    assert (found.texts, len(found.word), found.vocabulary) == (5, 0, ())
    assert words([]).texts == 0
    assert len(by_stem(found).word) == 0


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("waiters", "waiter"),
        ("dishes", "dish"),
        ("batteries", "battery"),
        ("boxes", "box"),
        ("glass", "glass"),
        ("bus", "bus"),
        ("is", "is"),
        ("ads", "ads"),
        ("等位", "等位"),
    ],
)
def test_plurals_share_the_key_of_their_singular(word: str, key: str) -> None:
    assert stem(word) == key


def test_what_may_name_a_theme() -> None:
    names = ["排队", "停车场", "退款", "超时", "battery", "waiter"]
    others = ["很", "不错", "满意", "我们", "推荐", "菜慢慢", "great", "the", "really", "quickly", "12", "42"]
    assert naming(names).all()
    assert not naming(others).any()


def test_function_words_say_nothing() -> None:
    assert content(["排队", "好吃", "slow"]).all()
    assert not content(["的", "我们", "the", "2"]).any()


@given(st.lists(st.text(max_size=80), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_texts_are_cut_in_bounds(texts: list[str]) -> None:
    found = words(texts)
    for text, begin, end in zip(found.text, found.begin, found.end, strict=True):
        assert 0 <= begin < end <= len(texts[text])
    assert (found.text[1:] >= found.text[:-1]).all()
    assert (found.sentence[1:] >= found.sentence[:-1]).all()


@given(st.lists(st.text(alphabet="排队等位的，。 ab1！", max_size=20), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_a_text_is_cut_alike_alone_and_among_others(texts: list[str]) -> None:
    together = words(texts)
    assert [told(together, i) for i in range(len(texts))] == [told(words([text]), 0) for text in texts]
