"""What the journal lets go of when somebody is erased: links, and the words that people gave as reasons."""

from collections.abc import Iterable
from typing import Any, Final

from zhiyin.journal.models import Event, Link

CHUNK: Final = 450
# Facts that a person typed: nothing else in the journal is anybody's words.
TYPED: Final = ("reason", "why", "note")


def forget_links(subjects: Iterable[str]) -> int:
    """Remove the links of these things ("signal:99") with others."""
    wanted = list(subjects)
    gone = 0
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        gone += Link.objects.filter(source__in=part).delete()[0]
        gone += Link.objects.filter(target__in=part).delete()[0]
    return gone


def blank_reasons(subjects: Iterable[str]) -> int:
    """Take typed words out of the events about these things; that it happened, when and by whom stays."""
    wanted = list(subjects)
    changed = 0
    for start in range(0, len(wanted), CHUNK):
        for event in Event.objects.filter(subject__in=wanted[start : start + CHUNK]).only("id", "data"):
            kept: dict[str, Any] = {name: value for name, value in event.data.items() if name not in TYPED}
            if kept != event.data:
                event.data = kept
                event.save(update_fields=["data"])
                changed += 1
    return changed


def events_about(subjects: Iterable[str]) -> list[dict[str, Any]]:
    """What was done about these things, the oldest first."""
    wanted = list(subjects)
    found: list[dict[str, Any]] = []
    for start in range(0, len(wanted), CHUNK):
        rows = Event.objects.filter(subject__in=wanted[start : start + CHUNK])
        found += [dict(row) for row in rows.values("at", "name", "actor_kind", "subject")]
    return sorted(found, key=lambda one: one["at"])
