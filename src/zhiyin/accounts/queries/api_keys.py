"""Programs' keys, as far as an actor manages them. The keys themselves are known to nobody."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import ApiKey
from zhiyin.accounts.permissions import PERMISSIONS, ROLE_LABELS
from zhiyin.journal.errors import NotFound


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `state` is active, expired or revoked; `scopes` empty means all of the role."""

    id: int
    label: str
    prefix: str
    role: str
    role_label: str
    scopes: tuple[str, ...]
    scope_labels: tuple[str, ...]
    unit_id: int | None
    unit_label: str
    unit_path: str
    state: str
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


def _visible(actor: Actor) -> QuerySet[ApiKey]:
    actor.require("users.manage")
    keys = ApiKey.objects.select_related("unit", "created_by").order_by("-pk")
    paths = actor.paths("users.manage")
    if paths == ("",):
        return keys
    within = Q()
    for path in paths:
        within |= Q(unit__path__startswith=path)
    return keys.filter(within)


def _key(row: ApiKey, now: datetime) -> Key:
    expired = row.expires_at is not None and row.expires_at <= now
    return Key(
        id=row.pk,
        label=row.label,
        prefix=row.prefix,
        role=row.role,
        role_label=str(ROLE_LABELS.get(row.role, row.role)),
        scopes=tuple(row.scopes),
        scope_labels=tuple(str(PERMISSIONS.get(scope, scope)) for scope in row.scopes),
        unit_id=row.unit_id,
        unit_label=row.unit.label if row.unit else "",
        unit_path=row.unit.path if row.unit else "",
        state="revoked" if row.revoked_at else "expired" if expired else "active",
        created_at=row.created_at,
        created_by=str(row.created_by) if row.created_by else "",
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def keys_in_scope(actor: Actor, *, before: int | None = None, limit: int = 100) -> list[Key]:
    """Newest first, from below `before` on."""
    keys = _visible(actor)
    if before is not None:
        keys = keys.filter(pk__lt=before)
    now = timezone.now()
    return [_key(row, now) for row in keys[:limit]]


def key_in_scope(actor: Actor, key_id: str | int) -> Key:
    """One of them. Raises NotFound."""
    text = str(key_id)
    row = _visible(actor).filter(pk=int(text)).first() if text.isdecimal() and len(text) < 19 else None
    if row is None:
        raise NotFound()
    return _key(row, timezone.now())
