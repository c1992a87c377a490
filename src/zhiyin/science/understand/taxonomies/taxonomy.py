"""A taxonomy, its categories and their words; and what is wrong with one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhiyin.science.understand.aspects.dictionary import aspects

MOST_CATEGORIES: Final = 200
MOST_TERMS: Final = 20_000
LONGEST_TERM: Final = 60
LONGEST_NAME: Final = 80
DEEPEST: Final = 5
FACTORS: Final = ("product", "service", "relationship", "convenience", "brand", "price")
CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")

# What can be wrong. `category` is empty where it is the taxonomy as a whole; `detail` the word or code meant.
BAD_CODE = "bad_code"
TWICE = "twice"
NO_NAME = "no_name"
TOO_LONG = "too_long"
NO_SUCH_FACTOR = "no_such_factor"
NO_SUCH_ASPECT = "no_such_aspect"
NO_SUCH_PARENT = "no_such_parent"
CIRCLE = "circle"
TOO_DEEP = "too_deep"
TOO_MANY_CATEGORIES = "too_many_categories"
TOO_MANY_TERMS = "too_many_terms"
LONG_TERM = "long_term"


@dataclass(frozen=True, slots=True)
class Category:
    """One thing that a trade looks at.

    `aspect` is the built-in aspect as which words count that the dictionary does not know. All words of the aspects
    in `takes` name the category unless another category claims them. `words` say nothing of how good it is,
    `praise` and `blame` do; `exclude` are words that do not name it, or longer phrases that mean something else.
    `spreads`: what is said of it is said of each of its parts too (“环境好”).
    """

    code: str
    zh: str
    en: str
    factor: str
    aspect: str
    parent: str = ""
    touchpoint: str = ""
    takes: tuple[str, ...] = ()
    spreads: bool = False
    words: tuple[str, ...] = ()
    praise: tuple[str, ...] = ()
    blame: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """In Chinese for `zh` and what begins with it, else in English; the other where one is missing."""
        return (self.zh or self.en) if language.startswith("zh") else (self.en or self.zh)

    def terms(self) -> Iterator[tuple[str, float]]:
        """Its own words with their polarity, NaN for none."""
        for terms, polarity in ((self.words, float("nan")), (self.praise, 1.0), (self.blame, -1.0)):
            for term in terms:
                yield term, polarity


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Categories in the order in which they are shown; a word that two of them claim goes to the deeper, then to the
    earlier one."""

    code: str
    zh: str
    en: str
    categories: tuple[Category, ...] = ()

    def name(self, language: str) -> str:
        return (self.zh or self.en) if language.startswith("zh") else (self.en or self.zh)

    def category(self, code: str) -> Category | None:
        return next((one for one in self.categories if one.code == code), None)

    def full(self, code: str) -> str:
        """The code of a category wherever several taxonomies meet."""
        return f"{self.code}.{code}"

    def ancestors(self, code: str) -> list[str]:
        """The codes above a category, the nearest first."""
        parents = {one.code: one.parent for one in self.categories}
        found: list[str] = []
        while (code := parents.get(code, "")) and code not in found:
            found.append(code)
        return found

    def below(self, code: str) -> list[str]:
        """The codes of all categories under one, in order."""
        return [one.code for one in self.categories if code in self.ancestors(one.code)]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a taxonomy from being used."""

    category: str
    code: str
    detail: str = ""


def faults(taxonomy: Taxonomy) -> list[Fault]:
    """Everything that is wrong with a taxonomy; empty when it can be used."""
    found = list(_of_the_whole(taxonomy))
    codes = [one.code for one in taxonomy.categories]
    known = {one.code for one in aspects()}
    seen: set[str] = set()
    for one in taxonomy.categories:
        found.extend(Fault(one.code, *fault) for fault in _of_a_category(one, known))
        if one.code in seen:
            found.append(Fault(one.code, TWICE))
        seen.add(one.code)
        if one.parent and one.parent not in codes:
            found.append(Fault(one.code, NO_SUCH_PARENT, one.parent))
    if not found:
        found.extend(_of_the_tree(taxonomy))
    return found


def _of_the_whole(taxonomy: Taxonomy) -> Iterator[Fault]:
    if not CODE.fullmatch(taxonomy.code):
        yield Fault("", BAD_CODE, taxonomy.code)
    if not (taxonomy.zh.strip() or taxonomy.en.strip()):
        yield Fault("", NO_NAME)
    if max(len(taxonomy.zh), len(taxonomy.en)) > LONGEST_NAME:
        yield Fault("", TOO_LONG)
    if len(taxonomy.categories) > MOST_CATEGORIES:
        yield Fault("", TOO_MANY_CATEGORIES)
    if sum(
        len(one.words) + len(one.praise) + len(one.blame) + len(one.exclude) for one in taxonomy.categories
    ) > (MOST_TERMS):
        yield Fault("", TOO_MANY_TERMS)


def _of_a_category(one: Category, known: set[str]) -> Iterator[tuple[str, str]]:
    if not CODE.fullmatch(one.code):
        yield BAD_CODE, one.code
    if not (one.zh.strip() or one.en.strip()):
        yield NO_NAME, ""
    if max(len(one.zh), len(one.en), len(one.touchpoint)) > LONGEST_NAME:
        yield TOO_LONG, ""
    if one.factor not in FACTORS:
        yield NO_SUCH_FACTOR, one.factor
    for aspect in (one.aspect, *one.takes):
        if aspect not in known:
            yield NO_SUCH_ASPECT, aspect
    for term in (*one.words, *one.praise, *one.blame, *one.exclude):
        if len(term) > LONGEST_TERM:
            yield LONG_TERM, term[:LONGEST_TERM]


def _of_the_tree(taxonomy: Taxonomy) -> Iterator[Fault]:
    parents = {one.code: one.parent for one in taxonomy.categories}
    for code in parents:
        above, at = 0, code
        while at := parents[at]:
            above += 1
            if at == code:
                yield Fault(code, CIRCLE)
            if at == code or above > len(parents):
                break
        else:
            if above >= DEEPEST:
                yield Fault(code, TOO_DEEP)
