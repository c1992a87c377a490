"""The columns of a service record's table, by their names: found, and made into what they are."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any

from zhiyin.science.collect.cells import folded, parse_time
from zhiyin.science.collect.columns import (
    CUSTOMER_FIELDS,
    REPEATED,
    Column,
    guess_columns,
    named_columns,
    settle_columns,
)
from zhiyin.science.collect.contents import shown
from zhiyin.science.collect.gathering import gathered
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Head

_ASIDE = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_ENVELOPE = re.compile(r"^(?:fields|data|attributes|properties|ticket|issue)\.|\.(?:name|value|displayName)$")


def names(text: str) -> frozenset[str]:
    """Names of columns as they are compared, from "工单号|工单编号|Ticket ID"."""
    return frozenset(plain(name) for name in text.split("|"))


def words(text: str) -> frozenset[str]:
    """Cells as they are compared, from "是|yes|y"."""
    return frozenset(folded(word) for word in text.split("|"))


class ServiceTable:
    """A head as columns that can be found by name. Columns are guessed first, as those of any table are.

    `rows` are put together as `gather` says (see `gathering`).
    """

    def __init__(self, head: Head, gather: dict[str, Any] | None = None) -> None:
        self.header = head.header
        self.plain = head.plain_names
        self._names = [
            {name, plain(_ASIDE.sub("", whole)), plain(_ENVELOPE.sub("", whole))}
            for name, whole in zip(self.plain, head.header.names, strict=True)
        ]
        self.rows = [row for _, row in gathered(self.header.rows, gather or {})]
        self._about = [*self.header.titles, head.sheet, head.name]
        self._columns: list[Column] = []

    @property
    def columns(self) -> list[Column]:
        """One for each column of the file."""
        if not self._columns:
            self._columns = named_columns(self.header.names, len(self.header.names))
            if len(self.header.lines) > 1:
                for column in self._columns:
                    column.heads = [_at(line, column.index) for line in self.header.lines]
            guess_columns(self._columns, self.rows, self._about)
        return self._columns

    def find(self, wanted: frozenset[str]) -> int | None:
        """The first column with one of these names."""
        return next(iter(self.all_named(wanted)), None)

    def count(self, groups: Iterable[frozenset[str]]) -> int:
        """Of how many of the groups there is a column."""
        present = set().union(*self._names)
        return sum(bool(group & present) for group in groups)

    def cells(self, index: int) -> list[str]:
        """What stands in a column of the first rows, blanks around it taken off."""
        return [row[index].strip() if index < len(row) else "" for row in self.rows]

    def filled(self, index: int) -> list[str]:
        """The cells of a column in which something stands."""
        return [cell for cell in self.cells(index) if cell]

    def take(self, index: int, field: str) -> Column:
        """Make a column into a field, and what was taken for it so far into an attribute."""
        column = self.columns[index]
        if field not in REPEATED:
            for other in self.columns:
                same = other.field == field or (field in CUSTOMER_FIELDS and other.field in CUSTOMER_FIELDS)
                if same and other.index != index:
                    leave(other)
                    other.because("other_column_taken", field=field, name=column.name)
        leave(column)
        column.field = field
        column.because("name", name=column.name)
        return column

    def take_named(
        self, wanted: frozenset[str], field: str, holds: "Callable[[list[str]], bool] | None" = None
    ) -> bool:
        """Make the first column with one of these names into a field, if what stands in it allows."""
        for index in self.all_named(wanted):
            if holds is None or holds(self.filled(index)):
                self.take(index, field)
                return True
        return False

    def settle(self) -> None:
        """Say what keys and times need to be read; to be called when all columns are what they are."""
        settle_columns(self.columns, self.rows, self._about)

    def all_named(self, wanted: frozenset[str]) -> list[int]:
        """All columns with one of these names; of columns that share a name, each."""
        found = [index for index, name in enumerate(self.plain) if name in wanted]
        return found or [index for index, both in enumerate(self._names) if both & wanted]

    def keep(self, index: int) -> None:
        """Keep a column as an attribute, whatever it was taken for."""
        leave(self.columns[index])
        self.columns[index].because("name", name=self.columns[index].name)


def _at(line: list[str], index: int) -> str:
    return shown(line[index]) if index < len(line) else ""


def leave(column: Column) -> None:
    """Make a column into an attribute, with nothing left of what it was taken for."""
    column.field = "attribute"
    column.scale_min = column.scale_max = None
    column.evidence.clear()
    column.scores, column.silences, column.asked = {}, {}, []


def telling_apart(cells: list[str]) -> bool:
    """Whether nearly every cell is another one, as ids are."""
    return bool(cells) and len(set(cells)) >= 0.9 * len(cells)


def are_times(cells: list[str]) -> bool:
    """Whether most of the cells are times that can be read."""
    return bool(cells) and sum(parse_time(cell, UTC) is not None for cell in cells) > 0.5 * len(cells)
