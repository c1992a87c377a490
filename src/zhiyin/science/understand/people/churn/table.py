"""A table of customers: columns of numbers and of words, with gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MISSING = -1
"""The code of a gap in a column of words."""
BLANK = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "--", "\\n"})


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers; NaN is a gap. Infinite numbers are refused with ValueError."""

    values: Floats

    def __post_init__(self) -> None:
        if np.isinf(self.values).any():
            raise ValueError("a number is infinite")

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: Ints) -> "Numbers":
        return Numbers(self.values[rows])


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: `codes` point into `levels`, MISSING is a gap."""

    codes: Ints
    levels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: Ints) -> "Words":
        return Words(self.codes[rows], self.levels)


Column = Numbers | Words


@dataclass(frozen=True)
class Table:
    """Columns of one length by name. Raises ValueError where lengths differ."""

    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        if len({len(column) for column in self.columns.values()}) > 1:
            raise ValueError("columns differ in length")

    def __len__(self) -> int:
        return next((len(column) for column in self.columns.values()), 0)

    def take(self, rows: Ints) -> "Table":
        """The rows at these places, in their order."""
        return Table({name: column.take(rows) for name, column in self.columns.items()})

    def only(self, names: Sequence[str]) -> "Table":
        """These columns; KeyError where one is absent."""
        return Table({name: self.columns[name] for name in names})

    def value(self, name: str, row: int) -> float | str | None:
        """One cell as it is told to people: a number, a word, or None for a gap."""
        column = self.columns[name]
        if isinstance(column, Numbers):
            number = float(column.values[row])
            return None if np.isnan(number) else number
        code = int(column.codes[row])
        return None if code == MISSING else column.levels[code]


def words(values: Sequence[str | None]) -> Words:
    """A column of words from words; None and blank words are gaps."""
    told = ["" if value is None else value.strip() for value in values]
    levels, codes = np.unique(np.array(told, dtype=object).astype(str), return_inverse=True)
    blank = np.array([level.lower() in BLANK for level in levels.tolist()], dtype=bool)
    place = np.where(blank, MISSING, np.cumsum(~blank) - 1)
    kept = tuple(str(level) for level, gap in zip(levels.tolist(), blank, strict=True) if not gap)
    found: Ints = place[codes].astype(np.int64) if len(told) else np.empty(0, np.int64)
    return Words(found, kept)


def column(values: Sequence[str | None]) -> Column:
    """Numbers where every cell that is not blank reads as a finite number, else words."""
    read = np.full(len(values), np.nan)
    for place, value in enumerate(values):
        told = "" if value is None else value.strip()
        if told.lower() not in BLANK:
            read[place] = _number(told)
            if np.isnan(read[place]):
                return words(values)
    return words(values) if np.isnan(read).all() else Numbers(read)


def numbers(values: Sequence[str | None]) -> Numbers:
    """A column of numbers whatever stands there: what does not read as a finite number is a gap."""
    found = column(values)
    if isinstance(found, Numbers):
        return found
    by_level = np.array([_number(level) for level in found.levels] + [np.nan])
    return Numbers(by_level[found.codes])


def _number(told: str) -> float:
    try:
        number = float(told)
    except ValueError:
        return np.nan
    return number if np.isfinite(number) else np.nan


def names_rows(column: Column) -> bool:
    """Whether a column numbers or names the rows rather than describing them: all words differ, or the numbers are
    whole, all differ and hardly skip."""
    n = len(column)
    if n < 2:
        return False
    if isinstance(column, Words):
        told = column.codes[column.codes != MISSING]
        return len(told) > 0.9 * n and len(np.unique(told)) > 0.98 * len(told)
    values = column.values[~np.isnan(column.values)]
    if len(values) < n or (values != np.floor(values)).any():
        return False
    return len(np.unique(values)) == n and float(values.max() - values.min()) < 3 * n
