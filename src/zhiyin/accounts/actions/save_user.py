"""Correcting a person's name, address or language."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import CannotManageUser
from zhiyin.accounts.models import User
from zhiyin.accounts.queries.users import user_in_scope
from zhiyin.accounts.rules.granting import common_path
from zhiyin.journal.record import record


def save_user(actor: Actor, *, user_id: str | int, display_name: str, email: str, language: str) -> None:
    """Write what is new; the event names the fields, not what they say. Raises CannotManageUser, NotFound."""
    person = user_in_scope(actor, user_id)
    if not person.may_manage:
        raise CannotManageUser()
    with transaction.atomic():
        user = User.objects.get(pk=person.id)
        new = {"display_name": display_name, "email": email, "language": language}
        changed = [name for name, value in new.items() if getattr(user, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(user, name, new[name])
        user.save(update_fields=changed)
        record(
            actor,
            "accounts.user_changed",
            {"fields": changed},
            subject=f"user:{person.id}",
            unit_path=common_path([held.unit_path for held in person.held]),
        )
