"""Asking for background work."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from zhiyin.jobs.models import Job
from zhiyin.jobs.running import here
from zhiyin.journal.record import Acting


def enqueue(
    actor: Acting,
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    subject: str = "",
    total: int | None = None,
    not_before: datetime | None = None,
    claimed: bool = False,
) -> int:
    """Write down one job in the caller's transaction; a worker takes it up after the commit. Returns its id.

    The caller has checked that the actor may want this. `claimed`: this very process will carry it out with
    `jobs.worker.carry_out` (the command line does); should it die, a worker goes on.
    """
    claim: dict[str, Any] = {}
    if claimed:
        claim = {"state": "running", "attempts": 1, "worker": here(), "heartbeat_at": timezone.now()}
    return Job.objects.create(
        kind=kind,
        payload=payload or {},
        subject=subject,
        total=total,
        not_before=not_before,
        created_by_kind=actor.kind,
        created_by=actor.name,
        created_by_id=actor.id,
        **claim,
    ).pk
