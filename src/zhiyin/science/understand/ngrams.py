"""Character n-grams of folded text, hashed into buckets, for a whole batch at once.

The same functions make the training matrix and the score at run time, so that a model reads what it learned.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints

Buckets = NDArray[np.uint32]

_STEP = np.uint32(0x9E3779B1)
_MIX_1, _MIX_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


@dataclass(frozen=True)
class Weights:
    """A linear model over n-gram buckets.

    The score of a span is `intercept + scale * (sum of its n-grams' weights) / sqrt(number of n-grams)`, a logit
    after `slope` and `offset` (Platt's calibration): probability of positive = 1 / (1 + exp(-logit)).
    """

    table: NDArray[np.int8]
    sizes: tuple[int, ...]
    scale: float
    intercept: float
    slope: float
    offset: float

    @property
    def bits(self) -> int:
        return int(self.table.shape[0]).bit_length() - 1


def hashed(folded: Folded, sizes: Sequence[int], bits: int) -> Iterator[tuple[int, Buckets]]:
    """(size, bucket of the n-gram that begins at each position) for each size; sizes ascending."""
    codes = folded.codes
    state = codes.copy()
    for size in range(1, max(sizes) + 1):
        if size > 1:
            state = state[:-1] * _STEP + codes[size - 1 :]
        if size not in sizes or not len(state):
            continue
        mixed = (state ^ (state >> np.uint32(15))) * (_MIX_1 + np.uint32(2 * size))
        mixed ^= mixed >> np.uint32(13)
        mixed *= _MIX_2
        yield size, mixed >> np.uint32(32 - bits)


def text_range(folded: Folded, size: int) -> tuple[Ints, Ints]:
    """First and one-past-last position of each text's n-grams; from size 2 on the text's bounds are part of them."""
    before, after = folded.starts[:-1], folded.starts[1:]
    if size == 1:
        return before + 1, after
    return before, np.maximum(after - size + 2, before)


class Scorer:
    """The scores of any spans of one folded batch, each in constant time: a sum is a difference of running sums."""

    def __init__(self, folded: Folded, weights: Weights) -> None:
        self._folded = folded
        self._weights = weights
        self._sums: dict[int, Ints] = {}
        for size, bucket in hashed(folded, weights.sizes, weights.bits):
            sums = np.zeros(len(bucket) + 1, dtype=np.int64)
            np.cumsum(weights.table[bucket], dtype=np.int64, out=sums[1:])
            self._sums[size] = sums

    def texts(self) -> NDArray[np.float64]:
        """The logit of each text; that of the intercept alone for an empty one."""
        total = np.zeros(len(self._folded), dtype=np.float64)
        count = np.zeros(len(self._folded), dtype=np.int64)
        for size, sums in self._sums.items():
            begin, end = text_range(self._folded, size)
            total += _between(sums, begin, end)
            count += end - begin
        return self._logit(total, count)

    def spans(self, begin: Ints, end: Ints) -> NDArray[np.float64]:
        """The logit of each span [begin, end) of positions."""
        total = np.zeros(len(begin), dtype=np.float64)
        count = np.zeros(len(begin), dtype=np.int64)
        for size, sums in self._sums.items():
            last = np.maximum(end - size + 1, begin)
            total += _between(sums, begin, last)
            count += last - begin
        return self._logit(total, count)

    def _logit(self, total: NDArray[np.float64], count: Ints) -> NDArray[np.float64]:
        weights = self._weights
        score = weights.intercept + weights.scale * total / np.sqrt(np.maximum(count, 1))
        return weights.slope * score + weights.offset


def _between(sums: Ints, begin: Ints, end: Ints) -> Ints:
    """What was summed in [begin, end); an empty range may lie beyond the last n-gram of a size."""
    last = len(sums) - 1
    difference: Ints = sums[np.minimum(end, last)] - sums[np.minimum(begin, last)]
    return difference
