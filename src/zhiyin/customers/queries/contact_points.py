"""The keys by which a person is known, masked unless they were asked for in full (`reveal_contact_points`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zhiyin.customers.keys import opened
from zhiyin.customers.models import Identity
from zhiyin.customers.phrases.profiles import KEY_KINDS, named

HIDDEN: Final = "****"
SHOWN_WHOLE: Final = ("customer_number",)
"""Kinds that reach nobody: they are the house's own numbers."""


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One key: `shown` is the whole of it, or what is left of it when it is masked."""

    kind: str
    kind_label: str
    scope: str
    shown: str
    source: str
    since: datetime
    is_shared: bool
    customer_id: int


def contact_points(person_id: int, *, in_full: bool = False) -> list[ContactPoint]:
    """Every key of the person, in the order of Identity.KINDS, the newest first. In full: only for the one action."""
    rows = Identity.objects.filter(customer__person_id=person_id).order_by("-since", "-id")
    points = [
        ContactPoint(
            row.kind,
            named(row.kind, KEY_KINDS),
            row.scope,
            opened(row.sealed) if in_full else masked(row.kind, opened(row.sealed)),
            row.source,
            row.since,
            row.is_shared,
            row.customer_id,
        )
        for row in rows
    ]
    return sorted(points, key=lambda point: Identity.KINDS.index(point.kind))


def masked(kind: str, value: str) -> str:
    """138****5678 · z****@example.com · ****9F2c; the house's own numbers as they are."""
    if kind in SHOWN_WHOLE:
        return value
    if kind == "mobile" and len(value) >= 8:
        return f"{value[:3]}{HIDDEN}{value[-4:]}"
    if kind == "email":
        name, at, host = value.rpartition("@")
        return f"{name[:1]}{HIDDEN}{at}{host}"
    return f"{HIDDEN}{value[-4:]}" if len(value) > 8 else HIDDEN
