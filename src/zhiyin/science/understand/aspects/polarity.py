"""How a text feels about one span of it: the opinion words near the span and the sentiment model on the words
around it, weighed by a small logistic model per language (fitted by `training.aspects`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints
from zhiyin.science.understand.aspects.clauses import Parse
from zhiyin.science.understand.ngrams import Scorer
from zhiyin.science.understand.sentiment import probability

Floats = NDArray[np.float64]

FEATURES = (
    "opinions of the segment",
    "opinions of the clause",
    "opinions of the sentence",
    "opinions before and after",
    "segment",
    "clause",
    "sentence",
    "text",
)
# A clause whose only opinions are neutral ones (一般, 还行, average) keeps this much of its feeling.
NEUTRAL_SHARE = 0.15
_LIMIT = 4.0


@dataclass(frozen=True)
class Spans:
    """Where aspects are named: positions in the folded codes, in order, and the index of the text of each."""

    begin: Ints
    end: Ints
    text: Ints


@cache
def weights() -> dict[str, Floats]:
    """By sentiment model: the weight of each feature, then the intercept."""
    stored = json.loads(Path(__file__).with_name("polarity.json").read_text(encoding="utf-8"))
    return {model: np.array(values) for model, values in stored.items()}


def feelings(
    spans: Spans, parse: Parse, folded: Folded, scorers: Mapping[str, Scorer], model_of: NDArray[np.object_]
) -> Floats:
    """The sentiment of each span in −1 … 1; `model_of` names the sentiment model of each text."""
    feeling = np.zeros(len(spans.begin))
    for model, scorer in scorers.items():
        mine = model_of[spans.text] == model
        if not mine.any():
            continue
        chosen = Spans(spans.begin[mine], spans.end[mine], spans.text[mine])
        table, neutral = features(chosen, parse, folded, scorer)
        weight = weights()[model]
        value = 2 * probability(table @ weight[:-1] + weight[-1]) - 1
        feeling[mine] = np.where(neutral, value * NEUTRAL_SHARE, value)
    return feeling


def features(spans: Spans, parse: Parse, folded: Folded, scorer: Scorer) -> tuple[Floats, NDArray[np.bool_]]:
    """One row of FEATURES per span; and whether the nearest opinions are all neutral."""
    clause_begin, clause_end = parse.around(parse.clause_at, spans.begin)
    sentence_begin, sentence_end = parse.around(parse.sentence_at, spans.begin)
    begin, end = _segments(spans, clause_begin, clause_end)
    near, near_leaning, near_neutral = parse.opinions(begin, end)
    clause, clause_leaning, clause_neutral = parse.opinions(clause_begin, clause_end)
    sentence, _, _ = parse.opinions(sentence_begin, sentence_end)
    silent = (near_leaning + near_neutral + clause_leaning + clause_neutral) == 0
    beside = np.where(silent, _beside(parse, clause_begin, clause_end, sentence_begin, sentence_end), 0.0)
    columns = [
        np.tanh(near),
        np.where(near_leaning == 0, np.tanh(clause), 0.0),
        np.where(silent, np.tanh(sentence), 0.0),
        np.tanh(beside),
        scorer.spans(begin, end),
        scorer.spans(clause_begin, clause_end),
        scorer.spans(sentence_begin, sentence_end),
        scorer.texts()[spans.text],
    ]
    neutral = (near_leaning == 0) & (near_neutral > 0)
    neutral |= (near_leaning + near_neutral == 0) & (clause_leaning == 0) & (clause_neutral > 0)
    return np.clip(np.column_stack(columns), -_LIMIT, _LIMIT), neutral


def _segments(spans: Spans, clause_begin: Ints, clause_end: Ints) -> tuple[Ints, Ints]:
    """A span's own part of its clause: up to the next span; the first one's begins with the clause."""
    begin, end = spans.begin.copy(), clause_end.copy()
    same = (clause_begin[1:] == clause_begin[:-1]) & (spans.begin[1:] > spans.begin[:-1])
    end[:-1][same] = spans.begin[1:][same]
    first = np.ones(len(begin), dtype=np.bool_)
    first[1:] = ~same
    begin[first] = clause_begin[first]
    return begin, np.maximum(end, spans.end)


def _beside(parse: Parse, begin: Ints, end: Ints, first: Ints, last: Ints) -> Floats:
    """The opinions of the clause after this one or, when that is silent, before it, within the sentence."""
    after_begin, after_end = parse.around(parse.clause_at, np.minimum(end, parse.length - 1))
    after, leaning, _ = parse.opinions(after_begin, np.minimum(after_end, np.maximum(last, after_begin)))
    before_begin, _ = parse.around(parse.clause_at, np.maximum(begin - 1, 0))
    before, _, _ = parse.opinions(np.maximum(before_begin, first), begin)
    return np.where(leaning > 0, after, before)
