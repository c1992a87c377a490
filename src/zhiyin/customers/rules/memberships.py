"""Time in segments by criteria begins and ends, and the size of a segment goes with it.

A size follows the rows that were really written, whoever else writes at the same time: counting the members of a
large segment for one who moves would cost as much as the segment is large.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest

from zhiyin.customers.models import Membership, Segment


def begin(segment_id: int, people: Sequence[int], at: datetime) -> int:
    """Let these persons in; returns how many of them were not in it yet. `resize` follows, or a count."""
    if not people:
        return 0
    rows = connection.ops.quote_name(Membership._meta.db_table)
    since = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {rows} (segment_id, customer_id, since) VALUES (%s, %s, %s)"  # noqa: S608  (our own names)
            " ON CONFLICT DO NOTHING",
            [(segment_id, person, since) for person in people],
        )
        return int(cursor.rowcount)


def end(segment_id: int, people: Sequence[int], at: datetime) -> int:
    """End these customers' time in it; returns how many were in it. `resize` follows, or a count."""
    return current(segment_id).filter(customer__in=people).update(until=at) if people else 0


def end_all(customers: Sequence[int], at: datetime) -> Counter[int]:
    """End these customers' time in every segment by criteria; returns how many left, by segment."""
    lasting = Membership.objects.filter(customer__in=customers, segment__kind="criteria", until__isnull=True)
    segments = set(lasting.values_list("segment_id", flat=True))
    return Counter({segment: end(segment, customers, at) for segment in segments})


def resize(changes: Mapping[int, int]) -> None:
    """Add to the sizes of segments; in the transaction in which members entered and left, at its end."""
    for segment_id, change in sorted(changes.items()):  # in one order, so that nobody waits for each other
        if change:
            Segment.objects.filter(id=segment_id).update(size=Greatest(F("size") + change, Value(0)))


def current(segment_id: int) -> QuerySet[Membership]:
    """Who is in it now."""
    return Membership.objects.filter(segment_id=segment_id, until__isnull=True)
