"""Building the organisation tree."""

import pytest

from tests.conftest import Organisation, actor_for, person
from zhiyin.accounts.actions.add_alias import add_alias, remove_alias
from zhiyin.accounts.actions.move_unit import move_unit
from zhiyin.accounts.actions.place_unsorted_unit import merge_unsorted_unit, place_unsorted_unit
from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.actions.save_unit import UnitFields, add_unit, change_unit, close_unit, reopen_unit
from zhiyin.accounts.errors import AliasTaken, BadMove, CodeTaken, NotUnsorted, StillOpenBelow, TooDeep
from zhiyin.accounts.models import Unit, UnitAlias, User
from zhiyin.accounts.queries.units import match_units, read_tree, unit_of_path
from zhiyin.journal.errors import Forbidden, NotFound
from zhiyin.journal.models import Event


@pytest.fixture
def dong(organisation: Organisation) -> User:
    """Administrator of the east only."""
    return person("dong", "东方", ("administrator", organisation.east))


def unit(code: str) -> Unit:
    found: Unit = Unit.objects.get(code=code)
    return found


def test_a_unit_is_added_under_its_parent(lin: User, organisation: Organisation) -> None:
    add_unit(actor_for(lin), UnitFields("E3", "东区第三店"), parent_id=organisation.east.pk)
    assert Unit.objects.get_parent(unit("E3")) == organisation.east


def test_a_code_is_given_once(lin: User, organisation: Organisation) -> None:
    with pytest.raises(CodeTaken):
        add_unit(actor_for(lin), UnitFields("E1", "又一店"), parent_id=organisation.west.pk)


def test_the_code_unsorted_is_kept_free(lin: User, organisation: Organisation) -> None:
    with pytest.raises(CodeTaken):
        add_unit(actor_for(lin), UnitFields("unsorted", "店"), parent_id=None)


def test_an_administrator_of_a_part_adds_nothing_at_the_top(dong: User) -> None:
    with pytest.raises(Forbidden):
        add_unit(actor_for(dong), UnitFields("X", "店"), parent_id=None)


def test_a_manager_does_not_change_the_tree(mei: User, organisation: Organisation) -> None:
    with pytest.raises(NotFound):
        change_unit(actor_for(mei), UnitFields("E1", "新名"), unit_id=organisation.east_one.pk)


def test_a_change_is_journalled_with_the_fields(lin: User, organisation: Organisation) -> None:
    changed = change_unit(
        actor_for(lin), UnitFields("E1", "东区第一店", "湖滨店"), unit_id=organisation.east_one.pk
    )
    assert changed == ("short_name",)
    assert Event.objects.get().data == {"fields": ["short_name"]}


def test_a_moved_region_takes_its_stores_along_and_leaves_its_paths_for_good(
    lin: User, organisation: Organisation
) -> None:
    old = organisation.east_one.path
    move_unit(actor_for(lin), unit_id=organisation.east.pk, parent_id=organisation.west.pk)
    moved = unit("E1")
    assert moved.path.startswith(unit("W").path)
    assert moved.depth == 4
    former = unit_of_path(old)
    assert former is not None
    assert former.code == "E1"
    add_unit(actor_for(lin), UnitFields("N", "华北大区"), parent_id=organisation.group.pk)
    add_unit(actor_for(lin), UnitFields("N1", "北一店"), parent_id=unit("N").pk)
    assert unit("N1").path != old


def test_the_tree_stays_sound_after_moves(lin: User, organisation: Organisation) -> None:
    actor = actor_for(lin)
    move_unit(actor, unit_id=organisation.east_two.pk, parent_id=organisation.west.pk)
    move_unit(actor, unit_id=organisation.west.pk, parent_id=organisation.east.pk)
    move_unit(actor, unit_id=organisation.east_two.pk, parent_id=organisation.east.pk)
    move_unit(actor, unit_id=organisation.west_one.pk, parent_id=None)
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_a_unit_is_not_moved_below_itself(lin: User, organisation: Organisation) -> None:
    with pytest.raises(BadMove):
        move_unit(actor_for(lin), unit_id=organisation.east.pk, parent_id=organisation.east_one.pk)


def test_moving_to_the_same_parent_changes_nothing(lin: User, organisation: Organisation) -> None:
    move_unit(actor_for(lin), unit_id=organisation.east_one.pk, parent_id=organisation.east.pk)
    assert not Event.objects.exists()


def test_a_part_is_not_moved_out_of_the_whole_by_its_own_administrator(
    dong: User, organisation: Organisation
) -> None:
    with pytest.raises(Forbidden):
        move_unit(actor_for(dong), unit_id=organisation.east.pk, parent_id=None)
    with pytest.raises(NotFound):
        move_unit(actor_for(dong), unit_id=organisation.east_one.pk, parent_id=organisation.west.pk)


def test_the_tree_has_a_bottom(lin: User, organisation: Organisation) -> None:
    parent = organisation.group
    while parent.depth < 63:
        parent = parent.add_child(code=f"L{parent.depth}", name="层")
    with pytest.raises(TooDeep):
        add_unit(actor_for(lin), UnitFields("deep", "层"), parent_id=parent.pk)
    with pytest.raises(TooDeep):
        move_unit(actor_for(lin), unit_id=organisation.east_one.pk, parent_id=parent.pk)


def test_an_alias_leads_to_its_unit_until_it_is_removed(lin: User, organisation: Organisation) -> None:
    add_alias(actor_for(lin), unit_id=organisation.east_one.pk, alias="知行（西湖店）")
    assert match_units(["知行(西湖店)"])["知行(西湖店)"].code == "E1"
    remove_alias(actor_for(lin), unit_id=organisation.east_one.pk, alias_id=UnitAlias.objects.get().pk)
    assert match_units(["知行(西湖店)"]) == {}


def test_an_alias_stands_for_one_unit(lin: User, organisation: Organisation) -> None:
    add_alias(actor_for(lin), unit_id=organisation.east_one.pk, alias="西湖店")
    with pytest.raises(AliasTaken, match="东一店"):
        add_alias(actor_for(lin), unit_id=organisation.east_two.pk, alias="西湖店")


def test_a_region_with_open_stores_is_not_closed(lin: User, organisation: Organisation) -> None:
    with pytest.raises(StillOpenBelow):
        close_unit(actor_for(lin), unit_id=organisation.east.pk)


def test_a_closed_unit_opens_again(lin: User, organisation: Organisation) -> None:
    close_unit(actor_for(lin), unit_id=organisation.east_one.pk)
    assert not unit("E1").is_active
    reopen_unit(actor_for(lin), unit_id=organisation.east_one.pk)
    assert unit("E1").is_active


def test_an_unsorted_unit_gets_its_place(lin: User, organisation: Organisation) -> None:
    arrived = receive_units(actor_for(lin), ["机场店"])["机场店"]
    place_unsorted_unit(actor_for(lin), unit_id=arrived.id, parent_id=organisation.east.pk, kind="branch")
    placed = unit("机场店")
    assert Unit.objects.get_parent(placed) == organisation.east
    assert (placed.is_unsorted, placed.kind) == (False, "branch")
    event = Event.objects.get(name="accounts.unit_placed")
    assert (event.data["from"], event.data["to"]) == (arrived.path, placed.path)


def test_the_next_unknown_unit_does_not_inherit_the_place_of_one_that_was_placed(
    lin: User, organisation: Organisation
) -> None:
    first = receive_units(actor_for(lin), ["机场店"])["机场店"]
    place_unsorted_unit(actor_for(lin), unit_id=first.id, parent_id=organisation.east.pk)
    assert receive_units(actor_for(lin), ["车站店"])["车站店"].path != first.path


def test_a_placed_unit_is_not_placed_twice(lin: User, organisation: Organisation) -> None:
    with pytest.raises(NotUnsorted):
        place_unsorted_unit(actor_for(lin), unit_id=organisation.east_one.pk, parent_id=organisation.west.pk)


def test_a_merged_name_leads_to_its_unit_from_then_on(lin: User, organisation: Organisation) -> None:
    arrived = receive_units(actor_for(lin), ["知行 东一"])["知行 东一"]
    merge_unsorted_unit(actor_for(lin), unit_id=arrived.id, into_id=organisation.east_one.pk)
    assert receive_units(actor_for(lin), ["知行东一"])["知行东一"].code == "E1"
    assert read_tree().by_id[arrived.id].path == arrived.path


def test_the_queue_of_unsorted_units_is_no_place_for_others(lin: User, organisation: Organisation) -> None:
    receive_units(actor_for(lin), ["机场店"])
    with pytest.raises(BadMove):
        move_unit(actor_for(lin), unit_id=organisation.east_one.pk, parent_id=unit("unsorted").pk)
