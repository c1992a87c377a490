"""A role for a person at a unit."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import CannotGrant
from zhiyin.accounts.models import RoleGrant
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.accounts.queries.users import user_in_scope
from zhiyin.accounts.rules.granting import may_grant
from zhiyin.journal.record import record


def hold_role(user_id: int, role: str, unit_id: int | None) -> bool:
    """Write the grant down unless it is held already; the caller has checked and journals."""
    if RoleGrant.objects.filter(user_id=user_id, role=role, unit=unit_id).exists():
        return False
    RoleGrant.objects.create(user_id=user_id, role=role, unit_id=unit_id)
    return True


def grant_role(actor: Actor, *, user_id: str | int, role: str, unit_id: str | int | None = None) -> bool:
    """Give a role at a unit (None: the whole organisation). False when it is held already.

    Raises CannotGrant unless the actor holds all of it there; NotFound for people and units out of sight.
    """
    node = unit_by_id(actor, unit_id, "users.manage") if unit_id is not None else None
    path = node.path if node else ""
    actor.require("users.manage", path)
    if not may_grant(actor, role, path):
        raise CannotGrant()
    person = user_in_scope(actor, user_id)
    with transaction.atomic():
        created = hold_role(person.id, role, node.id if node else None)
        if created:
            record(
                actor,
                "accounts.role_granted",
                {"role": role, "unit": str(node.id) if node else None},
                subject=f"user:{person.id}",
                unit_path=path,
            )
    return created
