"""Trains the experts of a domain (see `zhiyin.science.understand.experts`)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from training import linear
from zhiyin.science.language.folding import Folded, fold
from zhiyin.science.understand.experts import Expert, whose
from zhiyin.science.understand.ngrams import Weights
from zhiyin.science.understand.wording import words

DOMAIN_MEMBERS = (linear.Member(0.0, 0.5),)
SIZES, BITS = (1, 2), 20
MEMBERS = (linear.Member(1.0, 1.0), linear.Member(0.5, 1.0), linear.Member(0.0, 0.5))
# Three weights from a few hundred rows at least: hardly held back.
COST = 10.0


@dataclass(frozen=True)
class Reviews:
    """The rows whose domain is known; `judged` are those that are scored by models that did not see them."""

    texts: list[str]
    positive: NDArray[np.int64]
    weight: NDArray[np.float64]
    group: NDArray[np.object_]
    judged: NDArray[np.bool_]


def worded(texts: list[str]) -> Folded:
    return words(fold(texts))


def train(
    reviews: Reviews, logit: NDArray[np.float64], domains: tuple[str, ...]
) -> tuple[list[Expert], NDArray[np.float64]]:
    """One expert for each domain, and the judged reviews' logits as experts see them that were not trained on them;
    `logit` is what all domains' models say of these reviews."""
    if not domains:
        return [], logit
    counts = linear.matrix(reviews.texts, SIZES, BITS, worded)
    judged = np.flatnonzero(reviews.judged)
    texts = [reviews.texts[i] for i in judged]
    everything = np.ones(len(reviews.texts), dtype=np.bool_)

    def gate(domain: str, kept: NDArray[np.bool_]) -> Weights:
        mine = (reviews.group == domain).astype(np.int64)
        chosen = np.flatnonzero(kept)
        return linear.fit(counts[chosen], mine[chosen], reviews.weight[chosen], SIZES, DOMAIN_MEMBERS)

    def feeling(domain: str, kept: NDArray[np.bool_]) -> Weights:
        chosen = np.flatnonzero(kept & (reviews.group == domain))
        return linear.fit(counts[chosen], reviews.positive[chosen], reviews.weight[chosen], SIZES, MEMBERS)

    owner = whose(worded(texts), [gate(domain, ~reviews.judged) for domain in domains])
    experts, seen = [], logit.copy()
    for place, domain in enumerate(domains):
        mine = owner == place
        own = linear.logits(feeling(domain, ~reviews.judged), texts, worded)
        both = np.column_stack([logit[mine], own[mine]])
        found = LogisticRegression(C=COST, max_iter=1000).fit(both, reviews.positive[judged][mine])
        seen[mine] = found.decision_function(both)
        weigh = [round(float(value), 5) for value in (*found.coef_[0], found.intercept_[0])]
        experts.append(Expert(gate(domain, everything), feeling(domain, everything), *weigh))
    return experts, seen
