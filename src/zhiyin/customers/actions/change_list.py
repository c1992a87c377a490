"""Put people on a list, take them off it, and take the last change back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.sort_people import sort_people
from zhiyin.customers.errors import NoChangeToUndo, NoSuchSegment, NotAList
from zhiyin.customers.models import Customer, Membership, Segment
from zhiyin.customers.queries.segments import last_change
from zhiyin.customers.rules.chunking import chunks
from zhiyin.journal.record import record


class Listed(NamedTuple):
    """How many were put on a list and how many taken off; those who were there already do not count."""

    added: int
    removed: int


def change_list(
    actor: Actor, *, code: str, add: Collection[int] = (), remove: Collection[int] = ()
) -> Listed:
    """Put these customers on the list and take those off it; journals `customers.list_changed`.

    A person is on a list when one of the customers that are this person is. Putting on names the customer given;
    taking off takes off all of the person. So people that are parted again each keep the place they were given.
    Needs `customers.manage` everywhere. Raises Forbidden, NoSuchSegment, NotAList.
    """
    actor.require("customers.manage", "")
    segment = Segment.objects.filter(code=code).first()
    if segment is None:
        raise NoSuchSegment()
    if segment.kind != "list":
        raise NotAList()
    with transaction.atomic():
        Segment.objects.select_for_update().get(id=segment.id)
        return _change(actor, segment, _present(add), _whole_persons(segment, remove), {})


def undo_list_change(actor: Actor, *, code: str) -> Listed:
    """Take the last change of the list back: who was put on is taken off, who was taken off is put on again.

    What was taken back stays in the history, as it was for that time. Journals `customers.list_changed` with the
    event that it undoes. Needs `customers.manage` everywhere. Raises NoSuchSegment, NoChangeToUndo.
    """
    actor.require("customers.manage", "")
    segment = Segment.objects.filter(code=code, kind="list").first()
    if segment is None:
        raise NoSuchSegment()
    with transaction.atomic():
        Segment.objects.select_for_update().get(id=segment.id)
        last = last_change(segment.id)
        if last is None:
            raise NoChangeToUndo()
        at = datetime.fromisoformat(last.data["at"])
        rows = Membership.objects.filter(segment=segment)
        added = list(rows.filter(since=at, until__isnull=True).values_list("customer_id", flat=True))
        removed = list(rows.filter(until=at).values_list("customer_id", flat=True))
        return _change(actor, segment, removed, added, {"undoes": last.id})


def _present(customers: Collection[int]) -> list[int]:
    return [
        key
        for part in chunks(sorted(set(customers)))
        for key in Customer.objects.filter(id__in=part).values_list("id", flat=True)
    ]


def _whole_persons(segment: Segment, customers: Collection[int]) -> list[int]:
    """All customers on the list who are the same persons as these."""
    found: set[int] = set()
    for part in chunks(sorted(set(customers))):
        persons = Customer.objects.filter(id__in=part).values("person_id")
        listed = Membership.objects.filter(segment=segment, until__isnull=True)
        found.update(listed.filter(customer__person_id__in=persons).values_list("customer_id", flat=True))
    return sorted(found)


def _change(
    actor: Actor, segment: Segment, add: list[int], remove: list[int], data: dict[str, Any]
) -> Listed:
    at = timezone.now()
    rows = Membership.objects.filter(segment=segment, until__isnull=True)
    gone, people, new = 0, set[int](), 0
    for part in chunks(remove):
        gone += rows.filter(customer__in=part).update(until=at)
    for part in chunks(add):
        listed = rows.filter(customer__person_id__in=Customer.objects.filter(id__in=part).values("person_id"))
        known = set(listed.values_list("customer__person_id", flat=True))
        fresh = [
            (key, person)
            for key, person in Customer.objects.filter(id__in=part).values_list("id", "person_id")
            if person not in known
        ]
        Membership.objects.bulk_create(
            [Membership(segment=segment, customer_id=key, since=at) for key, _ in fresh]
        )
        new += len(fresh)
    for part in chunks([*add, *remove]):
        nodes = Customer.objects.filter(id__in=part)
        people.update(nodes.values_list("person_id", flat=True))
    if gone or new:
        size = rows.values("customer__person_id").distinct().count()
        Segment.objects.filter(id=segment.id).update(size=size, refreshed_at=at)
        facts = {
            "segment": segment.id,
            "code": segment.code,
            "at": at.isoformat(),
            "added": new,
            "removed": gone,
        }
        record(actor, "customers.list_changed", {**facts, **data}, subject=f"segment:{segment.id}")
        sort_people(
            Actor.system("segments"), people=sorted(people)
        )  # into the segments that ask about this list
    return Listed(new, gone)
