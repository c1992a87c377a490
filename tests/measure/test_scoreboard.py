"""What the home page is made of."""

from datetime import date

import pytest

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice, many
from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import Forbidden
from zhiyin.measure.queries.scoreboard import scoreboard


@pytest.fixture
def heard(organisation: Organisation, hear: Hear) -> None:
    o = organisation
    hear(
        [
            *many(Voice(o.east_one, day=date(2026, 2, 1), aspects={"queue": "positive"}), {10: 100, 0: 100}),
            *many(Voice(o.east_one, day=date(2026, 3, 1), aspects={"queue": "negative"}), {10: 150, 0: 50}),
            *many(Voice(o.west_one, day=date(2026, 3, 2), sentiment=-0.9), {10: 40, 0: 160}),
        ]
    )


def test_the_latest_month_against_the_one_before(heard: None, everywhere: Actor) -> None:
    board = scoreboard(everywhere)
    assert (board.month.key, board.before_label) == ("2026-03", "Feb 2026")
    nps = board.tile("nps").cell
    assert nps.value == pytest.approx(-5.0)
    assert nps.change is not None
    assert board.tile("volume").cell.value == 400
    assert board.tile("negative_share").cell.value == 100.0
    assert [point.key.id for point in board.trend] == ["2026-02", "2026-03"]


def test_units_are_ranked_in_bands_that_can_be_told_apart(heard: None, everywhere: Actor) -> None:
    board = scoreboard(everywhere)
    assert [(unit.key.label, unit.cell.value, unit.band) for unit in board.units] == [
        ("东区", 50.0, 0),
        ("西区", -60.0, 1),
    ]


def test_a_manager_gets_the_shops_of_the_own_region(heard: None, east_manager: Actor) -> None:
    board = scoreboard(east_manager)
    assert [unit.key.label for unit in board.units] == ["东一店"]
    assert board.reference.value == 50.0


def test_what_people_talk_about(heard: None, everywhere: Actor) -> None:
    board = scoreboard(everywhere)
    (aspect,) = board.aspects
    assert (aspect.key.id, aspect.mentions, aspect.negative.value, aspect.positive.value) == (
        "queue",
        200,
        100.0,
        0.0,
    )
    assert aspect.negative.change is not None
    assert aspect.negative.change.real is True


def test_a_month_can_be_chosen(heard: None, everywhere: Actor) -> None:
    board = scoreboard(everywhere, month="2026-02")
    assert board.tile("volume").cell.value == 200


def test_without_scores_the_feeling_is_the_headline(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([Voice(organisation.east_one, sentiment=0.9), Voice(organisation.west_one, sentiment=-0.9)])
    assert scoreboard(everywhere).headline.code == "sentiment"


def test_nothing_heard_is_an_empty_board(organisation: Organisation, everywhere: Actor, lake: object) -> None:
    board = scoreboard(everywhere)
    assert board.is_empty
    assert (board.trend, board.units, board.aspects) == ((), (), ())


def test_a_stranger_has_no_scores(organisation: Organisation, lake: object) -> None:
    with pytest.raises(Forbidden):
        scoreboard(Actor("user", "9", "Sheng", ()))
