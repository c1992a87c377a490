"""What an import does with the names of places, and with the days on which units lay elsewhere."""

from datetime import UTC, datetime

import pytest

from tests.conftest import Organisation, actor_for, person
from zhiyin.accounts.actions.add_alias import remove_alias
from zhiyin.accounts.actions.move_unit import move_unit
from zhiyin.accounts.actions.save_unit import UnitFields, add_unit, change_unit, close_unit
from zhiyin.accounts.models import Unit, UnitAlias, User
from zhiyin.accounts.queries.heard import heard_at
from zhiyin.accounts.queries.unit_changes import heard_after_closing
from zhiyin.accounts.queries.unit_matching import units_meant
from zhiyin.accounts.queries.units import read_tree
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.collect.actions.accepting.place import places_of
from zhiyin.collect.actions.accepting.settling import Outcome
from zhiyin.collect.models import Signal
from zhiyin.journal.models import Event

MARCH = datetime(2024, 3, 15, 4, tzinfo=UTC)
MAY = datetime(2024, 5, 15, 4, tzinfo=UTC)
APRIL_FIRST = datetime(2024, 4, 1).date()


def bring(user: User, *names: str, at: datetime | None = None) -> Outcome:
    drafts = [
        SignalDraft(kind="review", channel="app", source_id=name, text="好", unit=name, occurred_at=at)
        for name in names
    ]
    return accept_signals(actor_for(user), drafts, source="test")


def unit_of(name: str) -> str:
    return str(Signal.objects.select_related("unit").get(source_id=name).unit.code)


def test_a_platforms_name_goes_to_its_unit_at_once_and_is_remembered(
    lin: User, organisation: Organisation
) -> None:
    bring(lin, "知行(东一店)", "【知行】东区第二店", "知行·西一店(已关店)")
    assert [unit_of(n) for n in ("知行(东一店)", "【知行】东区第二店", "知行·西一店(已关店)")] == [
        "E1",
        "E2",
        "W1",
    ]
    assert set(UnitAlias.objects.values_list("alias", "origin")) == {
        ("知行(东一店)", "brand"),
        ("【知行】东区第二店", "brand"),
        ("知行·西一店(已关店)", "brand"),
    }
    assert Event.objects.filter(name="accounts.names_remembered").count() == 1


def test_a_name_that_only_resembles_waits(lin: User, organisation: Organisation) -> None:
    bring(lin, "别家(东一店)", "东一")
    assert Signal.objects.filter(unit__is_unsorted=True).count() == 2


def test_a_name_that_two_units_share_waits_unless_the_city_decides(
    lin: User, organisation: Organisation
) -> None:
    organisation.east.add_child(code="E8", name="人民广场店", city="上海")
    organisation.west.add_child(code="W8", name="人民广场店", city="成都")
    bring(lin, "人民广场店", "知行(人民广场店)", "上海人民广场店", "知行(成都市人民广场店)")
    assert unit_of("上海人民广场店") == "E8"
    assert unit_of("知行(成都市人民广场店)") == "W8"
    waiting = Signal.objects.filter(unit__is_unsorted=True)
    assert set(waiting.values_list("source_id", flat=True)) == {"人民广场店", "知行(人民广场店)"}


def test_a_manager_brings_in_platform_names_of_the_own_part_only(
    mei: User, organisation: Organisation
) -> None:
    outcome = bring(mei, "知行(东一店)", "知行(西一店)")
    assert [one.status for one in outcome.settled] == ["accepted", "rejected"]
    assert list(UnitAlias.objects.values_list("alias", flat=True)) == ["知行(东一店)"]


def test_a_name_once_taken_off_a_unit_is_not_taken_for_it_again(
    lin: User, organisation: Organisation
) -> None:
    bring(lin, "知行(东一店)")
    remove_alias(
        actor_for(lin),
        unit_id=organisation.east_one.pk,
        alias_id=UnitAlias.objects.values_list("pk", flat=True)[0],
    )
    assert units_meant(["知行(东一店)", "知行（东二店）"]).keys() == {"知行（东二店）"}


def test_late_feedback_is_filed_where_the_unit_lay_on_its_day(lin: User, organisation: Organisation) -> None:
    old = organisation.east_one.path
    move_unit(
        actor_for(lin), unit_id=organisation.east_one.pk, parent_id=organisation.west.pk, on=APRIL_FIRST
    )
    new = Unit.objects.get(code="E1").path
    bring(lin, "E1", at=MARCH)
    bring(lin, "东一店", at=MAY)
    bring(lin, "东区第一店")
    assert dict(Signal.objects.values_list("source_id", "unit_path")) == {
        "E1": old,
        "东一店": new,
        "东区第一店": new,
    }


def test_the_first_moment_of_the_day_is_the_organisations(lin: User, organisation: Organisation) -> None:
    old = organisation.east_one.path
    move_unit(
        actor_for(lin), unit_id=organisation.east_one.pk, parent_id=organisation.west.pk, on=APRIL_FIRST
    )
    bring(lin, "E1", at=datetime(2024, 3, 31, 15, 59, 59, tzinfo=UTC))
    bring(lin, "东一店", at=datetime(2024, 3, 31, 16, tzinfo=UTC))  # midnight in Shanghai
    assert Signal.objects.get(source_id="E1").unit_path == old
    assert Signal.objects.get(source_id="东一店").unit_path == Unit.objects.get(code="E1").path


def test_a_store_below_a_moved_region_lay_elsewhere_too(lin: User, organisation: Organisation) -> None:
    old = organisation.east_one.path
    move_unit(actor_for(lin), unit_id=organisation.east.pk, parent_id=organisation.west.pk, on=APRIL_FIRST)
    bring(lin, "E1", at=MARCH)
    assert Signal.objects.get().unit_path == old


def test_a_manager_files_nothing_where_the_unit_lay_under_somebody_else(
    lin: User, organisation: Organisation
) -> None:
    hua = person("hua", "花", ("manager", organisation.west))
    move_unit(
        actor_for(lin), unit_id=organisation.east_one.pk, parent_id=organisation.west.pk, on=APRIL_FIRST
    )
    assert [one.status for one in bring(hua, "E1", at=MARCH).settled] == ["rejected"]
    assert [one.status for one in bring(hua, "E1", at=MAY).settled] == ["accepted"]


def test_a_name_that_passed_to_another_unit_means_the_one_that_bore_it_then(
    lin: User, organisation: Organisation
) -> None:
    actor = actor_for(lin)
    change_unit(
        actor,
        UnitFields("E1", "湖滨店", "湖滨"),
        unit_id=organisation.east_one.pk,
        on=APRIL_FIRST,
    )
    add_unit(actor, UnitFields("E9", "东区第一店"), parent_id=organisation.east.pk)
    bring(lin, "东区第一店", at=MARCH)
    assert unit_of("东区第一店") == "E1"
    Signal.objects.all().delete()
    bring(lin, "东区第一店", "东一店", at=MAY)
    assert unit_of("东区第一店") == "E9"
    assert unit_of("东一店") == "E1"  # a former name that nobody else bears


def test_days_are_looked_at_only_for_units_that_ever_moved(lin: User, organisation: Organisation) -> None:
    assert places_of(actor_for(lin), {"E1", "E2"}).dated == {}
    move_unit(actor_for(lin), unit_id=organisation.east_one.pk, parent_id=organisation.west.pk)
    assert places_of(actor_for(lin), {"E1", "E2"}).dated.keys() == {"E1"}


def test_a_closed_units_feedback_is_still_taken(lin: User, organisation: Organisation) -> None:
    Unit.objects.filter(code="E1").update(is_active=False)
    assert bring(lin, "E1", at=MAY).count("accepted") == 1


def test_what_was_heard_after_the_closing_is_counted(lin: User, organisation: Organisation) -> None:
    bring(lin, "E1", at=MARCH)
    bring(lin, "东一店", at=MAY)
    close_unit(actor_for(lin), unit_id=organisation.east_one.pk, on=APRIL_FIRST)
    node = read_tree().by_id[organisation.east_one.pk]
    assert heard_after_closing(node) == 1
    assert heard_at([node.id]) == {node.id: 2}


def test_many_names_are_matched_in_little_time(lin: User, organisation: Organisation) -> None:
    for number in range(30):
        organisation.east.add_child(code=f"N{number}", name=f"第{number}号街店")
    found = units_meant([f"知行(第{number}号街店)" for number in range(30)])
    assert {name: node.code for name, node in found.items()} == {
        f"知行(第{number}号街店)": f"N{number}" for number in range(30)
    }
    assert read_tree() is read_tree()


@pytest.mark.parametrize("name", ["E11", "E-1", "S E1", "E1 店"])
def test_a_code_is_not_read_as_another(lin: User, organisation: Organisation, name: str) -> None:
    assert units_meant([name]) == {}
