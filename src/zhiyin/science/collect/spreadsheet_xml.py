"""Rows of SpreadsheetML 2003 (Workbook as one XML file), read piece by piece; entities are refused."""

import codecs
from collections.abc import Iterator
from typing import IO, Final
from xml.parsers import expat

from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.sheets import LOOKED_AT, Row, Seen, choose_sheet
from zhiyin.science.collect.spreadsheets import cell_text, percent

PIECE: Final = 64 * 1024
MOST_UNPACKED: Final = 4 * 1024**3
LONGEST_CELL: Final = 16 * 1024 * 1024
_MOST_COLUMNS: Final = 20_000
_MOST_ROWS: Final = 2**31
SPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"


def is_spreadsheet_xml(head: str) -> bool:
    return SPACE in head and "Workbook" in head


def sheet_in_xml(stream: IO[bytes], codec: str) -> tuple[int, list[str]] | None:
    """The place of the sheet with the rows, and the names of the others."""
    sheets: list[tuple[str, int, list[Row]]] = []
    for place, name, _number, row in _rows(stream, codec):
        while len(sheets) <= place:
            sheets.append((name, 0, []))
        known, size, head = sheets[place]
        if len(head) < LOOKED_AT:
            head.append(row)
        sheets[place] = (known, size + 1, head)
    return choose_sheet([Seen(name, size, head) for name, size, head in sheets])


def xml_rows(stream: IO[bytes], codec: str, place: int) -> Iterator[tuple[int, Row]]:
    """(row number, cells) of every row with content of one sheet; merged cells stand in each of their rows."""
    for at, _name, number, row in _rows(stream, codec):
        if at == place and any(row):
            yield number, row
        elif at > place:
            return


def _rows(stream: IO[bytes], codec: str) -> Iterator[tuple[int, str, int, Row]]:
    reading = _Reading()
    decoder = codecs.getincrementaldecoder(codec)()
    total = 0
    while True:
        piece = stream.read(PIECE)
        total += len(piece)
        if total > MOST_UNPACKED:
            raise FileFault("bomb")
        try:
            # expat itself knows no GB18030
            reading.parser.Parse(decoder.decode(piece, not piece).encode(), not piece)
        except (expat.ExpatError, UnicodeError) as error:
            raise FileFault("sheet_broken", row=reading.number + 1) from error
        yield from reading.found
        reading.found.clear()
        if not piece:
            return


class _Reading:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.EntityDeclHandler = self._entity
        self.parser.ExternalEntityRefHandler = self._entity
        self.found: list[tuple[int, str, int, Row]] = []
        self.number = 0
        self._place = -1
        self._name = ""
        self._row: Row = []
        self._text: list[str] | None = None
        self._length = 0
        self._kind = ""
        self._percents: set[str] = set()
        self._style = self._cell_style = ""
        self._below: dict[int, tuple[int, str]] = {}
        self._down = 0
        self._across = 0

    def _entity(self, *_: object) -> int:
        raise FileFault("entities")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        found = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "Worksheet":
            self._place += 1
            self._name = found.get("Name", "")
            self.number = 0
            self._below.clear()
        elif name == "Style":
            self._style = found.get("ID", "")
        elif name == "NumberFormat" and ("%" in found.get("Format", "") or found.get("Format") == "Percent"):
            self._percents.add(self._style)
        elif name == "Row":
            self.number = max(self.number + 1, _whole(found.get("Index"), 0, _MOST_ROWS))
            self._row = []
        elif name == "Cell":
            self._carry_down()
            column = _whole(found.get("Index"), len(self._row) + 1, _MOST_COLUMNS)
            while len(self._row) < column - 1:
                self._carry_down()
                if len(self._row) < column - 1:
                    self._row.append("")
            self._down = _whole(found.get("MergeDown"), 0, _MOST_ROWS)
            self._across = _whole(found.get("MergeAcross"), 0, _MOST_COLUMNS)
            self._cell_style = found.get("StyleID", "")
            self._text, self._length, self._kind = [], 0, ""
        elif name == "Data":
            self._kind = found.get("Type", "String")
        elif name == "Comment":
            self._kind = "Comment"

    def _data(self, text: str) -> None:
        if self._text is not None and self._kind and self._kind != "Comment":
            self._text.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise FileFault("text_without_end", record=self.number)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "Cell" and self._text is not None:
            text = self._cell()
            if self._down:
                self._below[len(self._row)] = (self.number + self._down, text)
            self._row.append(text)
            if len(self._row) + self._across > _MOST_COLUMNS:
                raise FileFault("too_many_columns", columns=len(self._row) + self._across, limit=1_000)
            self._row.extend([""] * self._across)
            self._text = None
        elif name == "Row":
            if any(self._row):
                self._carry_down()
                self.found.append((self._place, self._name, self.number, self._row))
            self._row = []
        elif name == "Data":
            self._kind = f"{self._kind} "  # what follows in the cell is no value

    def _carry_down(self) -> None:
        while (found := self._below.get(len(self._row))) is not None and found[0] >= self.number:
            self._row.append(found[1])

    def _cell(self) -> str:
        text = "".join(self._text or ())
        kind = self._kind.strip()
        if kind in ("Number", "Boolean") and text:
            try:
                value = float(text)
            except ValueError:
                return text
            if self._cell_style in self._percents:
                return percent(value)
            return text if text.lstrip("-").isdigit() else cell_text(value)
        if kind == "DateTime":
            return text.replace("T", " ").removesuffix(".000").removesuffix(" 00:00:00")
        return "" if kind == "Error" else cell_text(text)


def _whole(text: str | None, otherwise: int, most: int) -> int:
    try:
        return min(max(0, int(text)), most) if text else otherwise
    except ValueError:
        return otherwise
