"""Texts without a message: keys struck at random, and one phrase over and over."""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from zhiyin.science.language import folding
from zhiyin.science.language.folding import Folded, Ints

GIBBERISH, REPETITION = "gibberish", "repetition"
# A text of fewer letters may be a name, an abbreviation or a laugh.
LEAST_LATIN, LEAST_HAN = 8, 8
# Struck keys: letters in an order that words do not have, and few vowels; or mostly neighbours on the keyboard.
STRANGE_SHARE, VOWEL_SHARE, NEIGHBOUR_SHARE = 0.6, 0.27, 0.7
# Struck keys through an input method: this much of the Han characters is what it makes of the home row.
STRUCK_SHARE, LEAST_STRUCK = 0.5, 2
# Repetition: at most so much of a text's first pairs of letters are pairs it did not have yet. One or two words over
# and over (很好很好很好…) say nothing; a sentence pasted many times is still somebody's, and only suspected.
LEAST_REPEATED, SAMPLE, FRESH_SHARE, FEW_PAIRS, LATIN_PER_HAN = 48, 400, 0.16, 6, 3

_ADDRESS = re.compile(r"://|www\.|[A-Za-z0-9]\.[A-Za-z]{2,4}(?:/|$)|@")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def noise(texts: Sequence[str], folded: Folded) -> Iterator[tuple[int, str, str, float]]:
    """(text, code, rule, score) of each text that is noise, in no order."""
    for index in np.flatnonzero(_struck_latin(folded)).tolist():
        if _ADDRESS.search(texts[index]) is None:
            yield index, GIBBERISH, "gibberish.keys", 0.8
    for index in np.flatnonzero(_struck_han(folded)).tolist():
        yield index, GIBBERISH, "gibberish.input_method", 0.75
    different = _different_pairs(folded)
    for index in np.flatnonzero(different >= 0).tolist():
        if different[index] <= FEW_PAIRS:
            yield index, REPETITION, "repetition.words", 0.6
        else:
            yield index, REPETITION, "repetition.phrase", 0.4


def _struck_latin(folded: Folded) -> NDArray[np.bool_]:
    codes = folded.codes
    letter = (codes >= ord("a")) & (codes <= ord("z"))
    if not letter.any():
        return np.zeros(len(folded), dtype=np.bool_)
    strange, neighbours, vowels = _latin_tables()
    index = np.where(letter, codes - ord("a"), 0).astype(np.int64)
    han = _han(folded)
    count = _per_text(folded, letter)
    pair = letter[:-1] & letter[1:]
    triple = pair[:-1] & letter[2:]
    near = np.zeros(len(codes), dtype=np.bool_)
    near[:-1] = pair & neighbours[index[:-1], index[1:]]
    odd = np.zeros(len(codes), dtype=np.bool_)
    odd[:-2] = triple & strange[index[:-2], index[1:-1], index[2:]]
    pairs, triples = np.append(pair, False), np.append(triple, [False, False])
    of_pairs, of_triples = _per_text(folded, pairs), _per_text(folded, triples)
    few_vowels = _per_text(folded, letter & vowels[index]) < VOWEL_SHARE * count
    random = (
        (_per_text(folded, odd) >= STRANGE_SHARE * of_triples) & few_vowels & (of_triples >= LEAST_LATIN - 2)
    )
    along = (_per_text(folded, near) >= NEIGHBOUR_SHARE * of_pairs) & (of_pairs >= LEAST_LATIN - 1)
    return (random | along) & (count >= LEAST_LATIN) & (count >= 2 * _per_text(folded, han))


def _struck_han(folded: Folded) -> NDArray[np.bool_]:
    codes = folded.codes
    found = np.array(
        _struck().find_matches_as_indexes(codes.tobytes().decode("utf-32-le", "replace")), dtype=np.int64
    ).reshape(-1, 3)
    if not len(found):
        return np.zeros(len(folded), dtype=np.bool_)
    text = np.searchsorted(folded.starts, found[:, 1], side="right") - 1
    covered = np.bincount(text, weights=found[:, 2] - found[:, 1], minlength=len(folded))
    hits = np.bincount(text, minlength=len(folded))
    han = _per_text(folded, _han(folded))
    return (han >= LEAST_HAN) & (hits >= LEAST_STRUCK) & (covered >= STRUCK_SHARE * han)


def _different_pairs(folded: Folded) -> NDArray[np.float64]:
    """How many different pairs of Han characters (Latin pairs count LATIN_PER_HAN-th) each repeating text has; else -1."""
    letters = np.flatnonzero(_letters(folded) | (folded.codes == folding.BOUNDARY))
    codes = folded.codes[letters]
    starts = np.flatnonzero(codes == folding.BOUNDARY)
    lengths = np.diff(starts) - 1
    result = np.full(len(folded), -1.0)
    texts = np.flatnonzero(lengths >= LEAST_REPEATED)
    if not len(texts):
        return result
    counts = np.minimum(lengths[texts], SAMPLE) - 1
    inside = np.arange(counts.sum(), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
    place = np.repeat(starts[texts] + 1, counts) + inside
    pairs = (codes[place].astype(np.uint64) << np.uint64(21)) | codes[place + 1]
    keyed = np.sort((np.repeat(np.arange(len(texts), dtype=np.uint64), counts) << np.uint64(42)) | pairs)
    fresh = np.ones(len(keyed), dtype=np.bool_)
    fresh[1:] = keyed[1:] != keyed[:-1]
    keyed = keyed[fresh]
    text = (keyed >> np.uint64(42)).astype(np.int64)
    latin = (keyed >> np.uint64(21)) & np.uint64(0x1FFFFF) < 0x250
    different = np.bincount(text, minlength=len(texts))
    words = np.bincount(text, weights=np.where(latin, 1 / LATIN_PER_HAN, 1), minlength=len(texts))
    result[texts] = np.where(different <= FRESH_SHARE * counts, words, -1)
    return result


def _per_text(folded: Folded, mask: NDArray[np.bool_]) -> Ints:
    sums = np.concatenate(([0], np.cumsum(mask, dtype=np.int64)))
    counts: Ints = sums[folded.starts[1:]] - sums[folded.starts[:-1]]
    return counts


def _letters(folded: Folded) -> NDArray[np.bool_]:
    _, classes = folding.tables()
    letter: NDArray[np.bool_] = (
        classes[np.minimum(folded.codes, np.uint32(0xFFFF)).astype(np.uint16)] != folding.NO_LETTER
    )
    return letter


def _han(folded: Folded) -> NDArray[np.bool_]:
    _, classes = folding.tables()
    kind = classes[np.minimum(folded.codes, np.uint32(0xFFFF)).astype(np.uint16)]
    return (kind >= folding.HAN) & (kind <= folding.HAN_TRADITIONAL)


@cache
def _struck() -> AhoCorasick:
    return AhoCorasick(_terms("struck"), matchkind=MatchKind.LeftmostLongest)


@cache
def _latin_tables() -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Triples of letters that no known word has, pairs of neighbouring keys, and the vowels."""
    strange = np.ones((26, 26, 26), dtype=np.bool_)
    folder = Path(folding.__file__).parent
    words = " ".join(
        (folder / name).read_text(encoding="utf-8") for name in ("english_words.txt", "foreign_words.txt")
    )
    syllables = _terms("pinyin")
    both = [one + two for one in syllables for two in syllables]
    for word in [*words.lower().split(), *both]:
        letters = [ord(character) - ord("a") for character in word if "a" <= character <= "z"]
        for triple in zip(letters, letters[1:], letters[2:], strict=False):
            strange[triple] = False
    near = np.zeros((26, 26), dtype=np.bool_)
    for row in _ROWS:
        places = [ord(character) - ord("a") for character in row]
        for one, two in pairwise(places):
            near[one, two] = near[two, one] = True
        near[places, places] = True
    vowels = np.zeros(26, dtype=np.bool_)
    vowels[[ord(character) - ord("a") for character in "aeiouy"]] = True
    return strange, near, vowels


def _terms(name: str) -> list[str]:
    with Path(__file__).with_name("keys.csv").open(encoding="utf-8", newline="") as file:
        return next(row["terms"].split("|") for row in csv.DictReader(file) if row["set"] == name)
