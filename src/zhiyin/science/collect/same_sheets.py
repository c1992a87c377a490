"""Sheets of one workbook that are one table: a sheet for each store or month, all with the same columns."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from zhiyin.science.collect.contents import bare
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.sheets import Row, Seen, is_open_data
from zhiyin.science.collect.titles import locate

_OF_ALL: Final = re.compile(
    r"汇总|总表|总览|合计|合并|全部|所有|\ball\b|total|summary|combined|master", re.IGNORECASE
)
_STORE: Final = re.compile(
    r".{1,40}(?:店|支行|分行|网点|营业厅|营业部|餐厅|酒店|医院|校区|园区|小区|中心)|.*\b(?:store|branch|outlet|shop|hotel|restaurant)\b.*",
    re.IGNORECASE,
)
# What the column of the sheets' names is called.
SHEET_NAMES: Final = ("工作表", "Sheet")
_FEWEST_NAMES: Final = 2
_COPIED: Final = 3  # rows alike from which one sheet repeats the other


class Sheet(NamedTuple):
    """A sheet that belongs to the table: its place, its name, the rows of its header, its first row below."""

    place: int
    name: str
    header: tuple[int, ...]
    first: int


class _Looked(NamedTuple):
    sheet: Sheet
    names: list[str]
    rows: list[tuple[str, ...]]


def same_sheets(sheets: Sequence[Seen], chosen: int) -> list[Sheet]:
    """The sheets, in the workbook's order, that have the columns of the chosen one, itself among them.

    [] where it stands alone: no other has its columns, or it holds the rows of the others once more.
    """
    wanted = _looked_at(sheets, chosen)
    if wanted is None or _OF_ALL.search(wanted.sheet.name):
        return []
    found = [wanted]
    for place, sheet in enumerate(sheets):
        if place == chosen or not is_open_data(sheet) or _OF_ALL.search(sheet.name):
            continue
        other = _looked_at(sheets, place)
        if other is not None and other.names == wanted.names:
            if _repeats(wanted.rows, other.rows):
                return []
            found.append(other)
    return sorted(one.sheet for one in found) if len(found) > 1 else []


def _looked_at(sheets: Sequence[Seen], place: int) -> _Looked | None:
    """The sheet with the names of its columns and its first rows; None if no row names the columns."""
    seen = sheets[place]
    rows = [(number, list(row)) for number, row in zip(seen.numbers, seen.head, strict=False)]
    if not rows:
        return None
    found = locate(rows)
    names = [plain(name) for name in found.names]
    while names and not names[-1]:
        names.pop()
    if not found.lines or len(names) < _FEWEST_NAMES:
        return None
    below = [tuple(map(bare, row)) for _, row in rows[found.below :]]
    header = tuple(rows[line][0] for line in found.lines)
    return _Looked(Sheet(place, seen.name, header, header[-1] + 1), names, below)


def _repeats(rows: list[tuple[str, ...]], others: list[tuple[str, ...]]) -> bool:
    """Whether the first rows of one sheet all stand in the other as well."""
    first = others[:_COPIED]
    return len(first) == _COPIED and set(first) <= set(rows) and len(set(first)) == _COPIED


def is_store(name: str) -> bool:
    """Whether a sheet has the name of a store: 徐家汇店, Leeds branch."""
    return _STORE.fullmatch(name.strip()) is not None


def with_sheet(cells: Row, at: int, cell: str) -> Row:
    """The row with the name of its sheet in a column beyond the table's own; a line about the table stays alone."""
    if sum(1 for one in cells if one.strip()) < 2:
        return cells
    return [*cells[:at], *[""] * (at - len(cells)), cell, *cells[at:]]
