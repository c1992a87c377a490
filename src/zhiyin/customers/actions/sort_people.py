"""Put people into the segments that their standing now calls for, and take them out of the others."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.criteria import people_for
from zhiyin.customers.models import Customer, Membership, Segment
from zhiyin.customers.queries.segment_order import Kept, kept_in_order
from zhiyin.journal.record import record

CHUNK = 5_000


def sort_people(actor: Actor, *, people: Sequence[int]) -> int:
    """Bring every active segment by criteria up to date for these persons. Returns how many times somebody moved.

    Needs `customers.manage` everywhere. Costs what the persons cost, however large the segments are: a few queries a
    segment for 5,000 persons. Journals `customers.segment_changed` {segment, code, at, entered, left} for each
    segment that changed. Whoever is no person of their own any more (was joined to another) leaves.
    """
    actor.require("customers.manage", "")
    order = kept_in_order()
    moved = 0
    for start in range(0, len(people), CHUNK):
        chunk = list(people[start : start + CHUNK])
        with transaction.atomic():
            moved += _leave_to_the_person(actor, chunk)
            for kept in order:
                moved += sum(sort_into(actor, kept, chunk, timezone.now()))
    return moved


def sort_into(actor: Actor, kept: Kept, people: Sequence[int], now: datetime) -> tuple[int, int]:
    """Bring one segment up to date for up to CHUNK persons: how many entered, how many left. In a transaction."""
    rows = Membership.objects.filter(segment=kept.segment, customer__in=people, until__isnull=True)
    before = set(rows.values_list("customer_id", flat=True))
    holds = set(people_for(kept.criterion, now=now, among=people).values_list("id", flat=True))
    entered, left = sorted(holds - before), sorted(before - holds)
    _change(actor, kept.segment, entered=entered, left=left, at=now)
    return len(entered), len(left)


def _change(actor: Actor, segment: Segment, *, entered: list[int], left: list[int], at: datetime) -> int:
    if not entered and not left:
        return 0
    rows = Membership.objects.filter(segment=segment, until__isnull=True)
    if left:
        rows.filter(customer__in=left).update(until=at)
    Membership.objects.bulk_create(
        [Membership(segment=segment, customer_id=key, since=at) for key in entered], ignore_conflicts=True
    )
    _count(segment.id)
    data = {
        "segment": segment.id,
        "code": segment.code,
        "at": at.isoformat(),
        "entered": entered,
        "left": left,
    }
    record(actor, "customers.segment_changed", data, subject=f"segment:{segment.id}")
    return len(entered) + len(left)


def _count(segment_id: int) -> None:
    rows = Membership.objects.filter(segment_id=segment_id, until__isnull=True)
    Segment.objects.filter(id=segment_id).update(size=rows.count())


def _leave_to_the_person(actor: Actor, people: list[int]) -> int:
    """Memberships by criteria are the surviving customer's: those of customers joined to it end, and stay as history.

    Those that ended when the customers were joined (customers.rules.persons) are no longer counted.
    """
    joined = Customer.objects.filter(person_id__in=people).exclude(id=F("person_id")).values("id")
    rows = Membership.objects.filter(customer__in=joined, segment__kind="criteria")
    held: dict[int, list[int]] = {}
    for key, customer, until in rows.values_list("segment_id", "customer_id", "until"):
        held.setdefault(key, []).extend([customer] if until is None else [])
    now, moved = timezone.now(), 0
    for segment in Segment.objects.filter(id__in=held):
        if not _change(actor, segment, entered=[], left=sorted(held[segment.id]), at=now):
            _count(segment.id)
        moved += len(held[segment.id])
    return moved
