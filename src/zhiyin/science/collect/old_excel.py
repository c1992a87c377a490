"""Rows of a workbook in the old Excel format (.xls, BIFF)."""

import io
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any, Final

import xlrd

from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.sheets import LOOKED_AT, Merged, Row, Seen
from zhiyin.science.collect.spreadsheets import cell_text, percent

LARGEST: Final = 256 * 1024 * 1024  # bytes: what 65,536 rows of 256 columns may need
_FORMATS: Final = 32 * 1024 * 1024  # bytes: beyond, how cells look (merged ones, percentages) is left aside
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_NO_WORKBOOK: Final = tuple(
    name.encode("utf-16-le") for name in ("WordDocument", "PowerPoint Document", "__properties")
)


class OldWorkbook:
    """A workbook as a whole: the format has no way to read it piece by piece. Raises FileFault."""

    def __init__(self, data: bytes) -> None:
        if len(data) > LARGEST:
            raise FileFault("workbook_too_large", limit=LARGEST // 1024**2)
        if _ENCRYPTED in data:
            raise FileFault("encrypted")
        if any(name in data for name in _NO_WORKBOOK) and "Workbook".encode("utf-16-le") not in data:
            raise FileFault("not_a_table")
        self._formatted = len(data) <= _FORMATS
        self._book = self._opened(data)

    def _opened(self, data: bytes) -> Any:
        for encoding in (None, "gb18030"):
            try:
                return xlrd.open_workbook(
                    file_contents=data,
                    logfile=io.StringIO(),
                    on_demand=True,
                    formatting_info=self._formatted,
                    encoding_override=encoding,
                )
            except (UnicodeError, LookupError) as error:
                if encoding is not None:
                    raise FileFault("not_a_workbook") from error
            except xlrd.XLRDError as error:
                raise FileFault("encrypted" if "encrypted" in str(error) else "not_a_workbook") from error
            except MemoryError as error:
                raise FileFault("bomb") from error
            except Exception as error:  # the reader passes on whatever a damaged file leads to
                raise FileFault("not_a_workbook") from error
        raise AssertionError

    def seen(self) -> list[Seen]:
        """All sheets at a glance."""
        seen = []
        for place, name in enumerate(self._book.sheet_names()):
            sheet = self._sheet(place)
            head = [self._cells(sheet, row) for row in range(min(sheet.nrows, LOOKED_AT))]
            seen.append(Seen(name, sheet.nrows, head, sheet.visibility != 0, range(1, len(head) + 1)))
        return seen

    def name(self, place: int) -> str:
        return str(self._book.sheet_names()[place])

    def merged(self, place: int) -> list[Merged]:
        """The merged ranges of a sheet."""
        sheet = self._sheet(place)
        return [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]

    def rows(self, place: int) -> Iterator[tuple[int, Row]]:
        """(row number, cells) of every row with content."""
        sheet = self._sheet(place)
        for number in range(sheet.nrows):
            row = self._cells(sheet, number)
            while row and not row[-1]:
                row.pop()
            if row:
                yield number + 1, row

    def errors(self, place: int) -> int:
        """How many cells hold an error instead of a value."""
        sheet = self._sheet(place)
        return sum(list(sheet.row_types(row)).count(xlrd.XL_CELL_ERROR) for row in range(sheet.nrows))

    def _sheet(self, place: int) -> Any:
        try:
            return self._book.sheet_by_index(place)
        except Exception as error:  # as above
            raise FileFault("sheet_broken", row=1) from error

    def _cells(self, sheet: Any, number: int) -> Row:
        try:
            return [
                self._text(sheet, number, column, kind, value)
                for column, (kind, value) in enumerate(
                    zip(sheet.row_types(number), sheet.row_values(number), strict=True)
                )
            ]
        except Exception as error:  # as above
            raise FileFault("sheet_broken", row=number + 1) from error

    def _text(self, sheet: Any, row: int, column: int, kind: int, value: Any) -> str:
        if kind == xlrd.XL_CELL_TEXT:
            return str(value)
        if kind == xlrd.XL_CELL_NUMBER:
            if self._formatted and "%" in self._format(sheet, row, column):
                return percent(value)
            return cell_text(value)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "1" if value else "0"
        if kind == xlrd.XL_CELL_DATE:
            return self._moment(value)
        return ""  # empty, blank, or an error

    def _format(self, sheet: Any, row: int, column: int) -> str:
        style = self._book.xf_list[sheet.cell_xf_index(row, column)]
        found = self._book.format_map.get(style.format_key)
        return found.format_str if found is not None else ""

    def _moment(self, value: float) -> str:
        try:
            year, month, day, hour, minute, second = xlrd.xldate_as_tuple(value, self._book.datemode)
        except (xlrd.XLDateError, OverflowError, ValueError):
            return cell_text(value)
        if year == 0:
            return time(hour, minute, second).isoformat()
        return cell_text(datetime(year, month, day, hour, minute, second))  # noqa: DTZ001 - as it stands there
