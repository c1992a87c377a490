"""Calling off background work."""

from django.utils import timezone

from zhiyin.jobs.errors import CannotCancel
from zhiyin.jobs.models import Job
from zhiyin.journal.record import Acting, record


def cancel(actor: Acting, job_id: int) -> None:
    """Stop a waiting job for good, and a running one at its next step. The caller has checked the permission.

    Raises CannotCancel when it has ended.
    """
    changed = Job.objects.filter(id=job_id, state__in=("waiting", "running")).update(
        state="cancelled", finished_at=timezone.now()
    )
    if not changed:
        raise CannotCancel
    record(actor, "jobs.cancelled", subject=f"job:{job_id}")
