"""A stored file as a table: how it is written (its layout), its columns, its rows."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings

from zhiyin.collect.queries.layouts import layout_of, merged_of
from zhiyin.collect.queries.opening import opened
from zhiyin.science.collect.columns import SAMPLE
from zhiyin.science.collect.delimited import BLANKS, delimited_rows, single_blanks
from zhiyin.science.collect.described import describe_survey
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.encodings import Lines
from zhiyin.science.collect.gathering import gathered
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Descriptions, Head, Recognised, tool_of
from zhiyin.science.collect.kinds import said_otherwise
from zhiyin.science.collect.markup_tables import markup_rows
from zhiyin.science.collect.presets import recognise, recognise_as
from zhiyin.science.collect.problems import FileFault, Unread
from zhiyin.science.collect.records import Found, record_rows
from zhiyin.science.collect.same_sheets import with_sheet
from zhiyin.science.collect.sheets import Merged, filled_down
from zhiyin.science.collect.spreadsheet_xml import xml_rows

MOST_COLUMNS = 1_000

Row = list[str]
Numbered = tuple[int, Row | Unread]


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


def inspect_table(
    path: Path, name: str = "", descriptions: Descriptions = (), *, kind: str = ""
) -> Inspected:
    """What the file is, by its content; with `kind` as what somebody says that it holds. Raises FileFault with the place.

    `kind` is purchases, customers or feedback.
    """
    with path.open("rb") as file:
        description = describe_survey(file)
    if description is not None:
        return Inspected({"format": "description"}, None, "", description)
    layout = layout_of(path)
    rows = [
        (number, cells)
        for number, cells in islice(table_rows(path, layout), SAMPLE + 1)
        if not isinstance(cells, Unread)
    ]
    if not rows:
        raise FileFault("no_rows")
    width = max(len(row) for _, row in rows)
    if width > MOST_COLUMNS:
        raise FileFault("too_many_columns", columns=width, limit=MOST_COLUMNS)
    head = _head(path, layout, rows, name)
    found = recognise_as(kind, head, descriptions) if kind else recognise(head, descriptions)
    ending = said_otherwise(name, layout["format"])
    if ending:
        layout["notes"].append({"code": "not_as_named", "ending": ending, "format": layout["format"]})
    layout["notes"] += found.notes
    layout["header_rows"] = list(found.header.numbers)
    layout["first_row"] = found.header.first
    layout["preset"] = found.preset
    layout["gather"] = found.gather
    names = "\x1f".join(plain(column.name) for column in found.columns)
    source = f"{tool_of(found.preset)}-" + hashlib.sha256(names.encode()).hexdigest()[:8]
    return Inspected(layout, found, source)


def _head(path: Path, layout: dict[str, Any], rows: list[tuple[int, Row]], name: str) -> Head:
    with opened(path, layout) as stream:
        merged = merged_of(stream, layout)
    last = rows[-1][0]
    return Head(
        layout["format"],
        rows,
        name=name,
        sheet=layout.get("sheet_name", ""),
        merged=tuple(one for one in merged if one[0] <= last),
        shape=layout.get("shape", ""),
    )


def table_rows(path: Path, layout: dict[str, Any]) -> Iterator[Numbered]:
    """(row number as a spreadsheet shows it, cells) of every row with cells, header included; or why it has none.

    Raises FileFault.
    """
    if layout["format"] in ("json", "jsonl"):
        found = Found(layout["path"], layout["shape"])
        yield from record_rows(partial(opened, path, layout), found, layout["names"], layout["encoding"])
        return
    with opened(path, layout) as stream:
        yield from _ROWS[layout["format"]](stream, layout)


def _delimited(stream: IO[bytes], layout: dict[str, Any]) -> Iterator[Numbered]:
    lines = Lines(stream, layout["encoding"])
    told = lines if layout["delimiter"] != BLANKS else single_blanks(lines)
    yield from delimited_rows(told, layout["delimiter"], lines.broken)
    if lines.others:  # the whole file has been seen
        notes = [one for one in layout["notes"] if one["code"] != "mixed_encodings"]
        notes.append({"code": "mixed_encodings", "lines": lines.others, "first": lines.first_other})
        layout["notes"] = notes


def _workbook(stream: IO[bytes], layout: dict[str, Any]) -> Iterator[Numbered]:
    from zhiyin.science.collect.workbooks import Workbook  # noqa: PLC0415  (slow to import)

    with Workbook(stream) as book:

        def sheet(place: int, first: int | None) -> Iterator[tuple[int, Row]]:
            rows = book.rows(place, layout["percents"])
            looked_for = first is not None and layout["merged"] is not False
            return _filled_down(rows, book.about(place).merged if looked_for else [], first)

        yield from _sheets(sheet, layout)


def _old_workbook(stream: IO[bytes], layout: dict[str, Any]) -> Iterator[Numbered]:
    from zhiyin.science.collect.old_excel import OldWorkbook  # noqa: PLC0415  (slow to import)

    book = OldWorkbook(stream.read())
    yield from _sheets(lambda place, first: _filled_down(book.rows(place), book.merged(place), first), layout)


def _parquet(stream: IO[bytes], layout: dict[str, Any]) -> Iterator[Numbered]:
    from zhiyin.science.collect.parquet_rows import parquet_rows  # noqa: PLC0415  (slow to import)

    yield from parquet_rows(stream, layout["names"])


def _sheets(
    sheet: Callable[[int, int | None], Iterator[tuple[int, Row]]], layout: dict[str, Any]
) -> Iterator[tuple[int, Row]]:
    """The rows of the sheets that are one table, below each other, each with its sheet's name in a column more."""
    if "sheets" not in layout:
        yield from sheet(layout["sheet"], layout.get("first_row"))
        return
    at, header = layout["sheet_column"]["at"], layout["sheet_column"]["header"]
    before = 0
    begins = []
    for place, name, first in layout["sheets"]:
        last = before
        begins.append(f"{name} {before + first}")
        for number, cells in sheet(place, first):
            if before and number < first:
                continue
            last = before + number
            word = name if last >= layout["sheets"][0][2] else layout["sheet_column"]["name"]
            yield last, cells if last < header or header < last < first else with_sheet(cells, at, word)
        before = last
    # all of them have been read
    layout["notes"] = [
        *(one for one in layout["notes"] if one["code"] != "sheets_begin"),
        {"code": "sheets_begin", "rows": ", ".join(begins)},
    ]


def _filled_down(
    rows: Iterator[tuple[int, Row]], merged: list[Merged], first: int | None
) -> Iterator[tuple[int, Row]]:
    """With merged cells in each of their rows below the header, once it is known which that is."""
    below = [one for one in merged if one[0] >= first] if first is not None else []
    return filled_down(rows, below) if below else rows


_ROWS: Final[dict[str, Callable[[IO[bytes], dict[str, Any]], Iterator[Numbered]]]] = {
    "csv": _delimited,
    "xlsx": _workbook,
    "xls": _old_workbook,
    "html": lambda stream, layout: iter(markup_rows(stream, layout["encoding"])),
    "xml": lambda stream, layout: iter(xml_rows(stream, layout["encoding"], layout["sheet"])),
    "parquet": _parquet,
}


def count_rows(path: Path, layout: dict[str, Any]) -> int:
    """How many rows there are below the header. The whole file is read: what it then tells is noted in the layout.

    Raises FileFault: a damaged file is refused before anything of it is taken.
    """
    return sum(1 for _ in data_rows(path, layout))


def data_rows(path: Path, layout: dict[str, Any]) -> Iterator[Numbered]:
    """The rows below the header; those that belong together as one. Their numbers only grow."""
    first = layout["first_row"]
    names = frozenset(layout["header_rows"])
    rows = (row for row in table_rows(path, layout) if row[0] >= first and row[0] not in names)
    gather = layout.get("gather")
    return _gathered(rows, gather) if gather else rows


def _gathered(rows: Iterator[Numbered], gather: dict[str, Any]) -> Iterator[Numbered]:
    unread: deque[tuple[int, Unread]] = deque()

    def readable() -> Iterator[tuple[int, Row]]:
        for number, cells in rows:
            if isinstance(cells, Unread):
                unread.append((number, cells))
            else:
                yield number, cells

    for number, cells in gathered(readable(), gather):
        while unread and unread[0][0] < number:
            yield unread.popleft()
        yield number, cells
    yield from unread
