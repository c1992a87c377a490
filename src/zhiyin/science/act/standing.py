"""How a case's response clock stands."""

from datetime import datetime, timedelta

from zhiyin.science.calendar.clock import breached

SOON = timedelta(minutes=60)


def standing(due_at: datetime, touched_at: datetime | None, now: datetime) -> str:
    """`late`, `soon` (an hour or less left) or `running` until the first human touch, then `kept` or `missed`.

    Exactly at due is kept (METHODS E: breach uses >).
    """
    if touched_at is not None:
        return "missed" if breached(due_at, touched_at) else "kept"
    if breached(due_at, now):
        return "late"
    return "soon" if due_at - now <= SOON else "running"
