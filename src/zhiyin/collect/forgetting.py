"""Taking signals away for good: from the tables, the search index, the vault and the lake; rooms above are asked first."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from zhiyin.collect.actions.accepting.identify import tombstone
from zhiyin.collect.models import IdempotencyKey, Signal, Tombstone
from zhiyin.customers.vault import forget_vaulted
from zhiyin.journal.feed import feed
from zhiyin.journal.forgetting import blank_reasons, forget_links
from zhiyin.search import index

CHUNK: Final = 900

Before = Callable[[Sequence[int]], int]
_before: list[Before] = []


def before_forgetting(step: Before) -> Before:
    """Register what a room above does with signals that are about to go: its records about them lose their words."""
    _before.append(step)
    return step


def forget_signals(signals: Sequence[Signal], *, for_good: bool = True) -> None:
    """Delete these signals with everything made of them, in the caller's transaction.

    `for_good`: their keys are remembered as hashes, and neither a file nor a restored backup brings them back.
    """
    if not signals:
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    keys = [signal.pk for signal in signals]
    for step in _before:
        step(keys)
    feed("signal", [(one.pk, _month(one.occurred_at, zone)) for one in signals], "erase")
    index.remove("signal", keys)
    names = [f"signal:{key}" for key in keys]
    forget_vaulted(names)
    forget_links(names)
    blank_reasons(names)
    _forget_answers_about({str(key) for key in keys})
    if for_good:
        leave_tombstones((signal.source, signal.source_id) for signal in signals)
    for start in range(0, len(keys), CHUNK):
        Signal.objects.filter(id__in=keys[start : start + CHUNK]).delete()


def leave_tombstones(keys: Iterable[tuple[str, str]]) -> None:
    """Remember, as keyed hashes, that these (source, source_id) must not come back."""
    Tombstone.objects.bulk_create(
        [Tombstone(digest=tombstone(*key)) for key in dict.fromkeys(keys)],
        ignore_conflicts=True,
        batch_size=CHUNK,
    )


def tombstones_since(moment: datetime) -> list[str]:
    """The hashes left from that moment on."""
    return list(Tombstone.objects.filter(at__gte=moment).order_by("digest").values_list("digest", flat=True))


def tombstones_again(digests: list[str]) -> None:
    """Leave hashes again that a restored record does not know."""
    Tombstone.objects.bulk_create(
        [Tombstone(digest=digest) for digest in digests], ignore_conflicts=True, batch_size=CHUNK
    )


def _month(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m")


def _forget_answers_about(ids: set[str]) -> None:
    """Answers to requests, kept for two days, name the signals that they brought in."""
    gone = []
    for key, body in IdempotencyKey.objects.values_list("id", "body").iterator(chunk_size=500):
        named = {body.get("id"), *(item.get("id") for item in body.get("results", ()))}
        if named & ids:
            gone.append(key)
    for start in range(0, len(gone), CHUNK):
        IdempotencyKey.objects.filter(id__in=gone[start : start + CHUNK]).delete()
