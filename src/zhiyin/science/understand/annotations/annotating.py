"""Annotations of a whole batch: all words found at once, then short rules over the words found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints
from zhiyin.science.understand.annotations import (
    constructions,
    effort,
    emotion,
    expectation,
    intent,
    lexicon,
    offers,
    place,
    risks,
    slang,
    staff,
)
from zhiyin.science.understand.annotations import names as names_module
from zhiyin.science.understand.annotations.annotation import (
    EFFORT,
    EMOTION,
    EXPECTATION,
    INTENT,
    NAMED,
    OFFER,
    RISK,
    Annotation,
)
from zhiyin.science.understand.annotations.findings import MOST, Findings, Turned
from zhiyin.science.understand.annotations.lexicon import Entry, Lexicon
from zhiyin.science.understand.annotations.names import Names
from zhiyin.science.understand.annotations.place import Hits, Place
from zhiyin.science.understand.aspects.clauses import Parse

__all__ = ["CODES", "MOST", "Names", "Shown", "annotate", "show", "version"]

CODES: Final = {
    EMOTION: emotion.CODES,
    EFFORT: effort.CODES,
    EXPECTATION: expectation.CODES,
    INTENT: intent.CODES,
    OFFER: offers.CODES,
    NAMED: names_module.CODES,
    RISK: risks.CODES,
}
# Changes when a rule does; the words' own version is the lexicon's.
_RULES = "3"

# Rules for fixed words come first, then phrases that mean something else than their words, then rules that count (how
# often, how long) and need to know how the text leans, then those that need to know all that.
AT_ONCE, TURNING, COUNTED, WAITING = range(4)

Rule = Callable[[Place, Entry, Findings], None]
# A rule with its kind's bit and its word's entry, and with the stage before them.
Ruled = tuple[int, Rule, Entry]
Staged = tuple[int, int, Rule, Entry]
Bounds = tuple[int, int, int, int, int, int]


def version() -> str:
    """Changes when the rules or any of the lexicon's files do."""
    return f"{_RULES}.{lexicon.version()}"


@dataclass(frozen=True)
class Shown:
    """What a batch shows: each text's annotations; where words lean to praise or blame (positions in the folded codes,
    in order, and −1.5 … 1.5); and phrases that mean something else than their words (begin, end, −1 … 1)."""

    annotations: list[tuple[Annotation, ...]]
    lean_at: Ints
    lean: NDArray[np.float64]
    turned: list[Turned]


def annotate(
    folded: Folded, texts: Sequence[str], *, names: Names | None = None, parse: Parse | None = None
) -> list[tuple[Annotation, ...]]:
    """What each of the texts shows, in order of the spans' beginnings; see `show`."""
    return show(folded, texts, names=names, parse=parse).annotations


def show(
    folded: Folded, texts: Sequence[str], *, names: Names | None = None, parse: Parse | None = None
) -> Shown:
    """What each of the texts shows, and how its words lean.

    `folded` is the fold of `texts` (as given); `names` what the organisation names; `parse` the batch's parse with
    the organisation's own words, where it has any. A text has at most MOST
    annotations; of more, the strongest are kept (strength × confidence, then the first). Never raises for any text.
    """
    codes = folded.codes
    whole = codes.tobytes().decode("utf-32-le")
    words = slang.lexicon_of(parse.words.own) if parse is not None else lexicon.lexicon()
    rules = _rules(words)
    here = Place(whole, texts, folded.where)
    of_texts: dict[int, Findings] = {}
    waiting: tuple[list[tuple[int, Bounds, Rule, Entry]], ...] = ([], [], [], [])
    if parse is not None and parse.own is not None:
        slang.find_own(parse.own, folded, of_texts)
    for text, word, kinds, bounds in _words(place.find(codes, whole, folded, words)):
        at_once, later = rules[word]
        if text not in of_texts:
            of_texts[text] = Findings()
        if at_once:
            here.at(text, bounds)
            for kind, rule, entry in at_once:
                if kind & kinds:
                    rule(here, entry, of_texts[text])
        for stage, kind, rule, entry in later:
            if kind & kinds:
                waiting[stage].append((text, bounds, rule, entry))
    people: list[tuple[int, Bounds]] = []
    if names is not None:
        listed = names_module.given(names)
        for text, word, _, bounds in _words(place.find(codes, whole, folded, listed)):
            here.at(text, bounds)
            for entry in listed.entries[word]:
                if entry.code == names_module.STAFF:
                    people.append((text, bounds))
                else:
                    names_module.find_listed(here, entry, of_texts.setdefault(text, Findings()))
    for text, bounds, rule, entry in chain.from_iterable(waiting):
        here.at(text, bounds)
        rule(here, entry, of_texts[text])
    for text, bounds in people:  # praised or blamed: the words that say so are known by now
        here.at(text, bounds)
        staff.find_listed_staff(here, of_texts.setdefault(text, Findings()))
    for findings in of_texts.values():
        intent.imply(findings)
    lean_at: list[int] = []
    leans: list[float] = []
    turned: list[Turned] = []
    for _, findings in sorted(of_texts.items()):
        positions, values = findings.leans()
        lean_at += positions
        leans += values
        turned += findings.turned
    return Shown(_as_given(of_texts, folded), np.array(lean_at, dtype=np.int64), np.array(leans), turned)


def _words(hits: Hits) -> Iterator[tuple[int, int, int, Bounds]]:
    bounds = zip(
        hits.begin.tolist(),
        hits.end.tolist(),
        hits.clause[0].tolist(),
        hits.clause[1].tolist(),
        hits.sentence[0].tolist(),
        hits.sentence[1].tolist(),
        strict=True,
    )
    return zip(hits.text.tolist(), hits.word.tolist(), hits.kinds.tolist(), bounds, strict=True)


def _as_given(of_texts: dict[int, Findings], folded: Folded) -> list[tuple[Annotation, ...]]:
    """The findings with offsets in the texts as given."""
    result: list[tuple[Annotation, ...]] = [()] * len(folded)
    best = [(text, findings.strongest()) for text, findings in of_texts.items() if findings.found]
    begins = np.array([item.begin for _, found in best for item in found], dtype=np.int64)
    ends = np.array([item.end for _, found in best for item in found], dtype=np.int64)
    starts = iter(folded.where[begins].tolist())
    stops = iter((folded.where[ends - 1] + 1).tolist())
    for text, found in best:
        result[text] = tuple(
            Annotation(
                item.kind,
                item.code,
                next(starts),
                next(stops),
                item.strength,
                item.confidence,
                item.rule,
            )
            for item in found
        )
    return result


@lru_cache(maxsize=8)
def _rules(words: Lexicon) -> tuple[tuple[tuple[Ruled, ...], tuple[Staged, ...]], ...]:
    """By word: the rules that go through it at once, and those of a later stage."""
    by_word: list[tuple[tuple[Ruled, ...], tuple[Staged, ...]]] = []
    for entries in words.entries:
        ruled = [
            (stage, lexicon.bit(entry.kind), rule, entry)
            for entry in entries
            for rule, stage in [_rule(entry)]
        ]
        by_word.append(
            (
                tuple(each[1:] for each in ruled if each[0] == AT_ONCE),
                tuple(each for each in ruled if each[0] != AT_ONCE),
            )
        )
    return tuple(by_word)


def _rule(entry: Entry) -> tuple[Rule, int]:
    """The rule for a word, and its stage."""
    match entry.kind:
        case "emotion":
            waits = _stage(entry.when == "ironic")
            return (emotion.find_waiting if waits else emotion.find), waits
        case "effort":
            return effort.find, COUNTED if entry.when in effort.COUNTING else AT_ONCE
        case "units":
            return (effort.count if entry.code == "count" else effort.duration), COUNTED
        case "construction":
            return constructions.find, TURNING
        case "expectation":
            waits = _stage(entry.when in expectation.WAITING)
            return (expectation.find_waiting if waits else expectation.find), waits
        case "intent":
            waits = _stage(entry.when in intent.WAITING)
            return (intent.find_waiting if waits else intent.find), waits
        case "offer":
            return (_offer_and_name if entry.code == "known" else offers.find), WAITING
        case "named":
            return (names_module.find_than if entry.code == "than" else staff.find_staff), WAITING
        case _:
            waits = _stage(entry.code in ("vulnerable", "deadline") or entry.when in ("mild", "sum"))
            return (risks.find_waiting if waits else risks.find), waits


def _offer_and_name(here: Place, entry: Entry, findings: Findings) -> None:
    offers.find(here, entry, findings)
    names_module.find_known(here, entry, findings)


def _stage(waits: bool) -> int:
    return WAITING if waits else AT_ONCE
