"""Folding many texts at once into one array of code points, so that later steps are array arithmetic.

Folding is for analysis only: what machines broke is mended (`mending`), case, width, traditional characters,
emoji of one meaning and repetitions are levelled, and every kept character remembers where it stood in the text
it came from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import emoticons, mending
from zhiyin.science.language.characters import (
    BOUNDARY,
    CLASSES,
    DIGIT,
    DROPPED,
    HAN,
    HAN_SIMPLIFIED,
    HAN_TRADITIONAL,
    KANA,
    LATIN,
    LATIN_EXTENDED,
    LINE,
    NO_LETTER,
    OTHER_LETTER,
    SPACE,
    tables,
)

__all__ = [
    "BOUNDARY", "CLASSES", "DIGIT", "DROPPED", "HAN", "HAN_SIMPLIFIED", "HAN_TRADITIONAL", "KANA", "LATIN",
    "LATIN_EXTENDED", "LINE", "NO_LETTER", "OTHER_LETTER", "SPACE", "Batch", "Codes", "Folded", "Ints", "batch",
    "class_counts", "code_points", "fold", "fold_codes", "latin_words", "pieces", "tables",
]  # fmt: skip

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


@dataclass(frozen=True)
class Batch:
    """Texts as they are read: mended, not yet folded.

    `codes` and `starts` are the mended texts' code points as of `code_points`; `moved` tells, for each text that was
    mended, where each of its characters stood in the text as given.
    """

    texts: Sequence[str]
    codes: Codes
    starts: Ints
    moved: Mapping[int, Ints] = field(default_factory=dict)

    def fold(self) -> Folded:
        """The folded batch; `where` are offsets in the texts as given."""
        folded = fold_codes(self.codes, self.starts)
        if not self.moved:
            return folded
        where = folded.where.copy()
        for index, places in self.moved.items():
            mine = slice(int(folded.starts[index]) + 1, int(folded.starts[index + 1]))
            where[mine] = places[where[mine]]
        return replace(folded, where=where)


def batch(texts: Sequence[str]) -> Batch:
    """Mends the texts that need it."""
    codes, starts = code_points(texts)
    moved: dict[int, Ints] = {}
    mended: list[str] | None = None
    for index in mending.suspects(codes, starts).tolist():
        repair = mending.mend(texts[index])
        if repair is not None:
            mended = mended or list(texts)
            mended[index], moved[index] = repair
    if mended is None:
        return Batch(texts, codes, starts)
    return Batch(mended, *code_points(mended), moved)


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
    """Mends and folds the texts; a run of one character keeps two of it, a run of spaces one."""
    return batch(texts).fold()


def fold_codes(codes: Codes, starts: Ints) -> Folded:
    """As `fold` without mending, for code points that `code_points` made."""
    table, _ = tables()
    folded = np.where(codes <= 0xFFFF, table[np.minimum(codes, np.uint32(0xFFFF))], codes)
    beyond = np.flatnonzero((codes >= emoticons.FIRST) & (codes <= emoticons.LAST))
    if len(beyond):
        folded[beyond] = emoticons.table(DROPPED)[codes[beyond] - emoticons.FIRST]
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


def pieces(folded: Folded, begin: Ints, end: Ints) -> tuple[Folded, Ints]:
    """The spans [begin, end) of positions, none with a boundary in it, as texts of a batch of their own; and where
    each of its positions stands in `folded` (0 on boundaries)."""
    lengths = end - begin
    starts = np.concatenate(([0], np.cumsum(lengths + 1))).astype(np.int64)
    inside = np.ones(starts[-1] + 1, dtype=np.bool_)
    inside[starts] = False
    origin = np.zeros(len(inside), dtype=np.int64)
    origin[inside] = np.flatnonzero(inside) + np.repeat(begin - starts[:-1] - 1, lengths)
    codes = np.where(inside, folded.codes[origin], np.uint32(BOUNDARY))
    return Folded(codes, starts, np.where(inside, folded.where[origin], -1)), origin


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
