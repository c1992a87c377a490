"""The organisation tree as an actor may see it."""

import pytest

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import FormerPlace, UnitAlias, User
from zhiyin.accounts.queries.units import find_unit, match_units, unit_of_path, units_in_scope
from zhiyin.journal.errors import NotFound


def test_an_administrator_of_everything_sees_every_unit_depth_first(
    lin: User, organisation: Organisation
) -> None:
    assert [u.code for u in units_in_scope(actor_for(lin), "measures.read")] == [
        "G",
        "E",
        "E1",
        "E2",
        "W",
        "W1",
    ]


def test_a_manager_sees_the_own_subtree_only(mei: User, organisation: Organisation) -> None:
    assert [u.label for u in units_in_scope(actor_for(mei), "voice.read")] == ["东区", "东一店", "东二店"]


def test_without_the_permission_no_unit_is_in_scope(rui: User, organisation: Organisation) -> None:
    assert units_in_scope(actor_for(rui), "voice.read") == []


def test_a_renamed_unit_is_seen_at_once(lin: User, organisation: Organisation) -> None:
    actor = actor_for(lin)
    units_in_scope(actor, "measures.read")
    organisation.east_one.short_name = "湖滨店"
    organisation.east_one.save()
    assert "湖滨店" in [u.label for u in units_in_scope(actor, "measures.read")]


def test_a_unit_is_found_by_code_alias_name_and_short_name(mei: User, organisation: Organisation) -> None:
    UnitAlias.objects.create(unit=organisation.east_one, alias="知行（西湖店）")
    for text in ("e1", "知行(西湖 店)", "东区第一店", "东一店", str(organisation.east_one.pk)):
        assert find_unit(actor_for(mei), text).code == "E1"


def test_a_foreign_unit_is_not_found(mei: User, organisation: Organisation) -> None:
    with pytest.raises(NotFound):
        find_unit(actor_for(mei), "W1")


def test_a_name_that_two_units_share_matches_neither(organisation: Organisation) -> None:
    organisation.east.add_child(code="E3", name="万达店")
    organisation.west.add_child(code="W3", name="万达店")
    assert match_units(["万达店", "E3", "西一店"]).keys() == {"E3", "西一店"}


def test_a_path_that_was_left_still_names_its_unit_and_is_never_given_away(
    organisation: Organisation,
) -> None:
    left = organisation.west_one.path[:-1] + "2"
    FormerPlace.objects.create(path=left, unit=organisation.east_two)
    found = unit_of_path(left)
    assert found is not None
    assert found.code == "E2"
    assert organisation.west.add_child(code="W2", name="西区第二店").path == left[:-1] + "3"


def test_nobody_sees_nothing(organisation: Organisation) -> None:
    assert units_in_scope(Actor("nobody", "", ""), "measures.read") == []


def test_an_unknown_name_becomes_one_unsorted_unit(lin: User, organisation: Organisation) -> None:
    first = receive_units(actor_for(lin), ["机场店", "东一店"])
    again = receive_units(actor_for(lin), ["机场店 "])
    assert first["东一店"].id == organisation.east_one.pk
    assert first["机场店"].is_unsorted
    assert again["机场店"].id == first["机场店"].id


def test_an_unsorted_unit_lies_in_nobodys_subtree(mei: User, organisation: Organisation) -> None:
    receive_units(actor_for(mei), ["机场店"])
    assert "机场店" not in [u.name for u in units_in_scope(actor_for(mei), "measures.read")]
