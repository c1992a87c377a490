"""A reader gets numbers of the own subtree only, and no name from outside."""

import json

import pytest

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice, many
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import Unit
from zhiyin.journal.errors import Forbidden, NotFound
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Question
from zhiyin.measure.showing.as_json import to_json


@pytest.fixture
def both_regions(organisation: Organisation, hear: Hear) -> Organisation:
    hear(
        [
            *many(Voice(organisation.east_one), {10: 40}),
            *many(Voice(organisation.east_two), {7: 40}),
            *many(Voice(organisation.west_one), {0: 40}),
        ]
    )
    return organisation


def test_a_manager_counts_the_own_subtree_only(both_regions: Organisation, east_manager: Actor) -> None:
    answer = ask(east_manager, Question(("nps", "volume")))
    assert answer.rows[0].cells["nps"].value == 50.0
    assert answer.rows[0].cells["volume"].value == 80


@pytest.mark.parametrize("by", ["unit", "region", "level:0", "level:1", "level:2", "children"])
def test_names_of_foreign_units_never_leak(both_regions: Organisation, east_manager: Actor, by: str) -> None:
    shown = json.dumps(to_json(ask(east_manager, Question(("nps",), by=(by,)))), ensure_ascii=False)
    assert "西" not in shown
    assert "知行集团" not in shown
    assert both_regions.west_one.path not in shown


def test_a_level_above_the_reader_is_the_readers_own_root(
    both_regions: Organisation, east_manager: Actor
) -> None:
    (row,) = ask(east_manager, Question(("volume",), by=("level:0",))).rows
    assert row.keys[0].label == "东区"
    assert row.cells["volume"].value == 80


def test_regions_group_the_units_below_them(both_regions: Organisation, everywhere: Actor) -> None:
    rows = ask(everywhere, Question(("nps",), by=("region",))).rows
    assert [(row.keys[0].label, row.cells["nps"].value) for row in rows] == [("东区", 50.0), ("西区", -100.0)]


def test_children_are_those_of_the_unit_asked_about(both_regions: Organisation, everywhere: Actor) -> None:
    rows = ask(everywhere, Question(("volume",), by=("children",), unit="E")).rows
    assert [row.keys[0].label for row in rows] == ["东一店", "东二店"]


def test_a_condition_cannot_reach_outside_the_scope(both_regions: Organisation, east_manager: Actor) -> None:
    answer = ask(east_manager, Question(("volume",), where='unit == "W1" || region == "W"'))
    assert answer.rows[0].cells["volume"].value == 0


def test_a_foreign_unit_does_not_exist(both_regions: Organisation, east_manager: Actor) -> None:
    with pytest.raises(NotFound):
        ask(east_manager, Question(("nps",), unit="W1"))


def test_nobody_without_the_permission_asks(both_regions: Organisation) -> None:
    with pytest.raises(Forbidden):
        ask(Actor("user", "9", "Sheng", ()), Question(("nps",)))


def test_a_reader_of_two_units_counts_both_once(both_regions: Organisation) -> None:
    actor = Actor(
        "user",
        "9",
        "Two",
        (Grant("readonly", both_regions.east_one.path), Grant("readonly", both_regions.west.path)),
    )
    rows = ask(actor, Question(("volume",), by=("unit",))).rows
    assert [(row.keys[0].code, row.cells["volume"].value) for row in rows] == [("E1", 40), ("W1", 40)]


def test_a_unit_that_moved_out_of_sight_keeps_its_past_without_its_name(
    both_regions: Organisation, east_manager: Actor
) -> None:
    Unit.objects.move(both_regions.east_two, both_regions.west, pos="last-child")
    both_regions.east_two.refresh_from_db()
    both_regions.east_two.save()
    rows = ask(east_manager, Question(("volume",), by=("unit",))).rows
    assert sorted((row.keys[0].code, row.cells["volume"].value) for row in rows) == [("", 40), ("E1", 40)]
