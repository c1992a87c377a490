"""Delete a segment with its whole history."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import NoSuchSegment, SegmentInUse
from zhiyin.customers.models import Membership, Segment
from zhiyin.customers.queries.segment_order import asking_about
from zhiyin.journal.record import record


def delete_segment(actor: Actor, *, code: str) -> None:
    """Journals `customers.segment_deleted`. Needs `customers.manage` everywhere.

    Raises Forbidden, NoSuchSegment, SegmentInUse while others ask about it.
    """
    actor.require("customers.manage", "")
    segment = Segment.objects.filter(code=code).first()
    if segment is None:
        raise NoSuchSegment()
    if others := asking_about(code):
        raise SegmentInUse(segments=", ".join(others))
    with transaction.atomic():
        data = {"segment": segment.id, "code": code, "name": segment.name, "criteria": segment.criteria}
        record(actor, "customers.segment_deleted", data, subject=f"segment:{segment.id}")
        Membership.objects.filter(segment=segment)._raw_delete(using=segment._state.db or "default")
        segment.delete()
