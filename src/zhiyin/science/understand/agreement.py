"""How far coders agree beyond chance: Cohen's kappa, Krippendorff's alpha (METHODS D).

Where there is nothing to disagree about (everybody always said the same) agreement is undefined: the value is None
with a reason, never 1.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.estimate.quantiles import normal_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOMINAL, ORDINAL, INTERVAL, RATIO = "nominal", "ordinal", "interval", "ratio"
LEVELS = (NOMINAL, ORDINAL, INTERVAL, RATIO)
WEIGHTS = (None, "linear", "quadratic")

NO_VARIATION = "no_variation"
"""Reason: all values are the same, so chance agreement is complete and nothing is left to measure."""
NOTHING_IN_COMMON = "nothing_in_common"
"""Reason: no unit has values of two coders."""

RELIABLE, TENTATIVE, UNRELIABLE = "reliable", "tentative", "unreliable"

# Distances between all pairs of values are held for up to so many different values on a ratio scale.
MOST_RATIO_VALUES = 3_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement beyond chance, from below −1 (alpha) or −1 (kappa) to 1; None with a `reason` when undefined.

    `observed` is the share of agreement that was seen and `expected` the one of chance (for alpha: one minus the
    disagreement, nominal only; None on other levels). `n` counts units with at least two values, `dropped` those
    with fewer, `values` the values of the former. `standard_error` is None where no formula gives it; `low` and
    `high` then come from `resamples` bootstrap samples of the units with `seed`.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    values: int
    dropped: int = 0
    standard_error: float | None = None
    observed: float | None = None
    expected: float | None = None
    reason: str | None = None
    resamples: int = 0
    seed: int | None = None


def judgement(alpha: float) -> str:
    """Krippendorff's guidance: reliable from 0.8, tentative from 0.667, else unreliable."""
    if alpha >= 0.8:
        return RELIABLE
    return TENTATIVE if alpha >= 0.667 else UNRELIABLE


def cohen_kappa(
    first: Sequence[Hashable | None],
    second: Sequence[Hashable | None],
    *,
    labels: Sequence[Hashable] | None = None,
    weights: str | None = None,
    confidence: float = 0.95,
) -> Agreement:
    """Kappa of two coders over the same units; a unit that either left out is dropped.

    `labels` gives the categories in order (needed for weights); without it they are those that occur. Raises
    ValueError for another length, a value that is no label, or unknown weights.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} values but {len(second)} of the second coder.")
    if weights is not None and labels is None:
        raise ValueError("Weights need the labels in their order.")
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if not (_missing(a) or _missing(b))]
    names = sorted({v for pair in pairs for v in pair}, key=repr) if labels is None else list(labels)
    place = {name: index for index, name in enumerate(names)}
    table = np.zeros((len(names), len(names)), dtype=np.int64)
    for a, b in pairs:
        if a not in place or b not in place:
            raise ValueError(f"{(a if a not in place else b)!r} is not one of the labels.")
        table[place[a], place[b]] += 1
    return kappa_of_table(table, weights=weights, confidence=confidence, dropped=len(first) - len(pairs))


def kappa_of_table(
    table: Sequence[Sequence[int]] | Ints,
    *,
    weights: str | None = None,
    confidence: float = 0.95,
    dropped: int = 0,
) -> Agreement:
    """Kappa of a square table of counts (rows: first coder), with the large-sample standard error of Fleiss, Cohen
    and Everitt (1969). `weights`: None, "linear" or "quadratic" in the order of the categories.
    """
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise ValueError("A kappa table is square and counts.")
    if weights not in WEIGHTS:
        raise ValueError(f"Weights are linear or quadratic, not {weights!r}.")
    n = int(counts.sum())
    if n == 0:
        return Agreement(None, None, None, 0, 0, dropped, reason=NOTHING_IN_COMMON)
    p = counts / n
    rows, columns = p.sum(1), p.sum(0)
    w = _agreement_weights(len(p), weights)
    observed, expected = float((w * p).sum()), float((w * np.outer(rows, columns)).sum())
    if 1 - expected < 1e-12:
        return Agreement(None, None, None, n, 2 * n, dropped, None, observed, 1.0, NO_VARIATION)
    kappa = (observed - expected) / (1 - expected)
    mean = (w @ columns)[:, None] + (rows @ w)[None, :]
    square = float((p * (w - mean * (1 - kappa)) ** 2).sum()) - (kappa - expected * (1 - kappa)) ** 2
    error = math.sqrt(max(square, 0.0) / n) / (1 - expected)
    z = normal_quantile(confidence)
    return Agreement(
        kappa,
        max(kappa - z * error, -1.0),
        min(kappa + z * error, 1.0),
        n,
        2 * n,
        dropped,
        error,
        observed,
        expected,
    )


def _agreement_weights(size: int, weights: str | None) -> Floats:
    if weights is None:
        return np.eye(size)
    far = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / max(size - 1, 1)
    return 1 - (far if weights == "linear" else far**2)


def krippendorff_alpha(
    ratings: Sequence[Sequence[Any]],
    *,
    level: str = NOMINAL,
    confidence: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> Agreement:
    """Alpha of any number of coders; `ratings[coder][unit]`, None (or NaN) where a coder gave no value.

    `level` is one of LEVELS; values are numbers on all but the nominal level. Units with fewer than two values are
    dropped. The interval is the percentile bootstrap over units (samples in which alpha is undefined are left out).
    Raises ValueError for rows of different length, an unknown level, or values that the level cannot hold.
    """
    if level not in LEVELS:
        raise ValueError(f"The level is one of {', '.join(LEVELS)}, not {level!r}.")
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("Every coder needs one value, or None, for every unit.")
    unit, place, scale, dropped = _pairable(ratings, level)
    n = int(unit[-1]) + 1 if len(unit) else 0
    if n == 0:
        return Agreement(None, None, None, 0, 0, dropped, reason=NOTHING_IN_COMMON)
    scoring = _Alpha(unit, place, scale, n, level)
    if len(scale) == 1:
        return Agreement(None, None, None, n, len(unit), dropped, None, None, None, NO_VARIATION)
    value = scoring.of(np.ones(n))
    dice = np.random.default_rng(seed)
    drawn = np.array(
        [
            scoring.of(np.bincount(dice.integers(0, n, n), minlength=n).astype(np.float64))
            for _ in range(resamples)
        ]
    )
    low, high = _percentiles(drawn, confidence)
    observed, expected = scoring.shares() if level == NOMINAL else (None, None)
    return Agreement(
        value,
        low,
        high,
        n,
        len(unit),
        dropped,
        None,
        observed,
        expected,
        resamples=resamples,
        seed=seed,
    )


def _pairable(ratings: Sequence[Sequence[Any]], level: str) -> tuple[Ints, Ints, Floats, int]:
    """(unit of each value, its place on the scale, the scale's values, units dropped); units numbered from 0."""
    by_unit = [[v for v in values if not _missing(v)] for values in zip(*ratings, strict=True)]
    kept = [values for values in by_unit if len(values) > 1]
    flat = [v for values in kept for v in values]
    unit = np.repeat(np.arange(len(kept)), [len(values) for values in kept]).astype(np.int64)
    if level == NOMINAL:
        names: dict[Hashable, int] = {}
        place = np.array([names.setdefault(v, len(names)) for v in flat], dtype=np.int64)
        return unit, place, np.arange(len(names), dtype=np.float64), len(by_unit) - len(kept)
    numbers = np.array([_number(v) for v in flat], dtype=np.float64)
    if level == RATIO and (numbers < 0).any():
        raise ValueError("A ratio scale has no values below 0.")
    scale, place = np.unique(numbers, return_inverse=True)
    if level == RATIO and len(scale) > MOST_RATIO_VALUES:
        raise ValueError(f"A ratio scale may have {MOST_RATIO_VALUES} different values at most: round them.")
    return unit, place.astype(np.int64), scale, len(by_unit) - len(kept)


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _number(value: Any) -> float:
    if isinstance(value, str) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number.")
    return float(value)


class _Alpha:
    """Alpha of the units, each counted as often as asked."""

    def __init__(self, unit: Ints, place: Ints, scale: Floats, n: int, level: str) -> None:
        self._unit, self._place, self._n, self._level = unit, place, n, level
        self._size = len(scale)
        self._m = np.bincount(unit, minlength=n).astype(np.float64)
        # Only differences count on an interval scale; about the middle they keep their digits.
        self._scale = scale - scale.mean() if level == INTERVAL else scale
        spread = np.abs(self._scale).max() if level == INTERVAL else 1.0
        self._scale = self._scale / spread if spread > 0 else self._scale
        self._distance = _ratio_distance(scale) if level == RATIO else np.zeros((0, 0))
        self._within = np.zeros(n) if level == ORDINAL else self._disagreement(self._scale)

    def of(self, times: Floats) -> float:
        """Alpha; NaN where it is undefined."""
        counts = np.bincount(self._place, times[self._unit], minlength=self._size)
        total = counts.sum()
        if (counts > 0).sum() < 2:
            return math.nan
        scale, within = self._scale, self._within
        if self._level == ORDINAL:
            scale = (np.cumsum(counts) - counts / 2) / total
            within = self._disagreement(scale)
        if self._level == NOMINAL:
            chance = total**2 - (counts**2).sum()
        elif self._level == RATIO:
            chance = counts @ self._distance @ counts
        else:
            middle = (counts * scale).sum() / total
            chance = 2 * total * (counts * (scale - middle) ** 2).sum()
        return float(1 - (total - 1) * (times @ within) / chance)

    def shares(self) -> tuple[float, float]:
        """Observed and expected agreement on the nominal level."""
        counts = np.bincount(self._place, minlength=self._size).astype(np.float64)
        total = counts.sum()
        chance = (total**2 - (counts**2).sum()) / (total * (total - 1))
        return float(1 - self._within.sum() / total), float(1 - chance)

    def _disagreement(self, scale: Floats) -> Floats:
        """Of each unit: the sum of squared distances over its ordered pairs, by its number of values less one."""
        if self._level == NOMINAL:
            pair, times = np.unique(self._unit * self._size + self._place, return_counts=True)
            alike = np.bincount(pair // self._size, times.astype(np.float64) ** 2, self._n)
            return (self._m**2 - alike) / (self._m - 1)
        if self._level == RATIO:
            return self._ratio_disagreement()
        value = scale[self._place]
        middle = np.bincount(self._unit, value, self._n) / self._m
        squares = np.bincount(self._unit, (value - middle[self._unit]) ** 2, self._n)
        return 2 * self._m * squares / (self._m - 1)

    def _ratio_disagreement(self) -> Floats:
        ends = np.cumsum(self._m).astype(np.int64)
        sums = [
            self._distance[np.ix_(own, own)].sum()
            for own in (self._place[end - int(m) : end] for end, m in zip(ends, self._m, strict=True))
        ]
        return np.array(sums) / (self._m - 1)


def _ratio_distance(scale: Floats) -> Floats:
    total = np.add.outer(scale, scale)
    distance: Floats = (np.subtract.outer(scale, scale) / np.where(total > 0, total, 1.0)) ** 2
    return distance


def _percentiles(drawn: Floats, confidence: float) -> tuple[float | None, float | None]:
    known = drawn[~np.isnan(drawn)]
    if len(known) < 2:
        return None, None
    tail = (1 - confidence) / 2
    low, high = np.quantile(known, (tail, 1 - tail))
    return float(low), float(high)
