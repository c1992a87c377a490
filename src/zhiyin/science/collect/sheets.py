"""Which sheet of a workbook holds the rows, and what merged cells stand for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

Row = list[str]
Merged = tuple[int, int, int, int]  # first row, first column, last row, last column; from 1, inclusive

_ABOUT: Final = re.compile(
    r"说明|封面|目录|字典|填写|须知|示例|样例|模板|参数|配置|下拉|透视|图表|readme|read me|instruction|cover|contents|"
    r"index|legend|dictionary|notes|about|chart|pivot",
    re.IGNORECASE,
)
LOOKED_AT: Final = 40  # rows of each sheet


class Seen(NamedTuple):
    """A sheet at a glance: its name, how much stands in it (any unit, the same for all), its first rows."""

    name: str
    size: int
    head: Sequence[Row]
    hidden: bool = False
    numbers: Sequence[int] = ()  # of the rows


def choose_sheet(sheets: Sequence[Seen]) -> tuple[int, list[str]] | None:
    """The place of the sheet with the most rows among those that look like data, and the names of the others.

    Others are those with anything in them. None when no sheet holds anything.
    """
    filled = [place for place, sheet in enumerate(sheets) if any(any(row) for row in sheet.head)]
    if not filled:
        return None
    for looks in (is_open_data, _is_data, _is_any):
        fitting = [place for place in filled if looks(sheets[place])]
        if fitting:
            chosen = max(fitting, key=lambda place: (sheets[place].size, -place))
            return chosen, [sheets[place].name for place in filled if place != chosen]
    return None


def is_open_data(sheet: Seen) -> bool:
    """Whether it is to be seen, holds rows, and is not named as one about the workbook."""
    return not sheet.hidden and not _ABOUT.search(sheet.name) and _is_data(sheet)


def _is_data(sheet: Seen) -> bool:
    return sum(sum(1 for cell in row if cell.strip()) >= 2 for row in sheet.head) >= 2


def _is_any(_sheet: Seen) -> bool:
    return True


def filled_down(rows: Iterable[tuple[int, Row]], merged: Iterable[Merged]) -> Iterator[tuple[int, Row]]:
    """The rows, with the value of a cell that is merged over several of them in each.

    Rows without anything of their own stay away; so do cells merged in one row only.
    """
    waiting = sorted(one for one in merged if one[2] > one[0])
    at = 0
    live: list[tuple[int, int, str]] = []  # last row, column (from 0), value
    for number, row in rows:
        if live:
            live = [one for one in live if one[0] >= number]
            for _last, column, value in live:
                if column >= len(row):
                    row.extend([""] * (column + 1 - len(row)))
                if not row[column]:
                    row[column] = value
        while at < len(waiting) and waiting[at][0] <= number:
            first, column, last, _ = waiting[at]
            at += 1
            if first == number and column <= len(row) and row[column - 1]:
                live.append((last, column - 1, row[column - 1]))
        yield number, row
