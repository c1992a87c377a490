"""A stored file unpacked: what lies in a gzip or a zip archive is read as if it lay there bare."""

import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.spreadsheets import MOST_RATIO, MOST_UNPACKED

PIECE = 1 << 20
_SEEKING = frozenset({"xlsx", "xls", "parquet"})  # formats that are not read from front to back


class _Counted(io.RawIOBase):
    """What a gzip archive unpacks to, refused when it is unreasonably much for what has been read of the archive."""

    def __init__(self, unpacked: gzip.GzipFile, packed: IO[bytes]) -> None:
        self._unpacked = unpacked
        self._packed = packed
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._unpacked.read(len(buffer))
        buffer[: len(data)] = data
        self._total += len(data)
        if self._total > MOST_UNPACKED or (
            self._total > 16 * 1024**2 and self._total > MOST_RATIO * max(1, self._packed.tell())
        ):
            raise FileFault("bomb")
        return len(data)


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file's bytes, a mebibyte at a time, as an upload comes in."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def opened(path: Path, layout: dict[str, Any]) -> Iterator[IO[bytes]]:
    """The bytes of the table. Raises FileFault when they are packed badly or without end."""
    with path.open("rb") as file:
        try:
            if layout.get("gzip"):
                with gzip.GzipFile(fileobj=file) as unpacked:
                    counted = io.BufferedReader(_Counted(unpacked, file), PIECE)
                    yield from _bare(cast("IO[bytes]", counted), path, layout)
            elif layout.get("member"):
                with zipfile.ZipFile(file) as archive, archive.open(layout["member"]) as unpacked:
                    yield from _bare(unpacked, path, layout)
            else:
                yield file
        except (gzip.BadGzipFile, zipfile.BadZipFile, EOFError, zlib.error) as error:
            raise FileFault("file_broken") from error


def _bare(stream: IO[bytes], path: Path, layout: dict[str, Any]) -> Iterator[IO[bytes]]:
    if layout.get("format") not in _SEEKING:
        yield stream
        return
    with tempfile.TemporaryFile(dir=path.parent) as copy:
        for piece in pieces(stream):
            copy.write(piece)
        copy.seek(0)
        yield copy


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes in pieces. Raises FileFault when there are unreasonably many."""
    total = 0
    while piece := stream.read(PIECE):
        total += len(piece)
        if total > MOST_UNPACKED:
            raise FileFault("bomb")
        yield piece
