"""Taking up a job: one worker gets it, by a conditional update."""

import os
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhiyin.jobs.models import Job
from zhiyin.jobs.running import Running, here, same_place

# A running job whose heartbeat is older than this belongs to a worker that died.
STALE_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS = 1000

ALWAYS_STOPPED = _("The worker stopped every time it tried this.")


def claim_next() -> Running | None:
    """The next job to be done, now ours; None when there is nothing to do."""
    now = timezone.now()
    for candidate in _candidates(now):
        running = _take(candidate, now)
        if running is not None:
            return running
    return None


def claim_about(subject: str) -> Running | None:
    """The job about that subject which waits or whose worker died, now ours; None when there is none."""
    now = timezone.now()
    for candidate in _candidates(now, subject=subject):
        running = _take(candidate, now)
        if running is not None:
            return running
    return None


def _candidates(now: datetime, **about: str) -> list[Job]:
    due = Q(not_before__isnull=True) | Q(not_before__lte=now)
    waiting = list(Job.objects.filter(due, state="waiting", **about).order_by("id")[:5])
    orphans = [
        found
        for found in Job.objects.filter(state="running", **about).order_by("id")
        if found.heartbeat_at is None or found.heartbeat_at < now - STALE_AFTER or _died_here(found.worker)
    ]
    return orphans + waiting


def _died_here(worker: str) -> bool:
    """Whether that worker was a process of this machine that is no more: no need to wait for its silence."""
    process = same_place(worker)
    if process is None:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _take(candidate: Job, now: datetime) -> Running | None:
    if candidate.attempts >= MOST_ATTEMPTS:
        Job.objects.filter(id=candidate.pk, state=candidate.state, attempts=candidate.attempts).update(
            state="failed", problem=ALWAYS_STOPPED, finished_at=now
        )
        return None
    taken = Job.objects.filter(
        id=candidate.pk, state=candidate.state, attempts=candidate.attempts, worker=candidate.worker
    ).update(
        state="running",
        attempts=F("attempts") + 1,
        worker=here(),
        heartbeat_at=now,
        problem="",
        finished_at=None,
    )
    return Running.of(candidate.pk) if taken else None
