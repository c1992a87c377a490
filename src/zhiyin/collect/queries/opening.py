"""A stored file unpacked: what lies in a gzip or a zip archive is read as if it lay there bare."""

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.spreadsheets import MOST_UNPACKED

PIECE = 1 << 20
_SEEKING = frozenset({"xlsx", "xls", "parquet"})  # formats that are not read from front to back


@contextmanager
def opened(path: Path, layout: dict[str, Any]) -> Iterator[IO[bytes]]:
    """The bytes of the table. Raises FileFault when they are packed badly or without end."""
    with path.open("rb") as file:
        try:
            if layout.get("gzip"):
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield from _bare(cast("IO[bytes]", unpacked), path, layout)
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
