"""The aspects that a batch of texts mentions, each with the span that says so and how the text feels about it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded
from zhiyin.science.understand.aspects import clauses, polarity
from zhiyin.science.understand.aspects.dictionary import dictionary
from zhiyin.science.understand.ngrams import Scorer

# A text pasted over and over is not thousands of opinions; the longest real reviews have about a hundred.
MOST_MENTIONS = 200


@dataclass(frozen=True, slots=True)
class Mention:
    """An aspect that a text speaks of: its code, the span in the text as given, its sentiment in −1 … 1."""

    aspect: str
    start: int
    end: int
    sentiment: float


def mentions(
    folded: Folded, scorers: Mapping[str, Scorer], model_of: NDArray[np.object_]
) -> list[tuple[Mention, ...]]:
    """The mentions of each text, in order. Texts whose entry in `model_of` is None have none.

    Words for the same aspect that follow each other in one clause are one mention, from the first to the last.
    A text has at most MOST_MENTIONS, the first ones.
    """
    words = dictionary()
    parse = clauses.parse(folded, words)
    hits = clauses.aspect_hits(parse, words)
    text = np.searchsorted(folded.starts, hits.begin, side="right") - 1
    read = np.array([model is not None for model in model_of.tolist()], dtype=np.bool_)[text]
    hits, text = hits[read], text[read]
    found: list[list[Mention]] = [[] for _ in range(len(folded))]
    if not len(text):
        return [() for _ in found]
    aspect = words.aspect[hits.pattern]
    clause = np.searchsorted(parse.clause_at, hits.begin, side="right")
    opens = np.ones(len(text), dtype=np.bool_)
    opens[1:] = (aspect[1:] != aspect[:-1]) | (clause[1:] != clause[:-1])
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(text)) - 1
    spans = polarity.Spans(hits.begin[first], hits.end[last], text[first])
    feeling = polarity.feelings(spans, parse, folded, scorers, model_of)
    starts = folded.where[spans.begin].tolist()
    ends = (folded.where[spans.end - 1] + 1).tolist()
    codes = [words.aspects[index].code for index in aspect[first].tolist()]
    for owner, code, start, end, value in zip(
        spans.text.tolist(), codes, starts, ends, feeling.tolist(), strict=True
    ):
        if len(found[owner]) < MOST_MENTIONS:
            found[owner].append(Mention(code, start, end, value))
    return [tuple(items) for items in found]
