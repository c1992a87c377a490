"""Rows of comma-, tab- or otherwise separated text."""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.problems import FileFault, Unread

DELIMITERS: Final = (",", "\t", ";", "|")
BLANKS: Final = " "  # columns stand below each other, however many blanks are between them
LONGEST_CELL: Final = 16 * 1024 * 1024  # characters; longer ones mean a quote that never closes
_LARGEST_ROW: Final = 64 * 1024 * 1024
_MOST_BLANK: Final = 2_000_000  # rows one after the other: more than any spreadsheet has
_TOLD: Final = re.compile(r'"?sep=([,\t;|])"?\s*', re.IGNORECASE)  # the first line, for spreadsheet programs
_WIDTHS: Final = 500  # rows that tell how many cells a row has
_TRIED: Final = 1_000  # lines that are read again to see whether they are rows
_ENOUGH: Final = 0.9  # of them must be

# Handed to the parser after the last line: it comes back as a row of its own unless a quote is still open.
_END: Final = "\x1aend of file\x1a"

Row = list[str]


def guess_delimiter(lines: Sequence[str]) -> str:
    """The separator that gives the first lines the same number (> 1) of cells most often; a comma if none does."""
    told = _TOLD.fullmatch(lines[0]) if lines else None
    if told:
        return told[1]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            continue
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        score = count / sum(widths.values()) * (1 + min(width, 100) / 100) if width > 1 else 0.0
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return BLANKS if best_score == 0 and _in_blanks(lines) else best


def _in_blanks(lines: Sequence[str]) -> bool:
    """Whether lines are columns of numbers and words with blanks between them, and no sentences."""
    rows = [cells for line in lines if (cells := line.split())]
    width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
    if len(rows) < 3 or width < 3 or count < 0.95 * len(rows):
        return False
    told = rows[1:]
    numbered = sum(any(char.isdecimal() for char in cell) for cells in told for cell in cells)
    return numbered > 0.6 * sum(map(len, told))


def single_blanks(lines: Iterable[str]) -> Iterator[str]:
    """The lines of such a table with one blank between the columns."""
    return (" ".join(line.split()) + "\n" for line in lines)


def delimited_rows(
    lines: Iterable[str], delimiter: str, broken: deque[int] | None = None
) -> Iterator[tuple[int, Row | Unread]]:
    """(row number, cells) of every row with anything in it; rows without count, as in a spreadsheet.

    A row is Unread when one of its lines is among `broken` (their numbers, taken off when passed), or when a quote
    opens in it that is never closed and the lines below are rows when read without it. Raises FileFault where they
    are not, with the line of the quote.
    """
    csv.field_size_limit(LONGEST_CELL)
    return _Reading(lines, delimiter, broken if broken is not None else deque()).rows()


class _Reading:
    """One pass over the lines; `_taken` are those of the row in hand, `_back` those to be read once more."""

    def __init__(self, lines: Iterable[str], delimiter: str, broken: deque[int]) -> None:
        self._delimiter = delimiter
        self._broken = broken
        self._taken: list[str] = []
        self._back: deque[str] = deque()
        self._widths: Counter[int] = Counter()
        self._feed = self._fed(lines)
        self._number = 0
        self._begins = 1  # line of the row in hand
        self._held = 0  # characters of its lines but the first

    def _fed(self, lines: Iterable[str]) -> Iterator[str]:
        taken, back = self._taken, self._back
        for line in chain(lines, [_END]):
            if taken:
                self._held += len(line)
                if self._held > _LARGEST_ROW:
                    raise FileFault("quote_never_closes", line=self._begins)
            taken.append(line)
            yield line
            while back:
                again = back.popleft()
                taken.append(again)
                yield again

    def rows(self) -> Iterator[tuple[int, Row | Unread]]:
        taken, broken, widths = self._taken, self._broken, self._widths
        last = 0  # row with anything in it
        while True:
            try:
                for row in csv.reader(self._feed, delimiter=self._delimiter):
                    self._number += 1
                    if len(taken) > 1:
                        self._held = 0
                        if self._opened_astray():
                            yield self._number, self._put_back()
                            continue
                    elif taken[0] is _END:
                        return
                    if self._number <= _WIDTHS and len(row) > 1:
                        widths[len(row)] += 1
                    self._begins += len(taken)
                    taken.clear()
                    if broken and broken[0] < self._begins:
                        line = broken[0]
                        while broken and broken[0] < self._begins:
                            broken.popleft()
                        yield self._number, Unread(Problem("", "line_undecodable", {"line": line}), row)
                    elif any(map(str.strip, row)):
                        last = self._number
                        yield last, row
                    elif self._number - last > _MOST_BLANK:
                        raise FileFault("blank_without_end", line=self._begins)
            except csv.Error as error:  # a cell without end
                self._number += 1
                self._held = 0
                if not self._are_rows(taken[1:], several=True):
                    raise FileFault("quote_never_closes", line=self._begins) from error
                yield self._number, self._put_back()
            else:
                if not self._back:
                    return
                self._feed = self._fed([self._back.popleft() for _ in range(len(self._back))])

    def _opened_astray(self) -> bool:
        """Whether a quote swallowed the rows below the one it opens in. Raises FileFault if it did, and they are none."""
        taken = self._taken
        if taken[-1] is _END:
            if not self._are_rows(taken[1:-1], several=True):
                raise FileFault("quote_never_closes", line=self._begins)
            return True
        return self._is_odd() and self._are_rows(taken[1:], several=False)

    def _is_odd(self) -> bool:
        """Whether something follows a quote that closes: it was to open a cell."""
        try:
            for _row in csv.reader(self._taken, delimiter=self._delimiter, strict=True):
                pass
        except csv.Error:
            return True
        return False

    def _are_rows(self, lines: Sequence[str], *, several: bool) -> bool:
        """Whether the lines have as many cells each as the rows above."""
        tried = [line for line in lines[:_TRIED] if line is not _END and line.strip()]
        if not tried:
            return True
        alone = [len(row) for line in tried for row in csv.reader([line], delimiter=self._delimiter)]
        width = self._width(alone)
        if width < 2:
            return False
        if alone.count(width) >= _ENOUGH * len(alone):
            return True
        if not several:
            return False
        try:  # cells of several lines among them
            together = [len(row) for row in csv.reader(tried, delimiter=self._delimiter) if row]
        except csv.Error:
            return False
        return together.count(width) >= _ENOUGH * len(together) and len(together) > 0.3 * len(tried)

    def _width(self, otherwise: Sequence[int]) -> int:
        widths = self._widths or Counter(otherwise)
        return max(widths, key=lambda width: (widths[width], width), default=0)

    def _put_back(self) -> Unread:
        line = self._begins
        cells = self._taken[0].rstrip("\r\n").split(self._delimiter)
        self._back.extendleft(reversed(self._taken[1:]))
        self._taken.clear()
        self._begins += 1
        while self._broken and self._broken[0] < self._begins:
            self._broken.popleft()
        return Unread(Problem("", "quote_never_closes", {"line": line}), cells)
