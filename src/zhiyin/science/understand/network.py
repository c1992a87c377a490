"""A compact network over n-grams of characters or words: what a text or a piece of it says, read in its order.

Every position of a text has a state: the sum of the rows that the n-grams beginning there have in one table, a bias,
cut at nought. That is a convolution over n-grams whose first layer is looked up, not computed. One narrow layer
mixes each state with those `reach` before and after it; the greatest and the mean of both layers' states over the
piece are weighed into one number. Trained by `training.network`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints
from zhiyin.science.understand.ngrams import hashed

Floats = NDArray[np.float64]
Reals = NDArray[np.float32]

# So many positions at once stay in the processor's cache; a longer text is read in several goes.
POSITIONS = 2048
# The mean of a long text counts more than that of a short one, as there is more behind it; up to this length.
LONGEST = 256.0
_MEAN_SCALE = 4.0


@dataclass(frozen=True)
class Network:
    """The weights. `row` (2 ** bits) says which row of `table` an n-gram's bucket has, 0 (all noughts) when it was
    too rare to learn from; `unit` (width) is what one step of the table's integers is worth, per column; `mix`
    (width, 3 x narrow) the three blocks of the layer before, at and after a position; `out` weighs
    [greatest first, mean first, greatest second, mean second]. `of_words`: the positions are words (`wording`), not
    characters."""

    sizes: tuple[int, ...]
    row: NDArray[np.uint16]
    table: NDArray[np.int16]
    unit: Reals
    bias: Reals
    mix: Reals
    mix_bias: Reals
    out: Reals
    intercept: float
    reach: int
    of_words: bool = False

    @property
    def bits(self) -> int:
        return int(self.row.shape[0]).bit_length() - 1

    @property
    def narrow(self) -> int:
        return int(self.mix_bias.shape[0])


def rows(folded: Folded, sizes: tuple[int, ...], row: NDArray[np.uint16]) -> list[NDArray[np.uint16]]:
    """For each size, the table's row of the n-gram that begins at each position; 0 where none does.

    A text's positions are those from its boundary up to the next text's boundary, which belongs to that text; an
    n-gram that would reach beyond its text is none. The n-grams of one character leave the boundary out.
    """
    ends = folded.starts[1:]
    bits = int(row.shape[0]).bit_length() - 1
    found = {}
    for size, bucket in hashed(folded, sizes, bits):
        mine = np.zeros(len(folded.codes), dtype=np.uint16)
        np.take(row, bucket, out=mine[: len(bucket)], mode="clip")
        if size == 1:
            mine[folded.starts] = 0
        for back in range(1, size - 1):
            mine[np.maximum(ends - back, 0)] = 0
        found[size] = mine
    nothing = np.zeros(len(folded.codes), dtype=np.uint16)
    return [found.get(size, nothing) for size in sizes]


def length_factor(length: Reals) -> Reals:
    """What the sum over a piece of so many positions is multiplied by."""
    factor: Reals = np.sqrt(np.minimum(length, np.float32(LONGEST))) / (length * np.float32(_MEAN_SCALE))
    return factor


class Pool:
    """The greatest and the sum of states over pieces that follow each other, filled chunk by chunk."""

    def __init__(self, begins: Ints, end: int, width: int) -> None:
        self._begins = begins
        self._length = np.diff(np.append(begins, end)).astype(np.float32)
        self._greatest = np.zeros((len(begins), width), dtype=np.float32)
        self._sum = np.zeros((len(begins), width), dtype=np.float32)

    def add(self, states: Reals, begin: int, columns: slice) -> None:
        """The states of the positions from `begin` on; what lies before the first piece belongs to none."""
        end = begin + len(states)
        first = max(int(np.searchsorted(self._begins, begin, side="right")) - 1, 0)
        last = int(np.searchsorted(self._begins, end, side="left"))
        if first >= last:
            return
        local = np.maximum(self._begins[first:last] - begin, 0)
        greatest = self._greatest[first:last, columns]
        np.maximum(greatest, np.maximum.reduceat(states, local, axis=0), out=greatest)
        self._sum[first:last, columns] += np.add.reduceat(states, local, axis=0)

    def score(self, network: Network) -> Floats:
        mean = self._sum * length_factor(self._length)[:, None]
        width = len(network.bias)
        out = np.split(network.out, np.cumsum((width, width, network.narrow)))
        total = self._greatest[:, :width] @ out[0] + mean[:, :width] @ out[1]
        total += self._greatest[:, width:] @ out[2] + mean[:, width:] @ out[3]
        return total.astype(np.float64) + network.intercept


def scores(folded: Folded, network: Network, *partitions: Ints) -> list[Floats]:
    """The network's score of each piece, for each way of cutting the batch into pieces; not yet a logit.

    A partition names where its pieces begin, ascending, all different, below the last boundary; a piece ends where
    the next begins. `folded.starts[:-1]` cuts the batch into its texts. States look into the neighbouring
    pieces of the same text, never into another text.
    """
    length = int(folded.starts[-1])
    width, narrow = len(network.bias), network.narrow
    pools = [Pool(begins, length, width + narrow) for begins in partitions]
    if not length:
        return [pool.score(network) for pool in pools]
    found = rows(folded, network.sizes, network.row)
    reach = network.reach
    for begin in range(0, length, POSITIONS):
        end = min(begin + POSITIONS, length)
        low, high = max(begin - reach, 0), min(end + reach, length)
        first = _first_layer(network, [row[low:high] for row in found])
        second = _second_layer(network, first, folded.starts, low)
        inner = slice(begin - low, end - low)
        for pool in pools:
            pool.add(first[inner], begin, slice(0, width))
            pool.add(second[inner], begin, slice(width, width + narrow))
    return [pool.score(network) for pool in pools]


def mean_scores(folded: Folded, several: Sequence[Network], *partitions: Ints) -> list[Floats]:
    """As `scores`, the mean over several networks; 0 of none."""
    if not several:
        return [np.zeros(len(begins)) for begins in partitions]
    each = [scores(folded, one, *partitions) for one in several]
    return [np.mean(same, axis=0) for same in zip(*each, strict=True)]


def _first_layer(network: Network, found: list[NDArray[np.uint16]]) -> Reals:
    total = np.take(network.table, found[0], axis=0)
    for row in found[1:]:
        total += np.take(network.table, row, axis=0)
    states = total.astype(np.float32)
    states *= network.unit
    states += network.bias
    return np.maximum(states, np.float32(0), out=states)


def _second_layer(network: Network, first: Reals, starts: Ints, low: int) -> Reals:
    """`low` is the position of the first state; states nearer than `reach` to a text's edge have one side only."""
    narrow, reach = network.narrow, network.reach
    before, at, after = (network.mix[:, begin : begin + narrow] for begin in (0, narrow, 2 * narrow))
    states: Reals = first @ at
    states += network.mix_bias
    bounds = starts[np.searchsorted(starts, low) : np.searchsorted(starts, low + len(first))] - low
    part = first @ before
    for back in range(1, reach + 1):
        part[bounds[bounds >= back] - back] = 0
    states[reach:] += part[:-reach]
    np.matmul(first, after, out=part)
    for on in range(reach):
        part[bounds[bounds < len(first) - on] + on] = 0
    states[:-reach] += part[reach:]
    return np.maximum(states, np.float32(0), out=states)
