"""The words of many texts as arrays: segmented Chinese and Latin words, with sentences and places.

Chinese is cut by jieba's dictionary (rjieba) without its guesses at unknown words, so that a text is always cut the
same way, whatever else is in the batch.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rjieba import Jieba

from zhiyin.science.language.folding import BOUNDARY, LINE, fold
from zhiyin.science.understand.aspects.dictionary import NO_ASPECT, meanings

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# A longer text is cut here: what it is about is said by then, and time and memory stay bounded.
MOST_CHARACTERS = 5_000
# A sentence without an end is cut after so many words, so that what stands far apart does not count as together.
SENTENCE_WORDS = 40
# A longer run of letters is a pasted key or an address, not a word.
LONGEST_WORD = 24

_CHUNK = 400_000
_UNTOLD = re.compile(
    r"<[A-Za-z/!][^<>]{0,300}>|&(?:[a-z]{2,8}|#[0-9]{1,6});|https?://[^\s\u3000-\u9fff]{1,500}|‹[a-z-]{2,12}›"
)
_ENDS = frozenset("。!?;…\n")
# Parts of speech (jieba's tags) that a theme may be made of.
_NAMING_TAGS = ("n", "vn", "an", "eng", "j", "i", "l", "b", "s")
_CONTENT_TAGS = (*_NAMING_TAGS, "v", "a", "t", "f", "z")


@dataclass(frozen=True)
class Words:
    """The words of `n` texts in order; all arrays by word.

    `word`: index into `vocabulary` (folded words). `text`: which text. `sentence`: a number that grows with every
    sentence. `begin`, `end`: place in the text as given, end exclusive. `adjacent`: it follows the word before it
    with nothing or one blank between them.
    """

    texts: int
    vocabulary: tuple[str, ...]
    word: Ints
    text: Ints
    sentence: Ints
    begin: Ints
    end: Ints
    adjacent: Bools


def words(texts: Sequence[str | None], *, most_characters: int | None = MOST_CHARACTERS) -> Words:
    """The words of the texts, punctuation and blanks left out. A text counts up to `most_characters`."""
    ids: defaultdict[str, int] = defaultdict(lambda: len(ids))
    parts = []
    sentences = 0
    begin = 0
    while begin < len(texts):
        end, size = begin, 0
        chunk: list[str] = []
        while end < len(texts) and (not chunk or size < _CHUNK):
            chunk.append(_told((texts[end] or "")[:most_characters]))
            size += len(chunk[-1])
            end += 1
        part = _chunk(chunk, ids, begin, sentences)
        if len(part[0]):
            sentences = int(part[2][-1]) + 1
        parts.append(part)
        begin = end
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [_NONE] * 6
    word, text, sentence, start, stop, adjacent = columns
    return Words(len(texts), tuple(ids), word, text, sentence, start, stop, adjacent.astype(np.bool_))


def _told(text: str) -> str:
    """The text with tags, entities, addresses and masks blanked, which nobody said; places stay."""
    if "<" in text or "&" in text or "://" in text or "‹" in text:
        return _UNTOLD.sub(lambda match: " " * len(match.group()), text)
    return text


def by_stem(found: Words) -> Words:
    """The same words with English plurals counted as their singular."""
    ids: dict[str, int] = {}
    new = np.array([ids.setdefault(stem(word), len(ids)) for word in found.vocabulary], dtype=np.int64)
    return replace(found, vocabulary=tuple(ids), word=new[found.word] if len(new) else found.word)


def stem(word: str) -> str:
    """A key that singular and plural share; not always a word itself."""
    if len(word) < 4 or not word.isascii() or word[-1] != "s" or word[-2:] in ("ss", "us", "is"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("shes", "ches", "xes", "sses", "zzes")) else word[:-1]


_NONE = np.zeros(0, dtype=np.int64)


def _chunk(texts: list[str], ids: defaultdict[str, int], first: int, sentences: int) -> tuple[Ints, ...]:
    """word, text, sentence, begin, end, adjacent of the words of a few texts."""
    folded = fold(texts)
    codes = np.where(folded.codes == BOUNDARY, np.uint32(LINE), folded.codes)
    pieces = cutter().cut(codes.tobytes().decode("utf-32-le", "replace"), False)
    length = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
    stop = np.cumsum(length)
    start = stop - length
    known: defaultdict[str, int] = defaultdict(lambda: len(known))
    local = np.fromiter(map(known.__getitem__, pieces), dtype=np.int64, count=len(pieces))
    is_word = np.array([_is_word(piece) for piece in known], dtype=np.bool_)
    ends = np.array([piece in _ENDS for piece in known], dtype=np.bool_)
    stops = np.array([piece == "." for piece in known], dtype=np.bool_)
    number = np.array([ids[piece] if _is_word(piece) else -1 for piece in known], dtype=np.int64)
    after = np.append(codes, np.uint32(LINE))[stop]
    closes = ends[local] | (stops[local] & ~((after >= ord("0")) & (after <= ord("9"))))
    sentence: Ints = np.cumsum(closes, dtype=np.int64)
    keep = np.flatnonzero(is_word[local])
    if not len(keep):
        return (_NONE,) * 6
    start, stop, sentence = start[keep], stop[keep], sentence[keep]
    gap = np.ones(len(keep), dtype=np.int64) * 9
    gap[1:] = start[1:] - stop[:-1]
    adjacent = (gap == 0) | ((gap == 1) & (codes[np.maximum(start - 1, 0)] == ord(" ")))
    text = np.searchsorted(folded.starts, start, side="right") - 1
    where = folded.where
    return (
        number[local[keep]],
        text + first,
        _short_sentences(sentence) + sentences,
        where[start],
        where[stop - 1] + 1,
        adjacent.astype(np.int64),
    )


def _short_sentences(sentence: Ints) -> Ints:
    """The sentences numbered anew from 0, a long one as several."""
    new = np.ones(len(sentence), dtype=np.bool_)
    new[1:] = sentence[1:] != sentence[:-1]
    place = np.arange(len(sentence))
    within = place - np.maximum.accumulate(np.where(new, place, 0))
    numbered: Ints = np.cumsum(new | (within % SENTENCE_WORDS == 0)) - 1
    return numbered


def _is_word(piece: str) -> bool:
    return len(piece) <= LONGEST_WORD and piece[0].isalnum()


@cache
def cutter() -> Jieba:
    """jieba with its own dictionary."""
    return Jieba()


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about a theme, and words of opinion, which alone are none; both languages, with stems."""
    own = chain.from_iterable(row["terms"].split("|") for row in _rows())
    told = frozenset(own) | opinions()
    return told | {stem(word) for word in told}


def naming(vocabulary: Sequence[str]) -> Bools:
    """Which words may make and name a theme: nouns and the like that are neither stop words nor opinions."""
    stop = stop_words()
    return np.array([word not in stop and _names(word) for word in vocabulary], dtype=np.bool_)


def _names(word: str) -> bool:
    if word.isascii():
        return len(word) > 2 and not word[0].isdigit() and not word.endswith("ly")
    tag = _tag(word)
    if len(word) == 1:
        return tag == "n"
    return tag.startswith(_NAMING_TAGS) or tag.startswith("v")


def content(vocabulary: Sequence[str]) -> Bools:
    """Which words say something at all: all but the function words, numbers and single letters."""
    return np.array([_says(word) for word in vocabulary], dtype=np.bool_)


def _says(word: str) -> bool:
    if word.isascii():
        return len(word) > 2 and not word[0].isdigit() and word not in function_words()
    return word not in function_words() and _tag(word).startswith(_CONTENT_TAGS)


@cache
def function_words() -> frozenset[str]:
    """The stop words that have no meaning of their own."""
    rows = [row for row in _rows() if row["kind"] in ("function", "pronoun", "adverb")]
    told = frozenset(chain.from_iterable(row["terms"].split("|") for row in rows))
    return told | {stem(word) for word in told}


@cache
def no_part_of_phrases() -> frozenset[str]:
    """Words that stand beside many others without making a phrase with them."""
    rows = [row for row in _rows() if row["kind"] != "generic"]
    told = frozenset(chain.from_iterable(row["terms"].split("|") for row in rows))
    return told | opinions()


@cache
def opinions() -> frozenset[str]:
    """Words that praise or blame whatever they are said of; 退款 and 超时 blame too, but say what."""
    return frozenset(
        word
        for word, meaning in meanings().items()
        if meaning.aspect == NO_ASPECT and abs(meaning.polarity) > 0
    )


@cache
def _rows() -> list[dict[str, str]]:
    with Path(__file__).with_name("stop_words.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _tag(word: str) -> str:
    tagged = cutter().tag(word, False)
    return str(tagged[0][1]) if len(tagged) == 1 else "x"
