"""The words of a folded batch: the same texts with a word where characters were, so that what reads characters (n-gram
models, networks) reads words as well."""

from functools import cache

import numpy as np
from rjieba import Jieba

from zhiyin.science.language.folding import BOUNDARY, SPACE, Folded

_STEP = np.uint32(0x9E3779B1)
# Characters so far into a word (a pasted key, an address) are told apart as if they stood at its beginning again.
_LONGEST = 64


def words(folded: Folded) -> Folded:
    """The texts cut into words by jieba's dictionary, blanks left out, marks kept as words of their own.

    A word's code is a hash of its characters; `where` is the position in `folded` at which it begins.
    """
    pieces = _cutter().cut(folded.codes.tobytes().decode("utf-32-le", "replace"))
    length = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
    begins = np.cumsum(length) - length
    within = np.arange(len(folded.codes), dtype=np.int64) - np.repeat(begins, length)
    hashed = np.add.reduceat(folded.codes * _powers()[within % _LONGEST], begins, dtype=np.uint32)
    first = folded.codes[begins]
    codes = np.where(first == BOUNDARY, np.uint32(BOUNDARY), np.maximum(hashed, np.uint32(1)))
    kept = first != SPACE
    codes, begins = codes[kept], begins[kept]
    return Folded(codes, np.flatnonzero(codes == BOUNDARY).astype(np.int64), begins)


@cache
def _cutter() -> Jieba:
    return Jieba()


@cache
def _powers() -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.cumprod(np.full(_LONGEST, _STEP, dtype=np.uint32), dtype=np.uint32)
