"""What holds of every case: its clock, its states, who may see it."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from zhiyin.accounts.actor import Actor

SOON: Final = timedelta(minutes=60)


def within(paths: tuple[str, ...], field: str = "unit__path") -> Q:
    """A condition for rows that lie under one of the unit paths; nothing for no path."""
    if "" in paths:
        return Q()
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def readable(actor: Actor) -> Q:
    """The cases this actor may see: by where their unit stands today."""
    return within(actor.paths("cases.read"))


def clock_state(due_at: datetime, touched_at: datetime | None, state: str, now: datetime) -> str:
    """`late`, `soon` or `running` until the first human touch; then `kept` or `missed`. Exactly at due is kept (METHODS E)."""
    if touched_at is not None:
        return "missed" if touched_at > due_at else "kept"
    if state == "resolved":
        return "kept"
    if now > due_at:
        return "late"
    return "soon" if due_at - now <= SOON else "running"
