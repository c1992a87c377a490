"""The first dictionary: aspects with their words, words of opinion, and words that turn or grade them.

The files in `dictionary/` are data: one aspect, or one set of words with its meaning, per line.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from zhiyin.science.language.folding import fold

_FOLDER = Path(__file__).parent / "dictionary"
_FILES = ("aspects.csv", "terms.csv", "opinions.csv", "modifiers.csv")

NO_ASPECT = -1
# A negated opinion is a weaker one of the other side.
TURNED = -0.8


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something customers speak of: a stable code, its names, and the factor it belongs to."""

    code: str
    en: str
    zh: str
    factor: str


@dataclass(frozen=True)
class Dictionary:
    """All patterns in one automaton, and what each pattern means (arrays by pattern).

    `aspect`: index into `aspects` or NO_ASPECT. `polarity`: −2 … 2, NaN when the pattern is no opinion.
    `turns`: it negates the opinion after it. `grades`: it multiplies it (1 otherwise). `parts`: a new clause
    begins with it. `latin`: it must be a whole word. `short`: one Han character, an opinion only where the
    words around it say so.
    """

    aspects: tuple[Aspect, ...]
    automaton: AhoCorasick
    aspect: NDArray[np.int64]
    polarity: NDArray[np.float64]
    turns: NDArray[np.bool_]
    grades: NDArray[np.float64]
    parts: NDArray[np.bool_]
    latin: NDArray[np.bool_]
    short: NDArray[np.bool_]


@dataclass(slots=True)
class _Meaning:
    aspect: int = NO_ASPECT
    polarity: float = float("nan")
    turns: bool = False
    grades: float = 1.0
    parts: bool = False


@cache
def aspects() -> tuple[Aspect, ...]:
    """Every aspect, in the order of the file."""
    return tuple(Aspect(row["code"], row["en"], row["zh"], row["factor"]) for row in _rows("aspects.csv"))


@cache
def dictionary() -> Dictionary:
    """The dictionary, read once."""
    meanings = _meanings()
    patterns = list(meanings)
    found = list(meanings.values())
    return Dictionary(
        aspects(),
        AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest),
        np.array([meaning.aspect for meaning in found], dtype=np.int64),
        np.array([meaning.polarity for meaning in found]),
        np.array([meaning.turns for meaning in found]),
        np.array([meaning.grades for meaning in found]),
        np.array([meaning.parts for meaning in found]),
        np.array([pattern.isascii() for pattern in patterns]),
        np.array([len(pattern) == 1 and not pattern.isascii() for pattern in patterns]),
    )


@cache
def version() -> str:
    """Changes when any of the dictionary's files does."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((_FOLDER / name).read_bytes())
    return f"1.{digest.hexdigest()[:8]}"


def leaning_words(*, latin: bool) -> list[tuple[str, float]]:
    """The words that praise or blame, with their polarity: the Latin ones, or the Han ones."""
    return [
        (pattern, meaning.polarity)
        for pattern, meaning in _meanings().items()
        if pattern.isascii() == latin and abs(meaning.polarity) > 0
    ]


def _meanings() -> dict[str, _Meaning]:
    """What each pattern means; a word may be an aspect and an opinion at once. The aspect's polarity wins."""
    place = {aspect.code: index for index, aspect in enumerate(aspects())}
    meanings: dict[str, _Meaning] = {}
    for row in _rows("opinions.csv"):
        for term in _terms(row):
            meanings.setdefault(term, _Meaning()).polarity = float(row["polarity"])
    named: set[str] = set()
    for row in _rows("terms.csv"):
        for term in _terms(row):
            meaning = meanings.setdefault(term, _Meaning())
            if term not in named or row["polarity"]:
                meaning.aspect = place[row["aspect"]]
            named.add(term)
            if row["polarity"]:
                meaning.polarity = float(row["polarity"])
    for row in _rows("modifiers.csv"):
        for term in _terms(row):
            meaning = meanings.setdefault(term, _Meaning())
            if row["role"] == "negation":
                meaning.turns = True
            elif row["role"] == "degree":
                meaning.grades = float(row["value"])
            else:
                meaning.parts = True
    return meanings | dict(_hidden(meanings))


def _hidden(meanings: dict[str, _Meaning]) -> Iterator[tuple[str, _Meaning]]:
    """Words that the longest match would cut: as 不好 and 很好 are words, 不好吃 and 很好吃 must be."""
    by_first: dict[str, list[str]] = {}
    for word, meaning in meanings.items():
        if meaning.polarity == meaning.polarity:
            by_first.setdefault(word[0], []).append(word)
    modifiers = [word for word, meaning in meanings.items() if meaning.turns or meaning.grades != 1.0]
    for modifier in modifiers:
        if modifier.isascii():
            continue
        share = TURNED if meanings[modifier].turns else meanings[modifier].grades
        ends = {word[len(modifier) :] for word in meanings if word.startswith(modifier) and word != modifier}
        for end in sorted(ends):
            for word in by_first.get(end[0], ()):
                whole = modifier + word
                if word.startswith(end) and len(word) > len(end) and whole not in meanings:
                    yield whole, _Meaning(meanings[word].aspect, share * meanings[word].polarity)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _terms(row: dict[str, str]) -> list[str]:
    """The row's words as folded text shows them."""
    folded = fold([term for term in row["terms"].split("|") if term]).codes
    return folded[1:-1].tobytes().decode("utf-32-le").split("\0")
