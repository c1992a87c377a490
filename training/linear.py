"""SVMs over hashed character n-grams: the training matrix, the fit, Platt's calibration, eight-bit weights."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from zhiyin.science.language.folding import Folded, fold
from zhiyin.science.understand.ngrams import Scorer, Weights, hashed, text_range

BATCH = 4000
Reader = Callable[[list[str]], Folded]


@dataclass(frozen=True)
class Member:
    """One machine of the mean: how strongly the log-count ratio scales its n-grams (1 is an NB-SVM, 0 a plain
    SVM), and its cost."""

    power: float
    cost: float


def matrix(texts: list[str], sizes: tuple[int, ...], bits: int, read: Reader = fold) -> sparse.csr_matrix:
    """Counts of each text's n-gram buckets; shape (texts, 2 ** bits). `read` makes characters or words of texts."""
    parts = []
    for begin in range(0, len(texts), BATCH):
        folded = read(texts[begin : begin + BATCH])
        rows, columns = [], []
        for size, bucket in hashed(folded, sizes, bits):
            first, last = text_range(folded, size)
            length = last - first
            offset = np.repeat(first - np.concatenate(([0], np.cumsum(length)[:-1])), length)
            rows.append(np.repeat(np.arange(len(folded)), length))
            columns.append(bucket[offset + np.arange(length.sum())].astype(np.int64))
        row, column = np.concatenate(rows), np.concatenate(columns)
        ones = np.ones(len(row), np.float32)
        parts.append(sparse.csr_matrix((ones, (row, column)), shape=(len(folded), 1 << bits)))
    whole = sparse.vstack(parts).tocsr()
    whole.sum_duplicates()
    return whole


def fit(
    counts: sparse.csr_matrix,
    positive: NDArray[np.int64],
    weight: NDArray[np.float64],
    sizes: tuple[int, ...],
    members: tuple[Member, ...],
) -> Weights:
    """The mean of linear SVMs over n-grams that are scaled by a power of their log-count ratio, each member's score
    brought to the same spread. Texts are divided by the root of their length."""
    weighted = sparse.diags(weight.astype(np.float32)) @ counts
    liked = 1 + weighted[positive == 1].sum(0).A1
    blamed = 1 + weighted[positive == 0].sum(0).A1
    ratio = np.abs(np.log((liked / liked.sum()) / (blamed / blamed.sum()))).astype(np.float32)
    rows = normalised(counts)
    exact, intercept = np.zeros(counts.shape[1]), 0.0
    for member in members:
        scaled = rows @ sparse.diags(ratio**member.power)
        # Stopped before the last digits converge: they cost minutes and change nothing that can be measured.
        machine = LinearSVC(C=member.cost, dual=True, max_iter=60, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            machine.fit(scaled, positive, sample_weight=weight)
        spread = machine.decision_function(scaled).std() * len(members)
        exact += machine.coef_[0] * ratio**member.power / spread
        intercept += float(machine.intercept_[0]) / spread
    scale = float(np.abs(exact).max() / 127)
    table = np.round(exact / scale).astype(np.int8)
    return Weights(table, sizes, scale, intercept, 1.0, 0.0)


def normalised(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Each row divided by the root of its sum."""
    length = np.sqrt(np.maximum(1, counts.sum(1).A1))
    return sparse.diags((1 / length).astype(np.float32)) @ counts


def calibrated(
    weights: Weights, score: NDArray[np.float64], positive: NDArray[np.int64], weight: NDArray[np.float64]
) -> Weights:
    """With the slope and offset that make out-of-fold scores into log odds (Platt 1999)."""
    platt = LogisticRegression(C=1e6, max_iter=1000).fit(score[:, None], positive, sample_weight=weight)
    return replace(weights, slope=float(platt.coef_[0][0]), offset=float(platt.intercept_[0]))


def logits(weights: Weights, texts: list[str], read: Reader = fold) -> NDArray[np.float64]:
    """What the product computes for these texts."""
    parts = [Scorer(read(texts[i : i + BATCH]), weights).texts() for i in range(0, len(texts), BATCH)]
    return np.concatenate(parts) if parts else np.zeros(0)
