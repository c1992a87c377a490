"""Tokens for full-text search that find any Chinese substring, whatever a segmenter would make of it.

A run of Han characters is indexed as its overlapping pairs, then its last character alone:
上菜慢 → 上菜 菜慢 慢. So a word of two characters is one token; a longer one is its pairs in sequence (a
phrase); a single character is a prefix of some token. The index holds one token per character and needs no
dictionary, so that it never has to be rebuilt when one changes. Latin words and numbers are tokens as they
are, lower case, without accents; traditional characters are indexed as simplified ones.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import folding

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U00031fff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_FIRST_HAN = re.compile(rf"[{_HAN}]")
_ACCENTED = re.compile("[\u00c0-\u024f]")
# No word is longer; a longer run (a pasted key, a URL's hash) is cut, in text and query alike.
LONGEST = 40
# So much text is made ready at once: more gains nothing and takes memory.
BATCH_CHARACTERS = 200_000
# A Latin word in a query from this length on also finds longer words that begin with it (refund → refunds).
PREFIX_FROM = 4


class _Fold(dict[int, str]):
    """What `str.translate` replaces a character by; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        table, _ = folding.tables()
        to = int(table[code]) if code <= 0xFFFF else code
        self[code] = "" if to == folding.DROPPED else chr(to)
        return self[code]


_FOLD = _Fold()


@dataclass(frozen=True)
class Phrase:
    """Tokens that must follow each other; `prefix`: the last one need only be the beginning of a token."""

    tokens: tuple[str, ...]
    prefix: bool = False


def search_tokens(text: str) -> list[str]:
    """The tokens to index, in the order of the text (repetitions kept)."""
    tokens: list[str] = []
    for run in _runs(text):
        if _FIRST_HAN.match(run):
            tokens.extend(run[i : i + 2] for i in range(len(run)))
        else:
            tokens.append(run[:LONGEST])
    return tokens


def search_text(text: str) -> str:
    """The tokens joined by blanks: what goes into an FTS5 column or `to_tsvector('simple', …)`."""
    return " ".join(search_tokens(text))


def search_texts(texts: Sequence[str]) -> list[str]:
    """`search_text` of each text, worked out for many at once."""
    return [found for batch in _batches(texts) for found in _indexed(batch)]


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    begin = size = 0
    for place, text in enumerate(texts):
        size += len(text)
        if size > BATCH_CHARACTERS:
            yield texts[begin : place + 1]
            begin, size = place + 1, 0
    if begin < len(texts):
        yield texts[begin:]


@cache
def _traits() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each character up to FFFF, whether it is Han, and whether it stands in a word otherwise."""
    every = "".join(chr(code) if not 0xD800 <= code <= 0xDFFF else " " for code in range(0x10000))
    han, word = np.zeros(0x10000, bool), np.zeros(0x10000, bool)
    for match in _RUN.finditer(every):
        (han if _FIRST_HAN.match(match.group()) else word)[match.start() : match.end()] = True
    return han, word


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _indexed(texts: Sequence[str]) -> list[str]:
    given = _codes("\0".join([text.replace("\0", " ") for text in texts]))
    low = np.minimum(given, np.uint32(0xFFFF))
    table, _ = folding.tables()
    folded = np.where((given == 0) | (given > 0xFFFF), given, table[low])  # NULs stay between the texts
    codes = _codes(_text(folded[folded != folding.DROPPED]).lower())
    han, word = _kinds(codes)
    pair = np.zeros(len(codes), bool)
    pair[:-1] = han[:-1] & han[1:]
    goes_on = np.zeros(len(codes), bool)
    goes_on[:-1] = word[:-1] & word[1:]
    # how far into its word each character stands
    place = np.arange(len(codes))
    begins = np.maximum.accumulate(np.where(word & ~np.concatenate(([False], goes_on[:-1])), place, 0))
    word &= place - begins < LONGEST
    ends = word & (~goes_on | (place - begins == LONGEST - 1))
    apart = codes == 0
    widths = (han | word | apart) + (han | ends).astype(np.int64) + pair
    at = np.cumsum(widths) - widths
    out = np.full(int(widths.sum()), ord(" "), np.uint32)
    kept = han | word | apart
    out[at[kept]] = codes[kept]
    first = np.flatnonzero(pair)
    out[at[first] + 1] = codes[first + 1]
    found = [tokens[:-1] for tokens in _text(out).split("\0")]
    accented = (codes >= 0xC0) & (codes <= 0x24F)
    for index in np.unique(np.cumsum(apart)[accented]).tolist():
        found[index] = search_text(texts[index])  # whose accents go
    return found


def _kinds(codes: NDArray[np.uint32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of these are Han, and which stand in a word otherwise."""
    known_han, known_word = _traits()
    low = np.minimum(codes, np.uint32(0xFFFF))
    han, word = known_han[low], known_word[low]
    for code in np.unique(codes[codes > 0xFFFF]).tolist():
        where = codes == code
        is_han = _FIRST_HAN.match(chr(code)) is not None
        han[where], word[where] = is_han, not is_han and _RUN.match(chr(code)) is not None
    return han, word


def _text(codes: NDArray[Any]) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def query_phrases(query: str) -> list[Phrase]:
    """What a text must hold to match the query: every phrase."""
    phrases: list[Phrase] = []
    for run in _runs(query):
        if _FIRST_HAN.match(run):
            pairs = tuple(run[i : i + 2] for i in range(max(1, len(run) - 1)))
            phrases.append(Phrase(pairs, prefix=len(run) == 1))
        else:
            word = run[:LONGEST]
            phrases.append(Phrase((word,), prefix=len(word) >= PREFIX_FROM and word.isalpha()))
    return phrases


def holds(text: str, query: str) -> bool:
    """Whether the text holds every phrase of the query, as the index would find it; False for a query without any."""
    tokens, phrases = search_tokens(text), query_phrases(query)
    return bool(phrases) and all(_has(tokens, phrase) for phrase in phrases)


def _has(tokens: list[str], phrase: Phrase) -> bool:
    *first, last = phrase.tokens
    size = len(phrase.tokens)
    return any(
        tokens[i : i + size - 1] == first
        and (tokens[i + size - 1].startswith(last) if phrase.prefix else tokens[i + size - 1] == last)
        for i in range(len(tokens) - size + 1)
    )


def fts5_query(query: str) -> str:
    """The query for SQLite FTS5's MATCH over `search_text`; empty when the query holds no letter or digit."""
    return " ".join(
        '"' + " ".join(phrase.tokens) + '"' + (" *" if phrase.prefix else "")
        for phrase in query_phrases(query)
    )


def postgres_query(query: str) -> str:
    """The query for PostgreSQL's `to_tsquery('simple', …)` over `search_text`; empty as for `fts5_query`."""
    return " & ".join(
        "(" + " <-> ".join(f"'{token}'" for token in phrase.tokens) + ")"
        if not phrase.prefix
        else f"'{phrase.tokens[0]}':*"
        for phrase in query_phrases(query)
    )


def _runs(text: str) -> list[str]:
    if text.isascii():
        return _RUN.findall(text.lower())
    folded = text.translate(_FOLD).lower()
    if _ACCENTED.search(folded):
        folded = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return _RUN.findall(folded)
