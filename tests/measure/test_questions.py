"""Breakdowns, periods, gaps, comparisons, and questions that cannot be asked."""

from datetime import date

import pytest

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice, many
from zhiyin.accounts.actor import Actor
from zhiyin.facts.errors import FactsTimeout, FactsUnavailable
from zhiyin.measure.errors import (
    BadPeriod,
    FactsUnreadable,
    NotBrokenDown,
    TooSlow,
    Unanswerable,
    UnknownDimension,
    UnknownMetric,
)
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.periods import Span, period_at, periods_between, read_span
from zhiyin.measure.queries.question import Question


def test_an_empty_month_is_a_gap_and_not_zero(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    unit = organisation.east_one
    hear(
        [*many(Voice(unit, day=date(2026, 1, 5)), {10: 3}), *many(Voice(unit, day=date(2026, 3, 5)), {0: 3})]
    )
    rows = ask(everywhere, Question(("nps", "volume"), grain="month")).rows
    assert [row.keys[0].id for row in rows] == ["2026-01", "2026-02", "2026-03"]
    assert [row.cells["nps"].value for row in rows] == [100.0, None, -100.0]
    assert rows[1].cells["nps"].reason == "no_valid_answers"
    assert rows[1].cells["volume"].value is None


def test_a_period_asked_for_is_shown_in_full_but_not_into_the_future(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([Voice(organisation.east_one, day=date(2026, 10, 5))])
    rows = ask(everywhere, Question(("volume",), grain="month", start="2026-09", end="2026-12")).rows
    assert [row.keys[0].id for row in rows] == ["2026-09", "2026-10", "2026-11"]


@pytest.mark.parametrize(
    ("grain", "keys"),
    [
        ("day", ["2026-03-30", "2026-03-31", "2026-04-01"]),
        ("week", ["2026-W14"]),
        ("month", ["2026-03", "2026-04"]),
        ("quarter", ["2026-Q1", "2026-Q2"]),
        ("year", ["2026"]),
    ],
)
def test_every_grain_of_time(
    organisation: Organisation, everywhere: Actor, hear: Hear, grain: str, keys: list[str]
) -> None:
    days = (date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1))
    hear([Voice(organisation.east_one, day=day) for day in days])
    rows = ask(everywhere, Question(("volume",), grain=grain)).rows
    assert [row.keys[0].id for row in rows] == keys
    assert sum(row.cells["volume"].n for row in rows) == 3


def test_a_real_rise_and_a_change_within_noise(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    o = organisation
    then, now = date(2026, 2, 10), date(2026, 3, 10)
    hear(
        [
            *many(Voice(o.east_one, day=then), {10: 100, 0: 100}),
            *many(Voice(o.east_one, day=now), {10: 180, 0: 20}),
            *many(Voice(o.east_two, day=then), {10: 100, 0: 100}),
            *many(Voice(o.east_two, day=now), {10: 103, 0: 97}),
        ]
    )
    question = Question(("nps",), by=("unit",), start="2026-03", end="2026-03", compare="previous")
    answer = ask(everywhere, question)
    first, second = (row.cells["nps"].change for row in answer.rows)
    assert first is not None
    assert second is not None
    assert (first.value, first.before, first.n_before, first.real) == (80.0, 0.0, 200, True)
    assert second.value == pytest.approx(3.0)
    assert second.real is False
    assert "2" in answer.family


def test_one_chance_finding_among_many_is_not_called_real(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    unit = organisation.east_one
    voices = []
    for number in range(20):
        channel = f"c{number:02}"
        rise = 124 if number == 0 else 100  # p ≈ 0.017 alone
        voices += many(Voice(unit, day=date(2026, 2, 1), channel=channel), {10: 100, 0: 100})
        voices += many(Voice(unit, day=date(2026, 3, 1), channel=channel), {10: rise, 0: 200 - rise})
    hear(voices)
    question = Question(("nps",), start="2026-03", end="2026-03", compare="previous")
    alone = ask(everywhere, Question(**{**_of(question), "where": 'channel == "c00"'}))  # type: ignore[arg-type]
    together = ask(everywhere, Question(**{**_of(question), "by": ("channel",)}))  # type: ignore[arg-type]
    assert alone.rows[0].cells["nps"].change.real is True  # type: ignore[union-attr]
    assert together.rows[0].cells["nps"].change.real is False  # type: ignore[union-attr]


def _of(question: Question) -> dict[str, object]:
    return {name: getattr(question, name) for name in Question.__slots__}


def test_in_a_series_each_period_is_compared_with_the_one_before(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    unit = organisation.east_one
    hear(
        [
            *many(Voice(unit, day=date(2025, 12, 31)), {10: 40}),
            *many(Voice(unit, day=date(2026, 1, 31)), {0: 40}),
            *many(Voice(unit, day=date(2026, 2, 1)), {10: 40}),
        ]
    )
    question = Question(("nps",), grain="month", start="2026-01", end="2026-02", compare="previous")
    rows = ask(everywhere, question).rows
    assert [row.cells["nps"].change.value for row in rows] == [-200.0, 200.0]  # type: ignore[union-attr]


def test_the_same_month_last_year(organisation: Organisation, everywhere: Actor, hear: Hear) -> None:
    unit = organisation.east_one
    hear(
        [*many(Voice(unit, day=date(2025, 2, 3)), {10: 9}), *many(Voice(unit, day=date(2026, 2, 3)), {7: 9})]
    )
    question = Question(("nps",), start="2026-02", end="2026-02", compare="previous_year")
    assert ask(everywhere, question).rows[0].cells["nps"].change.value == -100.0  # type: ignore[union-attr]


def test_a_change_against_nothing_has_no_value(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear(many(Voice(organisation.east_one), {10: 9}))
    question = Question(("nps", "volume"), start="2026-03", end="2026-03", compare="previous")
    cells = ask(everywhere, question).rows[0].cells
    assert cells["nps"].change.value is None  # type: ignore[union-attr]
    assert cells["nps"].change.reason == "no_valid_answers"  # type: ignore[union-attr]
    assert cells["volume"].change.value == 9  # type: ignore[union-attr]
    assert cells["volume"].change.real is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("question", "error", "says"),
    [
        (Question(("npss",)), UnknownMetric, "nps"),
        (Question(("nps",), by=("chanel",)), UnknownDimension, "channel"),
        (Question(("nps",), grain="monthly"), BadPeriod, "month"),
        (Question(("nps",), start="2026-02-30"), BadPeriod, "2026-02-30"),
        (Question(("nps",), start="2026-03", end="2026-02"), BadPeriod, "2026-03-01"),
        (Question(("nps",), compare="previous"), BadPeriod, "day"),
        (Question(("nps",), compare="before"), BadPeriod, "previous"),
        (Question(("nps",), by=("month",), grain="week"), BadPeriod, "one grain"),
        (Question(("volume",), by=("item",)), NotBrokenDown, "item"),
        (Question(("nps",), by=("unit", "channel", "kind", "tier", "source")), Unanswerable, "four"),
        (Question(()), Unanswerable, "metric"),
        (Question(("%(x)s",)), UnknownMetric, "%(x)s"),
    ],
)
def test_what_cannot_be_asked_says_what_to_do(
    organisation: Organisation,
    everywhere: Actor,
    lake: object,
    question: Question,
    error: type[Exception],
    says: str,
) -> None:
    with pytest.raises(error, match=None) as caught:
        ask(everywhere, question)
    assert says in str(caught.value)


def test_months_quarters_and_years_are_read_as_their_first_or_last_day() -> None:
    assert read_span("2026-02", "2026-02") == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert read_span("2026-Q2", "2026-q3") == Span(date(2026, 4, 1), date(2026, 9, 30))
    assert read_span("2024", "2024") == Span(date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("span", "before"),
    [
        (Span(date(2026, 3, 1), date(2026, 3, 31)), Span(date(2026, 2, 1), date(2026, 2, 28))),
        (Span(date(2026, 1, 1), date(2026, 3, 31)), Span(date(2025, 10, 1), date(2025, 12, 31))),
        (Span(date(2026, 3, 10), date(2026, 3, 16)), Span(date(2026, 3, 3), date(2026, 3, 9))),
    ],
)
def test_the_period_before_is_as_long_in_months_or_days(span: Span, before: Span) -> None:
    assert span.before("previous") == before


def test_weeks_begin_on_monday_and_keep_their_iso_year() -> None:
    assert period_at(date(2027, 1, 1), "week").key == "2026-W53"
    assert [p.key for p in periods_between(date(2026, 12, 31), date(2027, 1, 4), "week")] == [
        "2026-W53",
        "2027-W01",
    ]


def test_the_answer_says_which_table_was_read(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([Voice(organisation.east_one, answers={"nps": 9.0})])
    assert ask(everywhere, Question(("nps",), by=("unit",), grain="month")).sources == ("answers_by_unit",)
    assert ask(everywhere, Question(("nps",), by=("channel",))).sources == ("answers_by_month",)
    by_tier = ask(everywhere, Question(("nps",), by=("tier",)))
    assert by_tier.sources == ("answers",)
    assert "customer tiers" in by_tier.plan
    assert ask(everywhere, Question(("nps",), start="2026-03-02")).sources == ("answers",)


@pytest.mark.parametrize(
    ("fault", "error"), [(FactsTimeout("long"), TooSlow), (FactsUnavailable("gone"), FactsUnreadable)]
)
def test_a_lake_that_does_not_answer_is_a_clear_error(
    organisation: Organisation,
    everywhere: Actor,
    lake: object,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    error: type[Exception],
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise fault

    monkeypatch.setattr("zhiyin.facts.reading.Facts.execute", fail)
    with pytest.raises(error):
        ask(everywhere, Question(("volume",)))
