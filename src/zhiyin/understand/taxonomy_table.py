"""A taxonomy as a CSV file that people edit in a spreadsheet."""

import csv
import io

from zhiyin.documents.delimited import lines
from zhiyin.documents.spreadsheet_safety import neutral
from zhiyin.science.understand.taxonomies.content import UnreadableTable, as_rows, from_rows
from zhiyin.science.understand.taxonomies.taxonomy import Category, Taxonomy

MARK = "'"
"""Stands before what a spreadsheet would take for a formula, and before a mark that is there already."""


def as_table(taxonomy: Taxonomy) -> str:
    """The file: with a byte order mark, so that spreadsheets read it, and nothing in it that they would run."""
    rows = ([MARK + cell if cell.startswith(MARK) else cell for cell in row] for row in as_rows(taxonomy))
    return "".join(lines(rows))


def from_table(text: str) -> tuple[Category, ...]:
    """The categories of such a file. Raises UnreadableTable."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        rows = [[_unmarked(cell) for cell in row] for row in reader if row]
    except csv.Error as error:
        raise UnreadableTable(line=reader.line_num) from error
    return from_rows(rows)


def _unmarked(cell: str) -> str:
    rest = cell.removeprefix(MARK)
    return rest if rest != cell and (rest.startswith(MARK) or neutral(rest) == cell) else cell
