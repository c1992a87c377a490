"""Whether what arrives now is still like what arrived before: the population stability index with a test over weeks.

Texts of one week are alike (one import, one campaign, one holiday), so that a test that takes every text for
independent finds a drift in any large sample. Here the week is the unit: the last weeks are set against every other
choice of as many weeks (an exact permutation test; a seeded sample of the choices where there are too many).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import folding
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.ngrams import hashed, text_range

Floats = NDArray[np.float64]

TOO_FEW_WEEKS = "too_few_weeks"
"""Reason: so few weeks with enough texts that no choice of them could be more than chance."""
SLIGHT, CLEAR = 0.1, 0.25
"""A stability index below the first is slight, from the second on great: the customary bounds."""
LEAST_WEEKS = 8
LEAST_TEXTS = 20
MOST_SPLITS = 5_000
# Sizes of the n-grams whose strangeness says most: of smaller ones all are known, of larger ones few.
_STRANGE = {sentiment.CHINESE: 2, sentiment.ENGLISH: 5}


@dataclass(frozen=True, slots=True)
class Drift:
    """The last weeks against those before them.

    `index` is the population stability index, sum of (a - b) ln(a / b) over the categories, with its 95 % interval
    from weeks drawn with replacement. `p` is the share of choices of weeks whose index is at least as great,
    `p_adjusted` that of the family (Holm). `told`: it is more than chance. None with a `reason` when it cannot be
    said. `recent` and `before`: texts (or n-grams) counted.
    """

    index: float | None
    low: float | None
    high: float | None
    p: float | None
    recent: int
    before: int
    weeks: int
    reason: str | None = None
    p_adjusted: float | None = None
    told: bool = False


def drift(weeks: Sequence[Sequence[int]], recent: int, *, resamples: int = 1000, seed: int = 0) -> Drift:
    """`weeks[i][j]`: how many of category j in week i, the oldest first; the last `recent` weeks are asked about.

    Weeks with fewer than LEAST_TEXTS are left out. Raises ValueError unless 0 < recent < weeks.
    """
    if not 0 < recent < max(len(weeks), 1):
        raise ValueError(f"{recent} of {len(weeks)} weeks cannot be set against the others.")
    table = np.asarray(weeks, dtype=np.float64)
    table = table[:, table.sum(0) > 0] if table.size else table
    full = table.sum(1) >= LEAST_TEXTS
    late, early = table[-recent:][full[-recent:]], table[:-recent][full[:-recent]]
    n, m = int(late.sum()), int(early.sum())
    if len(early) < LEAST_WEEKS or not len(late) or math.comb(len(early) + len(late), len(late)) < 100:
        return Drift(None, None, None, None, n, m, len(early) + len(late), TOO_FEW_WEEKS)
    both = np.concatenate([early, late])
    chosen = _splits(len(both), len(late), seed)
    index = float(stability(late.sum(0)[None], early.sum(0)[None])[0])
    among = stability(chosen @ both, (1 - chosen) @ both)
    dice = np.random.default_rng(seed)
    drawn = stability(_drawn(dice, late, resamples), _drawn(dice, early, resamples))
    low, high = np.quantile(drawn, (0.025, 0.975))
    p = float((among >= index - 1e-12).mean())
    return Drift(index, float(min(low, index)), float(max(high, index)), p, n, m, len(both))


def stability(recent: Floats, before: Floats) -> Floats:
    """The index of each pair of rows of counts; half a text is added to each category, so that none is empty."""
    a, b = recent + 0.5, before + 0.5
    a, b = a / a.sum(1, keepdims=True), b / b.sum(1, keepdims=True)
    found: Floats = ((a - b) * np.log(a / b)).sum(1)
    return found


def as_family(several: Sequence[Drift], *, level: float = 0.05) -> list[Drift]:
    """The same with p adjusted for how many were looked at (Holm), and whether each is more than chance."""
    order = sorted((one.p, at) for at, one in enumerate(several) if one.p is not None)
    found = list(several)
    greatest = 0.0
    for rank, (p, at) in enumerate(order):
        greatest = max(greatest, min(1.0, p * (len(order) - rank)))
        found[at] = replace(several[at], p_adjusted=greatest, told=greatest < level)
    return found


def _splits(weeks: int, recent: int, seed: int) -> Floats:
    """Choices of `recent` of the weeks, one a row; the one that was made is among them."""
    if math.comb(weeks, recent) <= MOST_SPLITS:
        chosen = np.array(list(combinations(range(weeks), recent)))
    else:
        dice = np.random.default_rng(seed)
        chosen = dice.random((MOST_SPLITS - 1, weeks)).argsort(1)[:, :recent]
        chosen = np.concatenate([chosen, np.arange(weeks - recent, weeks)[None]])
    rows = np.zeros((len(chosen), weeks))
    np.put_along_axis(rows, chosen, 1.0, axis=1)
    return rows


def _drawn(dice: np.random.Generator, table: Floats, resamples: int) -> Floats:
    times = dice.multinomial(len(table), np.full(len(table), 1 / len(table)), size=resamples)
    counts: Floats = times @ table
    return counts


def strange(texts: Sequence[str], model: str) -> list[tuple[int, int]]:
    """(n-grams that the sentiment model never weighed, n-grams) of each text: how far its words are from the training.

    `model` is one of `sentiment.MODELS`; characters in twos for Chinese, in fives for English.
    """
    if not texts:
        return []
    folded = folding.batch(texts).fold()
    weights = sentiment.weights(model)
    size = _STRANGE[model]
    found = dict(hashed(folded, (size,), weights.bits))
    if size not in found:
        return [(0, 0)] * len(texts)
    unknown = np.append(0, np.cumsum(weights.table[found[size]] == 0))
    begin, end = text_range(folded, size)
    begin, end = np.minimum(begin, len(unknown) - 1), np.minimum(end, len(unknown) - 1)
    return [
        (int(count), int(n))
        for count, n in zip((unknown[end] - unknown[begin]).tolist(), (end - begin).tolist(), strict=True)
    ]
