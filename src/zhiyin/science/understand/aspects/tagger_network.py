"""The tagger's network in numpy: characters to hidden rows, rows to candidate spans, spans to probabilities.

A batch is one long column of rows: the characters of all texts, with GAP empty rows between texts, so that a
convolution over the column never mixes two texts. `training.tagger_torch` holds the same network for training.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints
from zhiyin.science.understand.ngrams import hashed

Floats = NDArray[np.float32]
Places = NDArray[np.int32]

# The n-grams of a row, and the bits of their buckets.
SIZES = (1, 2, 3)
BITS = 18
# Convolutions of three taps, this many rows apart; the gap between texts is as wide as the widest.
DILATIONS = (1, 2, 4)
GAP = max(DILATIONS)
# Rows of one pass: few enough to stay in the processor's cache.
PASS_ROWS = 5_000
# The heads of a row: an aspect begins, ends; an opinion begins, ends.
BEGINS, ENDS, SAYING_BEGINS, SAYING_ENDS = range(4)
# The classes of a candidate span.
NO_ASPECT, NEGATIVE, NEUTRAL, POSITIVE = range(4)
# So many spans, or pairs of them, at once stay in the processor's cache: those of a long text, of which each span is in a
# hundred pairs, take a tenth of the time of all at once.
SOME = 4_096
WIDEST, WIDEST_SAYING = 12, 28
# Which rows around a candidate the span's classifier looks at.
LEFT = (1, 2, 4, 7, 11)
RIGHT = (1, 2, 4, 6, 8, 11, 15, 20)
# A candidate's ends must each be this likely, and their product that.
END_FLOOR, PRODUCT_FLOOR = 0.1, 0.04
SAYING_FLOOR, SAYING_PRODUCT = 0.2, 0.1
# How far an opinion may stand from its aspect, in rows, and the borders of the distances told apart.
REACH = 40
DISTANCES = np.array([-30, -20, -12, -7, -4, -2, -1, 0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 30])
WIDTHS = np.array([2, 3, 4, 5, 6, 8, 10, 13, 17])


@dataclass(frozen=True)
class Column:
    """A batch as rows. `at` is each row's position in the folded codes (-1 in gaps), `text` its text (-1 in gaps);
    `grams` (one array of rows per size) the table rows of the character, of its pair with the next and of the
    three around it; `first` (texts + 1) the first row of each text's gap.
    """

    at: Ints
    text: Ints
    grams: tuple[Places, ...]
    first: Ints


def column(folded: Folded, places: tuple[Places, ...]) -> Column:
    """Lays the folded texts out; a gap stands before each text and after the last.

    `places` says, per size, which table row the n-grams of a bucket have; a gap has the one of no n-gram, the
    table's last, which `places` holds as its own last entry.
    """
    lengths = np.diff(folded.starts) - 1
    first = folded.starts[:-1] + np.arange(len(folded), dtype=np.int64) * (GAP - 1)
    rows = int(lengths.sum()) + GAP * (len(folded) + 1)
    inside = np.ones(len(folded.codes), dtype=np.bool_)
    inside[folded.starts] = False
    inside[folded.starts[-1] :] = False
    position = np.flatnonzero(inside)
    text = np.repeat(np.arange(len(folded), dtype=np.int64), lengths)
    row = position + (text + 1) * (GAP - 1)
    at, owner = np.full(rows, -1, dtype=np.int64), np.full(rows, -1, dtype=np.int64)
    at[row], owner[row] = position, text
    grams = [np.full(rows, place[-1], dtype=np.int32) for place in places]
    for size, bucket in hashed(folded, SIZES, BITS):
        # The three around a character begin at the one before it.
        grams[size - 1][row] = places[size - 1][bucket[position - (size == 3)]]
    return Column(at, owner, tuple(grams), np.append(first, rows - GAP))


def passes(folded_column: Column) -> Iterator[tuple[int, int, int, int]]:
    """(first row, one past the last row with the closing gap, first text, one past the last text) of each pass."""
    first = folded_column.first
    begin, last = 0, len(first) - 1
    while begin < last:
        end = int(np.searchsorted(first, first[begin] + PASS_ROWS, side="right")) - 1
        end = min(max(end, begin + 1), last)
        yield int(first[begin]), int(first[end]) + GAP, begin, end
        begin = end


@dataclass(frozen=True)
class Spans:
    """Candidate spans: their first and last row, and their text."""

    begin: Ints
    last: Ints
    text: Ints


def candidates(
    begins: Floats, ends: Floats, text: Ints, *, widest: int, floor: float, product: float
) -> Spans:
    """Every span whose first row may begin one and whose last row may end it (probabilities per row)."""
    opening = np.flatnonzero((begins > floor) & (text >= 0))
    grid = np.minimum(opening[:, None] + np.arange(widest), len(text) - 1)
    likely = ends[grid]
    kept = (likely > floor) & (text[grid] == text[opening][:, None])
    kept &= likely * begins[opening][:, None] > product
    kept[:, 1:] &= np.diff(grid, axis=1) > 0
    place, step = np.nonzero(kept)
    begin = opening[place]
    return Spans(begin, begin + step, text[begin])


def surroundings(spans: Spans, text: Ints) -> Ints:
    """The rows that the classifier looks at, (spans, 3 + LEFT + RIGHT); row 0, which is empty, beyond the text."""
    middle = (spans.begin + spans.last) // 2
    left = spans.begin[:, None] - np.array(LEFT)
    right = spans.last[:, None] + np.array(RIGHT)
    rows = np.concatenate((spans.begin[:, None], middle[:, None], spans.last[:, None], left, right), axis=1)
    inside = (rows >= 0) & (rows < len(text))
    rows = np.where(inside, rows, 0)
    return np.where(text[rows] == spans.text[:, None], rows, 0)


@dataclass(frozen=True)
class Pairs:
    """An aspect with an opinion span (places among the given spans), and how they stand to each other."""

    aspect: Ints
    saying: Ints
    begin: Ints
    last: Ints
    distance: Ints


def pairs(aspects: Spans, sayings: Spans) -> Pairs:
    """Each aspect with the candidate opinions of its text within REACH; the opinions sorted by their first row."""
    low = np.searchsorted(sayings.begin, aspects.begin - REACH - WIDEST_SAYING)
    high = np.searchsorted(sayings.begin, aspects.last + REACH, side="right")
    count = high - low
    aspect = np.repeat(np.arange(len(count), dtype=np.int64), count)
    before = np.repeat(np.cumsum(count) - count, count)
    saying = np.arange(len(aspect), dtype=np.int64) - before + np.repeat(low, count)
    begin, last = sayings.begin[saying], sayings.last[saying]
    behind = begin - aspects.last[aspect]
    ahead = last - aspects.begin[aspect]
    # Behind the aspect the distance is positive, before it negative, and 0 when the two overlap.
    distance = np.where(behind > 0, behind, np.where(ahead < 0, ahead, 0))
    kept = (np.abs(distance) <= REACH) & (sayings.text[saying] == aspects.text[aspect])
    return Pairs(
        aspect[kept],
        saying[kept],
        begin[kept],
        last[kept],
        np.searchsorted(DISTANCES, distance[kept], side="right"),
    )


@dataclass(frozen=True)
class Network:
    """The weights as they are used: tables of embeddings (their last row is empty) and matrices in float32;
    `places` (buckets + 1) is the table row of each bucket, the last row for n-grams too rare to learn from."""

    places: tuple[Places, ...]
    tables: tuple[NDArray[np.int8], ...]
    weights: dict[str, Floats]

    def hidden(self, grams: tuple[Places, ...], gaps: NDArray[np.bool_]) -> Floats:
        """The hidden rows; gaps stay empty."""
        found = [table.take(gram, axis=0) for table, gram in zip(self.tables, grams, strict=True)]
        rows = np.concatenate(found, axis=1).astype(np.float32)
        for layer, dilation in enumerate(DILATIONS):
            fresh = self._convolved(rows, layer, dilation)
            fresh[gaps] = 0
            if layer:
                fresh += rows
            rows = fresh
        return rows

    def _convolved(self, rows: Floats, layer: int, dilation: int) -> Floats:
        taps = rows @ self.weights[f"kernel{layer}"]
        wide = taps.shape[1] // 3
        fresh: Floats = taps[:, wide : 2 * wide] + self.weights[f"bias{layer}"]
        fresh[dilation:] += taps[:-dilation, :wide]
        fresh[:-dilation] += taps[dilation:, 2 * wide :]
        return np.maximum(fresh, 0, out=fresh)

    def heads(self, rows: Floats) -> Floats:
        """Probabilities per row, (4, rows)."""
        return sigmoid((rows @ self.weights["heads"] + self.weights["heads_bias"]).T)

    def classes(self, rows: Floats, spans: Spans, text: Ints) -> Floats:
        """The probability of each class for each candidate, (spans, 4)."""
        projected = rows @ self.weights["project"]
        found = np.empty((len(spans.begin), POSITIVE + 1), dtype=np.float32)
        for first in range(0, len(found), SOME):
            some = slice(first, first + SOME)
            part = Spans(spans.begin[some], spans.last[some], spans.text[some])
            found[some] = self._classes(rows, projected, part, text)
        return found

    def _classes(self, rows: Floats, projected: Floats, spans: Spans, text: Ints) -> Floats:
        weights = self.weights
        around = surroundings(spans, text)
        own = rows.take(around[:, :3], axis=0).reshape(len(around), 3 * rows.shape[1])
        context = projected.take(around[:, 3:], axis=0)
        context = context.reshape(len(around), len(LEFT + RIGHT) * projected.shape[1])
        inner: Floats = own @ weights["own"]
        inner += context @ weights["context"]
        inner += weights["width"].take(spans.last - spans.begin, axis=0)
        np.maximum(inner, 0, out=inner)
        inner = inner @ weights["classes"]
        inner += weights["classes_bias"]
        return softmax(inner)

    def belonging(self, rows: Floats, aspects: Spans, sayings: Spans, found: Pairs) -> Floats:
        """The logit that the opinion of each pair is about its aspect. A span is in many pairs and multiplied once."""
        weights = self.weights
        named = rows.take(aspects.begin, axis=0) @ weights["saying_aspect"]
        said: Floats = rows.take(sayings.begin, axis=0) @ weights["saying_begin"]
        said += rows.take(sayings.last, axis=0) @ weights["saying_last"]
        width = np.searchsorted(WIDTHS, sayings.last - sayings.begin + 1, side="right")
        said += weights["saying_width"].take(width, axis=0)
        logit = np.empty(len(found.aspect), dtype=np.float32)
        for first in range(0, len(logit), SOME):
            some = slice(first, first + SOME)
            inner = said.take(found.saying[some], axis=0)
            inner += named.take(found.aspect[some], axis=0)
            inner += weights["saying_distance"].take(found.distance[some], axis=0)
            np.maximum(inner, 0, out=inner)
            logit[some] = (inner @ weights["belongs"])[:, 0]
        logit += weights["belongs_bias"]
        return logit


def sigmoid(logit: Floats) -> Floats:
    value = np.exp(-np.clip(logit, -30, 30))
    value += 1
    result: Floats = np.reciprocal(value)
    return result


def softmax(logit: Floats) -> Floats:
    value = np.exp(logit - logit.max(axis=1, keepdims=True))
    result: Floats = np.divide(value, value.sum(axis=1, keepdims=True))
    return result
