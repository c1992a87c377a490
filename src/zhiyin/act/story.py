"""Changing a case under its version, and telling its story line by line."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.act.errors import ChangedMeanwhile
from zhiyin.act.models import Case, CaseEntry
from zhiyin.act.rules import readable
from zhiyin.journal.errors import NotFound


def case_for(actor: Actor, case_id: int, permission: str = "cases.work") -> Case:
    """The case, with its unit. Raises Forbidden without the permission, NotFound out of the actor's sight."""
    actor.require("cases.read")
    case = (
        Case.objects.filter(readable(actor))
        .select_related("unit", "assignee", "signal", "root_cause", "rule")
        .filter(id=case_id)
        .first()
    )
    if case is None:
        raise NotFound()
    actor.require(permission, case.unit.path)
    return case


def change(case: Case, actor: Actor, *, version: int | None = None, **fields: Any) -> None:
    """Set the fields if the case still has the version seen (None: whatever it is now), and count one up.

    Raises ChangedMeanwhile, which names who was faster.
    """
    seen = case.version if version is None else version
    changed = Case.objects.filter(id=case.id, version=seen).update(
        **fields, version=F("version") + 1, changed_by=actor.name, changed_at=timezone.now()
    )
    if not changed:
        newest = Case.objects.get(id=case.id)
        raise ChangedMeanwhile(who=newest.changed_by or "?", version=newest.version)
    case.refresh_from_db()


def tell(
    case: Case,
    actor: Actor,
    kind: str,
    *,
    text: str = "",
    data: dict[str, Any] | None = None,
    message_id: int | None = None,
) -> CaseEntry:
    """Add one line to the case's story."""
    return CaseEntry.objects.create(
        case=case,
        actor_name=actor.name,
        actor_id=f"{actor.kind}:{actor.id}",
        kind=kind,
        text=text,
        data=data or {},
        message_id=message_id,
    )


def before(case: Case, *names: str) -> dict[str, Any]:
    """Fields as they are now, as plain data, so that a step can be undone."""
    values = {name: getattr(case, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }
