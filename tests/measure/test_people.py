"""Protected people are counted in one pass, also without each filter: as whoever counts them by hand finds them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Organisation
from tests.measure.voices import Voice, tables_of
from zhiyin.accounts.queries.units import read_tree
from zhiyin.facts.manifest import Manifest
from zhiyin.facts.reading import Snapshot
from zhiyin.facts.tables import TABLES
from zhiyin.measure.queries.counting import (
    Counting,
    counts_and_people_expression,
    counts_expression,
    people_expression,
)
from zhiyin.measure.queries.counts import apart
from zhiyin.measure.queries.criteria import for_facts, parts_of, read_criterion
from zhiyin.measure.queries.dimensions import dimension_named
from zhiyin.measure.queries.periods import Span

Holds = Callable[[Voice], bool]


def _score(voice: Voice) -> float | None:
    return voice.answers["nps"]


CONDITIONS: dict[str, Holds] = {
    'tier == "gold"': lambda voice: voice.tier == "gold",
    'channel != "app"': lambda voice: voice.channel != "app",
    "sentiment < 0": lambda voice: voice.sentiment is not None and voice.sentiment < 0,
    "nps >= 7": lambda voice: (score := _score(voice)) is not None and score >= 7,
    'any(aspects, name == "queue")': lambda voice: "queue" in voice.aspects,
}
BY: dict[str, Callable[[Voice], Any]] = {
    "channel": lambda voice: voice.channel,
    "unit": lambda voice: voice.unit.pk,
    "month": lambda voice: f"{voice.day:%Y-%m}",
    "day": lambda voice: voice.day,
}
METRICS: dict[str, Holds] = {
    "nps": lambda voice: _score(voice) is not None,
    "csat": lambda voice: True,
    "mean": lambda voice: True,
}


@dataclass(frozen=True)
class Asked:
    """A question, and what of it is asked by hand."""

    counting: Counting
    scope: list[Holds]  # never dropped
    filters: list[Holds]


@st.composite
def voices(draw: st.DrawFn, units: tuple[Any, ...]) -> Voice:
    return Voice(
        draw(st.sampled_from(units)),
        day=date(2026, draw(st.sampled_from([2, 3])), draw(st.sampled_from([1, 15, 28]))),
        answers={
            "nps": draw(st.none() | st.sampled_from([2.0, 7.0, 9.0])),
            "csat": draw(st.sampled_from([1.0, 5.0])),
        },
        aspects=draw(st.sampled_from([{}, {"queue": "negative"}, {"taste": "positive"}])),
        sentiment=draw(st.sampled_from([None, -0.9, 0.9])),
        channel=draw(st.sampled_from(["app", "sms"])),
        tier=draw(st.sampled_from([None, "gold", "silver"])),
        identity=draw(st.sampled_from(["known", "anonymous", "confidential"])),
        population=draw(st.sampled_from(["customer", "customer", "staff"])),
        respondent=draw(st.integers(1, 6)),
    )


@st.composite
def questions(draw: st.DrawFn, units: tuple[Any, ...]) -> Asked:
    conditions = draw(st.lists(st.sampled_from(sorted(CONDITIONS)), unique=True, max_size=3))
    by = draw(st.lists(st.sampled_from(sorted(BY)), unique=True, max_size=2).filter(_one_of_time))
    within = draw(st.sampled_from(["", units[0].path]))
    start = draw(st.sampled_from([None, date(2026, 2, 1), date(2026, 2, 15)]))
    end = draw(st.sampled_from([None, date(2026, 2, 28), date(2026, 3, 15)]))
    population = draw(st.sampled_from(["customer", "staff"]))
    counting = Counting(
        table="answers",
        source="answers",
        metrics=tuple(draw(st.lists(st.sampled_from(sorted(METRICS)), unique=True, min_size=1))),
        dimensions=tuple(dimension_named(name) for name in by),
        span=Span(start, end),
        paths=("",),
        within=within,
        population=population,
        filters=tuple(
            for_facts(part, read_tree()) for part in parts_of(read_criterion(" && ".join(conditions)))
        ),
    )
    bounds: list[Holds] = []
    if start:
        bounds.append(lambda voice: voice.day >= start)
    if end:
        bounds.append(lambda voice: voice.day <= end)
    scope: list[Holds] = [lambda voice: voice.population == population]
    filters = [CONDITIONS[text] for text in conditions]
    if within:
        filters.append(lambda voice: voice.unit.path.startswith(within))
    (scope if counting.is_over_time else filters).extend(bounds)
    return Asked(counting, scope, filters)


def _one_of_time(by: list[str]) -> bool:
    return not {"month", "day"}.issubset(by)


def people_by_hand(heard: list[Voice], asked: Asked, metric: str) -> list[dict[Any, int]]:
    """Protected people by cell: with all filters, then without each in turn."""
    keys = [BY[dimension.code] for dimension in asked.counting.dimensions]
    filters = asked.filters
    found = []
    for kept in (filters, *(filters[:j] + filters[j + 1 :] for j in range(len(filters)))):
        cells: dict[Any, set[int | None]] = {}
        for voice in heard:
            is_protected = voice.identity != "known" or voice.population == "staff"
            if (
                is_protected
                and METRICS[metric](voice)
                and all(holds(voice) for holds in (*asked.scope, *kept))
            ):
                cells.setdefault(tuple(key(voice) for key in keys), set()).add(voice.respondent)
        found.append({cell: len(people) for cell, people in cells.items()})
    return found


def found(heard: list[Voice], expression: Any) -> pa.Table:
    """The expression's rows, straight from DuckDB."""
    empty = {name: schema.empty_table() for name, schema in TABLES.items()}
    with duckdb.connect() as database:
        for name, rows in (empty | tables_of(heard)).items():
            database.register(name, rows)
        return database.execute(str(ibis.to_sql(expression, dialect="duckdb"))).to_arrow_table()


def people_of(table: pa.Table, asked: Asked, metric: int) -> list[dict[Any, int]]:
    rows = table.to_pylist()
    marks = ["", *(f"_without_{j}" for j in range(len(asked.filters)))]
    keys = [f"d{i}" for i in range(len(asked.counting.dimensions))]
    return [
        {tuple(row[key] for key in keys): count for row in rows if (count := row[f"m{metric}_people{mark}"])}
        for mark in marks
    ]


def in_any_order(table: pa.Table) -> list[Any]:
    return sorted((sorted(row.items()) for row in table.to_pylist()), key=str)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_people_with_and_without_each_filter_are_those_counted_by_hand(
    organisation: Organisation, data: st.DataObject
) -> None:
    units = (organisation.east_one, organisation.west_one)
    heard = data.draw(st.lists(voices(units), min_size=1, max_size=30))
    asked = data.draw(questions(units))
    table = found(heard, people_expression(asked.counting, Snapshot(Manifest())))
    for i, metric in enumerate(asked.counting.metrics):
        assert people_of(table, asked, i) == people_by_hand(heard, asked, metric)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_one_pass_gives_the_counts_and_the_people_that_two_give(
    organisation: Organisation, data: st.DataObject
) -> None:
    units = (organisation.east_one, organisation.west_one)
    heard = data.draw(st.lists(voices(units), min_size=1, max_size=30))
    counting, snapshot = data.draw(questions(units)).counting, Snapshot(Manifest())
    counts, people = apart(found(heard, counts_and_people_expression(counting, snapshot)))
    two = [
        found(heard, expression(counting, snapshot)) for expression in (counts_expression, people_expression)
    ]
    for one, other in zip((counts, people), two, strict=True):
        assert in_any_order(one.select(other.column_names)) == in_any_order(other)


def test_one_pass_is_taken_only_where_no_filter_spares_files() -> None:
    plain = Counting("answers", "answers", ("nps",), (), Span(), ("",), "", "customer", ())
    march = Span(date(2026, 3, 1), date(2026, 3, 31))
    assert plain.reads_all_at_once
    assert replace(plain, span=march, dimensions=(dimension_named("day"),)).reads_all_at_once
    assert not replace(plain, span=march).reads_all_at_once
    assert not replace(plain, within="0001").reads_all_at_once
    assert not replace(plain, source="answers_by_unit").reads_all_at_once
    assert not replace(plain, profile=replace(plain.profile, open=True)).reads_all_at_once
