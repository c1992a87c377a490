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

from zhiyin.science.collect.columns import SAMPLE
from zhiyin.science.collect.delimited import delimited_rows, guess_delimiter
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.encodings import detect_encoding
from zhiyin.science.collect.gathering import gathered
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.presets import recognise
from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.spreadsheets import check_archive, sheet_rows

PIECE = 1 << 20
MOST_COLUMNS = 1_000
MOST_UNPACKED = 4 * 1024**3

Row = list[str]


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a look at the file tells: how it is written, what it was recognised as, its first rows below the header.

    `source` is the name under which files with these columns are known; `description` stands alone: a file that
    describes a survey has no rows.
    """

    layout: dict[str, Any]
    found: Recognised | None
    source: str
    description: SurveyDescription | None = None


def stored_path(name: str) -> Path:
    """Where an upload lies: outside the web root, under a random name."""
    return Path(settings.UPLOADS) / name


def inspect_table(path: Path, name: str = "", descriptions: Descriptions = ()) -> Inspected:
    """Read the whole encoding and the first rows. Raises FileFault with the place."""
    layout = _layout(path)
    rows = list(islice(table_rows(path, layout), SAMPLE + 1))
    if not rows:
        raise FileFault("no_rows")
    width = max(len(row) for _, row in rows)
    if width > MOST_COLUMNS:
        raise FileFault("too_many_columns", columns=width, limit=MOST_COLUMNS)
    found = recognise(Head(layout["format"], rows, name=name), descriptions)
    layout["header_rows"] = list(found.header.numbers)
    layout["first_row"] = found.header.first
    layout["preset"] = found.preset
    layout["notes"] = found.notes
    layout["gather"] = found.gather
    names = "\x1f".join(plain(column.name) for column in found.columns)
    source = "file-" + hashlib.sha256(names.encode()).hexdigest()[:8]
    return Inspected(layout, found, source)


def table_rows(path: Path, layout: dict[str, Any]) -> Iterator[tuple[int, Row]]:
    """(row number as a spreadsheet shows it, cells) of every row with cells, header included. Raises FileFault."""
    with _opened(path, layout) as stream:
        if layout["format"] == "xlsx":
            yield from sheet_rows(stream)
            return
        text = io.TextIOWrapper(cast("Any", stream), encoding=layout["encoding"], errors="strict", newline="")
        yield from delimited_rows(text, layout["delimiter"])


def data_rows(path: Path, layout: dict[str, Any]) -> Iterator[tuple[int, Row]]:
    """The rows below the header; those that belong together put together."""
    first = layout["first_row"]
    names = frozenset(layout["header_rows"])
    rows = (row for row in table_rows(path, layout) if row[0] >= first and row[0] not in names)
    return gathered(rows, layout.get("gather") or {})


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
