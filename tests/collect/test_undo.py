"""Undoing an import: the record, the numbers and the cases are as if it had not been; later words stay."""

from collections.abc import Callable, Iterable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError

from tests.conftest import Organisation, actor_for, person
from zhiyin.accounts.actions.place_unsorted_unit import place_unsorted_unit
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import RoleGrant, Unit, User
from zhiyin.act.actions.note_withdrawn import note_withdrawn
from zhiyin.act.actions.open_case import open_case
from zhiyin.act.models import AlertRule, Case
from zhiyin.act.queries.case import read_case
from zhiyin.collect.actions import undo_import as undoing_module
from zhiyin.collect.actions.start_import import receive_file, start_import
from zhiyin.collect.actions.undo_import import undo_import
from zhiyin.collect.command import import_files
from zhiyin.collect.command import undo as undo_here
from zhiyin.collect.errors import NotUndone
from zhiyin.collect.models import Answer, Import, Signal, SignalRevision
from zhiyin.collect.queries.undoing import what_undoing_does
from zhiyin.facts.reading import Facts
from zhiyin.jobs.models import Job
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import NotFound
from zhiyin.journal.models import Event
from zhiyin.measure.feeding import feeder
from zhiyin.understand.models import Reading

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")
HEADER = "编号,评价时间,门店,推荐意愿,评价内容"
FIRST = ["1,2025-03-01 12:00,东一店,9,味道很好下次再来", "2,2025-03-02 12:00,西一店,3,排队排了一个小时"]
SECOND = ["2,2025-04-02 12:00,西一店,8,店长道歉了很满意", "3,2025-04-03 12:00,东二店,10,服务热情"]


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, settings: LazySettings, organisation: Organisation, lake: Path) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path
    feeder._verified.clear()


Take = Callable[..., int]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Import rows; returns the import's id."""

    def take(rows: Iterable[str], header: str = HEADER) -> int:
        path = tmp_path / "reviews.csv"
        path.write_text("\n".join([header, *rows, ""]))
        return int(import_files(SYSTEM, [path], source="评价")["files"][0]["import"])

    return take


def undo(key: int, actor: Actor = SYSTEM) -> None:
    undo_import(actor, key)
    assert take_up_one()


def settle() -> None:
    while deliver_pending():
        pass
    while feeder.feed_pending():
        pass


def record() -> list[tuple[Any, ...]]:
    """What the record says, without the numbers that only grow."""
    signals = Signal.objects.order_by("source_id")
    said = signals.values_list("source_id", "text", "occurred_at", "unit__code", "content_hash", "imported")
    answers = Answer.objects.order_by("signal__source_id", "item", "id")
    return [*said, *answers.values_list("signal__source_id", "item", "value", "scale_max", "status")]


def numbers(lake: Path) -> list[tuple[Any, ...]]:
    """What the lake says of scores, voices and mentions."""
    facts = Facts(lake, check_every=0)
    found = []
    for name, columns in {
        "signals": ["month", "unit_path", "sentiment_label"],
        "answers": ["month", "item", "value"],
        "mentions": ["month", "aspect", "aspect_label"],
    }.items():
        rows = facts.execute(lambda snapshot, name=name: snapshot.table(name)).to_pylist()
        found += sorted((name, *(str(row[column]) for column in columns)) for row in rows)
    return found


def test_what_was_new_goes_with_all_that_was_made_of_it(take: Take) -> None:
    key = take(FIRST)
    settle()
    assert Reading.objects.count() == 2
    undo(key)
    assert not Signal.objects.exists()
    assert not Answer.objects.exists()
    assert not Reading.objects.exists()
    done = Import.objects.get()
    assert (done.state, done.undone["gone"], done.undone["restored"]) == ("undone", 2, 0)


def test_record_and_numbers_return_to_what_they_were(take: Take, lake: Path) -> None:
    take(FIRST)
    settle()
    before, measured = record(), numbers(lake)
    second = take(SECOND)
    settle()
    assert numbers(lake) != measured
    undo(second)
    assert record() == before
    assert not SignalRevision.objects.exists()
    settle()
    assert numbers(lake) == measured


def test_numbers_return_also_when_the_lake_never_saw_the_import(take: Take, lake: Path) -> None:
    take(FIRST)
    settle()
    measured = numbers(lake)
    undo(take(SECOND))
    settle()
    assert numbers(lake) == measured


def test_what_a_later_import_changed_stays(take: Take) -> None:
    first = take(FIRST)
    take(SECOND)
    foreseen = what_undoing_does(SYSTEM, first)
    assert (foreseen.gone, foreseen.restored, foreseen.changed_since) == (1, 0, 1)
    undo(first)
    assert set(Signal.objects.values_list("source_id", "text")) == {
        ("2", "店长道歉了很满意"),
        ("3", "服务热情"),
    }


THIRD = ["2,2025-05-02 12:00,西一店,1,又要排队", "1,2025-05-03 12:00,东一店,2,变味了"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_undoing_makes_no_difference(take: Take, order: tuple[int, ...]) -> None:
    keys = [take(FIRST), take(SECOND), take(THIRD)]
    for place in order:
        undo(keys[place])
    assert not Signal.objects.exists()


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_of_three_imports_the_one_not_undone_is_all_that_is_left(take: Take, kept: int) -> None:
    files = [FIRST, SECOND, THIRD]
    keys = [take(rows) for rows in files]
    for place in {0, 1, 2} - {kept}:
        undo(keys[place])
    said = {(row.split(",")[0], row.split(",")[4]) for row in files[kept]}
    assert set(Signal.objects.values_list("source_id", "text")) == said


def test_the_same_file_is_taken_anew_afterwards(take: Take) -> None:
    undo(take(FIRST))
    again = Import.objects.get(id=take(FIRST))
    assert (again.accepted, again.duplicates, Signal.objects.count()) == (2, 0, 2)


def test_after_undoing_a_change_the_older_file_is_known_and_the_newer_one_a_change(take: Take) -> None:
    take(FIRST)
    undo(take(SECOND))
    assert Import.objects.get(id=take(FIRST)).duplicates == 2
    again = Import.objects.get(id=take(SECOND))
    assert (again.revised, again.accepted) == (1, 1)


def test_a_killed_undo_goes_on_where_it_stopped(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    key = take([f"{n},2025-03-01 12:00,东一店,9,第{n}次来都很好吃" for n in range(10)])
    monkeypatch.setattr(undoing_module, "BATCH", 3)
    whole = undoing_module._Undoing._batch
    calls = []

    def dies(self: Any, after: int) -> int | None:
        calls.append(after)
        if len(calls) == 3:
            raise OperationalError("the machine stopped")
        return whole(self, after)

    monkeypatch.setattr(undoing_module._Undoing, "_batch", dies)
    undo(key)
    assert (Import.objects.get().state, Signal.objects.count()) == ("undoing", 4)
    monkeypatch.setattr(undoing_module._Undoing, "_batch", whole)
    undo(key)
    done = Import.objects.get()
    assert (done.state, done.undone["gone"], Signal.objects.count()) == ("undone", 10, 0)


def test_a_worker_that_dies_leaves_its_undo_to_the_next(take: Take) -> None:
    key = take(FIRST)
    job = undo_import(SYSTEM, key)
    Job.objects.filter(id=job).update(state="running", attempts=1, worker="elsewhere/1/1")  # no sign of life
    assert take_up_one()
    assert Import.objects.get().state == "undone"


def test_what_is_under_way_or_undone_cannot_be_undone(take: Take) -> None:
    key = take(FIRST)
    undo_import(SYSTEM, key)
    with pytest.raises(NotUndone):
        undo_import(SYSTEM, key)
    take_up_one()
    with pytest.raises(NotUndone):
        undo_import(SYSTEM, key)
    waiting = receive_file(SYSTEM, "a.csv", ["\n".join([HEADER, *FIRST]).encode()])
    with pytest.raises(NotUndone):
        undo_import(SYSTEM, waiting)


def test_an_import_of_others_is_not_found(take: Take, mei: User) -> None:
    with pytest.raises(NotFound):
        undo_import(actor_for(mei), take(FIRST))


def test_signals_outside_ones_units_stay(organisation: Organisation, mei: User) -> None:
    actor = actor_for(mei)
    key = receive_file(actor, "a.csv", ["\n".join([HEADER, FIRST[0], SECOND[1]]).encode()])
    start_import(actor, key)
    take_up_one()
    assert Signal.objects.count() == 2
    Signal.objects.filter(source_id="3").update(unit_path=organisation.west_one.path)  # moved away since
    assert what_undoing_does(actor, key).not_yours == 1
    undo(key, actor)
    assert list(Signal.objects.values_list("source_id", flat=True)) == ["3"]


def test_who_may_no_longer_import_undoes_nothing(organisation: Organisation, mei: User) -> None:
    actor = actor_for(mei)
    key = receive_file(actor, "a.csv", ["\n".join([HEADER, FIRST[0]]).encode()])
    start_import(actor, key)
    take_up_one()
    undo_import(actor, key)
    RoleGrant.objects.filter(user=mei).delete()
    take_up_one()
    assert (Signal.objects.count(), Import.objects.get().state) == (1, "undoing")


def test_each_batch_is_journalled_with_what_went_and_what_came_back(take: Take) -> None:
    take(FIRST)
    undo(take(SECOND))
    event = Event.objects.get(name="collect.signals_withdrawn")
    assert len(event.data["signals"]) == len(event.data["restored"]) == 1
    assert Event.objects.get(name="collect.import_undone").data == {"gone": 1, "restored": 1}


def test_a_case_that_nobody_began_is_closed_and_says_why(take: Take, lin: User) -> None:
    key = take(FIRST)
    rule = AlertRule.objects.create(code="r", name="规则", criteria="nps <= 6")
    case = open_case(actor_for(lin), signal_id=Signal.objects.get(source_id="2").pk)
    Case.objects.filter(id=case.pk).update(rule=rule)
    undo(key)
    settle()
    case.refresh_from_db()
    assert (case.state, case.signal) == ("resolved", None)
    view = read_case(actor_for(lin), case.pk)
    assert view.voice_withdrawn
    assert [line.kind for line in view.story] == ["opened", "withdrawn"]


def test_a_case_that_somebody_began_stays_open(take: Take, organisation: Organisation, lin: User) -> None:
    key = take(FIRST)
    worker = person("zhou", "周", ("manager", organisation.west))
    case = open_case(actor_for(lin), signal_id=Signal.objects.get(source_id="2").pk)
    Case.objects.filter(id=case.pk).update(assignee=worker)
    undo(key)
    settle()
    case.refresh_from_db()
    assert case.state == "open"
    assert note_withdrawn(Actor.system("alarm")) == []
    assert case.entries.filter(kind="withdrawn").count() == 1


def test_a_case_opened_by_hand_without_a_voice_is_left_alone(organisation: Organisation, lin: User) -> None:
    open_case(actor_for(lin), unit_id=organisation.east_one.pk, title="地面湿滑")
    assert note_withdrawn(Actor.system("alarm")) == []


def test_the_command_line_undoes_in_its_own_process(take: Take) -> None:
    take(FIRST)
    key = take(SECOND)
    assert undo_here(SYSTEM, key) == {"import": str(key), "gone": 1, "restored": 1}
    with pytest.raises(NotUndone):
        undo_here(SYSTEM, key)


def test_an_import_that_was_called_off_is_undone_as_far_as_it_came(take: Take) -> None:
    key = take(FIRST)
    Import.objects.update(state="cancelled")
    undo(key)
    assert not Signal.objects.exists()


def test_a_signal_whose_unit_was_unsorted_then_comes_back_to_where_the_unit_is_now(
    take: Take, organisation: Organisation, lin: User
) -> None:
    take(["1,2025-03-01 12:00,机场店,9,味道很好下次再来"])
    second = take(["1,2025-03-01 12:00,东一店,9,地点写错了已经更正"])
    unit = Unit.objects.get(name="机场店")
    place_unsorted_unit(actor_for(lin), unit_id=unit.pk, parent_id=organisation.west.pk, kind="store")
    settle()
    undo(second)
    signal = Signal.objects.get()
    unit.refresh_from_db()
    assert (signal.unit_id, signal.unit_path) == (unit.pk, unit.path)
    assert unit.path.startswith(organisation.west.path)
