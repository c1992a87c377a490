"""The events that an import brought or changed, found without looking at all the others."""

from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from zhiyin.collect.models import Event, EventRevision

_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)  # ids of events begin with the hours since then
_HOUR = 3_600
_RANDOM_BITS = 45


def events_of(import_id: int, began_at: datetime, ended_at: datetime | None) -> "list[QuerySet[Event]]":
    """The import's events: those made while it ran are found by their ids, the others by what they said before."""
    last = (ended_at or timezone.now()) + timedelta(hours=1)
    made = Event.objects.filter(imported_id=import_id, id__gte=_first(began_at), id__lt=_first(last, 1))
    before = EventRevision.objects.values("event_id")
    changed = Event.objects.filter(imported_id=import_id, id__in=before)
    return [made, changed]


def _first(moment: datetime, hours: int = 0) -> int:
    return (int((moment - _EPOCH).total_seconds() // _HOUR) + hours) << _RANDOM_BITS
