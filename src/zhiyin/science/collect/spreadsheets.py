"""Rows of an XLSX workbook, read piece by piece."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final, NamedTuple

from defusedxml import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.sheet_xml import Styles, sheet_cells
from zhiyin.science.collect.sheets import LOOKED_AT, Merged, Row, Seen

MOST_UNPACKED: Final = 4 * 1024**3  # bytes: more is a bomb, not a survey
MOST_RATIO: Final = 400
# Bytes of the parts that are kept in memory as a whole.
LARGEST_TEXTS: Final = 192 * 1024**2
LARGEST_PART: Final = 32 * 1024**2
MOST_MEMBERS: Final = 20_000
MOST_MERGED: Final = 200_000
PIECE: Final = 1 << 20
LOOKED_THROUGH: Final = 8 << 20  # bytes of a sheet, for formulas without values
ERRORS: Final = frozenset({
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#GETTING_DATA", "#CONNECT!", "#BUSY!", "#UNKNOWN!",
})  # fmt: skip
_ESCAPED: Final = re.compile("_x(00[01][0-9A-F]|005F)_")  # how XML keeps what it cannot hold
_IMAGE: Final = re.compile(r"=\s*(?:_xlfn\.)?(?:DISPIMG|IMAGE)\s*\(", re.IGNORECASE)
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)[\"']")
# A formula without a value; that of a text may be empty.
_UNSAVED: Final = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\st=\"str\")[^>]*>\s*<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def check_archive(stream: IO[bytes]) -> str:
    """The name of the one table in a zip archive, or "" for an XLSX workbook.

    Raises FileFault for one that is damaged, unpacks to an unreasonable size, or holds something else.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            names = {member.filename for member in members}
            _check_sizes(members, size)
            if "[Content_Types].xml" in names and any(name.startswith(("xl/", "/xl/")) for name in names):
                if "xl/workbook.bin" in names:
                    raise FileFault("binary_workbook")
                return ""
            return _only_table(members)
    except FileFault:
        raise
    except Exception as error:  # a damaged archive may raise anything
        raise FileFault("file_broken") from error
    finally:
        stream.seek(0)


def _check_sizes(members: list[zipfile.ZipInfo], size: int) -> None:
    """The sizes that a member declares bind: no more of it is unpacked than that."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    starts = {member.header_offset for member in members}
    if (
        len(members) > MOST_MEMBERS
        or len(starts) < len(members)
        or packed > size  # the same bytes for many members
        or unpacked > MOST_UNPACKED
        or (unpacked > 50 * 1024**2 and unpacked / packed > MOST_RATIO)
    ):
        raise FileFault("bomb")
    for member in members:
        if member.flag_bits & 1:
            raise FileFault("encrypted")
        name = member.filename.lower()
        if name.endswith("sharedstrings.xml") and member.file_size > LARGEST_TEXTS:
            raise FileFault("workbook_too_large", limit=LARGEST_TEXTS // 1024**2)
        if (
            name.endswith(("styles.xml", "workbook.xml", ".rels", "].xml"))
            and member.file_size > LARGEST_PART
        ):
            raise FileFault("bomb")


def _only_table(members: list[zipfile.ZipInfo]) -> str:
    names = [
        member.filename
        for member in members
        if member.file_size
        and not member.filename.startswith("__MACOSX/")
        and "/." not in f"/{member.filename}"
    ]
    if "mimetype" in names and "content.xml" in names:
        raise FileFault("open_document")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise FileFault("not_a_table")
    if len(names) != 1:
        shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
        raise FileFault("several_files" if names else "no_rows", **({"names": shown} if names else {}))
    return names[0]


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


def cell_text(cell: Any) -> str:
    """A cell as one would type it: whole numbers without a point, times as ISO; nothing for errors and pictures."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell[:1] == "#" and cell in ERRORS:
            return ""
        if cell[:1] == "=" and _IMAGE.match(cell):
            return ""
        return _ESCAPED.sub(_unescaped, cell) if "_x" in cell else cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return repr(cell)
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _unescaped(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return "" if char == "\r" else char


def percent(value: float) -> str:
    """0.85 as 85%."""
    return f"{cell_text(round(float(value) * 100, 10))}%"
