"""How each sentence of a text feels: as a text of its own would, read by the same models.

The linear model has the sum of any span at hand; networks are asked only for sentences of which it is not sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints, pieces
from zhiyin.science.language.sentences import sentence_spans
from zhiyin.science.understand import phrasing, sentiment
from zhiyin.science.understand.aspects.clauses import Parse
from zhiyin.science.understand.aspects.mentions import Mention
from zhiyin.science.understand.labels import labels
from zhiyin.science.understand.ngrams import Scorer

# A text of more sentences than that is a paste; the longest real reviews have about sixty.
MOST_SENTENCES = 200
# Networks are asked below this logit. Of 1,372 restaurant sentences of the held-out tenth the linear model has 88.6 %
# right, networks below 1.0 make it 90.5 %, and so do networks everywhere.
SURE = 1.0

Floats = NDArray[np.float64]
# A place in a batch as one number: the text's index above these bits, the offset in it below.
_TEXT_BITS = np.int64(1) << 40


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its span in the text as given and how it feels, as `reading.Reading` tells it of the whole."""

    start: int
    end: int
    sentiment: float
    label: str
    confidence: float


def feelings(
    texts: Sequence[str],
    folded: Folded,
    parse: Parse,
    scorers: Mapping[str, Scorer],
    languages: Sequence[str],
    whole: tuple[Floats, Sequence[str | None]],
    named: Sequence[tuple[Mention, ...]],
) -> list[tuple[Sentence, ...]]:
    """The sentences of each text, the first MOST_SENTENCES, in order; none of a text that is not read.

    `folded` is the batch as the models hear it, `parse` the parse of all its words. `whole`: the probability of positive
    of each text, NaN where it is not read, and its label: a text of one sentence feels as its sentence does. `named` are the
    aspects that each text mentions.
    """
    positive, label = whole
    spans = [
        sentence_spans(text)[:MOST_SENTENCES] if p == p else []
        for text, p in zip(texts, positive, strict=True)
    ]
    found: list[tuple[Sentence, ...]] = [()] * len(texts)
    several: list[tuple[int, int, int]] = []
    for index, (own, p, name) in enumerate(zip(spans, positive.tolist(), label, strict=True)):
        if len(own) == 1 and name is not None:
            found[index] = (Sentence(*own[0], 2 * p - 1, name, max(p, 1 - p)),)
        elif own:
            several += [(index, start, end) for start, end in own]
    if not several:
        return found
    owner, start, end = np.array(several, dtype=np.int64).T
    first, last = _folded(folded, owner, start), _folded(folded, owner, end)
    kept = last > first  # nothing is left of a sentence of faces that mean nothing
    owner, first, last = owner[kept], first[kept], last[kept]
    names = [languages[index] for index in owner.tolist()]
    model_of = np.array([sentiment.READERS[name][0] for name in names], dtype=object)
    logits = _logits(folded, first, last, scorers, names)
    logits = phrasing.told(logits, parse, first, last, chinese=model_of == sentiment.CHINESE)
    chance = sentiment.probability(logits)
    if parse.own is not None:
        chance = parse.own.moved(chance, first, last)
    start, end = start[kept], end[kept]

    def felt(sentence: int) -> list[float]:
        text, low, high = int(owner[sentence]), start[sentence], end[sentence]
        return [one.sentiment for one in named[text] if low <= one.start < high]

    label_of = labels(chance, first, last, parse, scorers, model_of, felt)
    of_text: dict[int, list[Sentence]] = {}
    for index, begin, stop, p, name in zip(
        owner.tolist(), start.tolist(), end.tolist(), chance.tolist(), label_of, strict=True
    ):
        if name is not None:
            sentence = Sentence(begin, stop, 2 * p - 1, name, max(p, 1 - p))
            of_text.setdefault(index, []).append(sentence)
    for index, sentences in of_text.items():
        found[index] = tuple(sentences)
    return found


def _folded(folded: Folded, text: Ints, offset: Ints) -> Ints:
    """The first position whose offset is at least this one in its text; its closing boundary where none is."""
    owner = np.repeat(np.arange(len(folded), dtype=np.int64), np.diff(folded.starts))
    place = owner * _TEXT_BITS + folded.where[: len(owner)]
    return np.searchsorted(place, text * _TEXT_BITS + offset)


def _logits(
    folded: Folded, begin: Ints, end: Ints, scorers: Mapping[str, Scorer], languages: Sequence[str]
) -> Floats:
    """The logit of positive for each span."""
    total, readers = np.zeros(len(begin)), np.zeros(len(begin))
    for model, scorer in scorers.items():
        mine = np.array([model in sentiment.READERS[name] for name in languages])
        total[mine] += sentiment.stack(model).sure(scorer.spans(begin[mine], end[mine]))
        readers[mine] += 1
    logit: Floats = total / np.maximum(readers, 1)
    unsure = np.flatnonzero(np.abs(logit) < SURE)
    if len(unsure):
        part, _ = pieces(folded, begin[unsure], end[unsure])
        spoken = [languages[index] for index in unsure.tolist()]
        needed = {model for name in spoken for model in sentiment.READERS[name]}
        own = {model: Scorer(part, sentiment.weights(model)) for model in sorted(needed)}
        logit[unsure] = sentiment.logits(own, spoken, part)
    return logit
