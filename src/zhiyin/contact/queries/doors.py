"""The addresses under which others may knock."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.contact.errors import DoorClosed
from zhiyin.contact.models import Door
from zhiyin.contact.phrases.doors import door_label
from zhiyin.customers.keys import digest
from zhiyin.journal.errors import NotFound

# "last used" is for people: it need not cost a write a message
_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class DoorRow:
    """An address, never with its token."""

    id: int
    name: str
    kind: str
    carrier: str
    label: str
    created_by: str
    created_at: datetime
    last_used_at: datetime | None


def token_digest(token: str) -> bytes:
    """What is kept of a token: keyed, so that the table opens no door."""
    return digest("door", token)


def door_for(actor: Actor, door_id: int) -> Door:
    """The row. Needs `contact.manage` for the whole organisation. Raises Forbidden, NotFound."""
    actor.require("contact.manage", "")
    door = Door.objects.filter(id=door_id).first()
    if door is None:
        raise NotFound()
    return door


def list_doors(actor: Actor) -> list[DoorRow]:
    """Every address, in the order in which they were made."""
    actor.require("contact.manage", "")
    return [_row(door) for door in Door.objects.order_by("id")]


def read_door(actor: Actor, door_id: int) -> DoorRow:
    """One address. Raises Forbidden, NotFound."""
    return _row(door_for(actor, door_id))


def _row(door: Door) -> DoorRow:
    return DoorRow(
        id=door.pk,
        name=door.name,
        kind=door.kind,
        carrier=door.carrier,
        label=door_label(door.kind, door.carrier),
        created_by=door.created_by,
        created_at=door.created_at,
        last_used_at=door.last_used_at,
    )


def knock(kind: str, token: str) -> DoorRow:
    """The door that the token opens. Raises DoorClosed, which says the same to whoever knows none."""
    wanted = token_digest(token[:200])
    door = Door.objects.filter(digest=wanted, kind=kind, is_active=True).first()
    if door is None or not hmac.compare_digest(bytes(door.digest), wanted):
        raise DoorClosed()
    now = timezone.now()
    unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _NOTED_EVERY)
    Door.objects.filter(unnoted, id=door.pk).update(last_used_at=now)
    return _row(door)
