"""The one way to journal: an event and its deliveries, in the caller's transaction."""

from typing import Any, Protocol

from zhiyin.journal.models import Delivery, Event
from zhiyin.journal.registry import rank_of, reactions_to


class Acting(Protocol):
    """What the journal needs to know of an actor."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


def record(
    actor: Acting, name: str, data: dict[str, Any] | None = None, *, subject: str = "", unit_path: str = ""
) -> Event:
    """Append one event. Call it inside the transaction of the change it tells of; a batch is one event with its ids."""
    event = Event.objects.create(
        name=name,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        subject=subject,
        unit_path=unit_path,
        data=data or {},
    )
    deliveries = [
        Delivery(event=event, reaction=dotted, rank=rank_of(dotted)) for dotted in reactions_to(name)
    ]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
    return event
