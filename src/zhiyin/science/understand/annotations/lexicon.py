"""The words that annotations are found by, all in one automaton.

The files in `lexicon/` are data: per line one code of a kind, the language, when its words count (a rule's name, or
nothing: unless negated, supposed or told of others), how strongly, and the words joined by `|`. The code `block`
marks longer words that hide what they contain (火锅 hides 火). Lines whose `when` is in WORDS_OF_RULES are not
looked for; rules take them as vocabulary.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from zhiyin.science.language.folding import fold

_FOLDER = Path(__file__).parent / "lexicon"
_KINDS = ("emotion", "effort", "expectation", "intent", "offer", "named", "risk", "units", "construction")
BLOCK = "block"
# Bits: that a word hides what it contains whatever the kind, and one for each kind.
HIDES = 1
KINDS = 1 + len(_KINDS)
WORDS_OF_RULES = frozenset({("effort", "count"), ("effort", "duration")})
# What others offer is vocabulary too: only who offers is looked for. So are surnames, and what is no name.
_VOCABULARY = {
    "offer": frozenset({"price", "service", "product"}),
    "named": frozenset({"no_name", "surname"}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word may show. `latin`: it is written in Latin letters."""

    kind: str
    code: str
    when: str
    strength: float
    latin: bool


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All words in one automaton; by word: what it may show, its kinds as bits (bit 0: it hides what it
    contains, whatever the kind), whether it only counts, after a numeral, and whether it begins or ends like a Latin word.
    """

    automaton: AhoCorasick
    entries: tuple[tuple[Entry, ...], ...]
    kinds: NDArray[np.int64]
    counts: NDArray[np.bool_]
    opens: NDArray[np.bool_]
    closes: NDArray[np.bool_]


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    meanings, blocks = _read()
    return build(meanings, dict.fromkeys(blocks, HIDES))


@lru_cache(maxsize=4)
def without(words: frozenset[str], kinds: frozenset[str]) -> Lexicon:
    """The lexicon where these folded words show nothing of these kinds, and hide what they contain of them."""
    meanings, blocks = _read()
    meanings = meanings | {
        word: tuple(entry for entry in meanings.get(word, ()) if entry.kind not in kinds) for word in words
    }
    return build(meanings, dict.fromkeys(words, sum(map(bit, kinds))) | dict.fromkeys(blocks, HIDES))


def entries_of() -> Mapping[str, tuple[Entry, ...]]:
    """What each folded word may show."""
    return _read()[0]


@cache
def _read() -> tuple[dict[str, tuple[Entry, ...]], frozenset[str]]:
    """Every folded word with what it may show; and those that hide what they contain."""
    meanings: dict[str, list[Entry]] = {}
    blocks: set[str] = set()
    for kind in _KINDS:
        for row in _rows(kind):
            if _is_vocabulary(kind, row):
                continue
            entry = Entry(kind, row["code"], row["when"], float(row["strength"]), row["language"] == "en")
            for term in _terms(row):
                known = meanings.setdefault(term, [])
                if entry.code == BLOCK:
                    blocks.add(term)
                elif not any(
                    (other.kind, other.code, other.when, other.latin)
                    == (kind, entry.code, entry.when, entry.latin)
                    for other in known
                ):
                    known.append(entry)
    return {term: tuple(entries) for term, entries in meanings.items()}, frozenset(blocks)


def build(meanings: Mapping[str, tuple[Entry, ...]], hiding: Mapping[str, int] | None = None) -> Lexicon:
    """An automaton over folded words; words in Latin letters or digits count whole only. `hiding`: by word, bits of
    what it hides of what it contains, besides the kinds that it shows."""
    hiding = hiding or {}
    terms = list(meanings)
    return Lexicon(
        AhoCorasick(terms, matchkind=MatchKind.Standard),
        tuple(meanings.values()),
        np.array(
            [
                sum({bit(entry.kind) for entry in entries}) | hiding.get(term, 0)
                for term, entries in meanings.items()
            ],
            dtype=np.int64,
        ),
        np.array(
            [
                bool(entries) and all(entry.kind == "units" and not entry.latin for entry in entries)
                for entries in meanings.values()
            ],
            dtype=np.bool_,
        ),
        # n't closes a word that it does not open.
        np.array([_wordlike(term[0]) and not term.startswith("n't") for term in terms], dtype=np.bool_),
        np.array([_wordlike(term[-1]) for term in terms], dtype=np.bool_),
    )


@cache
def words(kind: str, code: str, language: str) -> tuple[str, ...]:
    """The vocabulary of a rule: the words of a code that are not looked for by themselves."""
    return tuple(
        term
        for row in _rows(kind)
        if row["code"] == code and row["language"] == language and _is_vocabulary(kind, row)
        for term in _terms(row)
    )


@cache
def version() -> str:
    """Changes when any of the lexicon's files does."""
    digest = hashlib.sha256()
    for kind in _KINDS:
        digest.update((_FOLDER / f"{kind}.csv").read_bytes())
    return f"1.{digest.hexdigest()[:8]}"


def bit(kind: str) -> int:
    """The bit of a kind."""
    return 1 << 1 + _KINDS.index(kind)


def folded_term(term: str) -> str:
    """A word as folded text shows it."""
    return fold([term]).codes[1:-1].tobytes().decode("utf-32-le")


def _is_vocabulary(kind: str, row: dict[str, str]) -> bool:
    return (kind, row["when"]) in WORDS_OF_RULES or row["code"] in _VOCABULARY.get(kind, ())


def _wordlike(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _rows(kind: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _terms(row: dict[str, str]) -> list[str]:
    folded = fold([term for term in row["terms"].split("|") if term]).codes
    return [term for term in folded[1:-1].tobytes().decode("utf-32-le").split("\0") if term]
