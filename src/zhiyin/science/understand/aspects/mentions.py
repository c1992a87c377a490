"""The aspects that a batch of texts mentions, each with the span that says so and how the text feels about it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints
from zhiyin.science.understand.aspects import clauses, polarity
from zhiyin.science.understand.aspects.clauses import Hits, Parse
from zhiyin.science.understand.aspects.dictionary import NO_ASPECT, dictionary
from zhiyin.science.understand.aspects.targets import NOWHERE, Tagged, given_spans
from zhiyin.science.understand.ngrams import Scorer

MOST_MENTIONS = polarity.MOST_JUDGED
NO_GROUP = 0
# What found a mention.
BY_DICTIONARY, BY_TAGGER = "aspect.dictionary", "aspect.tagger"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mention:
    """An aspect that a text speaks of: its code, the span in the text as given, its sentiment in −1 … 1.

    `categories`: the full codes of the categories of taxonomies that the span names. `opinion`: the span that judges
    it, where one is found. `confidence`: the probability of its side (blamed, neither, praised). `rule`: what found it.
    """

    aspect: str
    start: int
    end: int
    sentiment: float
    categories: tuple[str, ...] = ()
    opinion: tuple[int, int] | None = None
    confidence: float = 1.0
    rule: str = BY_DICTIONARY


def mentions(
    folded: Folded,
    scorers: Mapping[str, Scorer],
    model_of: NDArray[np.object_],
    parse: Parse | None = None,
    beyond: Tagged | None = None,
) -> list[tuple[Mention, ...]]:
    """The mentions of each text, in order. Texts whose entry in `model_of` is None have none.

    Words for the same aspect that follow each other in one clause are one mention, from the first to the last,
    unless they name different categories. A text has at most MOST_MENTIONS, the first ones. `parse` is the batch's
    parse with the words to look for (the dictionary alone when None), `beyond` what the tagger found: a target that
    no word of the dictionary names is a mention where it has an aspect, unless its clause speaks of that anyway.
    """
    parse = parse or clauses.parse(folded, dictionary())
    words = parse.words
    hits = clauses.aspect_hits(parse, words)
    text = np.searchsorted(folded.starts, hits.begin, side="right") - 1
    read = np.array([model is not None for model in model_of.tolist()], dtype=np.bool_)[text]
    named = _by_dictionary(hits[read], parse)
    if beyond is not None and len(beyond.text):
        named = _with(named, beyond, parse)
    result: list[list[Mention]] = [[] for _ in range(len(folded))]
    if not len(named.begin):
        return [() for _ in result]
    owner = np.searchsorted(folded.starts, named.begin, side="right") - 1
    spans = polarity.Spans(named.begin, named.end, owner)
    feeling, sure = polarity.feelings(spans, parse, folded, scorers, model_of)
    for index, *told in zip(
        owner.tolist(),
        [words.aspects[aspect].code for aspect in named.aspect.tolist()],
        folded.where[named.begin].tolist(),
        (folded.where[named.end - 1] + 1).tolist(),
        feeling.tolist(),
        [words.groups[group] for group in named.group.tolist()],
        given_spans(folded, _opinions(spans, feeling, parse, beyond)),
        sure.tolist(),
        [BY_TAGGER if tagged else BY_DICTIONARY for tagged in named.tagged.tolist()],
        strict=True,
    ):
        if len(result[index]) < MOST_MENTIONS:
            result[index].append(Mention(*told))
    return [tuple(items) for items in result]


@dataclass(frozen=True)
class _Named:
    """Spans that name an aspect, in order: [begin, end) in the folded codes, the place of the aspect and of the group of
    categories, and whether the tagger found it."""

    begin: Ints
    end: Ints
    aspect: Ints
    group: Ints
    tagged: NDArray[np.bool_]


def _by_dictionary(hits: Hits, parse: Parse) -> _Named:
    words = parse.words
    aspect, group = words.aspect[hits.pattern], words.group[hits.pattern]
    if not len(aspect):
        return _Named(hits.begin, hits.end, aspect, group, np.zeros(0, dtype=np.bool_))
    clause = np.searchsorted(parse.clause_at, hits.begin, side="right")
    opens = np.ones(len(aspect), dtype=np.bool_)
    opens[1:] = (aspect[1:] != aspect[:-1]) | (clause[1:] != clause[:-1])
    opens |= _other_group(group, opens)
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(aspect)) - 1
    return _Named(
        hits.begin[first],
        hits.end[last],
        aspect[first],
        np.maximum.reduceat(group, first),
        np.zeros(len(first), dtype=np.bool_),
    )


def _with(named: _Named, beyond: Tagged, parse: Parse) -> _Named:
    """And the targets that have an aspect of which the dictionary finds nothing in their clause."""
    aspects = len(parse.words.aspects)
    known = np.searchsorted(parse.clause_at, named.begin, side="right") * aspects + named.aspect
    own = np.searchsorted(parse.clause_at, beyond.begin, side="right") * aspects + beyond.aspect
    last = np.searchsorted(named.begin, beyond.end) - 1
    over = (last >= 0) & (np.append(named.end, 0)[last] > beyond.begin)
    new = np.flatnonzero((beyond.aspect != NO_ASPECT) & ~over & ~np.isin(own, known))
    begin = np.concatenate((named.begin, beyond.begin[new]))
    order = np.argsort(begin, kind="stable")
    none = np.full(len(new), NO_GROUP, dtype=np.int64)
    return _Named(
        begin[order],
        np.concatenate((named.end, beyond.end[new]))[order],
        np.concatenate((named.aspect, beyond.aspect[new]))[order],
        np.concatenate((named.group, none))[order],
        np.concatenate((named.tagged, np.ones(len(new), dtype=np.bool_)))[order],
    )


def _opinions(spans: polarity.Spans, feeling: Floats, parse: Parse, beyond: Tagged | None) -> Ints:
    """The span (n, 2) that judges each mention, NOWHERE twice where none is found: the nearest word of praise or blame
    in its clause that leans as the mention does, else what the tagger says is said of it."""
    said = np.full((len(spans.text), 2), NOWHERE, dtype=np.int64)
    if beyond is not None:
        own = np.flatnonzero(beyond.opinions())
        if len(own):
            place = np.searchsorted(spans.end, beyond.begin[own], side="right")
            inside = place < len(spans.text)
            own, place = own[inside], place[inside]
            over = spans.begin[place] < beyond.end[own]
            said[place[over]] = beyond.saying[own[over]]
    words = parse.opinion_words
    leans = words.value != 0
    begin, end, whole_from, value = (
        words.begin[leans],
        words.end[leans],
        words.whole_from[leans],
        words.value[leans],
    )
    if not len(begin):
        return said
    opens, closes = parse.around(parse.clause_at, spans.begin)
    after = np.searchsorted(begin, spans.begin)
    best = np.full(len(spans.text), np.iinfo(np.int64).max)
    for step in (0, 1):  # the first at or after, the last before
        near = np.clip(after - step, 0, len(begin) - 1)
        away = spans.begin - end[near] if step else np.maximum(begin[near] - spans.end, 0)
        fits = (begin[near] >= opens) & (begin[near] < closes) & (value[near] * feeling > 0)
        fits &= (away >= 0) & (away < best)
        said[fits, 0], said[fits, 1] = whole_from[near][fits], end[near][fits]
        best[fits] = away[fits]
    return said


def _other_group(group: NDArray[np.int64], opens: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a hit names other categories than the last one before it, in the same mention, that names any."""
    place = np.arange(len(group))
    last = np.maximum.accumulate(np.where(group != NO_GROUP, place, 0))
    before = np.concatenate(([0], last[:-1]))
    mention = np.cumsum(opens)
    other = (group != NO_GROUP) & (group[before] != NO_GROUP) & (group != group[before])
    parts: NDArray[np.bool_] = other & (mention == mention[before]) & (place > 0)
    return parts
