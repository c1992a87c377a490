"""The rows of an answer: which there are, in which order, and each made when it is looked at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, overload

from django.utils import timezone

from zhiyin.facts.reading import Snapshot
from zhiyin.measure.errors import TooManyRows
from zhiyin.measure.queries.cells import make_cell, with_changes
from zhiyin.measure.queries.counts import Counted, Found, Group
from zhiyin.measure.queries.labels import Labeller, period_of
from zhiyin.measure.queries.periods import Period, periods_between
from zhiyin.measure.queries.plan import Plan
from zhiyin.measure.queries.question import Cell, Row
from zhiyin.measure.rules import MAX_ROWS


class Rows(Sequence[Row]):
    """Rows by place; a row's estimates are worked out when it is first looked at."""

    def __init__(self, plan: Plan, places: Sequence[Found], counted: Counted) -> None:
        self._plan = plan
        self._places = places
        self._counted = counted
        self._label = Labeller(plan)
        self._in_time = plan.grain is not None
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self._row(i) for i in range(*index.indices(len(self))))
        return self._row(range(len(self))[index])

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def compare(self, before: Counted, places: Sequence[Found]) -> int:
        """Put into every cell its change against the counts at `places`. Returns how many changes were tested."""
        now = [self._groups(self._counted, place) for place in self._places]
        then = [self._groups(before, place) for place in places]
        cells = [self._cells(groups) for groups in now]
        tested = with_changes(cells, then, now, self._plan.metrics, in_time=self._in_time)
        for i, (place, found) in enumerate(zip(self._places, cells, strict=True)):
            self._made[i] = Row(self._label.keys(place), found)
        return tested

    def _row(self, i: int) -> Row:
        made = self._made.get(i)
        if made is None:
            place = self._places[i]
            cells = self._cells(self._groups(self._counted, place))
            made = self._made[i] = Row(self._label.keys(place), cells)
        return made

    def _groups(self, counted: Counted, place: Found) -> dict[str, Group | None]:
        return {metric.code: counted.group(metric.code, place) for metric in self._plan.metrics}

    def _cells(self, groups: dict[str, Group | None]) -> dict[str, Cell]:
        return {
            metric.code: make_cell(metric, groups[metric.code], in_time=self._in_time)
            for metric in self._plan.metrics
        }


def in_order(plan: Plan, rows: Iterable[Found]) -> list[Found]:
    """Units in the order of the tree, codes by themselves, what is not known last."""
    by_id = plan.tree.by_id
    kinds = [dimension.kind for dimension in plan.dimensions]

    def place(found: Found) -> list[tuple[bool, Any]]:
        return [
            (value is None, "" if value is None else _rank(kind, value, by_id))
            for kind, value in zip(kinds, found, strict=True)
        ]

    return sorted(rows, key=place)


def _rank(kind: str, value: Any, by_id: Any) -> Any:
    if kind != "unit":
        return value
    node = by_id.get(value)
    return node.path if node else "~"


def without_gaps(plan: Plan, rows: Sequence[Found], axis: int, snapshot: Snapshot) -> list[Found]:
    """Every period of every combination of the other dimensions: a period without answers is a row without a value."""
    grain = plan.dimensions[axis].code
    periods = _periods(plan, {found[axis] for found in rows}, grain, snapshot)
    others = _order_of_others(plan, rows, axis)
    if len(others) * len(periods) > MAX_ROWS:
        raise TooManyRows(count=len(others) * len(periods), limit=MAX_ROWS)
    raw = [raw_of(grain, period) for period in periods]
    return [(*other[:axis], value, *other[axis:]) for other in others for value in raw]


def _order_of_others(plan: Plan, rows: Sequence[Found], axis: int) -> list[Found]:
    others = {(*found[:axis], *found[axis + 1 :]): None for found in rows}
    if len(plan.dimensions) == 1:
        return [()]
    dimensions = (*plan.dimensions[:axis], *plan.dimensions[axis + 1 :])
    return in_order(replace(plan, dimensions=dimensions), others)


def _periods(plan: Plan, found: set[Any], grain: str, snapshot: Snapshot) -> list[Period]:
    """From the first to the last day asked for, but not into the future; where open, from and to where there is data."""
    today = timezone.localtime(snapshot.as_of).date()
    first: date | None = plan.span.start
    last: date | None = None
    if found:
        first = first or period_of(grain, min(found)).start
        latest = period_of(grain, max(found)).end
        last = latest if latest >= first else None
    if plan.span.end is not None and snapshot.number:
        asked = min(plan.span.end, today)
        last = asked if last is None else max(last, asked)
    if first is None or last is None or last < first:
        return []
    return periods_between(first, last, grain)


def raw_of(grain: str, period: Period) -> Any:
    """What the facts' column holds for the period."""
    return period.start if grain in ("day", "week") else period.key
