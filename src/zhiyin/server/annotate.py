"""Annotating a file of texts: what `zhiyin understand` does. Nothing is stored."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from zhiyin.collect.errors import FileProblem
from zhiyin.collect.phrases import fault
from zhiyin.collect.queries.layouts import layout_of
from zhiyin.collect.queries.opening import opened
from zhiyin.collect.queries.tables import data_rows, inspect_table
from zhiyin.documents.delimited import BYTE_ORDER_MARK, lines
from zhiyin.documents.spreadsheet_safety import neutral
from zhiyin.journal.errors import Invalid, NotFound
from zhiyin.science.collect.encodings import Lines
from zhiyin.science.collect.heads import Recognised
from zhiyin.science.collect.problems import FileFault, Unread
from zhiyin.science.understand.annotations.annotation import EMOTION, INTENT, URGENCY, Annotation
from zhiyin.science.understand.annotations.urgency import LOW
from zhiyin.science.understand.aspects.mentions import Mention
from zhiyin.science.understand.aspects.targets import Target
from zhiyin.science.understand.reading import Reading
from zhiyin.science.understand.sentences import Sentence

ADDED = (
    "language",
    "sentiment",
    "sentiment_label",
    "sentiment_confidence",
    "sentences",
    "aspects",
    "targets",
    "emotions",
    "intents",
    "urgency",
    "annotations",
    "not_read",
)
BATCH = 2_000
TEXT = "text"  # the field of a column, and what the lines of a text file are called
LONGEST_CELL = 32_767  # what a cell of a spreadsheet holds

Row = list[object]
Reader = Callable[[Sequence[str | None]], list[Reading]]


def annotate(
    file: str,
    column: str | None,
    out: str | None,
    *,
    reader: Reader,
    progress: Callable[[int, int | None], None],
) -> None:
    """Write `out` (.csv, .tsv or .xlsx): the input's columns and rows in order, with what `reader` makes of `column`.

    Without `column` every line of a .txt file is a text; of a table it is the column that an import would take for the
    text. Without `out` it is written to standard output as CSV in UTF-8. `out` appears whole or not at all. Raises NotFound,
    Invalid, FileProblem.
    """
    source = Path(file)
    if not source.is_file():
        raise NotFound(_("There is no file %(file)s."), file=file)
    if out is not None and Path(out).suffix.lower() not in {".csv", ".tsv", ".xlsx"}:
        raise Invalid(_("--out must end in .csv, .tsv or .xlsx: %(file)s does not."), file=out)
    try:
        if column is None and source.suffix.lower() == ".txt":
            rows = _annotated([TEXT], 0, _lines_of(source), reader, progress)
        else:
            table = inspect_table(source)
            if table.found is None:
                raise FileFault("not_a_table")
            names = [found.name for found in table.found.columns]
            cells = (
                row.cells if isinstance(row, Unread) else row for _n, row in data_rows(source, table.layout)
            )
            rows = _annotated(names, _text_column(table.found, names, column), cells, reader, progress)
        if out is None:
            _print(rows)
        else:
            _write(Path(out), rows)
    except FileFault as error:
        raise FileProblem(fault(error.code, error.data)) from error


def _text_column(found: Recognised, names: list[str], column: str | None) -> int:
    if column in names:
        return names.index(column)
    if column is None:
        texts = [each.index for each in found.columns if each.field == TEXT]
        if len(texts) == 1 or len(names) == 1:
            return texts[0] if texts else 0
    comma = pgettext("between names", ", ")
    if column is None:
        told = _("Say with --text which column holds the text. The file has: %(names)s.")
        raise Invalid(told, names=comma.join(names))
    told = _("There is no column “%(column)s”. The file has: %(names)s.")
    raise Invalid(told, column=column, names=comma.join(names))


def _lines_of(source: Path) -> Iterator[list[str]]:
    """Every line of a text file as a row, without its end. Raises FileFault where it is not text."""
    layout = layout_of(source)
    if "encoding" not in layout:
        raise FileFault("not_a_table")
    with opened(source, layout) as stream:
        for line in Lines(stream, layout["encoding"]):
            yield [line.rstrip("\r\n")]


def _write(target: Path, rows: Iterator[Row]) -> None:
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if target.suffix.lower() == ".xlsx":
            _write_xlsx(part, rows)
        else:
            with part.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(lines(rows, delimiter="\t" if target.suffix.lower() == ".tsv" else ","))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _print(rows: Iterator[Row]) -> None:
    """For other programs: without the mark that spreadsheets need, whatever the terminal's encoding."""
    for line in lines(rows):
        sys.stdout.buffer.write(line.removeprefix(BYTE_ORDER_MARK).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _annotated(
    names: list[str],
    at: int,
    rows: Iterator[list[str]],
    reader: Reader,
    progress: Callable[[int, int | None], None],
) -> Iterator[Row]:
    batch = list(islice(rows, BATCH))  # a file that cannot be read says so before anything is printed
    yield [*names, *(name if name not in names else f"{name}_read" for name in ADDED)]
    done = 0
    while batch:
        readings = reader([row[at] if at < len(row) else "" for row in batch])
        for row, reading in zip(batch, readings, strict=True):
            yield [*row, *[""] * (len(names) - len(row)), *_cells(reading)]
        done += len(batch)
        progress(done, None)
        batch = list(islice(rows, BATCH))


def _cells(reading: Reading) -> list[object]:
    urgent = _codes(reading, URGENCY)
    return [
        reading.language or "",
        None if reading.sentiment is None else round(reading.sentiment, 4),
        reading.label or "",
        None if reading.confidence is None else round(reading.confidence, 4),
        _json(reading.sentences),
        _json(reading.mentions),
        _json(reading.targets),
        "|".join(_codes(reading, EMOTION)),
        "|".join(_codes(reading, INTENT)),
        urgent[0] if urgent else "" if reading.reason else LOW,
        _json(reading.annotations),
        reading.reason or "",
    ]


def _json(found: Sequence[Sentence | Mention | Target | Annotation]) -> str:
    """As a list of objects, numbers to three places."""
    told = [
        {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(one).items()}
        for one in found
    ]
    return json.dumps(told, ensure_ascii=False)


def _codes(reading: Reading, kind: str) -> list[str]:
    """The codes of a kind, each once, in the order of their evidence."""
    return list(dict.fromkeys(one.code for one in reading.annotations if one.kind == kind))


def _write_xlsx(place: Path, rows: Iterator[Row]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Zhiyin")
    for row in rows:
        cells: list[object] = []
        for value in row:
            if isinstance(value, str):
                cell = WriteOnlyCell(sheet, value=neutral(value)[:LONGEST_CELL])
                cell.data_type = "s"  # never a formula
                cells.append(cell)
            else:
                cells.append(value)
        sheet.append(cells)
    book.save(place)
