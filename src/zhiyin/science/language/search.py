"""Tokens for full-text search that find any Chinese substring, whatever a segmenter would make of it.

A run of Han characters is indexed as its overlapping pairs, then its last character alone:
上菜慢 → 上菜 菜慢 慢. So a word of two characters is one token; a longer one is its pairs in sequence (a
phrase); a single character is a prefix of some token. The index holds one token per character and needs no
dictionary, so that it never has to be rebuilt when one changes. Latin words and numbers are tokens as they
are, lower case, without accents; traditional characters are indexed as simplified ones.
"""

import re
import unicodedata
from dataclasses import dataclass

from zhiyin.science.language import folding

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U00031fff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_FIRST_HAN = re.compile(rf"[{_HAN}]")
# No word is longer; a longer run (a pasted key, a URL's hash) is cut, in text and query alike.
LONGEST = 40
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
    if any("\u00c0" <= character <= "\u024f" for character in folded):
        folded = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return _RUN.findall(folded)
