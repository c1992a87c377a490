"""How typical words are of one set of texts against another.

Log-likelihood (Rayson and Garside 2000) says how sure the difference is, the log ratio (Hardie 2014) how large:
1 means twice as common. Large sets make small differences sure, so both are shown and neither alone ranks.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Added to a count of 0, so that a ratio exists (Hardie).
_HALF = 0.5


def log_likelihood(own: ArrayLike, other: ArrayLike, own_total: float, other_total: float) -> Floats:
    """G² of each word's count in one set against another: 0 or more, its sign that of the difference."""
    a, b = np.asarray(own, dtype=np.float64), np.asarray(other, dtype=np.float64)
    total = own_total + other_total
    if not own_total or not other_total:
        return np.zeros_like(a)
    expected_own, expected_other = own_total * (a + b) / total, other_total * (a + b) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(a > 0, a * np.log(a / expected_own), 0.0)
        right = np.where(b > 0, b * np.log(b / expected_other), 0.0)
    score: Floats = np.where(a >= expected_own, 1.0, -1.0) * np.maximum(2 * (left + right), 0.0)
    return score


def log_ratio(own: ArrayLike, other: ArrayLike, own_total: float, other_total: float) -> Floats:
    """Binary logarithm of how many times as common each word is in the first set; a count of 0 counts as a half."""
    if not own_total or not other_total:
        return np.zeros(np.shape(own))
    a, b = np.asarray(own, dtype=np.float64), np.asarray(other, dtype=np.float64)
    ratio: Floats = np.log2(np.maximum(a, _HALF) / own_total / (np.maximum(b, _HALF) / other_total))
    return ratio


def association(together: ArrayLike, near: float, word: ArrayLike, total: float) -> Floats:
    """G² of words with a node: `together` times within the `near` words around it, `word` times among all
    `total`.

    Over the 2 × 2 table near/far by word/others (Dunning 1993); with the sign of the association.
    """
    a = np.asarray(together, dtype=np.float64)
    b = np.asarray(word, dtype=np.float64) - a
    c, d = near - a, total - near - b
    rows, columns = (a + b, c + d), (a + c, b + d)
    score = np.zeros_like(a)
    for cell, row, column in ((a, 0, 0), (b, 0, 1), (c, 1, 0), (d, 1, 1)):
        expected = rows[row] * columns[column] / max(total, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            score += np.where(cell > 0, cell * np.log(cell / expected), 0.0)
    sign = np.where(a * total >= rows[0] * columns[0], 1.0, -1.0)
    strength: Floats = sign * np.maximum(2 * score, 0.0)
    return strength


def log_dice(together: ArrayLike, node: float, word: ArrayLike) -> Floats:
    """logDice (Rychlý 2008): 14 when node and word only occur together, 1 less for each halving."""
    with np.errstate(divide="ignore"):
        score: Floats = 14 + np.log2(
            2 * np.asarray(together, dtype=np.float64) / np.maximum(node + np.asarray(word), 1)
        )
    return score


def chi_square_p(score: float) -> float:
    """The p of a G² with one degree of freedom."""
    return math.erfc(math.sqrt(abs(score) / 2))
