"""The first dictionary: aspects with their words, words of opinion, and words that turn or grade them.

The files in `dictionary/` are data: one aspect, or one set of words with its meaning, per line.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from zhiyin.science.language.folding import fold
from zhiyin.science.understand.slang.words import Slang

_FOLDER = Path(__file__).parent / "dictionary"
_FILES = ("aspects.csv", "terms.csv", "opinions.csv", "modifiers.csv", "heads.csv")

NO_ASPECT = -1
LONGEST_HEAD = 4  # characters
# A negated opinion is a weaker one of the other side.
TURNED = -0.8
# What an organisation says of a pattern: nothing; an own word; an own mark (irony, a face), which is neither denied nor
# graded; a word that is switched off.
NO_SLANG, OWN_WORD, OWN_MARK, SILENT = range(4)


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
    words around it say so. `group`: index into `groups`, each the categories of taxonomies that a pattern names
    (`taxonomies.composing`); group 0 is none. `slang`: NO_SLANG, OWN_WORD, OWN_MARK or SILENT; `own` are the
    organisation's own words, None without any. `version` changes when any pattern or meaning does.
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
    group: NDArray[np.int64]
    groups: tuple[tuple[str, ...], ...]
    slang: NDArray[np.int64]
    own: Slang | None
    version: str


@dataclass(slots=True)
class Meaning:
    """What one pattern means; `categories` are full codes of categories that it names, in order."""

    aspect: int = NO_ASPECT
    polarity: float = float("nan")
    turns: bool = False
    grades: float = 1.0
    parts: bool = False
    categories: tuple[str, ...] = ()
    slang: int = NO_SLANG


@cache
def aspects() -> tuple[Aspect, ...]:
    """Every aspect, in the order of the file."""
    return tuple(Aspect(row["code"], row["en"], row["zh"], row["factor"]) for row in _rows("aspects.csv"))


@cache
def heads() -> dict[str, str]:
    """The aspect's code by the last characters of a compound that the dictionary does not have: what it is."""
    return {term: row["aspect"] for row in _rows("heads.csv") for term in _terms(row)}


@cache
def dictionary() -> Dictionary:
    """The dictionary alone, read once."""
    return build(meanings(), version())


def build(words: dict[str, Meaning], version: str, own: Slang | None = None) -> Dictionary:
    """One automaton of these words, folded as texts are, and of those that the longest match would cut."""
    words = words | dict(_hidden(words))
    words = dict(_alike(words)) | words
    patterns = list(words)
    found = list(words.values())
    places: dict[tuple[str, ...], int] = {(): 0}
    group = [places.setdefault(meaning.categories, len(places)) for meaning in found]
    return Dictionary(
        aspects(),
        AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest),
        np.array([meaning.aspect for meaning in found], dtype=np.int64),
        np.array([meaning.polarity for meaning in found]),
        np.array([meaning.turns for meaning in found]),
        np.array([meaning.grades for meaning in found]),
        np.array([meaning.parts for meaning in found]),
        np.array([pattern.isascii() for pattern in patterns]),
        np.array(
            [len(pattern) == 1 and not pattern.isascii() and not _is_mark(m) for pattern, m in words.items()]
        ),
        np.array(group, dtype=np.int64),
        tuple(places),
        np.array([meaning.slang for meaning in found], dtype=np.int64),
        own,
        version,
    )


def _is_mark(meaning: Meaning) -> bool:
    return meaning.slang in (OWN_MARK, SILENT)


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
        for pattern, meaning in _whole().items()
        if pattern.isascii() == latin and abs(meaning.polarity) > 0
    ]


@cache
def _whole() -> dict[str, Meaning]:
    words = meanings()
    return words | dict(_hidden(words))


def meanings() -> dict[str, Meaning]:
    """What each word means; one may be an aspect and an opinion at once. The aspect's polarity wins. The caller's own."""
    return {word: replace(meaning) for word, meaning in _read().items()}


@cache
def _read() -> dict[str, Meaning]:
    place = {aspect.code: index for index, aspect in enumerate(aspects())}
    found: dict[str, Meaning] = {}
    for row in _rows("opinions.csv"):
        for term in _terms(row):
            found.setdefault(term, Meaning()).polarity = float(row["polarity"])
    named: set[str] = set()
    for row in _rows("terms.csv"):
        for term in _terms(row):
            meaning = found.setdefault(term, Meaning())
            if term not in named or row["polarity"]:
                meaning.aspect = place[row["aspect"]]
            named.add(term)
            if row["polarity"]:
                meaning.polarity = float(row["polarity"])
    for row in _rows("modifiers.csv"):
        for term in _terms(row):
            meaning = found.setdefault(term, Meaning())
            if row["role"] == "negation":
                meaning.turns = True
            elif row["role"] == "degree":
                meaning.grades = float(row["value"])
            else:
                meaning.parts = True
    return found


def _hidden(words: dict[str, Meaning]) -> Iterator[tuple[str, Meaning]]:
    """Words that the longest match would cut: as 不好 and 很好 are words, 不好吃 and 很好吃 must be."""
    by_first: dict[str, list[str]] = {}
    for word, meaning in words.items():
        if meaning.polarity == meaning.polarity:
            by_first.setdefault(word[0], []).append(word)
    modifies = (word for word, meaning in words.items() if meaning.turns or meaning.grades != 1.0)
    ends: dict[str, set[str]] = {word: set() for word in modifies if not word.isascii()}
    lengths = {len(modifier) for modifier in ends}
    for word in words:
        for length in lengths:
            if length < len(word) and (begun := ends.get(word[:length])) is not None:
                begun.add(word[length:])
    for modifier, found in ends.items():
        share = TURNED if words[modifier].turns else words[modifier].grades
        for end in sorted(found):
            for word in by_first.get(end[0], ()):
                whole = modifier + word
                if word.startswith(end) and len(word) > len(end) and whole not in words:
                    cut = words[word]
                    yield (
                        whole,
                        replace(cut, polarity=share * cut.polarity, turns=False, grades=1.0, parts=False),
                    )


def _alike(words: dict[str, Meaning]) -> Iterator[tuple[str, Meaning]]:
    """质量差不多 is not 质量差, which begins before 差不多."""
    for word, meaning in words.items():
        if len(word) > 1 and word.endswith("差") and meaning.polarity == meaning.polarity:
            yield word + "不多", replace(meaning, polarity=0.0)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _terms(row: dict[str, str]) -> list[str]:
    return list(as_found(row["terms"].split("|")).values())


def as_found(terms: Iterable[str]) -> dict[str, str]:
    """By term: how folded text shows it. Terms of which folding leaves nothing are left out."""
    given = list(dict.fromkeys(terms))
    codes = fold(given).codes
    shown = codes[1:-1].tobytes().decode("utf-32-le", "surrogatepass").split("\0")
    return {term: found for term, found in zip(given, shown, strict=True) if found.strip()} if given else {}
