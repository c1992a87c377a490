"""An additive model of log odds: every feature has bins, every bin a score (a penalised logistic regression).

Numbers are cut at quantiles and neighbouring bins are pulled towards each other, so that a curve stays a curve;
words have a bin each and rare ones share one; a gap has a bin of its own. Scores are centred on the customers
trained on: what a bin adds is in comparison with the average customer, and the sum is exactly the log odds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from zhiyin.science.understand.people.churn.table import MISSING, Bools, Column, Floats, Ints, Numbers, Table

Codes = NDArray[np.int32]

MOST_BINS = 24
MOST_LEVELS = 60
LEAST_IN_BIN = 20
"""Rows a bin holds at least, but for gaps."""
RIDGE = 0.05
"""How strongly a score is pulled to nought, next to the pull of neighbours."""
STEPS, CLOSE = 30, 1e-7


@dataclass(frozen=True, slots=True)
class Feature:
    """How a column becomes bins. Numbers: bin i holds edges[i-1] <= x < edges[i]. Words: bin i is levels[i], then
    one for all others. The last bin is for gaps in both."""

    name: str
    ordered: bool
    edges: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()

    @property
    def bins(self) -> int:
        return (len(self.edges) + 1 if self.ordered else len(self.levels) + 1) + 1

    def codes(self, column: Column) -> Codes:
        """Each row's bin. Raises ValueError where a column of words stands for one of numbers or the reverse."""
        if isinstance(column, Numbers) != self.ordered:
            raise ValueError(f"column {self.name} changed its kind")
        gap = self.bins - 1
        if isinstance(column, Numbers):
            place = np.searchsorted(np.array(self.edges), column.values, side="right")
            return np.where(np.isnan(column.values), gap, place).astype(np.int32)
        known = {level: place for place, level in enumerate(self.levels)}
        of_level = np.array([known.get(level, gap - 1) for level in column.levels] + [gap], dtype=np.int32)
        found: Codes = of_level[np.where(column.codes == MISSING, len(column.levels), column.codes)]
        return found


def feature(name: str, column: Column) -> Feature | None:
    """The bins for a column, or None where it holds a single value and no gap to tell from it."""
    if isinstance(column, Numbers):
        told = column.values[~np.isnan(column.values)]
        edges = _edges(told)
        if not edges and len(told) in (0, len(column)):
            return None
        return Feature(name, ordered=True, edges=edges)
    told_codes = column.codes[column.codes != MISSING]
    count = np.bincount(told_codes, minlength=len(column.levels))
    often = [
        place for place in np.argsort(-count, kind="stable")[:MOST_LEVELS] if count[place] >= LEAST_IN_BIN
    ]
    levels = tuple(sorted(column.levels[place] for place in often))
    if len(np.unique(told_codes)) < 2 and len(told_codes) in (0, len(column)):
        return None
    return Feature(name, ordered=False, levels=levels)


def _edges(told: Floats) -> tuple[float, ...]:
    """Cuts between bins of about equal size; a number that many share has its own bin."""
    if len(told) == 0:
        return ()
    distinct, count = np.unique(told, return_counts=True)
    size = max(LEAST_IN_BIN, -(-len(told) // MOST_BINS))
    cuts, held, left = [], 0, len(told)
    for place in range(len(distinct) - 1):
        held += int(count[place])
        if (
            (held >= size or count[place + 1] >= size)
            and held >= LEAST_IN_BIN
            and left - held >= LEAST_IN_BIN
        ):
            cuts.append(float((distinct[place] + distinct[place + 1]) / 2))
            left -= held
            held = 0
    return tuple(dict.fromkeys(cuts))


@dataclass(frozen=True)
class Scorecard:
    """Features, the scores of their bins (float64 per bin, in log odds) and the intercept."""

    features: tuple[Feature, ...]
    scores: tuple[Floats, ...]
    intercept: float

    def contributions(self, table: Table) -> Floats:
        """What each feature adds to each row's log odds over the average customer; shape (rows, features)."""
        parts = np.empty((len(table), len(self.features)))
        for place, (each, scores) in enumerate(zip(self.features, self.scores, strict=True)):
            parts[:, place] = scores[each.codes(table.columns[each.name])]
        return parts

    def logits(self, table: Table) -> Floats:
        """Each row's log odds. KeyError where a column is absent."""
        total = np.full(len(table), self.intercept)
        for each, scores in zip(self.features, self.scores, strict=True):
            total += scores[each.codes(table.columns[each.name])]
        return total

    def scaled(self, slope: float, offset: float) -> "Scorecard":
        """With log odds of slope × logit + offset (a calibration)."""
        return Scorecard(
            self.features, tuple(slope * scores for scores in self.scores), slope * self.intercept + offset
        )


@dataclass(frozen=True)
class Coded:
    """A table in bins: `design` has a column per bin of all features, shape (rows, bins), ones where a row is."""

    features: tuple[Feature, ...]
    design: sparse.csr_matrix
    penalty: Floats

    def __len__(self) -> int:
        return int(self.design.shape[0])

    def take(self, rows: Ints) -> "Coded":
        return Coded(self.features, self.design[rows], self.penalty)


def coded(features: tuple[Feature, ...], table: Table) -> Coded:
    """The rows in bins, and the penalty that pulls neighbours together."""
    n, width = len(table), sum(each.bins for each in features)
    columns = np.empty((n, len(features)), np.int32)
    penalty, begin = np.zeros((width, width)), 0
    for place, each in enumerate(features):
        columns[:, place] = each.codes(table.columns[each.name]) + begin
        end = begin + each.bins
        penalty[begin:end, begin:end] = _pull(each)
        begin = end
    pointers = np.arange(0, n * len(features) + 1, max(len(features), 1), dtype=np.int64)[: n + 1]
    design = sparse.csr_matrix((np.ones(columns.size), columns.ravel(), pointers), shape=(n, width))
    return Coded(features, design, penalty)


def _pull(each: Feature) -> Floats:
    if not each.ordered:
        return np.eye(each.bins)
    pull = RIDGE * np.eye(each.bins)
    pull[-1, -1] = 1.0
    for place in range(each.bins - 2):
        pull[place : place + 2, place : place + 2] += (
            np.array([[1.0, -1.0], [-1.0, 1.0]]) * (each.bins - 1) / 8
        )
    return pull


def fit(rows: Coded, left: Bools, strength: float, start: Floats | None = None) -> tuple[Floats, float]:
    """The penalised maximum-likelihood scores of all bins and the intercept, by Newton's method.

    `strength` multiplies the penalty. Scores come out uncentred; `scorecard` centres them.
    """
    design, target = rows.design, left.astype(np.float64)
    n, width = design.shape
    share = np.clip(target.mean(), 1e-6, 1 - 1e-6)
    beta = np.append(np.zeros(width), np.log(share / (1 - share))) if start is None else start.copy()
    pull = np.zeros((width + 1, width + 1))
    pull[:width, :width] = strength * rows.penalty
    transposed = design.T.tocsr()
    worst = _loss(design, target, beta, pull)
    for _ in range(STEPS):
        probability = expit(design @ beta[:width] + beta[width])
        weight = np.maximum(probability * (1 - probability), 1e-9)
        inner = (transposed @ design.multiply(weight[:, None]).tocsr()).toarray()
        side = transposed @ weight
        hessian = np.block([[inner, side[:, None]], [side[None, :], np.array([[weight.sum()]])]]) + pull
        error = target - probability
        gradient = np.append(transposed @ error, error.sum()) - pull @ beta
        step = cho_solve(cho_factor(hessian + 1e-9 * np.eye(width + 1)), gradient)
        length, found = 1.0, _loss(design, target, beta + step, pull)
        while found > worst and length > 1e-4:
            length /= 2
            found = _loss(design, target, beta + length * step, pull)
        if found > worst:
            break
        beta, gained, worst = beta + length * step, worst - found, found
        if gained < CLOSE * n:
            break
    return beta[:width], float(beta[width])


def scorecard(rows: Coded, left: Bools, strength: float, start: Floats | None = None) -> Scorecard:
    """A fitted card whose scores are nought on average over these rows."""
    beta, intercept = fit(rows, left, strength, start)
    share = np.asarray(rows.design.sum(axis=0)).ravel() / max(len(rows), 1)
    scores, begin = [], 0
    for each in rows.features:
        mine, held = beta[begin : begin + each.bins], share[begin : begin + each.bins]
        mean = float(mine @ held)
        # A bin that nobody was in says nothing: there the customer counts as average.
        scores.append(np.where(held > 0, mine - mean, 0.0))
        intercept += mean
        begin += each.bins
    return Scorecard(rows.features, tuple(scores), intercept)


def logits(rows: Coded, card: Scorecard) -> Floats:
    """The log odds of rows in bins."""
    total: Floats = rows.design @ np.concatenate([*card.scores, np.empty(0)]) + card.intercept
    return total


def expit(logit: Floats) -> Floats:
    """1 / (1 + exp(-logit)), without overflow."""
    probability: Floats = 0.5 * (1 + np.tanh(0.5 * logit))
    return probability


def log_loss(logit: Floats, left: Bools) -> float:
    """The mean negative log likelihood of labels under these log odds, in nats."""
    return float(np.mean(np.logaddexp(0.0, np.where(left, -logit, logit))))


def _loss(design: sparse.csr_matrix, target: Floats, beta: Floats, pull: Floats) -> float:
    logit = design @ beta[:-1] + beta[-1]
    return float(np.sum(np.logaddexp(0.0, logit) - target * logit) + 0.5 * beta @ pull @ beta)
