"""How far background work is."""

from dataclasses import dataclass
from datetime import datetime

from zhiyin.jobs.models import Job


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as its owner sees it. `total` is None while it is not known."""

    id: int
    kind: str
    state: str
    done: int
    total: int | None
    problem: str
    created_at: datetime
    finished_at: datetime | None


def latest_about(subject: str) -> JobState | None:
    """The newest job about "import:12". The room that owns the subject decides who may know of it."""
    row = Job.objects.filter(subject=subject).order_by("-id").first()
    if row is None:
        return None
    return JobState(
        row.pk, row.kind, row.state, row.done, row.total, row.problem, row.created_at, row.finished_at
    )
