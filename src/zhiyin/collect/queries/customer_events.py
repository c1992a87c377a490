"""Events as an actor may see them: those at their units; those without a unit for who reads everywhere."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Event
from zhiyin.customers.queries.people import person_for
from zhiyin.customers.queries.persons import nodes_of
from zhiyin.journal.reach import read_moment, read_number


@dataclass(frozen=True, slots=True)
class HappenedEvent:
    """One event; `customer_id` is None where nobody is known, or the actor may not know who."""

    id: int
    kind: str
    occurred_at: datetime
    received_at: datetime
    customer_id: int | None
    unit: str
    channel: str
    source: str
    order: str
    product: str
    quantity: float | None
    amount: Decimal | None
    is_discounted: bool | None
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventsPage:
    """Some events, newest first; `next` is where the next page begins, "" on the last."""

    rows: list[HappenedEvent]
    next: str


def events_page(
    actor: Actor,
    *,
    customer_id: int | None = None,
    kind: str = "",
    source: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str = "",
    limit: int = 30,
) -> EventsPage:
    """Up to `limit` events: of one customer by when they happened, else by when they came, hour by hour.

    Needs `voice.read`, for those of one customer `personal.read` at the same places. Raises BadCursor, NoSuchCustomer
    (also out of sight).
    """
    rows = Event.objects.filter(_where(actor, "voice.read"))
    if customer_id is not None:
        person = person_for(actor, customer_id)
        rows = rows.filter(_where(actor, "personal.read"), customer_id__in=nodes_of([person.pk])[person.pk])
    if kind:
        rows = rows.filter(kind=kind)
    if source:
        rows = rows.filter(source=source)
    if since is not None:
        rows = rows.filter(occurred_at__gte=since)
    if until is not None:
        rows = rows.filter(occurred_at__lt=until)
    order = ("-id",) if customer_id is None else ("-occurred_at", "-id")
    if cursor:
        moment, key = _place(cursor)
        earlier = Q(id__lt=key)
        if customer_id is not None:
            earlier = Q(occurred_at__lt=moment) | Q(occurred_at=moment, id__lt=key)
        rows = rows.filter(earlier)
    found = list(rows.select_related("unit").order_by(*order)[: limit + 1])
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return EventsPage(
        [_shown(one, knows=actor.may("personal.read", one.unit_path)) for one in found[:limit]],
        f"{last.occurred_at.isoformat()}~{last.pk}" if last is not None else "",
    )


def _where(actor: Actor, permission: str) -> Q:
    """The places at which the actor holds it. Raises Forbidden without any."""
    actor.require(permission)
    paths = actor.paths(permission)
    return Q() if "" in paths else reduce(or_, (Q(unit_path__startswith=path) for path in paths))


def _place(cursor: str) -> tuple[datetime, int]:
    moment, _mark, key = cursor.partition("~")
    return read_moment(moment), read_number(key)


def _shown(event: Event, *, knows: bool) -> HappenedEvent:
    return HappenedEvent(
        event.pk,
        event.kind,
        event.occurred_at,
        event.received_at,
        event.customer_id if knows else None,
        str(event.unit) if event.unit is not None else "",
        event.channel,
        event.source,
        event.order,
        event.product,
        event.quantity,
        event.amount,
        event.is_discounted,
        event.attributes,
    )
