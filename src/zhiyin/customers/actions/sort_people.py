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
                moved += _sort(actor, kept, chunk, timezone.now())
    return moved


def _sort(actor: Actor, kept: Kept, people: list[int], now: datetime) -> int:
    rows = Membership.objects.filter(segment=kept.segment, customer__in=people, until__isnull=True)
    before = set(rows.values_list("customer_id", flat=True))
    holds = set(people_for(kept.criterion, now=now, among=people).values_list("id", flat=True))
    return change(actor, kept.segment, entered=sorted(holds - before), left=sorted(before - holds), at=now)


def change(actor: Actor, segment: Segment, *, entered: list[int], left: list[int], at: datetime) -> int:
    """Open and close memberships, and journal it. Call it in a transaction."""
    if not entered and not left:
        return 0
    rows = Membership.objects.filter(segment=segment, until__isnull=True)
    gone = rows.filter(customer__in=left).update(until=at) if left else 0
    Membership.objects.bulk_create(
        [Membership(segment=segment, customer_id=key, since=at) for key in entered], ignore_conflicts=True
    )
    Segment.objects.filter(id=segment.id).update(size=F("size") + len(entered) - gone)
    data = {
        "segment": segment.id,
        "code": segment.code,
        "at": at.isoformat(),
        "entered": entered,
        "left": left,
    }
    record(actor, "customers.segment_changed", data, subject=f"segment:{segment.id}")
    return len(entered) + len(left)


def _leave_to_the_person(actor: Actor, people: list[int]) -> int:
    """Memberships by criteria are the surviving customer's: those of customers joined to it end, and stay as history."""
    joined = Customer.objects.filter(person_id__in=people).exclude(id=F("person_id")).values("id")
    rows = Membership.objects.filter(customer__in=joined, until__isnull=True, segment__kind="criteria")
    by_segment: dict[int, list[int]] = {}
    for segment, customer in rows.values_list("segment_id", "customer_id"):
        by_segment.setdefault(segment, []).append(customer)
    now = timezone.now()
    return sum(
        change(actor, segment, entered=[], left=sorted(by_segment[segment.id]), at=now)
        for segment in Segment.objects.filter(id__in=by_segment)
    )
