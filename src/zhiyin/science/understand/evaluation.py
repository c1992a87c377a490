"""How right predicted labels are: per class, averaged over the declared labels, and how well calibrated.

METHODS D. A class without predictions (or without rows) scores 0 and is named in the warnings; it still counts in the
macro average, which runs over the declared labels and not over those that happened to occur.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEVER_PREDICTED = "never_predicted"
"""Warning: precision of a class that was never predicted has no value and is taken as 0."""
NO_GOLD = "no_gold"
"""Warning: recall of a class without gold rows has no value and is taken as 0."""
ONE_CLASS_PREDICTED = "one_class_predicted"
"""Warning: every row got the same label; whatever the accuracy, nothing was told apart."""
NOTHING_TO_EVALUATE = "nothing_to_evaluate"
"""Warning: there is no row with both labels, so there is no score."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value in 0…1 with its bootstrap percentile interval; None when there is nothing to score."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1, each in 0…1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class ClassScores:
    """One class: its scores, the interval of its F1, its gold rows and how often it was predicted."""

    label: Hashable
    scores: Scores
    f1: Interval
    support: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Warned:
    """A doubt about the scores: its code, and the class it is about (None: all of them)."""

    code: str
    label: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Predictions against gold labels.

    `n` rows were scored of `asked`; the rest lacked one of the labels. `confusion[i][j]`: rows whose gold label is
    `labels[i]` and whose predicted one is `labels[j]`. `micro` equals the accuracy, as every row has one label.
    `macro` is the unweighted mean over `labels`, `weighted` the one by support; all are None without rows.
    """

    labels: tuple[Hashable, ...]
    n: int
    asked: int
    classes: tuple[ClassScores, ...]
    accuracy: Interval
    micro: Scores | None
    macro: Scores | None
    weighted: Scores | None
    macro_f1: Interval
    confusion: tuple[tuple[int, ...], ...]
    warnings: tuple[Warned, ...]
    seed: int
    resamples: int


def evaluate(
    gold: Sequence[Hashable | None],
    predicted: Sequence[Hashable | None],
    *,
    labels: Sequence[Hashable],
    confidence: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> Evaluation:
    """Scores predictions row by row; None (no label) leaves the row out.

    `labels` is the declared label set. Raises ValueError for another length, a label that is not declared, or labels
    declared twice. The intervals are percentiles of `resamples` bootstrap samples of the rows.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold labels but {len(predicted)} predictions.")
    places = {label: place for place, label in enumerate(labels)}
    if len(places) != len(labels) or not labels:
        raise ValueError("Labels must be declared, each once.")
    pairs = Counter((g, p) for g, p in zip(gold, predicted, strict=True) if g is not None and p is not None)
    table = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for (g, p), count in pairs.items():
        if g not in places or p not in places:
            raise ValueError(f"{(g if g not in places else p)!r} is not one of the declared labels.")
        table[places[g], places[p]] += count
    return _evaluation(table, tuple(labels), len(gold), confidence, resamples, seed)


def _evaluation(
    table: Ints, labels: tuple[Hashable, ...], asked: int, confidence: float, resamples: int, seed: int
) -> Evaluation:
    n = int(table.sum())
    warnings = tuple(_warnings(table, labels))
    confusion = tuple(tuple(row) for row in table.tolist())
    if n == 0:
        none = Interval(None, None, None)
        return Evaluation(
            labels, 0, asked, (), none, None, None, None, none, confusion, warnings, seed, resamples
        )
    precision, recall, f1 = (one[0] for one in _scores(table[None]))
    support, chosen = table.sum(1), table.sum(0)
    drawn = _resampled(table.ravel(), resamples, seed).reshape(-1, len(labels), len(labels))
    drawn_f1 = _scores(drawn)[2]
    accuracy = float(np.trace(table) / n)
    classes = tuple(
        ClassScores(
            label,
            Scores(float(precision[i]), float(recall[i]), float(f1[i])),
            _interval(float(f1[i]), drawn_f1[:, i], confidence),
            int(support[i]),
            int(chosen[i]),
        )
        for i, label in enumerate(labels)
    )
    by_support = support / n
    return Evaluation(
        labels,
        n,
        asked,
        classes,
        _interval(accuracy, np.trace(drawn, axis1=1, axis2=2) / n, confidence),
        Scores(accuracy, accuracy, accuracy),
        Scores(*(float(one.mean()) for one in (precision, recall, f1))),
        Scores(*(float((one * by_support).sum()) for one in (precision, recall, f1))),
        _interval(float(f1.mean()), drawn_f1.mean(1), confidence),
        confusion,
        warnings,
        seed,
        resamples,
    )


def _scores(tables: Ints) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of each class of each table (…, k, k); 0 where there is nothing to divide by."""
    hits = np.diagonal(tables, axis1=1, axis2=2)
    support, chosen = tables.sum(2), tables.sum(1)
    return (
        hits / np.maximum(chosen, 1),
        hits / np.maximum(support, 1),
        2 * hits / np.maximum(support + chosen, 1),
    )


def _warnings(table: Ints, labels: tuple[Hashable, ...]) -> Iterable[Warned]:
    if not table.sum():
        yield Warned(NOTHING_TO_EVALUATE)
        return
    chosen, support = table.sum(0), table.sum(1)
    if (chosen > 0).sum() == 1 and len(labels) > 1:
        yield Warned(ONE_CLASS_PREDICTED, labels[int(np.argmax(chosen))])
    for place, label in enumerate(labels):
        if not chosen[place]:
            yield Warned(NEVER_PREDICTED, label)
        if not support[place]:
            yield Warned(NO_GOLD, label)


def _resampled(counts: Ints, resamples: int, seed: int) -> Ints:
    """Counts of as many rows drawn with replacement, once per resample; rows that are alike are drawn together."""
    dice = np.random.default_rng(seed)
    return dice.multinomial(int(counts.sum()), counts / counts.sum(), size=resamples)


def _interval(value: float, drawn: Floats, confidence: float) -> Interval:
    if not len(drawn):
        return Interval(value, None, None)
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, (tail, 1 - tail))
    return Interval(value, float(low), float(high))


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of about the same confidence: how many, what they claimed on average, what share was right."""

    n: int
    claimed: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error: the mean gap between claimed and true share over bins, by their size.

    None without predictions. `largest` is the widest gap of a bin.
    """

    error: float | None
    largest: float | None
    bins: tuple[Bin, ...]
    n: int


def calibration(claimed: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> Calibration:
    """Compares claimed probabilities (0…1) with what came true, in `bins` bins of equal width.

    Raises ValueError for another length, a probability outside 0…1 or no bins.
    """
    if len(claimed) != len(right):
        raise ValueError(f"{len(claimed)} probabilities but {len(right)} outcomes.")
    p, hit = np.asarray(claimed, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if bins < 1 or not ((p >= 0) & (p <= 1)).all():
        raise ValueError("Probabilities lie between 0 and 1, in at least one bin.")
    if not len(p):
        return Calibration(None, None, (), 0)
    place = np.minimum((p * bins).astype(np.int64), bins - 1)
    size = np.bincount(place, minlength=bins)
    some = size > 0
    mean_p = np.bincount(place, p, bins)[some] / size[some]
    mean_hit = np.bincount(place, hit, bins)[some] / size[some]
    gap = np.abs(mean_p - mean_hit)
    return Calibration(
        float((gap * size[some]).sum() / len(p)),
        float(gap.max()),
        tuple(Bin(*one) for one in zip(size[some].tolist(), mean_p.tolist(), mean_hit.tolist(), strict=True)),
        len(p),
    )
