"""A network with one hidden layer on sparse rows: trained in seconds on one core, small when stored.

Adam (Kingma and Ba 2015) moves only the rows of the first layer whose features a batch has; features and hidden
units are dropped at random while training (Srivastava et al. 2014).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

HIDDEN = 256
DROPPED = 0.3
RATE = 0.02
# Enough steps for few examples, and not more passes than help over many.
STEPS, LEAST_PASSES, MOST_PASSES = 150, 5, 30
_FIRST, _SECOND = np.float32(0.9), np.float32(0.999)
_ONE = np.float32(1)
_SMALL = np.float32(1e-8)


@dataclass(frozen=True)
class Network:
    """scores = max(0, x · first · scale + bias) · last + offset; `first` holds int8 rows, `scale` one number each."""

    first: NDArray[np.int8]
    scale: Floats
    bias: Floats
    last: Floats
    offset: Floats

    def scores(self, rows: csr_array) -> Floats:
        """Logits of shape (texts, labels)."""
        weighed = csr_array(
            (rows.data * self.scale[rows.indices], rows.indices, rows.indptr), shape=rows.shape
        )
        # Only the features that occur are unpacked.
        used, columns = np.unique(weighed.indices, return_inverse=True)
        local = csr_array((weighed.data, columns, weighed.indptr), shape=(rows.shape[0], len(used)))
        hidden: Floats = np.maximum(local @ self.first[used].astype(np.float32) + self.bias, 0)
        scores: Floats = hidden @ self.last + self.offset
        return scores


def fit(rows: csr_array, targets: Floats, dice: np.random.Generator) -> Network:
    """Trains on rows and the probabilities (texts, labels) that each should have."""
    count, features = rows.shape
    labels = targets.shape[1]
    batch = 32 if count < 500 else 128 if count < 2_000 else 256
    per_pass = -(-count // batch)
    passes = int(np.clip(round(STEPS / per_pass), LEAST_PASSES, MOST_PASSES))
    first = dice.normal(0, 0.05, (features, HIDDEN)).astype(np.float32)
    bias = np.zeros(HIDDEN, np.float32)
    last = (dice.uniform(-1, 1, (HIDDEN, labels)) / np.sqrt(HIDDEN)).astype(np.float32)
    offset = np.zeros(labels, np.float32)
    moments = (np.zeros_like(first), np.zeros_like(first))
    dense = [_Moving(bias), _Moving(last), _Moving(offset)]
    step = 0
    for _ in range(passes):
        order = dice.permutation(count)
        for begin in range(0, count, batch):
            rate = RATE * (1 - step / (passes * per_pass))
            step += 1
            members = order[begin : begin + batch]
            part, used = _sample(rows, members, dice)
            own = first[used]
            before = part @ own + bias
            mask = _kept(before.shape, dice) * (before > 0)
            hidden = before * mask
            slope = (_softmax(hidden @ last + offset) - targets[members]) / np.float32(len(members))
            back = (slope @ last.T) * mask
            _step_rows(first, own, used, moments, part.T @ back, rate, step)
            for moving, gradient in zip(dense, (back.sum(0), hidden.T @ slope, slope.sum(0)), strict=True):
                moving.step(gradient, rate, step)
    return _packed(first, bias, last, offset)


def _sample(rows: csr_array, members: Ints, dice: np.random.Generator) -> tuple[Any, Ints]:
    """The members' rows with some features dropped, over the columns they have, and those columns."""
    begin = rows.indptr[members].astype(np.int64)
    counts = rows.indptr[members + 1] - begin
    bounds = np.concatenate(([0], np.cumsum(counts)))
    place = np.arange(bounds[-1]) + np.repeat(begin - bounds[:-1], counts)
    values = rows.data[place] * _kept((len(place),), dice)
    used, columns = np.unique(rows.indices[place], return_inverse=True)
    return csr_array((values, columns, bounds), shape=(len(members), len(used))), used.astype(np.int64)


def _kept(shape: tuple[int, ...], dice: np.random.Generator) -> Floats:
    kept: Floats = (dice.random(shape, dtype=np.float32) >= DROPPED) * np.float32(1 / (1 - DROPPED))
    return kept


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    probability: Floats = raised / raised.sum(axis=1, keepdims=True)
    return probability


def _step_rows(
    table: Floats,
    own: Floats,
    used: Ints,
    moments: tuple[Floats, Floats],
    gradient: Floats,
    rate: float,
    step: int,
) -> None:
    """Adam on the used rows only; `own` are their present values."""
    mean, square = moments
    first = mean[used]
    first *= _FIRST
    first += (_ONE - _FIRST) * gradient
    mean[used] = first
    second = square[used]
    second *= _SECOND
    gradient *= gradient
    gradient *= _ONE - _SECOND
    second += gradient
    square[used] = second
    np.sqrt(second, out=second)
    second *= np.float32(1 / np.sqrt(1 - float(_SECOND) ** step))
    second += _SMALL
    first /= second
    first *= np.float32(rate / (1 - float(_FIRST) ** step))
    own -= first
    table[used] = own


class _Moving:
    """A dense array that Adam moves."""

    def __init__(self, values: Floats) -> None:
        self._values = values
        self._mean, self._square = np.zeros_like(values), np.zeros_like(values)

    def step(self, gradient: Floats, rate: float, step: int) -> None:
        self._mean *= _FIRST
        self._mean += (_ONE - _FIRST) * gradient
        self._square *= _SECOND
        self._square += (_ONE - _SECOND) * gradient * gradient
        size = np.float32(rate / (1 - float(_FIRST) ** step))
        self._values -= (
            size * self._mean / (np.sqrt(self._square / np.float32(1 - float(_SECOND) ** step)) + _SMALL)
        )


def _packed(first: Floats, bias: Floats, last: Floats, offset: Floats) -> Network:
    scale = np.maximum(np.abs(first).max(axis=1), _SMALL) / np.float32(127)
    table = np.rint(first / scale[:, None]).astype(np.int8)
    return Network(table, scale.astype(np.float32), bias, last, offset)
