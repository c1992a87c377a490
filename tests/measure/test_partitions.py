"""Counts merge: any partition of the rows gives the same counts to the bit, and a rollup the same as its rows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import duckdb
import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice, tables_of
from zhiyin.accounts.actor import Actor
from zhiyin.facts.manifest import Manifest
from zhiyin.facts.reading import Snapshot
from zhiyin.facts.tables import TABLES
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.counting import Counting, counts_expression
from zhiyin.measure.queries.counts import Counted, Group
from zhiyin.measure.queries.periods import Span
from zhiyin.measure.queries.profile import profile_of
from zhiyin.measure.queries.question import Question
from zhiyin.measure.registry import METRICS
from zhiyin.science.measure import merge

ANSWERS = ("nps", "csat", "ces", "mean")
TENTHS = st.integers(0, 1000).map(lambda tenth: float(Decimal(tenth) / 10))


@st.composite
def voices(draw: st.DrawFn, units: tuple[Any, ...]) -> Voice:
    return Voice(
        draw(st.sampled_from(units)),
        day=draw(st.dates(date(2026, 1, 1), date(2026, 3, 31))),
        answers={
            "nps": draw(st.none() | st.integers(0, 10).map(float)),
            "csat": draw(st.none() | st.integers(1, 5).map(float)),
            "ces": float(draw(st.integers(1, 7))),
            "number": draw(TENTHS),
        },
        sentiment=draw(st.none() | st.sampled_from([-0.9, 0.0, 0.9])),
        channel=draw(st.sampled_from(["app", "sms"])),
        identity=draw(st.sampled_from(["known", "known", "anonymous"])),
        population=draw(st.sampled_from(["customer", "customer", "staff"])),
        polarity=draw(st.sampled_from([1, 1, -1])),
    )


def counting_of(table: str, metrics: tuple[str, ...]) -> Counting:
    return Counting(table, table, metrics, (), Span(), ("",), "", "customer", ())


@cache
def sql_of(counting: Counting) -> str:
    return str(ibis.to_sql(counts_expression(counting, Snapshot(Manifest())), dialect="duckdb"))


def groups(voices: list[Voice], counting: Counting) -> dict[str, Group]:
    """The counts of these voices, straight from DuckDB."""
    empty = {name: schema.empty_table() for name, schema in TABLES.items()}
    with duckdb.connect() as database:
        for name, rows in (empty | tables_of(voices)).items():
            database.register(name, rows)
        table = database.execute(sql_of(counting)).to_arrow_table()
    counted = Counted()
    counted.add(table, [METRICS[code] for code in counting.metrics], 0)
    found = {code: counted.group(code, ()) for code in counting.metrics}
    return {code: group for code, group in found.items() if group is not None}


def together(one: Any, two: Any) -> Any:
    return two if one is None else one if two is None else merge(one, two)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_partition_of_the_rows_merges_to_the_same_counts(
    organisation: Organisation, data: st.DataObject
) -> None:
    units = (organisation.east_one, organisation.west_one)
    heard = data.draw(st.lists(voices(units), min_size=1, max_size=25))
    cut = data.draw(st.lists(st.booleans(), min_size=len(heard), max_size=len(heard)))
    parts = [[v for v, side in zip(heard, cut, strict=True) if side is wanted] for wanted in (True, False)]
    for table, metrics in (("answers", ANSWERS), ("signals", ("sentiment", "volume"))):
        counting = counting_of(table, metrics)
        whole, first, second = (groups(some, counting) for some in (heard, *parts))
        for metric in metrics:
            for kind in ("open", "protected"):
                one, two, both = (getattr(f.get(metric, Group()), kind) for f in (first, second, whole))
                one, two, both = (c if c and _any(c) else None for c in (one, two, both))
                assert together(one, two) == both


def _any(counts: dict[str, Any]) -> bool:
    return any(bool(value) for value in counts.values())


QUESTIONS = [
    Question(("nps", "csat", "ces", "mean", "volume", "sentiment"), by=("unit",)),
    Question(("nps", "mean"), by=("channel",), grain="month"),
    Question(("mean",), by=("construct",)),
    Question(("volume", "negative_share"), by=("region", "kind"), grain="quarter"),
    Question(("mention_volume", "aspect_negative_share"), by=("aspect",), grain="year"),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_rollups_give_what_the_rows_give(
    organisation: Organisation,
    everywhere: Actor,
    hear: Hear,
    question: Question,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hear(_mixed(organisation))
    from_rollups = ask(everywhere, question)
    assert all(source not in ("answers", "signals", "mentions") for source in from_rollups.sources)
    monkeypatch.setattr("zhiyin.measure.queries.plan.smallest_source", lambda counting: counting.table)
    from_rows = ask(everywhere, question)
    assert set(from_rows.sources) <= {"answers", "signals", "mentions"}
    assert from_rows.rows == from_rollups.rows


@pytest.mark.parametrize("question", QUESTIONS)
def test_leaving_out_what_is_always_true_changes_no_number(
    organisation: Organisation,
    everywhere: Actor,
    hear: Hear,
    question: Question,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = [replace(v, identity="known", population="customer", polarity=1) for v in _mixed(organisation)]
    hear([v for v in plain if v.answers.get("nps") is not None])
    lean = ask(everywhere, question)
    monkeypatch.setattr(
        "zhiyin.measure.queries.ask.profile_of", lambda *arguments: replace(profile_of(*arguments), **NOTHING)
    )
    assert ask(everywhere, question).rows == lean.rows


NOTHING: dict[str, Any] = {
    "one_population": False,
    "open": False,
    "plain": False,
    "asked": False,
    "answered": False,
    "on_scale": frozenset(),
    "one_scale": False,
    "scale_by_construct": False,
}


def _mixed(organisation: Organisation) -> list[Voice]:
    units = (organisation.east_one, organisation.east_two, organisation.west_one)
    return [
        Voice(
            units[i % 3],
            day=date(2026, 1 + i % 5, 1 + i % 28),
            answers={
                "nps": None if i % 7 == 0 else float(i % 11),
                "csat": float(1 + i % 5),
                "ces": float(1 + i % 7),
            },
            aspects={("queue", "taste")[i % 2]: ("negative", "positive", "neutral")[i % 3]},
            sentiment=None if i % 4 == 0 else (-0.9, 0.0, 0.9)[i % 3],
            channel=("app", "sms")[i % 2],
            kind=("survey", "review")[i // 3 % 2],
            identity="anonymous" if i % 5 == 0 else "known",
            population="staff" if i % 13 == 0 else "customer",
            polarity=-1 if i % 17 == 0 else 1,
        )
        for i in range(300)
    ]


def test_a_value_of_tenths_is_summed_exactly(organisation: Organisation) -> None:
    tenths = [Voice(organisation.east_one, answers={"number": 0.1}) for _ in range(10)]
    counts = groups(tenths, counting_of("answers", ("mean",)))["mean"].open
    assert counts is not None
    assert (counts["n"], counts["total"]) == (10, 1)
    assert counts["squares"] == Fraction(1, 10)
