"""The label of a text or a sentence: negative, neutral, positive or mixed, by rules over its probability, its clauses and
what it speaks of.

- A text is mixed when a clause with words of praise has at least SIDE of probability by the linear model and these words,
  and a clause with words of blame at most 1 - SIDE: both sides are spoken of. That is so of a text whose probability of
  positive is at least OPEN from both ends, and of a SHORT one, where each clause is much of it (送餐慢，味道好).
- So is one whose probability is at least CLEAR from both ends and that says both sides plainly: by such clauses at
  PLAIN_SIDE, or by a word that judges and the aspects that it speaks of, where one is praised and one blamed by FELT at
  least, and neither side is less than a PART of the other.
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
# Chosen on 9,594 sentences of the other tenths with judged aspects: of those called mixed 57 % are (Chinese) and 53 %
# (English), and 15 and 15 % of the mixed ones are found with 0.2; with 0.3 it is 61 and 49 %, and 9 and 7 %. At 0.21 as
# many are found, and of whole reviews less than 3 % are called mixed or neutral.
OPEN = 0.21
SIDE = 0.75
# Chosen on tenth 1 (1,929 Chinese and 1,243 English sentences): of the Chinese sentences called mixed 48 % are and 43 %
# of the mixed ones are found (46 and 14 % with OPEN alone), in English 59 and 35 % (64 and 10 %); of whole reviews 8 %
# are called mixed. The sign of the sentiment stays what it is.
SHORT = {CHINESE: 30, ENGLISH: 90}
CLEAR = 0.05
PLAIN_SIDE = 0.9
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
    unsure = (positive >= CLEAR) & (positive <= 1 - CLEAR)
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
    easy = short | (positive >= OPEN) & (positive <= 1 - OPEN)
    bar = np.where(easy, _logit(SIDE), _logit(PLAIN_SIDE))[owner]
    praise, blame = np.zeros(len(begin), dtype=np.bool_), np.zeros(len(begin), dtype=np.bool_)
    for model, scorer in scorers.items():
        chosen = (leans != 0) & (model_of[owner] == model)
        score = scorer.spans(first[chosen], last[chosen]) + worded[chosen]
        side, text = leans[chosen], owner[chosen]
        if parse.own is not None:
            score = score + parse.own.shift(first[chosen], last[chosen])
        praise[text[(score >= bar[chosen]) & (side > 0)]] = True
        blame[text[(score <= -bar[chosen]) & (side < 0)]] = True
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


def _logit(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


def _both(feelings: Sequence[float]) -> bool:
    """Whether some aspects are plainly praised and others plainly blamed, and neither side is a small part."""
    if len(feelings) < 2 or max(feelings) < FELT or min(feelings) > -FELT:
        return False
    praise = sum(one for one in feelings if one > 0)
    blame = -sum(one for one in feelings if one < 0)
    return min(praise, blame) >= PART * max(praise, blame)
