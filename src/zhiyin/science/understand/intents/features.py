"""What an intent is recognised by: words, pairs of words and pieces of words, weighed by how telling they are.

A word is a run of Latin letters and digits; every Han character, and every other sign, is one by itself. Features
are kept as hashes of what they are, so that a vocabulary is one array of numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from zhiyin.science.language import folding
from zhiyin.science.language.folding import Codes, Folded, Ints, fold

# What follows the first characters of a longer text changes no intent, and costs.
MOST_CHARACTERS = 600
# A feature must occur in two of the examples.
LEAST_EXAMPLES = 2
WORDS, PIECES = 0, 1
_LATIN_PIECES, _HAN_PIECES = (3, 4), (1, 2, 3)
_BATCH_CHARACTERS = 200_000

Hashes = NDArray[np.uint64]
Floats = NDArray[np.float32]

# An odd number and its inverse modulo 2^64.
_TURN = 0x9E3779B97F4A7C15
_BACK = pow(_TURN, -1, 1 << 64)


@dataclass(frozen=True)
class Vocabulary:
    """The features that count: their hashes (ascending), what each weighs, and which of the two groups it is in."""

    hashes: Hashes
    weights: Floats
    groups: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.hashes)


def learn(texts: Sequence[str]) -> Vocabulary:
    """The vocabulary of the examples; a feature weighs the logarithm of how rare it is (smoothed)."""
    found = [_occurrences(part) for part in _parts(texts)]
    # (text, feature) pairs are distinct within a part, and texts are whole in one.
    hashes, groups = (np.concatenate([one[place] for one in found]) for place in (1, 3))
    known, first, counts = np.unique(hashes, return_index=True, return_counts=True)
    kept = counts >= LEAST_EXAMPLES
    weights = np.log((1 + len(texts)) / (1 + counts[kept])) + 1
    return Vocabulary(known[kept], weights.astype(np.float32), groups[first[kept]])


def rows(texts: Sequence[str], vocabulary: Vocabulary) -> csr_array:
    """One sparse row per text; the words' part and the pieces' part have length one each."""
    parts = [_rows(part, vocabulary) for part in _parts(texts)]
    values, columns, counts = (np.concatenate([part[place] for part in parts]) for place in range(3))
    bounds = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return csr_array((values, columns, bounds), shape=(len(texts), len(vocabulary)))


def _parts(texts: Sequence[str]) -> list[Folded]:
    """The texts folded, as many at once as fit in little memory."""
    parts: list[list[str]] = [[]]
    characters = 0
    for text in texts:
        own = text[:MOST_CHARACTERS]
        if characters + len(own) > _BATCH_CHARACTERS:
            parts.append([])
            characters = 0
        parts[-1].append(own)
        characters += len(own) + 1
    return [fold(part) for part in parts]


def _rows(folded: Folded, vocabulary: Vocabulary) -> tuple[Floats, NDArray[np.int32], Ints]:
    text, hashes, times, group = _occurrences(folded)
    place = np.searchsorted(vocabulary.hashes, hashes)
    known = place < len(vocabulary)
    known[known] = vocabulary.hashes[place[known]] == hashes[known]
    text, place, group = text[known], place[known], group[known]
    value = (1 + np.log(times[known])) * vocabulary.weights[place]
    part = text * 2 + group
    length = np.sqrt(np.bincount(part, weights=value**2, minlength=2 * len(folded)))
    value = value / length[part]
    return (
        value.astype(np.float32),
        place.astype(np.int32),
        np.bincount(text, minlength=len(folded)).astype(np.int64),
    )


def _occurrences(folded: Folded) -> tuple[Ints, Hashes, Ints, NDArray[np.uint8]]:
    """(text, feature, times, group) of every feature of every text, by text."""
    codes, starts, ends, owner, han, latin = _words(folded)
    hashing = _Hashing(codes)
    own = hashing.of(starts, ends)
    pieces = [
        (owner, own, WORDS),
        *_pairs(own, owner, len(folded)),
        *_latin_pieces(codes, starts[latin], ends[latin], owner[latin]),
        *_han_pieces(hashing, starts[han], owner[han]),
    ]
    text = np.concatenate([piece[0] for piece in pieces])
    hashes = np.concatenate([piece[1] for piece in pieces])
    group = np.repeat(
        np.array([piece[2] for piece in pieces], dtype=np.uint8), [len(piece[0]) for piece in pieces]
    )
    order = np.lexsort((hashes, text))
    text, hashes, group = text[order], hashes[order], group[order]
    opens = np.ones(len(text), dtype=np.bool_)
    opens[1:] = (text[1:] != text[:-1]) | (hashes[1:] != hashes[:-1])
    first = np.flatnonzero(opens)
    return text[first], hashes[first], np.diff(np.append(first, len(text))), group[first]


def _words(folded: Folded) -> tuple[Codes, Ints, Ints, Ints, NDArray[np.bool_], NDArray[np.bool_]]:
    """The codes; each word's begin, end and text; whether it is a Han character, and whether Latin or a number."""
    codes = folded.codes
    _, classes = folding.tables()
    kind = classes[np.minimum(codes, np.uint32(0xFFFF)).astype(np.uint16)]
    run = (kind == folding.LATIN) | (kind == folding.LATIN_EXTENDED) | (kind == folding.DIGIT)
    run |= codes == ord("'")
    other = ~run & (codes != folding.SPACE) & (codes != folding.BOUNDARY) & (codes != folding.LINE)
    begins = run.copy()
    begins[1:] &= ~run[:-1]
    starts = np.flatnonzero(begins | other)
    closes = run.copy()
    closes[:-1] &= ~run[1:]
    ends = np.flatnonzero(closes | other) + 1
    owner = np.searchsorted(folded.starts, starts, side="right") - 1
    single = (kind[starts] >= folding.HAN) & (kind[starts] <= folding.HAN_TRADITIONAL)
    return codes, starts, ends, owner, single, run[starts]


class _Hashing:
    """The hash of any stretch of codes in constant time: running sums of a polynomial modulo 2^64."""

    def __init__(self, codes: Codes) -> None:
        powers = np.full(len(codes), _TURN, dtype=np.uint64)
        back = np.full(len(codes) + 1, _BACK, dtype=np.uint64)
        back[0] = powers[0] = 1
        self._back = np.cumprod(back, dtype=np.uint64)
        mixed = (codes.astype(np.uint64) + np.uint64(1)) * np.uint64(0xFF51AFD7ED558CCD)
        mixed ^= mixed >> np.uint64(33)
        self._sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum(mixed * np.cumprod(powers, dtype=np.uint64), out=self._sums[1:])

    def of(self, begin: Ints, end: Ints) -> Hashes:
        return _mixed((self._sums[end] - self._sums[begin]) * self._back[begin], 1)


def _mixed(hashes: Hashes, kind: int) -> Hashes:
    """The same numbers spread anew, another way for each kind of feature."""
    hashes = (hashes ^ (hashes >> np.uint64(31))) * np.uint64(0xC4CEB9FE1A85EC53 + 2 * kind)
    return hashes ^ (hashes >> np.uint64(29))


def _pairs(own: Hashes, owner: Ints, texts: int) -> list[tuple[Ints, Hashes, int]]:
    """Words that follow each other, and the first and the last word as such."""
    if not len(own):
        return []
    same = owner[1:] == owner[:-1]
    pair = _mixed(own[:-1] * np.uint64(3) + own[1:], 2)[same]
    first, last = np.append(True, ~same), np.append(~same, True)
    return [
        (owner[1:][same], pair, WORDS),
        (owner[first], _mixed(own[first], 3), WORDS),
        (owner[last], _mixed(own[last], 4), WORDS),
    ]


def _latin_pieces(codes: Codes, starts: Ints, ends: Ints, owner: Ints) -> list[tuple[Ints, Hashes, int]]:
    """Pieces of the words with a space at each end."""
    length = ends - starts + 2
    if not len(length):
        return []
    word = np.repeat(np.arange(len(starts)), length)
    inside = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    edge = (inside == 0) | (inside == length[word] - 1)
    padded = np.where(
        edge, np.uint32(folding.SPACE), codes[np.minimum(starts[word] + inside - 1, len(codes) - 1)]
    )
    hashing = _Hashing(padded.astype(np.uint32))
    result = []
    for size in _LATIN_PIECES:
        place = np.flatnonzero(inside + size <= length[word])
        result.append((owner[word[place]], _mixed(hashing.of(place, place + size), 5), PIECES))
    return result


def _han_pieces(hashing: _Hashing, starts: Ints, owner: Ints) -> list[tuple[Ints, Hashes, int]]:
    """Pieces of runs of Han characters."""
    result = []
    for size in _HAN_PIECES:
        place = np.arange(max(len(starts) - size + 1, 0))
        whole = starts[place + size - 1] == starts[place] + size - 1
        begin = starts[place[whole]]
        result.append((owner[place[whole]], _mixed(hashing.of(begin, begin + size), 6), PIECES))
    return result
