"""A key for a program."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import CannotGrant
from zhiyin.accounts.models import ApiKey
from zhiyin.accounts.permissions import PERMISSIONS, ROLES
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.accounts.rules.fresh import fresh_key
from zhiyin.accounts.rules.granting import may_grant
from zhiyin.journal.errors import Invalid
from zhiyin.journal.record import record


def create_api_key(
    actor: Actor,
    *,
    label: str,
    role: str,
    scopes: Sequence[str] = (),
    unit_id: str | int | None = None,
    expires_at: datetime | None = None,
) -> tuple[int, str]:
    """Returns the id and the key itself, of which only the SHA-256 and a prefix are kept.

    `scopes` (permissions) narrow the role; none means all of it. Raises CannotGrant, Invalid, NotFound.
    """
    node = unit_by_id(actor, unit_id, "users.manage") if unit_id is not None else None
    path = node.path if node else ""
    actor.require("users.manage", path)
    if set(scopes) - PERMISSIONS.keys() or not set(scopes) <= ROLES.get(role, frozenset()):
        raise Invalid(_("The scopes have to be permissions of the role."))
    if not may_grant(actor, role, path, scopes):
        raise CannotGrant()
    if expires_at is not None and expires_at <= timezone.now():
        raise Invalid(_("The key would have expired already. Choose a later day."))
    key, prefix = fresh_key()
    with transaction.atomic():
        made = ApiKey.objects.create(
            prefix=prefix,
            digest=hashlib.sha256(key.encode()).hexdigest(),
            label=label,
            role=role,
            scopes=sorted(set(scopes)),
            unit_id=node.id if node else None,
            created_by_id=int(actor.id) if actor.kind == "user" else None,
            expires_at=expires_at,
        )
        record(
            actor,
            "accounts.key_created",
            {"role": role, "scopes": made.scopes, "unit": str(node.id) if node else None},
            subject=f"key:{made.pk}",
            unit_path=path,
        )
    return made.pk, key
