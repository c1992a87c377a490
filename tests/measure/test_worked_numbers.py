"""The worked numbers of METHODS A1, A3, A4, through the whole engine."""

from datetime import date

import pytest

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice, many
from zhiyin.accounts.actor import Actor
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Cell, Question
from zhiyin.measure.registry import METRICS


def only(actor: Actor, metric: str, **more: object) -> Cell:
    answer = ask(actor, Question((metric,), **more))  # type: ignore[arg-type]
    assert len(answer.rows) == 1
    return answer.rows[0].cells[metric]


def test_nps_of_26_promoters_and_4_detractors_in_40(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear(many(Voice(organisation.east_one), {9: 20, 10: 6, 7: 5, 8: 5, 0: 1, 6: 3}))
    cell = only(everywhere, "nps")
    assert cell.value == pytest.approx(55.0)
    assert (cell.low, cell.high) == (pytest.approx(31.26438, abs=5e-6), pytest.approx(73.49752, abs=5e-6))
    assert cell.n == 40
    assert cell.parts == {"promoters": 65.0, "passives": 25.0, "detractors": 10.0}


def test_csat_of_85_in_100(organisation: Organisation, everywhere: Actor, hear: Hear) -> None:
    hear(many(Voice(organisation.east_one), {4: 45, 5: 40, 3: 5, 2: 5, 1: 5}, "csat"))
    cell = only(everywhere, "csat")
    assert cell.value == pytest.approx(85.0)
    assert (cell.low, cell.high) == (pytest.approx(76.7164, abs=5e-5), pytest.approx(90.6940, abs=5e-5))


def test_ces_of_the_published_counts(organisation: Organisation, everywhere: Actor, hear: Hear) -> None:
    counts = dict(zip(range(1, 8), (80, 210, 140, 110, 160, 180, 120), strict=True))
    hear(many(Voice(organisation.east_one), counts, "ces"))
    cell = only(everywhere, "ces")
    assert cell.value == pytest.approx(4.08)
    assert (cell.low, cell.high) == (pytest.approx(3.961327, abs=5e-7), pytest.approx(4.198673, abs=5e-7))
    assert cell.parts == {"easy": 46.0, "index": pytest.approx(-13.0)}


def test_no_valid_answer_is_no_value_and_not_zero(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([Voice(organisation.east_one, answers={"nps": None})])
    cell = only(everywhere, "nps")
    assert (cell.value, cell.low, cell.high, cell.n) == (None, None, None, 0)
    assert cell.reason == "no_valid_answers"
    assert cell.asked == 1


def test_an_empty_lake_answers_without_values(
    organisation: Organisation, everywhere: Actor, lake: object
) -> None:
    assert only(everywhere, "nps").reason == "no_valid_answers"
    assert only(everywhere, "volume").n == 0


def test_answers_on_another_scale_are_refused(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([Voice(organisation.east_one, answers={"nps": 9.0}, scales={"nps": (1.0, 10.0)})])
    cell = only(everywhere, "nps")
    assert cell.value is None
    assert cell.reason == "other_scale"


def test_a_mean_over_two_scales_is_refused_and_by_construct_it_is_not(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([Voice(organisation.east_one, answers={"nps": 9.0, "rating": 4.0}) for _ in range(3)])
    assert only(everywhere, "mean").reason == "mixed_scales"
    rows = ask(everywhere, Question(("mean",), by=("construct",))).rows
    assert {row.key("construct").id: row.cells["mean"].value for row in rows} == {"nps": 9.0, "rating": 4.0}


def test_effort_with_the_old_polarity_is_never_pooled(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear(
        [
            Voice(organisation.east_one, answers={"ces": 2.0}, polarity=-1),
            *many(Voice(organisation.east_one), {6: 4}, "ces"),
        ]
    )
    assert only(everywhere, "ces").value == pytest.approx(6.0)


def test_skipped_answers_leave_numerator_and_denominator(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    voice = Voice(organisation.east_one)
    hear([*many(voice, {10: 3}), Voice(organisation.east_one, answers={"nps": None})])
    cell = only(everywhere, "nps")
    assert (cell.value, cell.n, cell.asked) == (100.0, 3, 4)
    assert cell.indicative


def test_sentiment_counts_read_texts_only_and_volume_counts_all(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([Voice(organisation.east_one, sentiment=s) for s in (0.9, 0.8, 0.0, -0.7, None)])
    cell = only(everywhere, "sentiment")
    assert (cell.value, cell.n) == (50.0, 4)
    assert cell.parts == {"positive": 50.0, "neutral": 25.0, "negative": 25.0}
    assert only(everywhere, "negative_share").value == 25.0
    assert only(everywhere, "volume").value == 5


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.code)
def test_the_worked_example_of_every_metric_holds(metric) -> None:  # type: ignore[no-untyped-def]
    example = metric.example
    estimate = metric.formula.estimate(example.counts)
    factor = metric.unit.factor
    half = 0.5 * 10**-example.digits
    assert estimate.value * factor == pytest.approx(example.value, abs=half)
    if example.low is None:
        assert estimate.low is None
    else:
        assert estimate.low * factor == pytest.approx(example.low, abs=half)
        assert estimate.high * factor == pytest.approx(example.high, abs=half)


def test_non_customers_are_left_out_unless_asked_for(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    unit = organisation.east_one
    hear(
        [
            *many(Voice(unit), {10: 2}),
            *many(Voice(unit, population="test"), {0: 3}),
            *many(Voice(unit, population="staff"), {0: 12}),
        ]
    )
    assert only(everywhere, "nps").n == 2
    assert only(everywhere, "nps", population="test").n == 3
    assert only(everywhere, "nps", population="staff").value == -100.0


def test_days_at_both_ends_belong_to_the_period(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([Voice(organisation.east_one, day=date(2026, 3, day)) for day in (9, 10, 20, 21)])
    assert only(everywhere, "volume", start="2026-03-10", end="2026-03-20").value == 2
