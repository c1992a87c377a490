"""Learning an adaptation from corrected texts, and saying whether it is better.

Corrections are made where the model is wrong. Learnt from alone they would teach it to say the opposite of
everything; so texts that nobody corrected stand beside them as anchors, each to keep the probability that it has.
What is learnt is sparse (elastic net): an n-gram gets a weight only where corrections agree about it against the
anchors. Everything is deterministic.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhiyin.science.estimate.mean import mean_of_differences
from zhiyin.science.language import folding
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.adaptation import BITS, SIZES, Adaptation
from zhiyin.science.understand.ngrams import hashed, text_range
from zhiyin.science.understand.reading import Reading, blanked

Floats = NDArray[np.float64]

LEAST_SHARED = 3
"""An n-gram of fewer taught texts gets no weight."""
ANCHOR = 0.25
"""What an anchor counts against a taught text."""
STRENGTHS = (0.03, 0.1, 0.3)
_RIDGE = 0.1  # of the pull to nought per unit of the strength, beside the lasso
_OFFSET_PULL = 2.0  # the offset is moved by many texts at once, so that it is held on its own
_STEPS = 200
_FOLDS = 4
_CLOSEST = 1e-4  # how near to 0 or 1 a probability may come
TARGETS = {sentiment.POSITIVE: 1.0, sentiment.NEGATIVE: 0.0, sentiment.NEUTRAL: 0.5, sentiment.MIXED: 0.5}


@dataclass(frozen=True, slots=True)
class Taught:
    """One text: what the shipped models made of it, and the label that people give it (None: an anchor)."""

    words: str
    reading: Reading
    label: str | None


@dataclass(frozen=True, slots=True)
class Paired:
    """Two versions on the same texts. `better` and `worse`: texts that only the new one, only the old one has right;
    `p` of the one-sided sign test; `gain` in shares with its 95 % interval."""

    n: int
    before: int
    after: int
    better: int
    worse: int
    p: float
    gain: float | None
    low: float | None
    high: float | None


def learn(texts: Sequence[Taught]) -> Adaptation | None:
    """The adaptation that these texts teach, at the strength that cross-validation chooses; None if it is nothing.

    Texts that were not read are left out. Raises nothing.
    """
    known = [one for one in texts if one.reading.sentiment is not None]
    problem = _Problem(known)
    if problem.taught.sum() < _FOLDS:
        return None
    place = np.cumsum(problem.taught) % _FOLDS
    losses = []
    for strength in STRENGTHS:
        loss = 0.0
        for fold in range(_FOLDS):
            out = problem.taught & (place == fold)
            loss += problem.loss(problem.fit(strength, ~out), out)
        losses.append(loss)
    best = STRENGTHS[int(np.argmin(losses))]
    return problem.adaptation(problem.fit(best, np.ones(len(known), dtype=np.bool_)))


def paired(gold: Sequence[Hashable], before: Sequence[Hashable], after: Sequence[Hashable]) -> Paired:
    """Which of two versions says what people say more often. Raises ValueError for another length."""
    rows = [(a == g, b == g) for g, a, b in zip(gold, before, after, strict=True)]
    better, worse = sum(b and not a for a, b in rows), sum(a and not b for a, b in rows)
    from scipy.stats import binomtest  # noqa: PLC0415 — slow to import, rarely needed

    p = float(binomtest(better, better + worse, 0.5, alternative="greater").pvalue) if better + worse else 1.0
    change = mean_of_differences((len(rows), better - worse, better + worse)) if rows else None
    return Paired(
        len(rows),
        sum(a for a, _ in rows),
        sum(b for _, b in rows),
        better,
        worse,
        p,
        change.value if change else None,
        change.low if change else None,
        change.high if change else None,
    )


class _Problem:
    """Texts as rows, n-grams that enough taught texts share and one offset per model as columns."""

    def __init__(self, texts: Sequence[Taught]) -> None:
        self.model_of = [sentiment.READERS[one.reading.language][0] for one in texts]
        probability = np.array([((one.reading.sentiment or 0.0) + 1) / 2 for one in texts])
        probability = np.clip(probability, _CLOSEST, 1 - _CLOSEST)
        self.logit = np.log(probability / (1 - probability))
        self.taught = np.array([one.label is not None for one in texts], dtype=np.bool_)
        self.target = np.array(
            [
                p if one.label is None else TARGETS[one.label]
                for one, p in zip(texts, probability, strict=True)
            ]
        )
        self.weight = np.where(self.taught, 1.0, ANCHOR)
        grams = _grams([one.words for one in texts], self.model_of)
        shared = np.asarray((grams[self.taught] > 0).sum(0)).ravel()
        self.buckets = np.flatnonzero(shared >= LEAST_SHARED)
        offsets = np.array([[model == name for name in sentiment.MODELS] for model in self.model_of])
        self.rows: Any = sparse.csr_matrix(
            sparse.hstack([sparse.csr_matrix(offsets.reshape(-1, 2).astype(float)), grams[:, self.buckets]])
        )

    def fit(self, strength: float, mine: NDArray[np.bool_]) -> Floats:
        """Accelerated proximal gradient over the rows `mine`; the first columns are the offsets."""
        rows, weight = self.rows[mine], self.weight[mine]
        logit, target = self.logit[mine], self.target[mine]
        scale = math.sqrt(max(self.taught[mine].sum(), 1))
        lasso = np.full(rows.shape[1], strength * scale)
        ridge = np.full(rows.shape[1], _RIDGE * strength * scale)
        lasso[:2], ridge[:2] = 0.0, _OFFSET_PULL * scale
        step = 1.0 / (0.25 * _largest(rows, weight) + ridge.max())
        now = ahead = np.zeros(rows.shape[1])
        speed = 1.0
        for _ in range(_STEPS):
            error = weight * (sentiment.probability(logit + rows @ ahead) - target)
            moved = ahead - step * (rows.T @ error + ridge * ahead)
            following = np.sign(moved) * np.maximum(np.abs(moved) - step * lasso, 0.0)
            faster = (1 + math.sqrt(1 + 4 * speed * speed)) / 2
            ahead = following + (speed - 1) / faster * (following - now)
            now, speed = following, faster
        return now

    def loss(self, weights: Floats, mine: NDArray[np.bool_]) -> float:
        """The cross entropy of the rows `mine`."""
        p = sentiment.probability(self.logit[mine] + self.rows[mine] @ weights)
        p = np.clip(p, _CLOSEST, 1 - _CLOSEST)
        t = self.target[mine]
        return float(-(t * np.log(p) + (1 - t) * np.log(1 - p)).sum())

    def adaptation(self, weights: Floats) -> Adaptation | None:
        offsets = dict(zip(sentiment.MODELS, (round(float(one), 6) for one in weights[:2]), strict=True))
        kept = np.flatnonzero(np.abs(weights[2:]) > 1e-6)
        if not len(kept) and not any(offsets.values()):
            return None
        return Adaptation(self.buckets[kept].astype(np.uint32), weights[2:][kept].astype(np.float32), offsets)


def _grams(texts: Sequence[str], model_of: Sequence[str]) -> Any:
    """Each text's n-grams by bucket, over the root of their number: what `Adaptation.shift` multiplies."""
    folded = folding.batch([blanked(text) for text in texts]).fold()
    models = np.array(model_of, dtype=object)
    row_parts, column_parts = [], []
    for model, sizes in SIZES.items():
        mine = np.flatnonzero(models == model)
        for size, bucket in hashed(folded, sizes, BITS):
            begin, end = (np.minimum(place, len(bucket)) for place in text_range(folded, size))
            for row in mine.tolist():
                found = bucket[begin[row] : end[row]]
                row_parts.append(np.full(len(found), row))
                column_parts.append(found.astype(np.int64))
    rows = np.concatenate([*row_parts, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    columns = np.concatenate([*column_parts, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    count = np.bincount(rows, minlength=len(texts))
    values = 1.0 / np.sqrt(np.maximum(count, 1))[rows]
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), 1 << BITS))


def _largest(rows: Any, weight: Floats) -> float:
    """The largest eigenvalue of the weighted rows' products (twenty steps of power iteration, a little more)."""
    at = np.ones(rows.shape[1])
    length = 1.0
    for _ in range(20):
        at = rows.T @ (weight * (rows @ at))
        length = float(np.linalg.norm(at)) or 1.0
        at /= length
    return 1.1 * length + 1e-9
