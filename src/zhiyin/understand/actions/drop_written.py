"""Throw away what the assistant wrote: because somebody wants to, because its sources went, because time has passed."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.journal.record import record
from zhiyin.understand.models import Written, WrittenFrom
from zhiyin.understand.queries.assistant import visible

CHUNK: Final = 900


def drop_written(actor: Actor, written_id: int) -> None:
    """Throw one text away. Whoever may read everything that it was made from may do so. Raises Forbidden, NotFound.

    Journals `understand.assistant_dropped`.
    """
    with transaction.atomic():
        row = visible(actor, written_id)
        use = row.use
        row.delete()
        record(actor, "understand.assistant_dropped", {"use": use}, subject=f"written:{written_id}")


def drop_about(signals: Sequence[int]) -> int:
    """Everything that was made from one of these signals, with others or alone; it may hold their words."""
    gone = 0
    for start in range(0, len(signals), CHUNK):
        part = signals[start : start + CHUNK]
        ids = list(
            WrittenFrom.objects.filter(signal_id__in=part).values_list("written_id", flat=True).distinct()
        )
        gone += Written.objects.filter(id__in=ids).delete()[0] if ids else 0
    return gone


def drop_outdated(signals: Sequence[int]) -> None:
    """What was made from earlier words of these signals: whoever said those may be erased one day without the signal."""
    if not WrittenFrom.objects.exists():
        return
    for start in range(0, len(signals), CHUNK):
        part = signals[start : start + CHUNK]
        rows = WrittenFrom.objects.filter(signal_id__in=part).values_list(
            "written_id", "revision", "signal__revision"
        )
        old = {written for written, made_from, now in rows if made_from != now}
        Written.objects.filter(id__in=old).delete()
