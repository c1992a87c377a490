"""The parts of a model's page: tables, and rows with intervals, from the JSON of its card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhiyin.theme import drawing, wording
from zhiyin.understand.phrases.people_models import FEW, Text

RELIABLE = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with its interval and n, as the theme's drawings take it."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    indicative: bool = False
    reason: str = ""


def cell(told: Mapping[str, Any] | None, times: float = 1.0) -> Cell:
    """An Estimate or a Change of a card; `times` 100 makes a share percent."""
    if not told:
        return Cell(None, None, None, 0)

    def at(name: str) -> float | None:
        return None if told is None or told.get(name) is None else times * float(told[name])

    n = int(told.get("n") or 0)
    return Cell(at("value"), at("low"), at("high"), n, 0 < n < RELIABLE)


@dataclass(frozen=True, slots=True)
class Compared:
    """A class of customers: what came (with its interval) and what was told before, drawn on one scale."""

    label: str
    told: float
    came: Cell
    dot: drawing.Dot


@dataclass(frozen=True, slots=True)
class Section:
    """One sheet of a page: `title` names it, `finding` says what it shows. One of the following is drawn:
    `ranked` (rows of the theme's ranking, in `unit`), `compared` (told against came), `table` (head and rows), `trend`."""

    title: Text
    finding: str = ""
    unit: str = "percent"
    caption: Text = ""
    ranked: Sequence[Mapping[str, Any]] = ()
    reference: float | None = None
    reference_label: str = ""
    better: int = 0
    compared: Sequence[Compared] = ()
    heads: Sequence[Text] = ()
    rows: Sequence[Sequence[str]] = ()
    cells: Sequence[Cell] = ()
    labels: Sequence[str] = ()
    triangle: Sequence[Mapping[str, Any]] = ()
    ages: Sequence[int] = ()
    notes: Sequence[Text] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What a model says: the finding in one sentence, its quality in one line, and the sheets of its page."""

    finding: str
    quality: str = ""
    sections: Sequence[Section] = ()
    warnings: Sequence[Text] = field(default_factory=list)


def compared(rows: Sequence[tuple[str, float, Cell]]) -> list[Compared]:
    """Rows of (label, told, came) on one scale from 0."""
    edges = [edge for _, told, came in rows for edge in (told, came.value, came.high) if edge is not None]
    ends = drawing.ticks(0.0, max(edges, default=1.0) or 1.0)
    return [
        Compared(label, told, came, drawing.dot(came, ends[0], ends[-1], reference=told, width=300))
        for label, told, came in rows
    ]


def percent(share: float | None, digits: int = 0) -> str:
    """0.283 as 28%."""
    return "–" if share is None else f"{wording.number(100 * share, digits)}%"


def with_interval(told: Mapping[str, Any] | None, times: float = 1.0, digits: int = 0, sign: str = "") -> str:
    """0.85 (0.83 – 0.87)"""
    if not told or told.get("value") is None:
        return "–"
    value = f"{wording.number(times * told['value'], digits)}{sign}"
    if told.get("low") is None or told.get("high") is None:
        return value
    return f"{value} ({wording.interval(times * told['low'], times * told['high'], digits)}{sign})"


def few(n: int) -> Text:
    """A remark where a row rests on few customers."""
    return FEW if 0 < n < RELIABLE else ""
