"""Which encoding a file has, by rule: its mark, else UTF-16 by its zeros, else strict UTF-8, else GB18030.

A statistical guesser reads short Chinese files as Korean; these rules do not guess, and the last one is checked.
"""

import codecs
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from zhiyin.science.collect.problems import FileFault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HEAD = 4096


class Encoding(NamedTuple):
    """The name of a Python codec and what told it: mark, zeros, valid, fallback."""

    codec: str
    evidence: str


def detect_encoding(chunks: Iterable[bytes]) -> Encoding:
    """The encoding of a file given in pieces, all of which are looked at. Raises FileFault with the byte."""
    waiting = iter(chunks)
    head = b""
    for chunk in waiting:
        head += chunk
        if len(head) >= HEAD:
            break
    by_head = _by_head(head[:HEAD])
    if by_head is not None:
        candidates = [by_head]
    else:
        candidates = [Encoding("utf-8", "valid"), Encoding("gb18030", "fallback")]
    return _first_that_decodes(candidates, head, waiting)


def _by_head(head: bytes) -> Encoding | None:
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, "mark")
    # Line ends, digits and separators leave a zero in every UTF-16 text; no text in another encoding has many.
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 4 and even + odd >= 2:
        ends = head[: len(head) // 2 * 2]
        if odd > 4 * even and _decodes(ends, "utf-16-le"):
            return Encoding("utf-16-le", "zeros")
        if even > 4 * odd and _decodes(ends, "utf-16-be"):
            return Encoding("utf-16-be", "zeros")
    return None


def _decodes(data: bytes, codec: str) -> bool:
    try:
        codecs.getincrementaldecoder(codec)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _first_that_decodes(candidates: list[Encoding], head: bytes, rest: Iterable[bytes]) -> Encoding:
    """All candidates side by side, so that the file is read once; the first one left standing wins."""
    standing = {one: codecs.getincrementaldecoder(one.codec)() for one in candidates}
    furthest = 0
    offset = 0
    for piece, final in chain(((piece, False) for piece in chain([head], rest)), [(b"", True)]):
        for one, decoder in list(standing.items()):
            try:
                decoder.decode(piece, final)
            except UnicodeDecodeError as error:
                furthest = max(furthest, offset + error.start)
                del standing[one]
        if not standing:
            raise FileFault("mixed_encoding", byte=furthest + 1)
        offset += len(piece)
    return next(one for one in candidates if one in standing)
