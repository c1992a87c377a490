"""Conditions on signals, over the facts."""

from datetime import date

import pytest

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice
from zhiyin.accounts.actor import Actor
from zhiyin.measure.errors import BadCriteria
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Question


@pytest.fixture
def four(organisation: Organisation, hear: Hear) -> None:
    """Four signals: a, b at the first shop, c at the second, d in the west."""
    o = organisation
    hear(
        [
            Voice(
                o.east_one,
                answers={"nps": 3.0, "csat": 2.0},
                tier="gold",
                visit_route="group_buy",
                channel="app",
                sentiment=-0.9,
                aspects={"queue": "negative", "taste": "positive"},
                day=date(2026, 3, 1),
            ),
            Voice(
                o.east_one, answers={"nps": 9.0}, tier="silver", sentiment=0.9, aspects={"queue": "positive"}
            ),
            Voice(o.east_two, answers={"csat": 5.0}, touchpoint="queue", language="en"),
            Voice(o.west_one, tier="gold", sentiment=0.0, kind="review", day=date(2026, 4, 1)),
        ]
    )


CONDITIONS = [
    ('tier == "gold"', 2),
    ('tier != "gold"', 1),
    ('!(tier == "gold")', 2),
    ("tier == null", 1),
    ('visit_route == "group_buy"', 1),
    ("visit_route == null", 3),
    ('!(visit_route in ["walk_in", "booking"])', 4),
    ("nps <= 6", 1),
    ("!(nps <= 6)", 3),
    ("nps > 6", 1),
    ("nps == null", 2),
    ("nps != null && csat <= 3", 1),
    ("nps in [3, 4]", 1),
    ("nps >= 3 && nps <= 9", 2),
    ("nps != 3", 1),
    ('unit == "E1"', 2),
    ('unit != "E1"', 2),
    ('region == "E"', 3),
    ('!(region == "E")', 1),
    ('unit in ["E2", "W1"]', 2),
    ('channel == "app" || kind == "review"', 2),
    ("sentiment < 0", 1),
    ("!(sentiment < 0)", 3),
    ("has_text", 3),
    ('any(aspects, name == "queue" && sentiment < 0)', 1),
    ('!any(aspects, name == "queue")', 2),
    ('any(aspects, label == "positive")', 2),
    ('touchpoint == "queue" && language == "en"', 1),
    ('occurred_at >= "2026-04-01"', 1),
    ('occurred_at < "2026-03-02"', 1),
    ("true", 4),
]


def test_a_condition_counts_the_signals_for_which_it_holds(four: None, everywhere: Actor) -> None:
    found = {
        where: ask(everywhere, Question(("volume",), where=where)).rows[0].cells["volume"].value
        for where, _count in CONDITIONS
    }
    assert found == dict(CONDITIONS)


def test_a_condition_on_one_score_filters_another(four: None, everywhere: Actor) -> None:
    cell = ask(everywhere, Question(("csat",), where="nps <= 6")).rows[0].cells["csat"]
    assert (cell.value, cell.n) == (0.0, 1)


@pytest.mark.parametrize(
    ("where", "position", "suggestion"),
    [
        ("nps <= 6 && touchpont == 1", 12, "touchpoint"),
        ("nps <", 5, None),
        ('text.contains("退款")', 0, None),
        ('attributes.city == "x"', 0, None),
        ('count(signal, "7d") > 2', None, None),
    ],
)
def test_a_faulty_condition_is_refused_with_its_place(
    four: None, everywhere: Actor, where: str, position: int | None, suggestion: str | None
) -> None:
    with pytest.raises(BadCriteria) as caught:
        ask(everywhere, Question(("volume",), where=where))
    assert caught.value.data["position"] == position
    if suggestion:
        assert suggestion in caught.value.data["suggestions"]
    assert str(caught.value)


def test_nps_by_aspect_counts_an_answer_under_each_aspect(four: None, everywhere: Actor) -> None:
    rows = ask(everywhere, Question(("nps", "volume", "negative_share"), by=("aspect",))).rows
    found = {row.keys[0].id: row.cells for row in rows}
    assert (found["queue"]["nps"].value, found["queue"]["nps"].n) == (0.0, 2)
    assert (found["taste"]["nps"].value, found["taste"]["nps"].n) == (-100.0, 1)
    assert found["queue"]["volume"].value == 2
    assert found["queue"]["negative_share"].value == 50.0
    assert found["taste"]["negative_share"].value == 0.0
