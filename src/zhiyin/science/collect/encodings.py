"""Which encoding a text has, by rule: its mark, else UTF-16 by its zeros, else strict UTF-8, else GB18030.

A statistical guesser reads short Chinese files as Korean; these rules do not guess, and what they say is checked line
by line: two exports that were pasted together are read each in its own.
"""

import codecs
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Final, NamedTuple

from zhiyin.science.collect.problems import FileFault

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HEAD: Final = 4096
PIECE: Final = 1 << 20
LONGEST_LINE: Final = 16 * 1024 * 1024  # bytes; in a table, no row is as long
MOST_UNPACKED: Final = 4 * 1024**3
# Chinese in UTF-8: three bytes for a character. Few words in GB18030 begin with such bytes.
_WIDE: Final = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")
_WIDE_WORD: Final = re.compile(
    rb"[\xe3-\xe9\xef][\x80-\xbf]{2}[\xe3-\xe9\xef][\x80-\xbf]{2}(?<![\x80-\xff].{6})", re.DOTALL
)
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]+")


class Encoding(NamedTuple):
    """The name of a Python codec and what told it: mark, zeros, valid, fallback."""

    codec: str
    evidence: str


def detect_encoding(head: bytes, samples: Iterable[bytes] = ()) -> Encoding:
    """The encoding of most lines of a file that begins with `head` and has `samples` of whole lines further on.

    Raises FileFault when most lines are no text at all.
    """
    by_head = _by_head(head[:HEAD])
    if by_head is not None:
        return by_head
    fits = {"main": 0, "other": 0, "broken": 0}
    first_broken = offset = 0
    for place, sample in enumerate([head, *samples]):
        if sample.isascii():
            continue
        for line in io.BytesIO(sample):
            offset += len(line) if place == 0 else 0
            if line.isascii():
                continue
            kind = _decoded(line, "utf-8")[1]
            fits[kind] += 1
            if kind == "broken" and not first_broken:
                first_broken = offset
    if fits["broken"] > fits["main"] + fits["other"] + 1:
        raise FileFault("mixed_encoding", byte=max(1, first_broken))
    if fits["other"] > fits["main"]:
        return Encoding("gb18030", "fallback")
    return Encoding("utf-8", "valid")


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


def _decoded(line: bytes, main: str) -> tuple[str, str]:
    """One line as text, and whether it fits the file's main encoding, the other one, or is broken."""
    utf_8 = "main" if main == "utf-8" else "other"
    if main == "utf-8" or _WIDE_WORD.search(line):
        try:
            return line.decode("utf-8"), utf_8
        except UnicodeDecodeError:
            pass
    beyond = sum(map(len, _BEYOND_ASCII.findall(line)))
    if 3 * len(_WIDE.findall(line)) < 0.6 * beyond:  # else it is UTF-8 with a damaged byte
        try:
            return line.decode("gb18030"), "other" if utf_8 == "main" else "main"
        except UnicodeDecodeError:
            pass
    elif main == "gb18030":
        try:
            return line.decode("gb18030"), "main"
        except UnicodeDecodeError:
            return line.decode("utf-8", "replace"), "broken"
    return line.decode(main, "replace"), "broken"


class Lines:
    """The lines of a text with their ends, decoded: those that do not fit the main encoding by the other one.

    `broken` has the numbers (from 1) of lines that fit neither and have not been taken off it; `others` counts those
    of the other encoding, the first of which is `first_other`. Raises FileFault where a line has no end.
    """

    def __init__(self, stream: IO[bytes], codec: str) -> None:
        self.broken: deque[int] = deque()
        self.others = 0
        self.first_other = 0
        self._stream = stream
        self._codec = codec
        self._line = 0  # lines handed over

    def __iter__(self) -> Iterator[str]:
        texts = self._wide_texts() if self._codec.startswith("utf-16") else self._texts()
        return chain.from_iterable(io.StringIO(text, newline="") for text in texts)

    def _pieces(self) -> Iterator[bytes]:
        total = 0
        while piece := self._stream.read(PIECE):
            total += len(piece)
            if total > MOST_UNPACKED:
                raise FileFault("bomb")
            yield piece

    def _texts(self) -> Iterator[str]:
        main = self._codec.removesuffix("-sig")
        for block in self._blocks():
            text = self._as_one(block, main)
            if text is None:
                text = self._line_by_line(block, main)
            if "\ufeff" in text:  # files that were put one after the other keep their marks
                text = text.replace("\n\ufeff", "\n")
                text = text.removeprefix("\ufeff") if self._line == 0 else text
            self._line += _lines_in(text)
            yield text

    def _blocks(self) -> Iterator[bytes]:
        """Pieces that end where a line does."""
        waiting: list[bytes] = []
        length = 0
        for piece in self._pieces():
            end = piece.rfind(b"\n") + 1
            if not end and b"\r" in piece[:-1]:
                end = piece.rfind(b"\r", 0, len(piece) - 1) + 1
            if end:
                yield b"".join([*waiting, piece[:end]])
                waiting, length = [piece[end:]], len(piece) - end
            else:
                waiting.append(piece)
                length += len(piece)
                if length > LONGEST_LINE:
                    raise FileFault("line_without_end", line=self._line + 1)
        if length:
            yield b"".join(waiting)

    def _as_one(self, block: bytes, main: str) -> str | None:
        try:
            text = block.decode(main)
        except UnicodeDecodeError:
            return None
        if main == "gb18030":
            for found in _WIDE_WORD.finditer(block):
                start = block.rfind(b"\n", 0, found.start()) + 1
                end = block.find(b"\n", found.end())
                if _decodes_whole(block[start : end if end >= 0 else len(block)]):
                    return None
        return text

    def _line_by_line(self, block: bytes, main: str) -> str:
        number = self._line
        texts: list[str] = []
        for raw in io.BytesIO(block):
            text, kind = _decoded(raw, main)
            lines = max(1, _lines_in(text))
            if kind == "broken":
                self.broken.extend(range(number + 1, number + lines + 1))
            elif kind == "other":
                self.others += 1
                self.first_other = self.first_other or number + 1
            number += lines
            texts.append(text)
        return "".join(texts)

    def _wide_texts(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._codec)()
        rest = ""
        for piece in chain(self._pieces(), [b""]):
            try:
                text = rest + decoder.decode(piece, not piece)
            except UnicodeDecodeError as error:
                raise FileFault("mixed_encoding_line", line=self._line + 1) from error
            end = text.rfind("\n") + 1 if piece else len(text)
            rest = text[end:]
            if len(rest) > LONGEST_LINE // 2:
                raise FileFault("line_without_end", line=self._line + 1)
            text = text[:end].removeprefix("\ufeff") if self._line == 0 else text[:end]
            self._line += _lines_in(text)
            yield text


def _decodes_whole(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _lines_in(text: str) -> int:
    """How many lines begin in a text that ends where a line does, or where the file does."""
    ends = text.count("\n") + (text.count("\r") - text.count("\r\n") if "\r" in text else 0)
    return ends + (1 if text and text[-1] not in "\r\n" else 0)
