"""Rows of an XLSX workbook's first sheet that holds anything."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from openpyxl import load_workbook

from zhiyin.science.collect.problems import FileFault

MOST_UNPACKED = 4 * 1024**3  # bytes: more is a bomb, not a survey
MOST_RATIO = 400

Row = list[str]


def check_archive(stream: IO[bytes]) -> None:
    """Raises FileFault for what is no whole XLSX archive, or unpacks to an unreasonable size."""
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise FileFault("not_a_workbook")
            unpacked = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members) or 1
            if unpacked > MOST_UNPACKED or (unpacked > 50 * 1024**2 and unpacked / packed > MOST_RATIO):
                raise FileFault("bomb")
            broken = archive.testzip()
            if broken is not None:
                raise FileFault("archive_broken", name=broken)
    except FileFault:
        raise
    except Exception as error:  # a damaged archive may raise anything
        raise FileFault("file_broken") from error
    stream.seek(0)


def sheet_rows(stream: IO[bytes]) -> Iterator[tuple[int, Row]]:
    """(row number, cells as text) of the first sheet with content; rows without any content are left out."""
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl passes on whatever its parsers meet
        raise FileFault("not_a_workbook") from error
    number = 0
    try:
        for sheet in book.worksheets:
            found = False
            sheet.reset_dimensions()  # some programs write a wrong extent
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                row = [cell_text(cell) for cell in cells]
                while row and not row[-1]:
                    row.pop()
                if row:
                    found = True
                    yield number, row
            if found:
                return
    except Exception as error:  # here as well
        raise FileFault("sheet_broken", row=number + 1) from error
    finally:
        book.close()


def cell_text(cell: Any) -> str:
    """A cell as one would type it: whole numbers without a point, times as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
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
