"""Closing a person's account, and opening it again."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import CannotManageUser, NotYourself
from zhiyin.accounts.models import User
from zhiyin.accounts.queries.users import user_in_scope
from zhiyin.accounts.rules.granting import common_path, keep_an_administrator
from zhiyin.journal.record import record


def deactivate_user(actor: Actor, *, user_id: str | int) -> None:
    """The person can no longer sign in, and open sessions end. Nothing that the person did is lost."""
    _set_active(actor, user_id, active=False)


def reactivate_user(actor: Actor, *, user_id: str | int) -> None:
    """The person may sign in again, with the roles held before."""
    _set_active(actor, user_id, active=True)


def _set_active(actor: Actor, user_id: str | int, *, active: bool) -> None:
    person = user_in_scope(actor, user_id)
    if not person.may_manage:
        raise CannotManageUser()
    if not active and actor.kind == "user" and actor.id == str(person.id):
        raise NotYourself()
    with transaction.atomic():
        changed = User.objects.filter(pk=person.id, is_active=not active).update(is_active=active)
        if not changed:
            return
        if not active:
            keep_an_administrator()
        record(
            actor,
            "accounts.user_reactivated" if active else "accounts.user_deactivated",
            subject=f"user:{person.id}",
            unit_path=common_path([held.unit_path for held in person.held]),
        )
