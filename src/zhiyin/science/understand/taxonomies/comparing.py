"""What an edit does to a sample of texts: which gain or lose a category, and how right each version is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from zhiyin.science.understand.aspects.dictionary import Dictionary
from zhiyin.science.understand.taxonomies.composing import compose
from zhiyin.science.understand.taxonomies.finding import Found, find
from zhiyin.science.understand.taxonomies.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Moved:
    """A text (by its place in the sample) that gains or loses a category, with the spans that say or said so."""

    text: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Rightness:
    """Against what people said of the same texts: `n` their words, `found` how many had it, and precision and recall
    in 0 … 1, None where nothing was found or nothing was to be found."""

    n: int
    found: int
    precision: float | None
    recall: float | None

    @property
    def f1(self) -> float | None:
        if self.precision is None or self.recall is None:
            return None
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    """One category before and after: how many texts name it (its parts counted in), and which moved."""

    code: str
    before: int
    after: int
    gained: tuple[Moved, ...]
    lost: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sample read twice. `categories` in the order of the new version, removed ones last."""

    texts: int
    categories: tuple[Compared, ...]
    right_before: Rightness
    right_after: Rightness

    def of(self, code: str) -> Compared | None:
        return next((one for one in self.categories if one.code == code), None)


ASPECT: Final = "aspect:"
"""Begins what stands for a built-in aspect among codes of categories."""


@dataclass(frozen=True, slots=True)
class Told:
    """What people said of texts: by text and category (or ASPECT and an aspect), whether it is spoken of."""

    texts: Sequence[str] = ()
    labels: Mapping[tuple[int, str], bool] = field(default_factory=dict)


def compare(texts: Sequence[str], before: Taxonomy, after: Taxonomy, told: Told | None = None) -> Comparison:
    """Reads the texts, and those that people spoke about, with both versions."""
    told = told or Told()
    was = spans(texts, before)
    now = was if before == after else spans(texts, after)
    codes = [one.code for one in after.categories]
    codes += [one.code for one in before.categories if one.code not in codes]
    return Comparison(
        len(texts),
        tuple(_compared(code, was, now) for code in codes),
        rightness(spans(told.texts, before), told.labels),
        rightness(spans(told.texts, after), told.labels),
    )


Spans = list[dict[str, tuple[tuple[int, int], ...]]]


def spans(texts: Sequence[str], taxonomy: Taxonomy) -> Spans:
    """Of each text: by category (itself or through its parts) and by aspect, the spans that name it."""
    above = {one.code: (one.code, *taxonomy.ancestors(one.code)) for one in taxonomy.categories}
    return [_by_category(found, above) for found in find(texts, _words(taxonomy))]


@lru_cache(maxsize=4)
def _words(taxonomy: Taxonomy) -> Dictionary:
    """Remembered, since the version that holds is read with again at every change of a draft."""
    return compose([taxonomy])


def _by_category(
    found: Sequence[Found], above: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[tuple[int, int], ...]]:
    named: dict[str, list[tuple[int, int]]] = {}
    for one in found:
        named.setdefault(ASPECT + one.aspect, []).append((one.start, one.end))
        for code in {up for full in one.categories for up in above[full.partition(".")[2]]}:
            named.setdefault(code, []).append((one.start, one.end))
    return {code: tuple(places) for code, places in named.items()}


def _compared(code: str, was: Spans, now: Spans) -> Compared:
    both = list(enumerate(zip(was, now, strict=True)))
    return Compared(
        code,
        sum(code in one for one in was),
        sum(code in one for one in now),
        tuple(Moved(text, new[code]) for text, (old, new) in both if code in new and code not in old),
        tuple(Moved(text, old[code]) for text, (old, new) in both if code in old and code not in new),
    )


def rightness(named: Spans, told: Mapping[tuple[int, str], bool]) -> Rightness:
    """Precision and recall over everything that people said."""
    found = [code in named[text] for text, code in told]
    hits = sum(here and said for here, said in zip(found, told.values(), strict=True))
    there, meant = sum(found), sum(told.values())
    return Rightness(len(told), there, hits / there if there else None, hits / meant if meant else None)
