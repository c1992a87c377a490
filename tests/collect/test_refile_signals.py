"""What was heard at an unsorted unit follows it to its place; what was heard before a move stays."""

from datetime import date
from typing import Any

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.import_units import import_unit_rows
from zhiyin.accounts.actions.move_unit import move_unit
from zhiyin.accounts.actions.place_unsorted_unit import (
    merge_unsorted_unit,
    place_unsorted_unit,
    split_merged_unit,
)
from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit, User
from zhiyin.accounts.queries.units import UnitNode
from zhiyin.accounts.rules.unit_rows import read_unit_rows
from zhiyin.collect.actions.refile import hand_over_strays
from zhiyin.collect.models import Event as Purchase
from zhiyin.collect.models import Signal
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.models import Event, Feed


def heard(key: int, unit_id: int, path: str, at: str = "2026-11-01T10:00:00Z") -> Signal:
    now: Any = at
    return Signal.objects.create(
        id=key,
        kind="review",
        channel="app",
        source="test",
        source_id=str(key),
        content_hash=b"",
        occurred_at=now,
        received_at=now,
        unit_id=unit_id,
        unit_path=path,
    )


def bought(key: int, unit_id: int, path: str) -> Purchase:
    now: Any = "2026-11-01T10:00:00Z"
    return Purchase.objects.create(
        id=key, kind="paid", occurred_at=now, received_at=now, unit_id=unit_id, unit_path=path, source="test"
    )


def arrive(lin: User) -> UnitNode:
    return receive_units(actor_for(lin), ["机场店"])["机场店"]


def test_feedback_follows_a_unit_to_its_first_place_and_the_lake_hears_of_it(
    lin: User, organisation: Organisation
) -> None:
    unit = arrive(lin)
    heard(1, unit.id, unit.path)
    place_unsorted_unit(actor_for(lin), unit_id=unit.id, parent_id=organisation.east.pk)
    while deliver_pending():
        pass
    assert Signal.objects.get().unit_path == Unit.objects.get(pk=unit.id).path
    assert Feed.objects.filter(subject="signal", key=1).exists()


def test_a_file_of_units_takes_the_feedback_along(lin: User, organisation: Organisation) -> None:
    unit = arrive(lin)
    heard(1, unit.id, unit.path)
    import_unit_rows(actor_for(lin), read_unit_rows("编码,名称,上级\nA9,机场店,E\n".encode()))
    while deliver_pending():
        pass
    assert Signal.objects.get().unit_path.startswith(organisation.east.path)


def test_the_same_event_twice_refiles_once(lin: User, organisation: Organisation) -> None:
    from zhiyin.collect.reactions import refile_after_placing

    unit = arrive(lin)
    heard(1, unit.id, unit.path)
    place_unsorted_unit(actor_for(lin), unit_id=unit.id, parent_id=organisation.east.pk)
    event = Event.objects.get(name="accounts.unit_placed")
    refile_after_placing(event)
    refile_after_placing(event)
    assert Event.objects.filter(name="collect.signals_refiled").count() == 1


def test_what_was_heard_before_a_move_stays_where_it_was(lin: User, organisation: Organisation) -> None:
    heard(1, organisation.east_one.pk, organisation.east_one.path)
    move_unit(actor_for(lin), unit_id=organisation.east_one.pk, parent_id=organisation.west.pk)
    while deliver_pending():
        pass
    assert Signal.objects.get().unit_path == organisation.east_one.path


def deliver() -> None:
    while deliver_pending():
        pass


def test_a_move_entered_late_takes_along_what_was_heard_since_its_day(
    lin: User, organisation: Organisation
) -> None:
    one, old = organisation.east_one, organisation.east_one.path
    heard(1, one.pk, old, "2024-03-31T15:59:59Z")
    heard(2, one.pk, old, "2024-03-31T16:00:00Z")
    heard(3, organisation.east_two.pk, organisation.east_two.path)
    move_unit(actor_for(lin), unit_id=one.pk, parent_id=organisation.west.pk, on=date(2024, 4, 1))
    deliver()
    new = Unit.objects.get(pk=one.pk).path
    assert dict(Signal.objects.values_list("id", "unit_path")) == {
        1: old,
        2: new,
        3: organisation.east_two.path,
    }
    assert [row.key for row in Feed.objects.filter(subject="signal")] == [2]
    event = Event.objects.get(name="collect.signals_refiled")
    assert (event.data["signals"], event.unit_path) == (1, new)


def test_purchases_follow_their_unit_as_feedback_does_and_come_back_with_it(
    lin: User, organisation: Organisation
) -> None:
    unit = arrive(lin)
    bought(1, unit.id, unit.path)
    merge_unsorted_unit(actor_for(lin), unit_id=unit.id, into_id=organisation.east_one.pk)
    deliver()
    assert Purchase.objects.get().unit_path == organisation.east_one.path
    split_merged_unit(actor_for(lin), unit_id=unit.id)
    deliver()
    assert Purchase.objects.get().unit_id == unit.id
    place_unsorted_unit(actor_for(lin), unit_id=unit.id, parent_id=organisation.west.pk)
    deliver()
    assert Purchase.objects.get().unit_path.startswith(organisation.west.path)


def test_a_moved_region_takes_its_stores_feedback_along(lin: User, organisation: Organisation) -> None:
    heard(1, organisation.east_one.pk, organisation.east_one.path)
    move_unit(
        actor_for(lin), unit_id=organisation.east.pk, parent_id=organisation.west.pk, on=date(2024, 4, 1)
    )
    deliver()
    assert Signal.objects.get().unit_path == Unit.objects.get(code="E1").path


def test_what_was_heard_under_a_merged_name_goes_to_its_unit_and_its_place_of_the_day(
    lin: User, organisation: Organisation
) -> None:
    unit, one, old = arrive(lin), organisation.east_one, organisation.east_one.path
    move_unit(actor_for(lin), unit_id=one.pk, parent_id=organisation.west.pk, on=date(2024, 4, 1))
    heard(1, unit.id, unit.path, "2024-03-01T00:00:00Z")
    heard(2, unit.id, unit.path, "2024-05-01T00:00:00Z")
    merge_unsorted_unit(actor_for(lin), unit_id=unit.id, into_id=one.pk)
    deliver()
    assert set(Signal.objects.values_list("id", "unit_id", "unit_path")) == {
        (1, one.pk, old),
        (2, one.pk, Unit.objects.get(pk=one.pk).path),
    }
    assert set(Feed.objects.values_list("key", flat=True)) == {1, 2}


def test_a_merge_taken_back_takes_back_what_went_along_and_nothing_else(
    lin: User, organisation: Organisation
) -> None:
    unit, one = arrive(lin), organisation.east_one
    heard(1, unit.id, unit.path)
    heard(2, one.pk, one.path)
    merge_unsorted_unit(actor_for(lin), unit_id=unit.id, into_id=one.pk)
    deliver()
    split_merged_unit(actor_for(lin), unit_id=unit.id)
    deliver()
    assert dict(Signal.objects.values_list("id", "unit_id")) == {1: unit.id, 2: one.pk}
    assert receive_units(actor_for(lin), ["机场店"])["机场店"].id == unit.id


def test_many_signals_are_refiled_in_several_steps(
    lin: User, organisation: Organisation, monkeypatch: Any
) -> None:
    from zhiyin.collect.actions import refile

    monkeypatch.setattr(refile, "BATCH", 2)
    unit = arrive(lin)
    for key in range(1, 6):
        heard(key, unit.id, unit.path)
    merge_unsorted_unit(actor_for(lin), unit_id=unit.id, into_id=organisation.east_one.pk)
    deliver()
    assert Signal.objects.filter(unit=organisation.east_one).count() == 5
    told = Event.objects.filter(name="collect.signals_refiled").order_by("pk")
    assert [event.data["signals"] for event in told] == [2, 2, 1]


def test_what_arrived_in_the_moment_of_a_merge_follows(lin: User, organisation: Organisation) -> None:
    unit = arrive(lin)
    merge_unsorted_unit(actor_for(lin), unit_id=unit.id, into_id=organisation.east_one.pk)
    deliver()
    heard(1, unit.id, unit.path)
    assert hand_over_strays(Actor.system("filer"))
    assert Signal.objects.get().unit == organisation.east_one
    assert not hand_over_strays(Actor.system("filer"))
