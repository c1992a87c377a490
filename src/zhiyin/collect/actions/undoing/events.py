"""The events of an import are taken back: those that it brought go, those that it changed are again what they were."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.collect.actions.accepting.event_rows import REMEMBERED
from zhiyin.collect.models import Event, EventRevision, Import
from zhiyin.collect.queries.imported_events import events_of
from zhiyin.customers.models import Customer
from zhiyin.journal.record import record

BATCH = 2_000


def take_back_events(
    actor: Actor, row: Import, undone: Collection[int], told: Callable[[int, int], None]
) -> None:
    """Batch by batch, each in one transaction; `told` hears of each how many went and how many were put back.

    Events of units that are not the actor's stay. Journals `collect.events_withdrawn` with the customers.
    """
    paths = actor.paths("signals.import")
    units = dict(Unit.objects.values_list("id", "path"))
    for events in events_of(row.pk, row.created_at, row.finished_at):
        last = -1
        while True:
            with transaction.atomic():
                found = list(
                    events.select_for_update(of=("self",)).filter(id__gt=last).order_by("id")[:BATCH]
                )
                if not found:
                    break
                last = found[-1].pk
                mine = [event for event in found if event.unit_path.startswith(paths)]
                if not mine:
                    continue
                before, later = _earlier([event.pk for event in mine], undone)
                customers = {event.customer_id for event in mine}
                gone = [event.pk for event in mine if event.pk not in before]
                changed = [(event, before[event.pk]) for event in mine if event.pk in before]
                _put_back(changed, units)
                for start in range(0, len(later), BATCH):
                    EventRevision.objects.filter(id__in=later[start : start + BATCH]).delete()
                customers |= {event.customer_id for event, _ in changed}
                Event.objects.filter(id__in=gone).delete()
                told(len(gone), len(changed))
                record(
                    actor,
                    "collect.events_withdrawn",
                    {"import": row.pk, "customers": sorted(one for one in customers if one is not None)},
                )


def _earlier(ids: Sequence[int], undone: Collection[int]) -> tuple[dict[int, EventRevision], list[int]]:
    """For each event the newest of its earlier contents that no undone import brought, absent without one; and the keys
    of these contents and of all that came after them."""
    found: dict[int, EventRevision] = {}
    later: list[int] = []
    for revision in EventRevision.objects.filter(event_id__in=ids).order_by("event_id", "-id"):
        if revision.event_id in found:
            continue
        later.append(revision.pk)
        if revision.content.get("imported_id") not in undone:
            found[revision.event_id] = revision
    return found, later


def _put_back(pairs: Sequence[tuple[Event, EventRevision]], units: dict[int, str]) -> None:
    named = {int(one.content["customer_id"]) for _, one in pairs if one.content["customer_id"]}
    present = set(Customer.objects.filter(id__in=named).values_list("id", flat=True))
    for event, revision in pairs:
        content: dict[str, Any] = revision.content
        for name in REMEMBERED:
            setattr(event, name, content[name])
        event.occurred_at = datetime.fromisoformat(content["occurred_at"])
        event.content_hash = bytes.fromhex(content["content_hash"])
        event.amount = None if content["amount"] is None else Decimal(content["amount"])
        customer = int(content["customer_id"]) if content["customer_id"] else None
        event.customer_id = customer if customer in present else None
        if event.unit_id not in units:
            event.unit_id = None
    fields = [name.removesuffix("_id") for name in REMEMBERED]
    Event.objects.bulk_update([event for event, _ in pairs], fields, batch_size=200)
