"""Folding many texts at once into one array of code points, so that later steps are array arithmetic.

Folding is for analysis only: case, width, traditional characters and repetitions are levelled, and every kept
character remembers where it stood in the text it came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What a character folds to when it is not a character of its own.
BOUNDARY = 0
DROPPED = 1
LINE = 10
SPACE = 32

# Character classes.
NO_LETTER, HAN, HAN_SIMPLIFIED, HAN_TRADITIONAL, LATIN, LATIN_EXTENDED, DIGIT, KANA, OTHER_LETTER = range(9)
CLASSES = 9

Ints = NDArray[np.int64]
Codes = NDArray[np.uint32]


@dataclass(frozen=True)
class Folded:
    """`n` texts in one array.

    `codes` holds folded code points with a BOUNDARY before each text and after the last; `starts` (n + 1) the
    position of those boundaries; `where` the offset of each code in its original text (-1 on boundaries).
    """

    codes: Codes
    starts: Ints
    where: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1


@cache
def tables() -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """What each character of the basic plane folds to, and its class."""
    with np.load(Path(__file__).with_name("characters.npz")) as stored:
        fold: NDArray[np.uint16] = stored["fold"]
        classes: NDArray[np.uint8] = stored["classes"]
    return fold, classes


def code_points(texts: Sequence[str]) -> tuple[Codes, Ints]:
    """The texts' code points, each text preceded by BOUNDARY, and the boundaries' positions (n + 1).

    A NUL inside a text becomes a space here, so that a boundary is always a boundary.
    """
    joined = "\0" + "\0".join(texts) + "\0"
    codes: Any = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths + 1, out=starts[1:])
    codes = np.where(codes == 0, np.uint32(SPACE), codes)
    codes[starts] = BOUNDARY
    return codes, starts


def fold(texts: Sequence[str]) -> Folded:
    """Folds the texts; a run of one character keeps two of it, a run of spaces one."""
    codes, starts = code_points(texts)
    return fold_codes(codes, starts)


def fold_codes(codes: Codes, starts: Ints) -> Folded:
    """As `fold`, for code points that `code_points` made."""
    table, _ = tables()
    low = np.minimum(codes, np.uint32(0xFFFF)).astype(np.uint16)
    folded = np.where(codes <= 0xFFFF, table[low], codes).astype(np.uint32)
    folded[starts] = BOUNDARY
    position = np.arange(len(codes), dtype=np.int64) - np.repeat(
        starts + 1, np.diff(np.append(starts, len(codes)))
    )
    kept = folded != DROPPED
    if not kept.all():
        folded, position = folded[kept], position[kept]
    same = folded[1:] == folded[:-1]
    keep = np.ones(len(folded), dtype=np.bool_)
    keep[1:] &= ~(same & (folded[1:] == SPACE))
    keep[2:] &= ~(same[1:] & same[:-1] & (folded[2:] != BOUNDARY))
    folded, position = folded[keep], position[keep]
    return Folded(folded, np.flatnonzero(folded == BOUNDARY).astype(np.int64), position)


def class_counts(codes: Codes, starts: Ints) -> Ints:
    """How many characters of each class each text holds; shape (n, CLASSES). Takes unfolded code points."""
    _, classes = tables()
    low = np.minimum(codes, np.uint32(0xFFFF)).astype(np.uint16)
    kind = classes[low].astype(np.int64)
    kind[_han_beyond(codes)] = HAN
    kind[_letter_beyond(codes)] = OTHER_LETTER
    texts = len(starts) - 1
    owner = np.repeat(np.arange(texts, dtype=np.int64), np.diff(starts))
    counts = np.bincount(owner * CLASSES + kind[: len(owner)], minlength=texts * CLASSES)
    return counts.reshape(texts, CLASSES)


def latin_words(codes: Codes, starts: Ints) -> Ints:
    """How many runs of Latin letters each text holds."""
    _, classes = tables()
    kind = classes[np.minimum(codes, np.uint32(0xFFFF)).astype(np.uint16)]
    latin = (kind == LATIN) | (kind == LATIN_EXTENDED)
    begins = latin.copy()
    begins[1:] &= ~latin[:-1]
    texts = len(starts) - 1
    owner = np.repeat(np.arange(texts, dtype=np.int64), np.diff(starts))
    return np.bincount(owner[begins[: len(owner)]], minlength=texts)


def _han_beyond(codes: Codes) -> NDArray[np.bool_]:
    return (codes >= 0x20000) & (codes < 0x32000)


def _letter_beyond(codes: Codes) -> NDArray[np.bool_]:
    # Scripts of the supplementary plane (historic and minority scripts); emoji start at U+1F000.
    return (codes >= 0x10000) & (codes < 0x1D000)
