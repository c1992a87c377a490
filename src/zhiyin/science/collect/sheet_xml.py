"""Cells of one sheet of an XLSX workbook, straight from its XML, piece by piece."""

from collections.abc import Iterator, Sequence
from typing import IO, Any, Final
from xml.parsers import expat

from openpyxl.utils.datetime import from_excel, from_ISO8601

from zhiyin.science.collect.problems import FileFault

PIECE: Final = 256 * 1024
LONGEST_CELL: Final = 16 * 1024 * 1024
_MOST_COLUMNS: Final = 20_000
_MOST_ROWS: Final = 2**31

Cells = list[Any]


class Styles:
    """Which styles of cells are times or durations, and from which day days are counted."""

    def __init__(self, times: frozenset[int], durations: frozenset[int], epoch: Any) -> None:
        self.times = times
        self.durations = durations
        self.epoch = epoch


def sheet_cells(
    stream: IO[bytes], texts: Sequence[str], styles: Styles, most: int | None = None
) -> Iterator[tuple[int, Cells]]:
    """(row number, values) of every row that is written down, the first `most` at least.

    Raises FileFault for entities and for cells without end, ExpatError, ValueError and IndexError for damage.
    """
    reading = _Reading(texts, styles)
    while True:
        piece = stream.read(PIECE)
        reading.parser.Parse(piece, not piece)
        yield from reading.found
        reading.found.clear()
        if not piece or (most is not None and reading.row > most):
            return


class _Reading:
    def __init__(self, texts: Sequence[str], styles: Styles) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._nothing
        self.parser.EntityDeclHandler = self._entity
        self.parser.ExternalEntityRefHandler = self._entity
        self.found: list[tuple[int, Cells]] = []
        self.row = 0
        self._texts = texts
        self._styles = styles
        self._cells: Cells = []
        self._columns: dict[str, int] = {}
        self._column = 0
        self._kind = "n"
        self._style = 0
        self._parts: list[str] = []
        self._length = 0
        self._phonetic = False
        self._names: dict[str, str] = {}

    def _entity(self, *_: object) -> int:
        raise FileFault("entities")

    def _nothing(self, _text: str) -> None:
        pass

    def _data(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > LONGEST_CELL:
            raise FileFault("text_without_end", record=self.row)

    def _local(self, tag: str) -> str:
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = tag.rpartition(" ")[2]
        return name

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._names.get(tag) or self._local(tag)
        if name == "c":
            place = attributes.get("r")
            self._column = self._column_of(place) if place else len(self._cells) + 1
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", 0))
            self._parts = []
            self._length = 0
        elif name == "v" or (name == "t" and not self._phonetic):
            self.parser.CharacterDataHandler = self._data
        elif name == "row":
            number = attributes.get("r")
            # never back: a row's number is what it is known by
            self.row = max(int(number), self.row + 1) if number else self.row + 1
            if self.row > _MOST_ROWS:
                raise ValueError(number)
            self._cells = []
        elif name == "rPh":
            self._phonetic = True

    def _end(self, tag: str) -> None:
        name = self._names[tag]
        if name == "v" or name == "t":
            self.parser.CharacterDataHandler = self._nothing
        elif name == "c":
            if self._parts:
                value = self._value("".join(self._parts))
                missing = self._column - len(self._cells) - 1
                if missing > 0:
                    self._cells.extend([None] * missing)
                if missing >= 0:
                    self._cells.append(value)
                else:
                    self._cells[self._column - 1] = value
        elif name == "row":
            self.found.append((self.row, self._cells))
        elif name == "rPh":
            self._phonetic = False

    def _column_of(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = 0
            for letter in letters.upper():
                column = column * 26 + ord(letter) - 64
            if not 0 < column <= _MOST_COLUMNS:
                raise ValueError(place)
            self._columns[letters] = column
        return column

    def _value(self, text: str) -> Any:
        kind = self._kind
        if kind == "s":
            return self._texts[int(text)]
        if kind == "n":
            number: int | float = float(text) if "." in text or "e" in text or "E" in text else int(text)
            if self._style in self._styles.times:
                return self._moment(number)
            return number
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return None
        if kind == "d":
            return from_ISO8601(text)  # type: ignore[no-untyped-call]
        return text

    def _moment(self, number: float) -> Any:
        try:
            duration = self._style in self._styles.durations
            return from_excel(number, self._styles.epoch, timedelta=duration)
        except (OverflowError, ValueError):
            return number
