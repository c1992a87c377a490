"""Rows of an XLSX workbook, read piece by piece. Slow to import: it is left to who has such a file."""

import re
import warnings
from collections.abc import Iterator
from typing import IO, Any, Final, NamedTuple

from defusedxml import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.sheet_xml import Styles, sheet_cells
from zhiyin.science.collect.sheets import LOOKED_AT, Merged, Row, Seen
from zhiyin.science.collect.spreadsheets import cell_text, percent

MOST_MERGED: Final = 200_000
PIECE: Final = 1 << 20
LOOKED_THROUGH: Final = 8 << 20  # bytes of a sheet, for formulas without values
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)[\"']")
# A formula without a value; that of a text may be empty.
_UNSAVED: Final = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\st=\"str\")[^>]*>\s*<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


class About(NamedTuple):
    """Merged ranges, whether formulas lack their values or show pictures, how many cells hold an error."""

    merged: list[Merged]
    unsaved: bool
    pictures: bool
    errors: int


class Workbook:
    """An open XLSX workbook; `close` it. Raises FileFault for what cannot be read."""

    def __init__(self, stream: IO[bytes]) -> None:
        try:
            self._book, self._sheets = _loaded(stream)
        except MemoryError as error:
            raise FileFault("bomb") from error
        except Exception as error:  # openpyxl passes on whatever its parsers meet
            raise FileFault("entities" if _is_entity(error) else "not_a_workbook") from error

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._book.close()

    def seen(self) -> list[Seen]:
        """All sheets at a glance."""
        seen = []
        for place, sheet in enumerate(self._sheets):
            head, numbers = [], []
            for number, row in self.rows(place, most=LOOKED_AT):
                head.append(row)
                numbers.append(number)
                if len(head) == LOOKED_AT:
                    break
            try:
                size = self._book._archive.getinfo(sheet._worksheet_path).file_size
            except KeyError:
                size = 0
            hidden = sheet.sheet_state != "visible"
            seen.append(Seen(sheet.title, size, head, hidden, numbers))
        return seen

    def name(self, place: int) -> str:
        return str(self._sheets[place].title)

    def percents(self, place: int) -> list[int]:
        """The columns (from 0) whose first numbers are shown as percentages."""
        kinds: dict[int, bool] = {}
        try:
            sheet = self._sheets[place]
            for cells in sheet.iter_rows(max_row=LOOKED_AT):
                for column, cell in enumerate(cells):
                    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                        kinds[column] = "%" in (cell.number_format or "")
        except Exception as error:  # as above
            raise FileFault("entities" if _is_entity(error) else "sheet_broken", row=1) from error
        return sorted(column for column, percentage in kinds.items() if percentage)

    def about(self, place: int, most: int | None = None) -> About:
        """What cannot be seen in the rows of a sheet; `most` bytes of it are looked through."""
        merged: list[Merged] = []
        errors = seen = 0
        unsaved = pictures = False
        rest = b""
        try:
            with self._book._archive.open(self._sheets[place]._worksheet_path) as part:
                while piece := part.read(PIECE):
                    piece = rest + piece
                    if not unsaved and seen < LOOKED_THROUGH and b"<f" in piece:
                        unsaved = _UNSAVED.search(piece) is not None
                    seen += len(piece)
                    pictures = pictures or b"DISPIMG(" in piece or b"_xlfn.IMAGE(" in piece
                    end = piece.rfind(b">") + 1
                    errors += piece.count(b' t="e"', 0, end)
                    for found in _MERGED.finditer(piece, 0, end) if b"mergeCell" in piece else ():
                        left, top, right, bottom = range_boundaries(found[1].decode())
                        merged.append((top or 1, left or 1, bottom or 1, right or 1))
                    if len(merged) > MOST_MERGED:
                        raise FileFault("bomb")
                    rest = piece[max(end, len(piece) - 4096) :]
                    if most is not None and seen >= most:
                        break
        except FileFault:
            raise
        except Exception as error:  # as above
            raise FileFault("sheet_broken", row=1) from error
        return About(merged, unsaved, pictures, errors)

    def rows(
        self, place: int, percents: list[int] | None = None, most: int | None = None
    ) -> Iterator[tuple[int, Row]]:
        """(row number, cells as text) of every row with content; no more than those up to row `most` and some."""
        sheet, book = self._sheets[place], self._book
        styles = Styles(frozenset(book._date_formats), frozenset(book._timedelta_formats), book.epoch)
        number = 0
        try:
            with book._archive.open(sheet._worksheet_path) as part:
                for number, cells in sheet_cells(part, sheet._shared_strings, styles, most):
                    row = [cell_text(cell) for cell in cells]
                    for column in percents or ():
                        if column < len(cells) and isinstance(cells[column], int | float):
                            row[column] = percent(cells[column])
                    while row and not row[-1]:
                        row.pop()
                    if row:
                        yield number, row
        except FileFault:
            raise
        except MemoryError as error:
            raise FileFault("bomb") from error
        except Exception as error:  # a damaged part may raise anything
            raise FileFault("sheet_broken", row=number + 1) from error


class _Sheet(ReadOnlyWorksheet):
    """A sheet whose extent is not looked for: where none is written, that would read it to its end."""

    def _get_size(self) -> None:
        self.reset_dimensions()


def _loaded(stream: IO[bytes]) -> tuple[Any, list[Any]]:
    """The workbook and its sheets, as `openpyxl.load_workbook` does it but for what looks only."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what openpyxl would lose if it wrote the workbook again
        reader: Any = ExcelReader(stream, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        book = reader.wb
        try:
            apply_stylesheet(reader.archive, book)
        except Exception as error:
            if _is_entity(error):
                raise
            # some programs write wrongly how it looks; times then are serial numbers
        sheets = []
        for sheet, relation in reader.parser.find_sheets():
            if relation.target in reader.valid_files and "chartsheet" not in relation.Type:
                made: Any = _Sheet(book, sheet.name, relation.target, reader.shared_strings)
                made.sheet_state = sheet.state
                sheets.append(made)
    return book, sheets


def _is_entity(error: BaseException | None) -> bool:
    """Whether it was a declared entity that the parser refused; openpyxl wraps such an error in its own."""
    return error is not None and (isinstance(error, DefusedXmlException) or _is_entity(error.__cause__))
