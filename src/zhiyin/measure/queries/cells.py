"""From counts to cells: estimate, interval, n, what is withheld, and the change against earlier counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pyarrow as pa

from zhiyin.measure.queries.question import SUPPRESSED, Cell, Difference
from zhiyin.measure.registry import Metric
from zhiyin.measure.rules import FAMILY_Q, RELIABILITY_N
from zhiyin.science.estimate import Change, as_family
from zhiyin.science.measure import Unit, merge

MILLIONTHS = 1_000_000

Counts = dict[str, Any]
Found = tuple[Any, ...]
"""A row's place: the raw values of its dimensions."""


@dataclass(slots=True)
class Group:
    """The counts of one metric in one row: of what may always be shown, and of protected people."""

    open: Counts | None = None
    protected: Counts | None = None
    is_hidden: bool = False  # the protected part must not be shown

    @property
    def visible(self) -> Counts | None:
        """What may be shown of it, merged; None when nothing may or nothing is there."""
        if self.protected is None or self.is_hidden:
            return self.open
        return self.protected if self.open is None else merge(self.open, self.protected)

    @property
    def is_withheld(self) -> bool:
        """Whether something of it is left out."""
        return self.is_hidden and self.protected is not None and bool(self.protected["n"])


@dataclass(slots=True)
class Counted:
    """The counts of all metrics by row."""

    rows: dict[Found, dict[str, Group]] = field(default_factory=dict)

    def protected_cells(self, metric: str) -> list[Found]:
        """Rows in which protected people count for the metric."""
        return [
            found
            for found, groups in self.rows.items()
            if (group := groups.get(metric)) and group.protected and group.protected["n"]
        ]


def columns_of(table: pa.Table) -> dict[str, list[Any]]:
    """The table's columns as Python lists; wide sums as whole numbers."""
    found: dict[str, list[Any]] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_decimal(column.type):
            try:
                column = column.cast(pa.int64())
            except pa.ArrowInvalid:
                found[name] = [None if value is None else int(value) for value in column.to_pylist()]
                continue
        found[name] = column.to_pylist()
    return found


def add_counts(counted: Counted, table: pa.Table, metrics: Iterable[Metric], dimensions: int) -> None:
    """Sort one query's result into rows."""
    columns = columns_of(table)
    places = list(zip(*(columns[f"d{i}"] for i in range(dimensions)), strict=True))
    if not dimensions:
        places = [()] * table.num_rows
    protected = columns.get("protected", [False] * table.num_rows)
    for i, metric in enumerate(metrics):
        prefix = f"m{i}_"
        names = [name for name in columns if name.startswith(prefix)]
        short = [name[len(prefix) :] for name in names]
        values = zip(*(columns[name] for name in names), strict=True)
        for place, is_protected, row in zip(places, protected, values, strict=True):
            counts = _counts(dict(zip(short, row, strict=True)))
            group = counted.rows.setdefault(place, {}).setdefault(metric.code, Group())
            if is_protected:
                group.protected = counts
            else:
                group.open = counts


def _counts(raw: Counts) -> Counts:
    for name, value in raw.items():
        if value is None and not name.startswith(("least_", "most_")):
            raw[name] = 0
    if "total" in raw:
        raw["total"] = _exact(raw["total"], MILLIONTHS)
        raw["squares"] = _exact(raw["squares"], MILLIONTHS * MILLIONTHS)
    return raw


def _exact(whole: int, parts: int) -> int | Fraction:
    """A sum that adds up without rounding, whatever the order."""
    return whole // parts if whole % parts == 0 else Fraction(whole, parts)


NOTHING = Cell(None, None, None, 0, reason="no_valid_answers", indicative=True)


def make_cell(metric: Metric, group: Group | None) -> Cell:
    """The cell of a metric from what may be shown of its counts."""
    counts = group.visible if group is not None else None
    withheld = group is not None and group.is_withheld
    if counts is None or not counts["n"]:
        if withheld:
            return Cell(None, None, None, 0, reason=SUPPRESSED, withheld=True)
        if counts is None:
            return NOTHING
    formula = metric.formula
    raw = formula.estimate(counts)
    estimate = metric.unit.scaled(raw)
    return Cell(
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        reason=estimate.reason,
        indicative=estimate.n < RELIABILITY_N and metric.unit is not Unit.COUNT,
        warning=estimate.warning,
        asked=counts.get("asked", counts["n"] if metric.grain == "answer" else None),
        withheld=withheld,
        parts=formula.parts(counts) if formula.parts is not None and raw.value is not None else {},
    )


def with_changes(
    cells: list[dict[str, Cell]],
    earlier: list[Mapping[str, Group]],
    now: list[Mapping[str, Group]],
    metrics: Iterable[Metric],
) -> int:
    """Put the change against the earlier counts into the cells, judged as one family. Returns how many were tested."""
    tested: list[tuple[int, Metric, Cell, Change]] = []
    for place, (row, groups, groups_then) in enumerate(zip(cells, now, earlier, strict=True)):
        for metric in metrics:
            cell = row[metric.code]
            group, group_then = groups.get(metric.code), groups_then.get(metric.code)
            before = make_cell(metric, group_then)
            counts = group.visible if group else None
            counts_then = group_then.visible if group_then else None
            reason = cell.reason or before.reason
            if cell.value is None or before.value is None or counts is None or counts_then is None:
                row[metric.code] = replace(cell, change=_unknown(before, reason))
            elif metric.formula.difference is None:
                row[metric.code] = replace(
                    cell,
                    change=Difference(
                        cell.value - before.value, None, None, None, None, before.value, before.n
                    ),
                )
            else:
                tested.append((place, metric, before, metric.formula.difference(counts, counts_then)))
    family = as_family([change for *_, change in tested], q=FAMILY_Q)
    for (place, metric, before, _raw), verdict in zip(tested, family, strict=True):
        change = metric.unit.scaled_change(verdict)
        cells[place][metric.code] = replace(
            cells[place][metric.code],
            change=Difference(
                value=change.value,
                low=change.low,
                high=change.high,
                real=change.real if change.p is not None else None,
                p=change.p_adjusted if change.p_adjusted is not None else change.p,
                before=before.value,
                n_before=before.n,
                reason=change.reason,
            ),
        )
    return sum(change.p is not None for change in family)


def _unknown(before: Cell, reason: str | None) -> Difference:
    return Difference(None, None, None, None, None, before.value, before.n, reason=reason)
