"""Who may give what to whom."""

import pytest

from tests.conftest import Organisation, actor_for, person
from zhiyin.accounts.actions.create_user import create_user
from zhiyin.accounts.actions.deactivate_user import deactivate_user, reactivate_user
from zhiyin.accounts.actions.ensure_administrator import ensure_administrator
from zhiyin.accounts.actions.grant_role import grant_role
from zhiyin.accounts.actions.revoke_role import revoke_role
from zhiyin.accounts.actions.save_user import save_user
from zhiyin.accounts.actions.set_password import change_own_password, reset_password, set_password
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.errors import (
    CannotGrant,
    CannotManageUser,
    LastAdministrator,
    NameTaken,
    NotYourself,
    WeakPassword,
    WrongPassword,
)
from zhiyin.accounts.models import RoleGrant, User
from zhiyin.accounts.queries.users import permission_overview, user_in_scope, users_in_scope
from zhiyin.journal.errors import Forbidden, NotFound
from zhiyin.journal.models import Event


@pytest.fixture
def dong(organisation: Organisation) -> User:
    """Administrator of the east only."""
    return person("dong", "东方", ("administrator", organisation.east))


def grant_of(user: User) -> int:
    return RoleGrant.objects.get(user=user).pk


def test_a_new_person_gets_a_password_that_must_be_changed_and_a_first_role(
    lin: User, organisation: Organisation
) -> None:
    user_id, password = create_user(
        actor_for(lin), username="xin", role="manager", unit_id=organisation.east.pk
    )
    made = User.objects.get(pk=user_id)
    assert made.check_password(password)
    assert made.must_change_password
    assert actor_for(made).paths("voice.read") == (organisation.east.path,)


def test_the_password_of_a_new_person_is_written_down_nowhere(lin: User) -> None:
    user_id, password = create_user(actor_for(lin), username="xin", role="analyst")
    assert password not in str(User.objects.filter(pk=user_id).values())
    assert password not in str(list(Event.objects.values()))


def test_a_user_name_differing_only_in_case_is_taken(lin: User) -> None:
    with pytest.raises(NameTaken):
        create_user(actor_for(lin), username="LIN", role="analyst")


def test_a_manager_may_not_add_people(mei: User, organisation: Organisation) -> None:
    with pytest.raises(NotFound):
        create_user(actor_for(mei), username="xin", role="frontline", unit_id=organisation.east_one.pk)


def test_an_administrator_of_a_part_gives_no_role_outside_it(dong: User, organisation: Organisation) -> None:
    with pytest.raises(NotFound):
        create_user(actor_for(dong), username="xin", role="frontline", unit_id=organisation.west_one.pk)


def test_an_administrator_of_a_part_gives_no_role_for_the_whole(dong: User) -> None:
    with pytest.raises(Forbidden):
        create_user(actor_for(dong), username="xin", role="readonly")


def test_nobody_gives_more_than_they_hold(lin: User, an: User) -> None:
    only_users = Actor("key", "1", "key", (Grant("administrator", "", frozenset({"users.manage"})),))
    with pytest.raises(CannotGrant):
        grant_role(only_users, user_id=an.pk, role="analyst")


def test_giving_a_role_twice_changes_nothing(lin: User, an: User) -> None:
    assert grant_role(actor_for(lin), user_id=an.pk, role="manager")
    assert not grant_role(actor_for(lin), user_id=an.pk, role="manager")


def test_an_administrator_of_a_part_sees_its_people_only(dong: User, mei: User, rui: User, an: User) -> None:
    assert [p.username for p in users_in_scope(actor_for(dong))] == ["dong", "mei"]


def test_a_person_out_of_sight_does_not_exist(dong: User, rui: User) -> None:
    with pytest.raises(NotFound):
        user_in_scope(actor_for(dong), rui.pk)


def test_an_account_with_rights_elsewhere_is_not_taken_over_by_a_new_password(
    dong: User, mei: User, organisation: Organisation
) -> None:
    RoleGrant.objects.create(user=mei, role="readonly", unit=organisation.west)
    with pytest.raises(CannotManageUser):
        reset_password(actor_for(dong), user_id=mei.pk)
    with pytest.raises(CannotManageUser):
        save_user(actor_for(dong), user_id=mei.pk, display_name="x", email="x@example.com", language="")


def test_a_role_outside_the_own_part_is_not_taken_away(
    dong: User, mei: User, organisation: Organisation
) -> None:
    foreign = RoleGrant.objects.create(user=mei, role="readonly", unit=organisation.west)
    with pytest.raises(CannotGrant):
        revoke_role(actor_for(dong), user_id=mei.pk, grant_id=foreign.pk)


def test_the_last_administrator_keeps_the_role(lin: User, dong: User) -> None:
    with pytest.raises(LastAdministrator):
        revoke_role(actor_for(lin), user_id=lin.pk, grant_id=grant_of(lin))
    assert RoleGrant.objects.filter(user=lin, role="administrator").exists()


def test_the_last_administrator_is_not_deactivated(lin: User) -> None:
    with pytest.raises(LastAdministrator):
        deactivate_user(Actor.system("installation"), user_id=lin.pk)
    assert User.objects.get(pk=lin.pk).is_active


def test_an_inactive_administrator_does_not_count_as_one(lin: User) -> None:
    person("lu", "陆离", ("administrator", None))
    User.objects.filter(username="lu").update(is_active=False)
    with pytest.raises(LastAdministrator):
        revoke_role(actor_for(lin), user_id=lin.pk, grant_id=grant_of(lin))


def test_nobody_deactivates_the_own_account(lin: User) -> None:
    person("lu", "陆离", ("administrator", None))
    with pytest.raises(NotYourself):
        deactivate_user(actor_for(lin), user_id=lin.pk)


def test_a_deactivated_person_comes_back_with_the_roles_held(lin: User, mei: User) -> None:
    deactivate_user(actor_for(lin), user_id=mei.pk)
    assert not user_in_scope(actor_for(lin), mei.pk).is_active
    reactivate_user(actor_for(lin), user_id=mei.pk)
    assert [h.role for h in user_in_scope(actor_for(lin), mei.pk).held] == ["manager"]


def test_each_change_is_journalled_once_without_what_the_fields_say(lin: User, mei: User) -> None:
    save_user(actor_for(lin), user_id=mei.pk, display_name="梅兰", email="meilan@example.com", language="en")
    event = Event.objects.get(name="accounts.user_changed")
    assert event.subject == f"user:{mei.pk}"
    assert event.data == {"fields": ["display_name", "email", "language"]}


def test_saving_what_is_there_already_is_no_event(lin: User, mei: User) -> None:
    save_user(actor_for(lin), user_id=mei.pk, display_name="梅青", email="mei@example.com", language="")
    assert not Event.objects.exists()


def test_a_reset_password_works_once_set_and_must_be_changed(lin: User, mei: User) -> None:
    password = reset_password(actor_for(lin), user_id=mei.pk)
    mei.refresh_from_db()
    assert mei.check_password(password)
    assert mei.must_change_password


def test_ones_own_password_needs_the_present_one(mei: User) -> None:
    with pytest.raises(WrongPassword):
        change_own_password(actor_for(mei), present="wrong", new="another-long-password")


def test_a_common_password_is_refused_with_the_reason(mei: User) -> None:
    with pytest.raises(WeakPassword, match="too short"):
        change_own_password(actor_for(mei), present="a-long-password", new="short")


def test_the_machine_makes_an_administrator_once(organisation: Organisation) -> None:
    system = Actor.system("installation")
    assert ensure_administrator(system, username="admin", password="a-very-long-one")
    assert not ensure_administrator(system, username="Admin", password="another-long-one")
    set_password(system, username="admin", password="third-time-lucky")
    assert User.objects.get(username="admin").check_password("third-time-lucky")


def test_the_overview_says_where_each_permission_holds(lin: User, mei: User) -> None:
    overview = {
        a.permission: (a.everywhere, a.places)
        for a in permission_overview(user_in_scope(actor_for(lin), mei.pk))
    }
    assert overview["cases.work"] == (False, ("东区",))
    assert overview["users.manage"] == (False, ())
