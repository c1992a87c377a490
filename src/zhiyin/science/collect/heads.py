"""The first rows of a file, before anybody knows which of them name the columns, and what they were taken for."""

import dataclasses
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.titles import locate

Numbered = tuple[int, list[str]]
_LAYOUT: Final = re.compile(r"_(?:text|number|code|both|json|legacy)$")


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """Which rows name the columns: their numbers, the names put together, the rows below, what was noticed.

    `numbers` is empty when no row names the columns; rows up to the last of `numbers`, and those before `first`,
    hold no feedback; `lines` are their cells, `titles` what stands above them. `notes` are
    codes with their data, as a column's evidence is (see `collect.phrases`).
    """

    numbers: tuple[int, ...]
    names: list[str]
    rows: list[Numbered]
    first: int
    notes: tuple[dict[str, Any], ...] = ()
    lines: tuple[list[str], ...] = ()
    titles: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Head:
    """Up to 1,001 rows of the sheet that was chosen (numbers as a spreadsheet shows them; blank rows left out)."""

    format: str  # csv, xlsx, xls, json, jsonl, parquet
    rows: list[Numbered]
    name: str = ""  # of the file
    sheet: str = ""
    merged: tuple[
        tuple[int, int, int, int], ...
    ] = ()  # first row, first column, last row, last column; from 1, inclusive
    shape: str = ""  # of JSON records: surveymonkey, zendesk, chatwoot, ...; "" when plain

    @cached_property
    def header(self) -> Header:
        """The rows that name the columns, as they stand in most files."""
        return find_header(self.rows, self.merged)

    @cached_property
    def plain_names(self) -> list[str]:
        """The columns' names without case, width, blanks and punctuation."""
        return [plain(name) for name in self.header.names]


def find_header(rows: Sequence[Numbered], merged: Sequence[tuple[int, int, int, int]] = ()) -> Header:
    """Which of the first rows name the columns: below titles, in one line or two, or none."""
    found = locate(rows, merged)
    below = list(rows[found.below :])
    first = below[0][0] if below else rows[-1][0] + 1
    return Header(
        tuple(rows[line][0] for line in found.lines),
        found.names,
        below,
        rows[found.lines[-1]][0] + 1 if found.lines else first,
        found.notes,
        tuple(rows[line][1] for line in found.lines),
        tuple(found.titles),
    )


@dataclasses.dataclass(slots=True)
class Recognised:
    """What a preset understood: its code, the columns, kind and channel of the rows, how the rows are to be read.

    `header` says which rows name the columns. `notes` say what was understood, in codes with data. `gather`, for
    files with one row per utterance or item, says which rows are put together and how (see `gathering`).
    `survey` identifies the survey among those of the same tool, "" when the file does not say.
    """

    preset: str
    columns: list[Column]
    header: Header
    kind: str = "survey"
    channel: str = ""
    notes: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    gather: dict[str, Any] = dataclasses.field(default_factory=dict)
    survey: str = ""

    def noted(self, code: str, **data: Any) -> None:
        self.notes.append({"code": code, **data})


def tool_of(preset: str) -> str:
    """The tool or platform of a preset, the same for all layouts in which it writes the same answers."""
    return _LAYOUT.sub("", preset)


Descriptions = Sequence[SurveyDescription]
