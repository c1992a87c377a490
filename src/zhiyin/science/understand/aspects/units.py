"""The units that the network for given aspects reads: Han characters with their neighbours, or Latin words.

One array for the whole folded batch. The same function makes the training rows and the units at run time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import BOUNDARY, SPACE, Codes, Folded, Ints
from zhiyin.science.understand.aspects.clauses import clause_ends

Ids = NDArray[np.int32]
Bools = NDArray[np.bool_]
Hashes = NDArray[np.uint32]

# Identities that every vocabulary begins with.
NOTHING, EDGE, UNKNOWN = 0, 1, 2
FIRST_OWN = 3
NEIGHBOUR_BITS = 16
AFFIX_BITS = 12
PREFIX, SUFFIX = 4, 3
_LONGEST_WORD = 24
# From this share of blanks on, a text has a blank after every character, and they part nothing.
_BLANK_SHARE = 0.3

_STEP = np.uint32(0x9E3779B1)
_MIX_1, _MIX_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)
_POWERS = np.array([pow(0x01000193, place + 1, 1 << 32) for place in range(_LONGEST_WORD)], dtype=np.uint32)


@dataclass(frozen=True)
class Units:
    """`count` units of a batch, a boundary before each text and after the last among them.

    `ids`: (columns, count), the row of each embedding table. `clause`: the running number of the clause each
    unit lies in. `starts`: (texts + 1) the boundaries. `of`: the unit that holds each folded position, or the last
    before it.
    """

    ids: Ids
    clause: Ids
    starts: Ints
    of: Ints

    @property
    def count(self) -> int:
        return int(self.ids.shape[1])

    def spans(self, begin: Ints, end: Ints) -> tuple[Ints, Ints]:
        """The units [first, last) of the folded positions [begin, end); at least one each."""
        first = self.of[begin]
        return first, np.maximum(self.of[np.maximum(end - 1, begin)] + 1, first + 1)


def han_units(folded: Folded, vocabulary: Codes) -> Units:
    """A unit per character: its place in the vocabulary, and the bucket of it with the character after it.

    `vocabulary`: code points, ascending.
    """
    codes = folded.codes
    kept = ~_blanks_between(folded)
    own = codes[kept]
    pair = own.copy()
    pair[:-1] = own[:-1] * _STEP + own[1:]
    bucket = np.maximum(_mixed(pair) >> np.uint32(32 - NEIGHBOUR_BITS), EDGE + 1).astype(np.int32)
    edge = own == BOUNDARY
    # A boundary ends one text and begins another: it has no neighbour.
    # The place of every code point up to the last known one.
    place = np.full(int(vocabulary[-1]) + 2 if len(vocabulary) else 1, UNKNOWN, dtype=np.int32)
    place[vocabulary] = np.arange(len(vocabulary), dtype=np.int32) + FIRST_OWN
    known = place[np.minimum(own, len(place) - 1)]
    ids = np.stack([np.where(edge, np.int32(EDGE), known), np.where(edge, np.int32(EDGE), bucket)])
    clause = np.cumsum(clause_ends(own), dtype=np.int32)
    return Units(ids, clause, np.flatnonzero(edge), np.cumsum(kept) - 1)


def latin_units(folded: Folded, vocabulary: Hashes, parting: Hashes) -> Units:
    """A unit per word or sign: its word, the beginning and the end of the word.

    `vocabulary`: hashes of words, ascending; `parting`: hashes of the words that begin a clause, ascending.
    """
    codes = folded.codes
    first, own, length = _words(codes)
    parts = np.isin(own, parting, kind="sort")
    marks = clause_ends(codes)[first]
    head = _hash(codes, first, np.minimum(length, PREFIX))
    tail_length = np.minimum(length, SUFFIX)
    tail = _hash(codes, first + length - tail_length, tail_length)
    edge = codes[first] == BOUNDARY
    shift = np.uint32(32 - AFFIX_BITS)
    ids = np.stack(
        [
            _places(own, vocabulary, edge),
            np.maximum(_mixed(head) >> shift, 1).astype(np.int32),
            np.maximum(_mixed(tail + np.uint32(1)) >> shift, 1).astype(np.int32),
        ]
    )
    begins = np.zeros(len(codes), dtype=np.int64)
    begins[first] = 1
    clause = np.cumsum(marks | parts, dtype=np.int32)
    return Units(ids, clause, np.flatnonzero(edge), np.cumsum(begins) - 1)


def word_hashes(folded: Folded) -> Hashes:
    """The hash of every word and sign of the batch, in order: what vocabularies are made of."""
    return _words(folded.codes)[1]


def _words(codes: Codes) -> tuple[Ints, Hashes, Ints]:
    """Where each word or sign begins, its hash and its length."""
    letter = (codes >= ord("a")) & (codes <= ord("z"))
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    kind = np.where(letter, 1, np.where(digit, 2, 0))
    begins = codes != SPACE
    begins[1:] &= (kind[1:] == 0) | (kind[1:] != kind[:-1])
    # don't is "do" and "n't", as the sets that are already cut into words have it; it's is "it" and "'s".
    sign = codes == ord("'")
    if sign.any():
        joins = np.flatnonzero(sign[1:-1] & letter[2:] & letter[:-2]) + 1
        begins[joins + 1] = False
        begins[joins] = True
        negations = joins[(codes[joins - 1] == ord("n")) & (codes[joins + 1] == ord("t"))]
        begins[negations - 1] = True
        begins[negations] = False
        # A loose one joins the short ends ('s, 're, 'll), but opens no word in quotes.
        loose = np.flatnonzero(sign[:-3] & letter[1:-2] & ~letter[3:]) + 1
        begins[loose] = False
    first = np.flatnonzero(begins)
    until = np.append(first[1:], len(codes))
    spaces = np.concatenate(([0], np.cumsum(codes == SPACE)))
    length = until - first - (spaces[until] - spaces[first])
    return first, _hash(np.where(digit, np.uint32(ord("0")), codes), first, length), length


def _hash(codes: Codes, first: Ints, length: Ints) -> Hashes:
    """A hash of `length` codes from each position on, of _LONGEST_WORD at most."""
    total = np.zeros(len(first), dtype=np.uint32)
    last = len(codes) - 1
    for place in range(min(_LONGEST_WORD, int(length.max(initial=0)))):
        longer = np.flatnonzero(length > place)
        total[longer] += (codes[np.minimum(first[longer] + place, last)] + np.uint32(7)) * _POWERS[place]
    return _mixed(total)


def _mixed(state: Hashes) -> Hashes:
    mixed = (state ^ (state >> np.uint32(15))) * _MIX_1
    mixed ^= mixed >> np.uint32(13)
    mixed *= _MIX_2
    return mixed ^ (mixed >> np.uint32(16))


def _places(own: Hashes, vocabulary: Hashes, edge: Bools) -> Ids:
    place = np.minimum(np.searchsorted(vocabulary, own), max(len(vocabulary) - 1, 0))
    known = vocabulary[place] == own if len(vocabulary) else np.zeros(len(own), dtype=np.bool_)
    ids = np.where(known, place + FIRST_OWN, UNKNOWN)
    return np.where(edge, EDGE, ids).astype(np.int32)


def _blanks_between(folded: Folded) -> Bools:
    """The blanks of the texts that have one after every character."""
    space: Bools = folded.codes == SPACE
    if not len(folded):
        return np.zeros(len(space), dtype=np.bool_)
    counted = np.add.reduceat(space.astype(np.int64), folded.starts[:-1])
    length = np.maximum(np.diff(folded.starts), 1)
    spaced = np.append(counted / length > _BLANK_SHARE, False)
    if not spaced.any():
        return np.zeros(len(space), dtype=np.bool_)
    owner = np.cumsum(folded.codes == BOUNDARY) - 1
    between: Bools = space & spaced[owner]
    return between
