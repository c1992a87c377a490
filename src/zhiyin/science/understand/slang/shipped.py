"""The slang that the shipped lexicons know: which words it is, and what each of them means there.

`shipped.csv` only says which words of the lexicons are slang, faces among them. What they mean is read from the lexicons
themselves, so that the list cannot say otherwise than a reading.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from zhiyin.science.understand.annotations.annotation import EMOTION, EXPECTATION, INTENT
from zhiyin.science.understand.annotations.emotion import LEANING
from zhiyin.science.understand.annotations.lexicon import Entry, entries_of
from zhiyin.science.understand.aspects.dictionary import as_found, meanings
from zhiyin.science.understand.slang.words import BLAME, IRONY, OTHER, PRAISE

_FILE = Path(__file__).with_name("shipped.csv")
SHOWING: Final = (EMOTION, INTENT, EXPECTATION)
"""Kinds of annotations that a word of slang may show. What it says of harm, money or names is no slang."""
_LEANS: Final = {
    (INTENT, "praise"): 1.0,
    (INTENT, "complaint"): -1.0,
    (INTENT, "churn_threat"): -1.0,
    (EXPECTATION, "exceeded"): 1.0,
    (EXPECTATION, "missed"): -1.0,
}


@dataclass(frozen=True, slots=True)
class Shipped:
    """One word or face: as it is written and as folded text shows it, its language (zh, en, any), its meaning (praise,
    blame, irony, other), the (kind, code) of what it may show, and its polarity as a word of opinion (0: it is none)."""

    word: str
    found: str
    language: str
    meaning: str
    shows: tuple[tuple[str, str], ...]
    polarity: float


@cache
def shipped() -> tuple[Shipped, ...]:
    """All of them, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        listed = [(row["language"], row["terms"].split("|")) for row in csv.DictReader(file)]
    found = as_found(word for _language, words in listed for word in words)
    known, opinions = entries_of(), meanings()
    told: list[Shipped] = []
    for language, words in listed:
        for word in words:
            term = found[word]
            shown = [one for one in known.get(term, ()) if one.kind in SHOWING]
            polarity = opinions[term].polarity if term in opinions else 0.0
            value = 0.0 if polarity != polarity else polarity
            shows = tuple(dict.fromkeys((one.kind, one.code) for one in shown))
            told.append(Shipped(word, term, language, _meaning(shown, value), shows, value))
    return tuple(told)


@cache
def by_found() -> Mapping[str, Shipped]:
    """Each by the folded word."""
    return {one.found: one for one in shipped()}


def _meaning(shown: Iterable[Entry], polarity: float) -> str:
    """What most of what it shows says; a word that is ironic anywhere is a mark of irony."""
    lean = polarity
    for one in shown:
        if one.when == "ironic":
            return IRONY
        lean += LEANING.get(one.code, -1.0) if one.kind == EMOTION else _LEANS.get((one.kind, one.code), 0.0)
    return PRAISE if lean > 0 else BLAME if lean < 0 else OTHER
