"""Experts of a domain: what praises a hotel does not praise a lunch box. A small linear model over words that was
trained on one domain alone corrects what the models of all domains say of a text that is recognised as of its domain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded
from zhiyin.science.understand.ngrams import Scorer, Weights

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Expert:
    """`domain` is above nought for words of its domain; `feeling` is what its own model scores. A text's logit becomes
    `general` times what all domains' models say, `own` times what it says itself, and `intercept`."""

    domain: Weights
    feeling: Weights
    general: float
    own: float
    intercept: float


def whose(worded: Folded, domains: Sequence[Weights]) -> NDArray[np.int64]:
    """For each text (`wording.words`) the place of the domain that it is of, -1 for none."""
    scores = np.array([Scorer(worded, domain).texts() for domain in domains]).reshape(
        len(domains), len(worded)
    )
    if not len(domains):
        return np.full(len(worded), -1, dtype=np.int64)
    best: NDArray[np.int64] = np.where(scores.max(0) > 0, scores.argmax(0), -1)
    return best


def corrected(logit: Floats, worded: Folded, experts: Sequence[Expert]) -> Floats:
    """The logits, those of an expert's domain as it sees them."""
    seen = logit.copy()
    owner = whose(worded, [expert.domain for expert in experts])
    for place, expert in enumerate(experts):
        mine = owner == place
        if mine.any():
            own = Scorer(worded, expert.feeling).texts()[mine]
            seen[mine] = expert.general * logit[mine] + expert.own * own + expert.intercept
    return seen
