"""Which categories a batch of texts names, and where: the words alone, without reading how the text feels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhiyin.science.language.folding import fold
from zhiyin.science.understand.aspects import clauses
from zhiyin.science.understand.aspects.dictionary import Dictionary


@dataclass(frozen=True, slots=True)
class Found:
    """A word that names an aspect or categories (full codes), and its span in the text as given (end exclusive)."""

    aspect: str
    categories: tuple[str, ...]
    start: int
    end: int


def find(texts: Sequence[str], words: Dictionary) -> list[list[Found]]:
    """The words of each text that name an aspect, and with it perhaps categories, in order."""
    found: list[list[Found]] = [[] for _ in texts]
    if not texts:
        return found
    folded = fold(texts)
    hits = clauses.aspect_hits(clauses.parse(folded, words), words)
    owner = np.searchsorted(folded.starts, hits.begin, side="right") - 1
    starts = folded.where[hits.begin].tolist()
    ends = (folded.where[hits.end - 1] + 1).tolist()
    named = [words.aspects[index].code for index in words.aspect[hits.pattern].tolist()]
    groups = [words.groups[index] for index in words.group[hits.pattern].tolist()]
    for text, aspect, categories, start, end in zip(owner.tolist(), named, groups, starts, ends, strict=True):
        found[text].append(Found(aspect, categories, start, end))
    return found
