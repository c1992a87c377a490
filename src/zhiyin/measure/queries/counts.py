"""Counts as the facts gave them: kept in columns, and put together for one row when it is looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiyin.measure.queries.statistics import MILLIONTHS
from zhiyin.measure.registry import Metric
from zhiyin.science.measure import merge

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


@dataclass(frozen=True, slots=True)
class _Result:
    """One query's columns, and where in them each place lies, open and protected."""

    columns: dict[
        str, tuple[tuple[str, ...], tuple[list[Any], ...]]
    ]  # metric -> names and values of its counts
    open: dict[Found, int]
    protected: dict[Found, int]

    def counts(self, metric: str, row: int | None) -> Counts | None:
        if row is None:
            return None
        names, values = self.columns[metric]
        return _exactly({name: value[row] for name, value in zip(names, values, strict=True)})


@dataclass(slots=True)
class Counted:
    """The counts of all metrics by row."""

    _results: list[_Result] = field(default_factory=list)
    _hidden: set[tuple[str, Found]] = field(default_factory=set)
    _wholes: dict[str, "_Whole"] = field(default_factory=dict)

    def add(self, table: pa.Table, metrics: Iterable[Metric], dimensions: int) -> None:
        """Take in one query's result."""
        columns = columns_of(table)
        places = places_of(columns, dimensions)
        protected = columns.get("protected")
        if protected is None:
            is_open, is_protected = dict(zip(places, range(len(places)), strict=True)), {}
        else:
            is_open = {place: i for i, place in enumerate(places) if not protected[i]}
            is_protected = {place: i for i, place in enumerate(places) if protected[i]}
        by_metric = {}
        for i, metric in enumerate(metrics):
            prefix = f"m{i}_"
            names = [name for name in columns if name.startswith(prefix)]
            by_metric[metric.code] = (
                tuple(name.removeprefix(prefix) for name in names),
                tuple(columns[name] for name in names),
            )
        self._results.append(_Result(by_metric, is_open, is_protected))

    def places(self) -> list[Found]:
        """Every row in which something was counted, in no order."""
        found: dict[Found, None] = {}
        for result in self._results:
            found.update(dict.fromkeys(result.open))
            found.update(dict.fromkeys(result.protected))
        return list(found)

    def set_whole(self, metric: str, whole: "Counted", of: str, place_in: Callable[[Found], Found]) -> None:
        """What the counts of a metric are shares of: the n of the metric `of` in another answer, at `place_in`."""
        self._wholes[metric] = _Whole(whole, of, place_in)

    def group(self, metric: str, place: Found) -> Group | None:
        """The counts of a metric in a row; None where nothing was counted."""
        whole = self._wholes.get(metric)
        own = self._own(metric, place)
        return own if whole is None else _share(own, whole.counted.group(whole.metric, whole.place_in(place)))

    def _own(self, metric: str, place: Found) -> Group | None:
        for result in self._results:
            if metric in result.columns:
                is_open, is_protected = result.open.get(place), result.protected.get(place)
                if is_open is None and is_protected is None:
                    return None
                return Group(
                    result.counts(metric, is_open),
                    result.counts(metric, is_protected),
                    (metric, place) in self._hidden,
                )
        return None

    def has_protected(self, metrics: Iterable[Metric]) -> bool:
        """Whether protected people count in any row of these metrics."""
        wanted = {metric.code for metric in metrics}
        return any(
            (counts := result.counts(metric, row)) and counts["n"]
            for result in self._results
            for metric in wanted.intersection(result.columns)
            for row in result.protected.values()
        )

    def hide(self, metric: str, places: Iterable[Found]) -> None:
        """The protected part of these cells must not be shown."""
        self._hidden.update((metric, place) for place in places)

    @property
    def hides_something(self) -> bool:
        """Whether any answers are left out."""
        return any(
            (group := self.group(metric, place)) is not None and group.is_withheld
            for metric, place in self._hidden
        )


@dataclass(frozen=True, slots=True)
class _Whole:
    """Where the n of a share is found."""

    counted: Counted
    metric: str
    place_in: Callable[[Found], Found]


def _share(own: Group | None, whole: Group | None) -> Group | None:
    """The counts of a share: `mentions` of `n`; none is a share of 0 where there is a whole.

    Where the protected part of either must not be shown, it is left out of both.
    """
    if whole is None:
        return None
    own = own or Group()

    def counts(part: Counts | None, of: Counts | None) -> Counts | None:
        return None if of is None else {"n": of["n"], "mentions": part["n"] if part else 0}

    return Group(
        counts(own.open, whole.open),
        counts(own.protected, whole.protected),
        own.is_hidden or whole.is_hidden,
    )


def apart(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Counts and people, which came in one table."""
    are_people = table["protected"].is_null()
    return table.filter(pc.invert(are_people)), table.filter(are_people)


MANY = 2_000  # values from which on it pays to go through numpy, which brings pandas in at its first use


def columns_of(table: pa.Table) -> dict[str, list[Any]]:
    """The table's columns as Python lists; wide sums as whole numbers."""
    return {
        name: _values(column.combine_chunks())
        for name, column in zip(table.column_names, table.columns, strict=True)
    }


def places_of(columns: dict[str, list[Any]], dimensions: int) -> list[Found]:
    """The place of each row of a result with that many dimensions."""
    if dimensions:
        return list(zip(*(columns[f"d{i}"] for i in range(dimensions)), strict=True))
    return [()] * len(next(iter(columns.values())))


def _values(column: pa.Array) -> list[Any]:
    of = column.type
    if pa.types.is_decimal(of):
        try:
            return _values(column.cast(pa.int64()))
        except pa.ArrowInvalid:
            return [None if value is None else int(value) for value in column.to_pylist()]
    if len(column) < MANY:
        few: list[Any] = column.to_pylist()
        return few
    if not column.null_count and (pa.types.is_integer(of) or pa.types.is_floating(of)):
        values: list[Any] = column.to_numpy().tolist()
        return values
    # Days, texts and truths repeat: each different one is made once.
    encoded = column.dictionary_encode()
    different = [*encoded.dictionary.to_pylist(), None]
    places = encoded.indices.fill_null(len(different) - 1).to_numpy().tolist()
    return [different[place] for place in places]


def _exactly(raw: Counts) -> Counts:
    for name, value in raw.items():
        if value is None and not name.startswith(("least_", "most_")):
            raw[name] = 0
    if "total" in raw:
        raw["total"] = _parts(raw["total"], MILLIONTHS)
        raw["squares"] = _parts(raw["squares"], MILLIONTHS * MILLIONTHS)
    return raw


def _parts(whole: int, parts: int) -> int | Fraction:
    """A sum that adds up without rounding, whatever the order."""
    return whole // parts if whole % parts == 0 else Fraction(whole, parts)
