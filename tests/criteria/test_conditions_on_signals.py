"""A condition on signals means the same in the inbox, to an alert rule and in a measure."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.act.queries.signals import heard, read_condition
from zhiyin.collect.models import Answer, Signal
from zhiyin.facts.reading import Snapshot
from zhiyin.journal.feed import feed
from zhiyin.journeys.models import Touchpoint
from zhiyin.measure.feeding import feeder
from zhiyin.measure.queries import counting
from zhiyin.measure.queries.lake import facts
from zhiyin.measure.queries.plan import make_plan
from zhiyin.measure.queries.question import Question
from zhiyin.science.terms import predicate
from zhiyin.search.conditions import condition
from zhiyin.understand.models import Reading, Topic, TopicMember
from zhiyin.understand.queries import signal_paths

pytestmark = pytest.mark.django_db

SIGNALS = 250
EVERYWHERE = Actor("user", "1", "An", (Grant("analyst", ""),))
ROUTES = [
    "group_buy",
    "walk_in",
    "booking",
    "delivery",
    "takeaway",
    "drive through",
    "",
    "GROUP_BUY",
    7,
    True,
    None,
]
Readings = dict[str, Callable[[str], list[int]]]


class Speaking:
    """What readings find: places of several categories, some below others, with feelings on and about the borders."""

    def __init__(self) -> None:
        self.dice = random.Random(5)

    def of_food(self) -> list[dict[str, Any]]:
        named: tuple[list[str], ...] = (
            ["own.taste", "own.food"],
            ["own.look", "own.food"],
            ["own.food"],
            ["own.price"],
            [],
        )
        feelings = (-1.0, -0.94, -0.12, -0.06, -0.059, 0.0, 0.06, 0.061, 0.94, 1.0)
        return [
            {"aspect": aspect, "sentiment": self.dice.choice(feelings), "categories": self.dice.choice(named)}
            for aspect in self.dice.sample(("taste", "price", "menu", "portion"), self.dice.randrange(5))
            for _again in range(self.dice.choice((1, 1, 2)))
        ]

    def of_parking(self) -> bool:
        return self.dice.random() < 0.3


@pytest.fixture
def readings(organisation: Organisation, lake: Path) -> Readings:
    """The three readings over one record, each giving the signals for which a condition holds."""
    feeder._verified.clear()
    dice, speaking = random.Random(3), Speaking()
    topic = Topic.objects.create(code="parking", name="Parking", content={"words": []})
    touchpoints = [Touchpoint.objects.create(code=code, name=code) for code in ("taste", "service")]
    units = (organisation.east_one, organisation.east_two, organisation.west_one)
    for key in range(1, SIGNALS + 1):
        unit, at = dice.choice(units), datetime(2026, 3, 1, 4, tzinfo=UTC) + timedelta(hours=7 * key)
        route = dice.choice(ROUTES)
        signal = Signal.objects.create(
            id=key, source_id=str(key), content_hash=b"", source="s", unit=unit, unit_path=unit.path,
            occurred_at=at, received_at=at, kind=dice.choice(("review", "survey")),
            channel=dice.choice(("dianping", "web")), tier=dice.choice(("", "gold")),
            text=dice.choice(("", "慢")), touchpoint=dice.choice((None, *touchpoints)),
            attributes=dice.choice(({}, {"visit_route": route}, {"visit_route": route, "voucher": "yes"})),
        )  # fmt: skip
        for item in dice.sample(("stars", "taste", "service", "whole"), dice.randrange(4)):
            value = dice.choice((1.0, 2.0, 3.0, 5.0, None))
            Answer.objects.create(
                signal=signal, item=item, construct=dice.choice(("rating", "rating", "rating", "csat")),
                role=dice.choice(("plain", "plain", "plain", "expectation")), value=value,
                status="skipped" if value is None else "answered", scale_min=1, scale_max=5,
                touchpoint=dice.choice((None, signal.touchpoint, *touchpoints)),
            )  # fmt: skip
        if dice.random() < 0.5:
            mood = dice.choice((-0.5, 0.0, 0.5))
            Reading.objects.create(
                signal=signal, revision=1, analyser="a/1", language="zh", sentiment=mood, read_at=at,
                label={-0.5: "negative", 0.0: "neutral", 0.5: "positive"}[mood],
                mentions=[{"aspect": "queue", "start": 0, "end": 1, "sentiment": mood}, *speaking.of_food()],
            )  # fmt: skip
            if speaking.of_parking():
                TopicMember.objects.create(signal=signal, topic=topic, strength=0.5)
        feed("signal", [(key, f"{at:%Y-%m}")])
    while feeder.feed_pending():
        pass
    heard_rows = [(one.id, one.row) for one in heard(Signal.objects.all(), range(1, SIGNALS + 1))]

    def by_rule(text: str) -> list[int]:
        holds = predicate(read_condition(text))
        return sorted(key for key, row in heard_rows if holds(row))

    def in_inbox(text: str) -> list[int]:
        chosen = Signal.objects.filter(
            condition(signal_paths.read_condition(text), signal_paths.SIGNAL_PATHS)
        )
        return sorted(chosen.values_list("pk", flat=True))

    def in_lake(text: str) -> list[int]:
        plan = make_plan(EVERYWHERE, Question(("volume",), where=text))
        ((_metrics, asked),) = plan.countings(plan.span)

        def build(at: Snapshot) -> Any:
            rows = at.table("signals")
            return rows.filter(*counting.conditions_on(asked, rows, at)).select("signal_id")

        return sorted(facts().execute(build)["signal_id"].to_pylist())

    return {"rule": by_rule, "inbox": in_inbox, "lake": in_lake}


def quoted(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([f'"{value}"' for value in values])


known = quoted(("group_buy", "walk_in", "booking"))
leaves = st.one_of(
    st.builds("visit_route {} {}".format, st.sampled_from(["==", "!="]), known),
    st.builds("visit_route {} null".format, st.sampled_from(["==", "!="])),
    st.builds("visit_route in [{}, {}]".format, known, known),
    st.builds(
        "{} {} {}".format,
        st.sampled_from(["rating", "rating", "csat"]),
        st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        st.sampled_from(["1", "2", "2.5", "5"]),
    ),
    st.builds("{} {} null".format, st.sampled_from(["rating", "csat"]), st.sampled_from(["==", "!="])),
    st.builds("rating in [{}]".format, st.sampled_from(["", "1, 5", "2"])),
    st.sampled_from(
        ['touchpoint == "taste"', "tier == null", "has_text", 'unit in ["E1", "W1"]', 'region != "E"']
    ),
    st.sampled_from(["sentiment < 0", 'sentiment_label == "neutral"']),
    st.builds(
        "any({} && {})".format,
        st.sampled_from(
            [
                'categories, code == "own.food"',
                'categories, code != "own.food"',
                'categories, code.startsWith("own.")',
                "categories, true",
                'aspects, name == "taste"',
                'aspects, name != "taste"',
                "aspects, true",
            ]
        ),
        st.sampled_from(
            ["true", "sentiment < 0", "sentiment >= 0.06", 'label == "negative"', 'label != "neutral"']
        ),
    ),
    st.sampled_from(['any(topics, code == "parking")', "any(topics, true)", "any(annotations, true)"]),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds("!({})".format, inner),
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
    ),
    max_leaves=4,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=conditions)
def test_inbox_rules_and_measures_agree_on_what_a_condition_holds_for(text: str, readings: Readings) -> None:
    expected = readings["rule"](text)
    assert readings["inbox"](text) == expected
    assert readings["lake"](text) == expected


FELT = ("true", 'label == "negative"', 'label == "neutral"', 'label == "positive"', "sentiment < -0.3")


@pytest.mark.parametrize("felt", FELT)
def test_an_aspect_of_several_places_has_their_mean_feeling_everywhere(readings: Readings, felt: str) -> None:
    found = {name: read(f'any(aspects, name == "taste" && {felt})') for name, read in readings.items()}
    assert found["rule"] == found["inbox"] == found["lake"]
    assert 0 < len(found["rule"]) < SIGNALS


@pytest.mark.parametrize("code", ["own.food", "own.taste", "own.price"])
@pytest.mark.parametrize("felt", FELT)
def test_a_category_counts_what_lies_below_it_with_the_mean_feeling_everywhere(
    readings: Readings, code: str, felt: str
) -> None:
    found = {name: read(f'any(categories, code == "{code}" && {felt})') for name, read in readings.items()}
    assert found["rule"] == found["inbox"] == found["lake"]
    assert 0 < len(found["rule"]) < SIGNALS


@pytest.mark.parametrize(
    "text",
    ["rating <= 2", "rating >= 5", "rating == null", 'visit_route == "group_buy"', "visit_route == null"],
)
def test_the_record_has_signals_on_both_sides_of_a_condition(text: str, readings: Readings) -> None:
    found = {name: read(text) for name, read in readings.items()}
    assert found["rule"] == found["inbox"] == found["lake"]
    assert 0 < len(found["rule"]) < SIGNALS


def test_five_stars_are_five_stars_whatever_the_parts_were_given(
    organisation: Organisation, readings: Readings
) -> None:
    told = Signal.objects.get(pk=1)
    told.answers.all().delete()
    taste = Touchpoint.objects.get(code="taste")
    Signal.objects.filter(pk=1).update(touchpoint=None)
    Answer.objects.create(signal=told, item="stars", construct="rating", value=5)
    Answer.objects.create(signal=told, item="hygiene", construct="rating", value=2)
    Answer.objects.create(signal=told, item="taste", construct="rating", value=1, touchpoint=taste)
    assert rating_of(1) == 5
    told.answers.filter(item="stars").delete()
    assert rating_of(1) == 2
    told.answers.filter(item="hygiene").delete()
    assert rating_of(1) == 1


def rating_of(key: int) -> Any:
    (row,) = [one.row for one in heard(Signal.objects.all(), [key])]
    return row.get("rating")
