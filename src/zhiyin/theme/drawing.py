"""Geometry of the four drawings: plain data in, coordinates out. The templates only place them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, log10
from typing import Protocol

ROOM_OF_A_CHARACTER, ROOM_OF_A_LETTER, ROOM_BETWEEN_LABELS = 11.0, 6.6, 12
ROOM_OF_A_POINT = 7


class Estimated(Protocol):
    """Anything with a value and an interval."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers that cover low to high."""
    if high <= low:
        high = low + 1
    raw = (high - low) / about
    size = 10.0 ** floor(log10(raw))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= raw)
    first, last = floor(low / step), ceil(high / step)
    return [round(step * i, 10) for i in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Dot:
    """An interval with its value on a line 0 to `width` long."""

    x: float | None
    x_low: float | None
    x_high: float | None
    reference: float | None
    width: int


def dot(
    cell: Estimated,
    low: float,
    high: float,
    *,
    reference: float | None = None,
    width: int = 240,
    pad: int = 5,
) -> Dot:
    """Where a cell's value and interval lie between two ends of a scale."""

    def place(value: float | None) -> float | None:
        if value is None:
            return None
        share = (min(max(value, low), high) - low) / (high - low) if high > low else 0.5
        return round(pad + share * (width - 2 * pad), 1)

    return Dot(place(cell.value), place(cell.low), place(cell.high), place(reference), width)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period of a trend."""

    x: float
    y: float | None
    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    hollow: bool
    shows_label: bool
    bad: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """A line with its band; `bands` and `lines` are broken where a period has no value."""

    width: int
    height: int
    left: int
    right: int
    points: list[TrendPoint]
    grid: list[tuple[float, float]]  # y, value
    bands: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    last: TrendPoint | None = None

    @property
    def is_dense(self) -> bool:
        """Whether the points stand too close to be drawn one by one."""
        return len(self.points) * ROOM_OF_A_POINT > self.right - self.left


def trend(
    cells: Sequence[Estimated],
    labels: Sequence[str],
    ns: Sequence[int],
    *,
    reliable: int = 30,
    width: int = 720,
    height: int = 210,
) -> Trend:
    """The drawing of a series. A missing value is a gap; fewer than `reliable` answers are a hollow point, unlinked."""
    left, right, top, bottom = 40, width - 20, 26, 176
    limits = [edge for cell in cells for edge in (cell.low, cell.high, cell.value) if edge is not None]
    steps = ticks(min(limits), max(limits)) if limits else [0.0, 1.0]
    lowest, highest = steps[0], steps[-1]

    def y_of(value: float) -> float:
        return round(bottom - (value - lowest) / (highest - lowest) * (bottom - top), 1)

    room = ROOM_BETWEEN_LABELS + max((_length(label) for label in labels), default=0)
    every = max(1, ceil(len(cells) * room / (right - left)))
    points = []
    for i, (cell, label, n) in enumerate(zip(cells, labels, ns, strict=True)):
        x = round(left + (right - left) * (i / (len(cells) - 1) if len(cells) > 1 else 0.5), 1)
        points.append(
            TrendPoint(
                x,
                None if cell.value is None else y_of(cell.value),
                label,
                cell.value,
                cell.low,
                cell.high,
                n,
                n < reliable,
                (len(cells) - 1 - i) % every == 0,
                False,
            )
        )
    found = Trend(width, height, left, right, points, [(y_of(step), step) for step in steps])
    for run in _runs(points):
        if len(run) > 1:
            found.lines.append(" ".join(f"{point.x},{point.y}" for point in run))
        edges = [point for point in run if point.low is not None and point.high is not None]
        if len(edges) > 1:
            upper = [f"{point.x},{y_of(point.high or 0.0)}" for point in edges]
            lower = [f"{point.x},{y_of(point.low or 0.0)}" for point in reversed(edges)]
            found.bands.append(" ".join(upper + lower))
    known = [point for point in points if point.y is not None]
    return replace(found, last=known[-1] if known else None)


def _length(label: str) -> float:
    return sum(ROOM_OF_A_CHARACTER if ord(letter) > 0x2E7F else ROOM_OF_A_LETTER for letter in label)


def _runs(points: Sequence[TrendPoint]) -> list[list[TrendPoint]]:
    runs: list[list[TrendPoint]] = [[]]
    for point in points:
        if point.y is None or point.hollow:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def spark(values: Sequence[float | None], *, width: int = 110, height: int = 20) -> list[str]:
    """A series without axes, from 0 to its largest value: polylines, broken where a value is missing."""
    top = max((value for value in values if value is not None), default=0.0) or 1.0
    runs: list[list[str]] = [[]]
    for i, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        x = 2 + (width - 4) * (i / (len(values) - 1) if len(values) > 1 else 0.5)
        runs[-1].append(f"{round(x, 1):g},{round(height - 2 - (height - 4) * value / top, 1):g}")
    return [" ".join(run) for run in runs if len(run) > 1]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of diverging bars: shares of unhappy and happy words, in percent."""

    label: str
    negative: float
    positive: float
    change: str
    url: str
    y: int
    x_negative: float
    w_negative: float
    w_positive: float


def diverging(
    rows: Sequence[tuple[str, float, float, str, str]], *, middle: int = 230, reach: int = 108
) -> list[Bar]:
    """Rows of (label, negative %, positive %, change in words, url), all on one scale."""
    most = max((max(negative, positive) for _, negative, positive, _, _ in rows), default=1.0) or 1.0
    bars = []
    for i, (label, negative, positive, change, url) in enumerate(rows):
        wide = round(reach * negative / most, 1), round(reach * positive / most, 1)
        bars.append(
            Bar(
                label,
                negative,
                positive,
                change,
                url,
                11 + 32 * i,
                round(middle - 1 - wide[0], 1),
                wide[0],
                wide[1],
            )
        )
    return bars


@dataclass(frozen=True, slots=True)
class Parts:
    """Unhappy words from the left, happy ones from the right, what is neither between; with the interval of each end."""

    width: int
    w_negative: float
    x_positive: float
    w_positive: float
    negative: tuple[float, float] | None
    positive: tuple[float, float] | None


def parts(negative: Estimated, positive: Estimated, *, width: int = 240) -> Parts | None:
    """Two shares of one whole, in percent; None without values."""
    if negative.value is None or positive.value is None:
        return None

    def ends(cell: Estimated) -> tuple[float, float] | None:
        if cell.low is None or cell.high is None:
            return None
        return round(width * cell.low / 100, 1), round(width * cell.high / 100, 1)

    right = ends(positive)
    w_positive = round(width * positive.value / 100, 1)
    return Parts(
        width,
        round(width * negative.value / 100, 1),
        round(width - w_positive, 1),
        w_positive,
        ends(negative),
        right and (round(width - right[1], 1), round(width - right[0], 1)),
    )
