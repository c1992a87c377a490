"""What was heard at an unsorted unit follows it to its place; what was heard before a move stays."""

from typing import Any

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.import_units import import_unit_rows
from zhiyin.accounts.actions.move_unit import move_unit
from zhiyin.accounts.actions.place_unsorted_unit import place_unsorted_unit
from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.models import Unit, User
from zhiyin.accounts.queries.units import UnitNode
from zhiyin.accounts.rules.unit_rows import read_unit_rows
from zhiyin.collect.models import Signal
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.models import Event, Feed


def heard(key: int, unit_id: int, path: str) -> Signal:
    now: Any = "2026-11-01T10:00:00Z"
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
