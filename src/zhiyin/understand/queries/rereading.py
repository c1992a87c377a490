"""Reading everything again: what would be read, how far it is, how the two versions compare."""

from dataclasses import dataclass
from datetime import datetime

from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import NotFound
from zhiyin.understand.comparing import Comparison
from zhiyin.understand.models import Reading, Rereading
from zhiyin.understand.queries import analyser


@dataclass(frozen=True, slots=True)
class RereadingState:
    """One re-reading. `total` is how many texts other versions had read when it began."""

    id: int
    state: str  # Rereading.STATES
    analyser: str
    total: int
    done: int
    comparison: Comparison
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Versions:
    """The version installed, how many texts it read, and how many others read."""

    analyser: str
    by_it: int
    by_others: int


def versions(actor: Actor) -> Versions:
    """Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    name = analyser.name()
    return Versions(
        name, Reading.objects.filter(analyser=name).count(), Reading.objects.exclude(analyser=name).count()
    )


def rereadings(actor: Actor, most: int = 20) -> list[RereadingState]:
    """The newest first. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    return [_state(one) for one in Rereading.objects.order_by("-id")[:most]]


def rereading(actor: Actor, rereading_id: int) -> RereadingState:
    """Needs `settings.manage` everywhere. Raises NotFound."""
    actor.require("settings.manage", "")
    found = Rereading.objects.filter(pk=rereading_id).first()
    if found is None:
        raise NotFound()
    return _state(found)


def _state(one: Rereading) -> RereadingState:
    return RereadingState(
        one.pk,
        one.state,
        one.analyser,
        one.total,
        one.done,
        Comparison.of(one.comparison),
        one.asked_by,
        one.asked_at,
        one.ended_at,
    )
