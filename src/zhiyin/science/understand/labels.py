"""The label of a text or a sentence: negative, neutral, positive or mixed, by rules over its probability, its clauses and
what it speaks of.

- A text whose probability of positive is at least OPEN from both ends, and a SHORT one, where each clause is much of it
  (送餐慢，味道好), is mixed when both sides are spoken of: a clause with words of praise has at least SIDE of probability by
  the linear model and these words, and a clause with words of blame at most 1 - SIDE.
- So is one at least OPEN from both ends with a word that judges, of whose aspects one is praised and one blamed by FELT at
  least, neither side less than a PART of the other.
- A text whose probability is at least UNCLEAR from both ends is neutral when it holds no word of praise or blame, but a
  neutral one (一般, 还行, average), or is a coin's toss (`sentiment.NEUTRAL_FROM` to `NEUTRAL_TO`).

Everything else is positive or negative by the likelier side.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Ints
from zhiyin.science.understand.aspects.clauses import Parse
from zhiyin.science.understand.ngrams import Scorer
from zhiyin.science.understand.sentiment import (
    CHINESE,
    ENGLISH,
    MIXED,
    NEGATIVE,
    NEUTRAL,
    NEUTRAL_FROM,
    NEUTRAL_TO,
    POSITIVE,
)

UNCLEAR = 0.3
# Of whole reviews, each of which somebody took for good or bad, no more than 3 % are called mixed or neutral. Of the Chinese
# sentences of tenth 1 (1,929 with judged aspects) called mixed 48 % are, and 13 % of the mixed ones are found. With OPEN
# at 0.05 and SHORT at 30 it is 47 and 43 %, yet a tenth of the reviews lose their side.
OPEN = 0.33
SIDE = 0.75
SHORT = {CHINESE: 14, ENGLISH: 60}
# What the words of a clause add to its logit: those of the dictionary, and those of the annotations.
WORDS = 0.5
FELT = 0.7
PART = 1 / 3

Floats = NDArray[np.float64]
_SIDES = np.array([NEGATIVE, POSITIVE], dtype=object)


def labels(
    positive: Floats,
    begin: Ints,
    end: Ints,
    parse: Parse,
    scorers: Mapping[str, Scorer],
    model_of: NDArray[np.object_],
    felt: Callable[[int], Sequence[float]],
) -> list[str | None]:
    """The label of each span [begin, end) of positions (texts or their sentences, in order, none over another), None
    where `positive` (the probability that the writer is pleased) is NaN; `model_of` names the sentiment model of each,
    `felt` tells the sentiment of the aspects that a span speaks of; it is asked only where that counts."""
    label = _SIDES.take(positive > 0.5)
    label[np.isnan(positive)] = None
    room = np.array([SHORT.get(model, 0) for model in model_of.tolist()])
    short = ~np.isnan(positive) & (end - begin <= room)
    unsure = (positive >= OPEN) & (positive <= 1 - OPEN)
    opened = short | unsure
    if not opened.any():
        return list(label)
    clauses = np.union1d(parse.clause_at, begin[opened])
    stop = np.append(clauses[1:], parse.length)
    owner = np.searchsorted(begin, clauses, side="right") - 1
    mine = (owner >= 0) & (clauses < end[owner]) & opened[owner]
    owner = owner[mine]
    first, last = clauses[mine], np.minimum(stop[mine], end[owner])
    leans, leaning, indifferent = parse.opinions(first, last)
    shown = parse.leaning(first, last)
    worded = WORDS * (np.tanh(leans) + np.tanh(shown))
    leans = np.where(leans == 0, shown, leans)
    bar = np.log(SIDE / (1 - SIDE))
    praise, blame = np.zeros(len(begin), dtype=np.bool_), np.zeros(len(begin), dtype=np.bool_)
    for model, scorer in scorers.items():
        chosen = (leans != 0) & (model_of[owner] == model)
        score = scorer.spans(first[chosen], last[chosen]) + worded[chosen]
        side, text = leans[chosen], owner[chosen]
        if parse.own is not None:
            score = score + parse.own.shift(first[chosen], last[chosen])
        praise[text[(score >= bar) & (side > 0)]] = True
        blame[text[(score <= -bar) & (side < 0)]] = True
    silent = np.bincount(owner, leaning, len(begin)) == 0
    lukewarm = np.bincount(owner, indifferent, len(begin)) > 0
    toss = (positive > NEUTRAL_FROM) & (positive < NEUTRAL_TO)
    unclear = (positive >= UNCLEAR) & (positive <= 1 - UNCLEAR)
    label[unclear & silent & (lukewarm | toss)] = NEUTRAL
    label[opened & praise & blame] = MIXED
    for index in np.flatnonzero(unsure & ~silent & (label != MIXED)).tolist():
        if _both(felt(index)):
            label[index] = MIXED
    return list(label)


def _both(feelings: Sequence[float]) -> bool:
    """Whether some aspects are plainly praised and others plainly blamed, and neither side is a small part."""
    if len(feelings) < 2 or max(feelings) < FELT or min(feelings) > -FELT:
        return False
    praise = sum(one for one in feelings if one > 0)
    blame = -sum(one for one in feelings if one < 0)
    return min(praise, blame) >= PART * max(praise, blame)
