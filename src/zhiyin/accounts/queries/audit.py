"""The audit trail: what happened, who did it, as far as an actor may know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.phrases import event_words
from zhiyin.accounts.queries.units import unit_of_path
from zhiyin.journal.models import Event

MOST_DOWNLOADED = 100_000


@dataclass(frozen=True, slots=True)
class Looking:
    """What the reader looks for; empty values restrict nothing. `since` is included, `until` is not."""

    actor: str = ""  # part of a name
    name: str = ""  # an event's name, or a room's with a dot at its end ("collect.")
    subject: str = ""  # "case:12"
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. `data` holds ids and small facts, never what anybody wrote."""

    id: int
    at: datetime
    name: str
    words: str
    actor_kind: str
    actor_id: str
    actor_name: str
    subject: str
    unit_label: str
    data: dict[str, Any]


def _visible(actor: Actor, looking: Looking, *permissions: str) -> QuerySet[Event]:
    events = Event.objects.order_by("-pk")
    for permission in permissions:
        actor.require(permission)
        paths = actor.paths(permission)
        if paths != ("",):
            within = Q()
            for path in paths:
                within |= Q(unit_path__startswith=path)
            events = events.filter(within)
    if looking.actor:
        events = events.filter(actor_name__icontains=looking.actor)
    if looking.name.endswith("."):
        events = events.filter(name__startswith=looking.name)
    elif looking.name:
        events = events.filter(name=looking.name)
    if looking.subject:
        events = events.filter(subject=looking.subject)
    if looking.since:
        events = events.filter(at__gte=looking.since)
    if looking.until:
        events = events.filter(at__lt=looking.until)
    return events


def _happening(event: Event) -> Happening:
    unit = unit_of_path(event.unit_path) if event.unit_path else None
    return Happening(
        id=event.pk,
        at=event.at,
        name=event.name,
        words=event_words(event.name),
        actor_kind=event.actor_kind,
        actor_id=event.actor_id,
        actor_name=event.actor_name,
        subject=event.subject,
        unit_label=unit.label if unit else "",
        data=event.data,
    )


def happenings(
    actor: Actor, looking: Looking, *, before: int | None = None, limit: int = 50
) -> list[Happening]:
    """Newest first, from below the event `before` on. Needs `audit.read`; outside its units nothing is seen."""
    events = _visible(actor, looking, "audit.read")
    if before is not None:
        events = events.filter(pk__lt=before)
    return [_happening(event) for event in events[:limit]]


def download(actor: Actor, looking: Looking) -> Iterator[Happening]:
    """The newest 100,000 for a file. Needs `export` as well, in the same units."""
    events = _visible(actor, looking, "audit.read", "export")
    return (_happening(event) for event in events[:MOST_DOWNLOADED].iterator(chunk_size=2000))


def event_names(actor: Actor) -> list[str]:
    """The names of events that have happened, for choosing one."""
    actor.require("audit.read")
    return sorted(
        _visible(actor, Looking(), "audit.read").order_by().values_list("name", flat=True).distinct()
    )
