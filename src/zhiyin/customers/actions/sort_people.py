"""Put people into the segments that their standing now calls for, and take them out of the others."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.criteria import people_for
from zhiyin.customers.models import Customer, Membership, Segment
from zhiyin.customers.queries.segment_order import Kept, kept_in_order
from zhiyin.customers.rules.memberships import begin, current, end, resize
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
        sizes = Counter[int]()
        with transaction.atomic():
            for key, left in _leave_to_the_person(actor, chunk).items():
                moved += left
                sizes[key] -= left
            for kept in order:
                entered, left = sort_into(actor, kept, chunk, timezone.now())
                moved += entered + left
                sizes[kept.segment.id] += entered - left
            resize(sizes)
    return moved


def sort_into(actor: Actor, kept: Kept, people: Sequence[int], now: datetime) -> tuple[int, int]:
    """Bring one segment up to date for up to CHUNK persons: how many entered, how many left. In a transaction, in
    which the caller writes its size down."""
    rows = current(kept.segment.id).filter(customer__in=people)
    before = set(rows.values_list("customer_id", flat=True))
    holds = set(people_for(kept.criterion, now=now, among=people).values_list("id", flat=True))
    return _change(actor, kept.segment, entered=sorted(holds - before), left=sorted(before - holds), at=now)


def _change(
    actor: Actor, segment: Segment, *, entered: list[int], left: list[int], at: datetime
) -> tuple[int, int]:
    if not entered and not left:
        return 0, 0
    gone = end(segment.id, left, at)
    new = begin(segment.id, entered, at)
    data = {
        "segment": segment.id,
        "code": segment.code,
        "at": at.isoformat(),
        "entered": entered,
        "left": left,
    }
    record(actor, "customers.segment_changed", data, subject=f"segment:{segment.id}")
    return new, gone


def _leave_to_the_person(actor: Actor, people: list[int]) -> dict[int, int]:
    """Memberships by criteria are the surviving customer's: those of customers joined to it end, and stay as history.

    Most ended when the customers were joined (rules.persons). Returns how many end now, by segment.
    """
    joined = Customer.objects.filter(person_id__in=people).exclude(id=F("person_id")).values("id")
    rows = Membership.objects.filter(customer__in=joined, segment__kind="criteria", until__isnull=True)
    held: dict[int, list[int]] = {}
    for key, customer in rows.values_list("segment_id", "customer_id"):
        held.setdefault(key, []).append(customer)
    now = timezone.now()
    return {
        segment.id: _change(actor, segment, entered=[], left=sorted(held[segment.id]), at=now)[1]
        for segment in Segment.objects.filter(id__in=held)
    }
