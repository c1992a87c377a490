"""Every card in Chinese and in English: the same numbers, tables and examples in both."""

import re
from collections import Counter
from pathlib import Path

import pytest

from training import annotations_card, chinese_cards
from training.chinese_cards import CARDS, SCIENCE, MissingChineseError, Phrases, in_chinese, phrases
from zhiyin.science.understand import cards

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
ENGLISH_SENTENCE = re.compile(r"\b[a-z]+ [a-z]+ [a-z]+", re.IGNORECASE)
EXAMPLE = re.compile(r"“[^”]*[\u4e00-\u9fff][^”]*”")
LEFT_AS_WRITTEN = (cards.CODE, cards.ENGLISH_WORDS)


def read(name: str, language: str = cards.ENGLISH) -> str:
    return cards.in_language(SCIENCE / name, language).read_text(encoding="utf-8")


def lines_of(text: str) -> list[cards.Line]:
    return [
        line
        for block in cards.blocks(text)
        for line in (*block.lines, *(cell for row in block.rows for cell in row))
    ]


def shape(text: str) -> list[tuple[str, int, int, list[int]]]:
    return [
        (block.kind, block.level, len(block.lines), [len(row) for row in block.rows])
        for block in cards.blocks(text)
    ]


def test_no_card_lacks_its_pair() -> None:
    there = {path.relative_to(SCIENCE).as_posix() for path in SCIENCE.rglob("*.md")}
    assert there == {*CARDS, *(name.removesuffix(".md") + ".zh.md" for name in CARDS)}
    assert {one.card for one in cards.shipped()} <= {SCIENCE / name for name in CARDS}


@pytest.mark.parametrize("name", CARDS)
def test_the_chinese_card_is_what_its_english_one_says(name: str) -> None:
    """Fails where an English card was changed by hand: run `python -m training.chinese_cards`."""
    assert read(name, cards.CHINESE) == in_chinese(read(name), phrases(CARDS[name]))


@pytest.mark.parametrize("name", CARDS)
def test_both_hold_the_same_numbers(name: str) -> None:
    assert Counter(NUMBER.findall(read(name, cards.CHINESE))) == Counter(NUMBER.findall(read(name)))


@pytest.mark.parametrize("name", CARDS)
def test_both_have_the_same_headings_lists_and_tables(name: str) -> None:
    assert shape(read(name, cards.CHINESE)) == shape(read(name))


@pytest.mark.parametrize("name", CARDS)
def test_both_give_the_same_examples(name: str) -> None:
    assert Counter(EXAMPLE.findall(read(name))) <= Counter(EXAMPLE.findall(read(name, cards.CHINESE)))


@pytest.mark.parametrize("name", CARDS)
def test_no_english_sentence_is_left_in_a_chinese_card(name: str) -> None:
    said = [
        "".join(words for mark, words in line if mark not in LEFT_AS_WRITTEN)
        for line in lines_of(read(name, cards.CHINESE))
    ]
    assert [line for line in said if ENGLISH_SENTENCE.search(line)] == []


def test_a_reader_of_neither_language_gets_the_english_card() -> None:
    model = cards.shipped()[0]
    assert cards.text_of(model, "zh-hans") == cards.text_of(model, "zh") != cards.text_of(model)
    assert cards.text_of(model, "de") == cards.text_of(model, "") == cards.text_of(model)


def test_an_english_example_is_marked_as_such() -> None:
    (item,) = cards.blocks("- 反话（“真棒”、“never again”）照字面读")[0].lines
    assert [piece for piece in item if piece[0] == cards.ENGLISH_WORDS] == [
        (cards.ENGLISH_WORDS, "“never again”")
    ]


def test_the_generator_of_a_card_needs_no_phrase_that_is_missing() -> None:
    told = in_chinese(annotations_card.card(), phrases("annotations"))
    assert "\n| **全部** |  | " in told


def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> Phrases:
    (tmp_path / "made.txt").write_text(words, encoding="utf-8")
    monkeypatch.setattr(chinese_cards, "WORDS", tmp_path)
    phrases.cache_clear()
    try:
        return phrases("made")
    finally:
        phrases.cache_clear()


MADE = """
A card: {what}
=> 卡：{what}

{n} of {all} {what} were right.
=> {all} 个{what}中对 {n} 个。

texts
=> 文本

rows
=> 行

accuracy
=> 准确率

Found: {names!}
=> 找到：{names!}
"""

ENGLISH = """# A card: texts

3 of 1,234 texts
were right.

| rows | accuracy |
|---|---|
| texts, rows | 9.5 % |

- Found: lorem; ipsum dolor
"""
CHINESE = """# 卡：文本

1,234 个文本中对 3 个。

| 行 | 准确率 |
|---|---|
| 文本、行 | 9.5% |

- 找到：lorem; ipsum dolor
"""


def test_numbers_go_where_chinese_wants_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = in_chinese(ENGLISH, known(tmp_path, monkeypatch, MADE))
    assert told == CHINESE


def test_words_without_chinese_are_all_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = known(tmp_path, monkeypatch, MADE)
    with pytest.raises(MissingChineseError) as told:
        in_chinese("# A card: texts\n\nNobody knows.\n\n- 3 of 4 pictures were right.\n", words)
    assert told.value.missing == ["Nobody knows.", "3 of 4 pictures were right."]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("texts\n", "an odd number of lines"),
        ("texts\n文本\n", "no pair"),
        ("texts\n=> 文本\n\ntexts\n=> 文字\n", "told twice"),
        ("{n} texts\n=> 文本\n", "other slots in Chinese"),
    ],
)
def test_phrases_that_cannot_be_meant_are_refused(
    words: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=fault):
        known(tmp_path, monkeypatch, words)
