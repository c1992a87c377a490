"""A stored file as a table: how it is written (its layout), its columns, its rows."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings

from zhiyin.science.collect.columns import SAMPLE, Column, guess_columns, looks_like_header, named_columns
from zhiyin.science.collect.delimited import delimited_rows, guess_delimiter
from zhiyin.science.collect.encodings import detect_encoding
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.spreadsheets import check_archive, sheet_rows

PIECE = 1 << 20
MOST_COLUMNS = 1_000
MOST_UNPACKED = 4 * 1024**3

Row = list[str]


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a look at the file tells: how it is written, its columns, its first rows (number, cells)."""

    layout: dict[str, Any]
    columns: list[Column]
    rows: list[tuple[int, Row]]
    source: str  # the name under which files with these columns are known


def stored_path(name: str) -> Path:
    """Where an upload lies: outside the web root, under a random name."""
    return Path(settings.UPLOADS) / name


def inspect_table(path: Path) -> Inspected:
    """Read the whole encoding and the first rows. Raises FileFault with the place."""
    layout = _layout(path)
    first = list(islice(table_rows(path, layout), SAMPLE + 1))
    if not first:
        raise FileFault("no_rows")
    header = first[0][1]
    layout["header"] = looks_like_header(header, first[1][1] if len(first) > 1 else None)
    layout["first_row"] = first[0][0]
    rows = first[1:] if layout["header"] else first
    width = max((len(row) for _, row in rows), default=0)
    if max(width, len(header)) > MOST_COLUMNS:
        raise FileFault("too_many_columns", columns=max(width, len(header)), limit=MOST_COLUMNS)
    if layout["header"]:
        width = len(header)  # what stands beyond the header belongs to no column
    columns = named_columns(header if layout["header"] else None, width)
    guess_columns(columns, [row for _, row in rows])
    names = "\x1f".join(plain(column.name) for column in columns)
    source = "file-" + hashlib.sha256(names.encode()).hexdigest()[:8]
    return Inspected(layout, columns, rows, source)


def table_rows(path: Path, layout: dict[str, Any]) -> Iterator[tuple[int, Row]]:
    """(row number as a spreadsheet shows it, cells) of every row with cells, header included. Raises FileFault."""
    with _opened(path, layout) as stream:
        if layout["format"] == "xlsx":
            yield from sheet_rows(stream)
            return
        text = io.TextIOWrapper(cast("Any", stream), encoding=layout["encoding"], errors="strict", newline="")
        yield from delimited_rows(text, layout["delimiter"])


def data_rows(path: Path, layout: dict[str, Any]) -> Iterator[tuple[int, Row]]:
    """The rows below the header."""
    rows = table_rows(path, layout)
    if layout["header"]:
        next(rows, None)
    return rows


def _layout(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        head = file.read(8)
        if not head:
            raise FileFault("empty_file")
        if head.startswith(b"PK"):
            file.seek(0)
            check_archive(file)
            return {"format": "xlsx"}
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise FileFault("old_excel")
        if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")):
            raise FileFault("not_a_table")
    layout: dict[str, Any] = {"format": "csv", "gzip": head.startswith(b"\x1f\x8b")}
    with _opened(path, layout) as stream:
        encoding = detect_encoding(_pieces(stream))
    layout["encoding"], layout["encoding_evidence"] = encoding
    with _opened(path, layout) as stream:
        text = io.TextIOWrapper(cast("Any", stream), encoding=encoding.codec, errors="strict", newline="")
        lines = list(islice(iter(lambda: text.readline(PIECE), ""), 60))
    layout["delimiter"] = guess_delimiter(lines)
    return layout


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    total = 0
    while piece := stream.read(PIECE):
        total += len(piece)
        if total > MOST_UNPACKED:
            raise FileFault("bomb")
        yield piece


@contextmanager
def _opened(path: Path, layout: dict[str, Any]) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if not layout.get("gzip"):
            yield file
            return
        try:
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast("IO[bytes]", unpacked)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise FileFault("file_broken") from error
