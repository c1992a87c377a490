"""Changes of units have a day; what was before stays known."""

from datetime import date, datetime, timedelta

import pytest

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.change_ownership import change_ownership
from zhiyin.accounts.actions.date_opening import date_opening
from zhiyin.accounts.actions.move_unit import move_unit
from zhiyin.accounts.actions.place_unsorted_unit import merge_unsorted_unit, place_unsorted_unit
from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.actions.save_unit import UnitFields, change_unit, close_unit, reopen_unit
from zhiyin.accounts.errors import NotYet, StillMerged, TooEarly, TooLate
from zhiyin.accounts.models import FormerPlace, Unit, UnitAlias, User
from zhiyin.accounts.queries.unit_changes import changes_of, closed_on, opened_on
from zhiyin.accounts.queries.units import match_units, read_tree, unit_by_id
from zhiyin.accounts.rules.days import today, written_day
from zhiyin.accounts.unit_phrases import change_words

APRIL, MAY = date(2024, 4, 1), date(2024, 5, 1)


def told(user: User, unit: Unit) -> list[tuple[str, date, str]]:
    changes = changes_of(actor_for(user), unit.pk)
    return [(c.kind, c.on, change_words(c.kind, c.before, c.after)) for c in changes]


def test_every_change_is_told_with_its_day_and_who_entered_it(lin: User, organisation: Organisation) -> None:
    actor, one = actor_for(lin), organisation.east_one
    date_opening(actor, unit_id=one.pk, on=date(2020, 6, 1))
    change_unit(actor, UnitFields("E1", "湖滨店", "东一店"), unit_id=one.pk, on=APRIL, note="商场改名")
    move_unit(actor, unit_id=one.pk, parent_id=organisation.west.pk, on=MAY)
    change_ownership(actor, unit_id=one.pk, ownership="own", on=date(2020, 6, 1))
    change_ownership(actor, unit_id=one.pk, ownership="franchise", on=date(2024, 6, 1))
    change_ownership(actor, unit_id=one.pk, ownership="own", on=date(2024, 7, 1))
    close_unit(actor, unit_id=one.pk, on=date(2024, 8, 1))
    reopen_unit(actor, unit_id=one.pk, on=date(2024, 9, 1))
    assert told(lin, one) == [
        ("reopened", date(2024, 9, 1), "Reopened"),
        ("closed", date(2024, 8, 1), "Closed"),
        ("ownership", date(2024, 7, 1), "Bought back: run by ourselves again"),
        ("ownership", date(2024, 6, 1), "Became a franchise"),
        ("moved", MAY, "Moved from 东区 to 西区"),
        ("renamed", APRIL, "Renamed from “东区第一店” to “湖滨店”"),
        ("ownership", date(2020, 6, 1), "Run as: Own"),
        ("opened", date(2020, 6, 1), "Opened"),
    ]
    change = changes_of(actor, one.pk)[5]
    assert (change.by_name, change.note) == ("林岚", "商场改名")


def test_without_a_day_it_is_today(lin: User, organisation: Organisation, at_noon: datetime) -> None:
    close_unit(actor_for(lin), unit_id=organisation.east_one.pk)
    node = unit_by_id(actor_for(lin), organisation.east_one.pk)
    assert closed_on(node) == today()


def test_a_day_to_come_is_refused(lin: User, organisation: Organisation, at_noon: datetime) -> None:
    tomorrow = today() + timedelta(days=1)
    for change in (close_unit, reopen_unit):
        with pytest.raises(NotYet, match=tomorrow.isoformat()):
            change(actor_for(lin), unit_id=organisation.east_one.pk, on=tomorrow)
    with pytest.raises(NotYet):
        move_unit(
            actor_for(lin), unit_id=organisation.east_one.pk, parent_id=organisation.west.pk, on=tomorrow
        )


def test_a_former_name_and_code_stay_other_names_until_somebody_else_bears_them(
    lin: User, organisation: Organisation
) -> None:
    change_unit(actor_for(lin), UnitFields("N1", "湖滨店"), unit_id=organisation.east_one.pk, on=APRIL)
    found = match_units(["E1", "东区第一店", "东一店", "湖滨店", "N1"])
    assert {node.code for node in found.values()} == {"N1"}
    assert len(found) == 5
    aliases = UnitAlias.objects.filter(origin="former", until=APRIL)
    assert set(aliases.values_list("alias", flat=True)) == {"E1", "东区第一店", "东一店"}
    organisation.west.add_child(code="W5", name="东一店")
    assert match_units(["东一店"])["东一店"].code == "W5"


def test_a_name_that_two_units_bore_is_no_other_name_of_the_one_that_gave_it_up(
    lin: User, organisation: Organisation
) -> None:
    organisation.west.add_child(code="W5", name="万达店")
    other = organisation.east.add_child(code="E5", name="万达店")
    change_unit(actor_for(lin), UnitFields("E5", "天街店"), unit_id=other.pk)
    assert match_units(["万达店"])["万达店"].code == "W5"
    assert not UnitAlias.objects.exists()


def test_places_are_known_by_day(lin: User, organisation: Organisation) -> None:
    actor, one = actor_for(lin), organisation.east_one
    first = one.path
    move_unit(actor, unit_id=one.pk, parent_id=organisation.west.pk, on=APRIL)
    second = Unit.objects.get(pk=one.pk).path
    move_unit(actor, unit_id=one.pk, parent_id=organisation.group.pk, on=MAY)
    third = Unit.objects.get(pk=one.pk).path
    tree = read_tree()
    node = tree.by_id[one.pk]
    days = (date(2020, 1, 1), date(2024, 3, 31), APRIL, date(2024, 4, 30), MAY, today())
    assert [tree.path_on(node, day) for day in days] == [first, first, second, second, third, third]


def test_moves_are_entered_in_the_order_of_their_days(lin: User, organisation: Organisation) -> None:
    actor, one = actor_for(lin), organisation.east_one
    move_unit(actor, unit_id=one.pk, parent_id=organisation.west.pk, on=MAY)
    with pytest.raises(TooEarly, match="2024-05-01"):
        move_unit(actor, unit_id=one.pk, parent_id=organisation.group.pk, on=APRIL)
    with pytest.raises(TooEarly):  # what it left behind would lie where it never was
        move_unit(actor, unit_id=organisation.east.pk, parent_id=organisation.west.pk, on=APRIL)
    move_unit(actor, unit_id=organisation.east_two.pk, parent_id=organisation.west.pk, on=APRIL)


def test_the_queue_was_never_a_place(lin: User, organisation: Organisation) -> None:
    arrived = receive_units(actor_for(lin), ["机场店"])["机场店"]
    place_unsorted_unit(actor_for(lin), unit_id=arrived.id, parent_id=organisation.east.pk)
    assert FormerPlace.objects.get().left_on is None
    assert read_tree().left == {}


def test_closing_before_the_last_reopening_is_refused(lin: User, organisation: Organisation) -> None:
    actor, one = actor_for(lin), organisation.east_one
    close_unit(actor, unit_id=one.pk, on=APRIL)
    reopen_unit(actor, unit_id=one.pk, on=MAY)
    with pytest.raises(TooEarly, match="2024-05-01"):
        close_unit(actor, unit_id=one.pk, on=APRIL)


def test_an_opening_day_is_corrected_but_not_behind_other_changes(
    lin: User, organisation: Organisation
) -> None:
    actor, one = actor_for(lin), organisation.east_one
    date_opening(actor, unit_id=one.pk, on=MAY)
    date_opening(actor, unit_id=one.pk, on=APRIL)
    assert opened_on(one.pk) == APRIL
    close_unit(actor, unit_id=one.pk, on=MAY)
    with pytest.raises(TooLate, match="2024-05-01"):
        date_opening(actor, unit_id=one.pk, on=date(2024, 6, 1))


def test_a_merged_name_is_not_reopened_but_split(lin: User, organisation: Organisation) -> None:
    arrived = receive_units(actor_for(lin), ["机场店"])["机场店"]
    merge_unsorted_unit(actor_for(lin), unit_id=arrived.id, into_id=organisation.east_one.pk)
    with pytest.raises(StillMerged):
        reopen_unit(actor_for(lin), unit_id=arrived.id)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-06-01", date(2024, 6, 1)),
        ("2024.6.1", date(2024, 6, 1)),
        ("2024年6月1日", date(2024, 6, 1)),
        ("２０２４/6/1", date(2024, 6, 1)),
        ("2024-06-01 00:00:00", date(2024, 6, 1)),
        ("20240601", date(2024, 6, 1)),
        ("45444", date(2024, 6, 1)),
        ("2024-13-01", None),
        ("6月1日", None),
        ("很久以前", None),
    ],
)
def test_days_in_lists_of_units_are_read_as_people_write_them(cell: str, day: date | None) -> None:
    assert written_day(cell) == day
