"""How many persons are on lists, once customers on them were joined or parted."""

from collections.abc import Collection

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Customer, Membership, Segment
from zhiyin.customers.rules.chunking import chunks


def count_lists(actor: Actor, *, customers: Collection[int]) -> int:
    """Count the lists anew that name one of these customers' persons; returns how many lists those are.

    Needs `customers.manage` everywhere. Who is on a list does not change, and nothing is journalled.
    """
    actor.require("customers.manage", "")
    lists = set[int]()
    for part in chunks(sorted(set(customers))):
        persons = Customer.objects.filter(id__in=part).values("person_id")
        rows = Membership.objects.filter(
            customer__person_id__in=persons, segment__kind="list", until__isnull=True
        )
        lists.update(rows.values_list("segment_id", flat=True))
    for key in sorted(lists):
        current = Membership.objects.filter(segment_id=key, until__isnull=True)
        size = current.values("customer__person_id").distinct().count()
        Segment.objects.filter(id=key).update(size=size)
    return len(lists)
