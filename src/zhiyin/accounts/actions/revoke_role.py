"""Taking a role away."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import CannotGrant
from zhiyin.accounts.models import RoleGrant
from zhiyin.accounts.queries.users import user_in_scope
from zhiyin.accounts.rules.granting import keep_an_administrator
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record


def revoke_role(actor: Actor, *, user_id: str | int, grant_id: str | int) -> None:
    """Take one role at one unit from a person. Raises CannotGrant, LastAdministrator, NotFound."""
    actor.require("users.manage")
    person = user_in_scope(actor, user_id)
    held = next((h for h in person.held if str(h.id) == str(grant_id)), None)
    if held is None:
        raise NotFound()
    if not held.may_revoke:
        raise CannotGrant()
    with transaction.atomic():
        RoleGrant.objects.filter(pk=held.id).delete()
        keep_an_administrator()
        record(
            actor,
            "accounts.role_revoked",
            {"role": held.role, "unit": str(held.unit_id) if held.unit_id else None},
            subject=f"user:{person.id}",
            unit_path=held.unit_path,
        )
