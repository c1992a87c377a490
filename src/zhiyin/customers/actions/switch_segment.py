"""Switch a segment off, so that it stays as it is and nothing asks about it; or on again."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import NoSuchSegment, SegmentInUse
from zhiyin.customers.models import Segment
from zhiyin.customers.queries.segment_order import asking_about
from zhiyin.journal.record import record


def switch_segment(actor: Actor, *, code: str, on: bool) -> None:
    """Journals `customers.segment_switched`, upon which one that was switched on is brought up to date.

    Needs `customers.manage` everywhere. Raises Forbidden, NoSuchSegment, SegmentInUse.
    """
    actor.require("customers.manage", "")
    segment = Segment.objects.filter(code=code).first()
    if segment is None:
        raise NoSuchSegment()
    if not on and (others := asking_about(code)):
        raise SegmentInUse(segments=", ".join(others))
    with transaction.atomic():
        if Segment.objects.filter(id=segment.id).exclude(is_active=on).update(is_active=on):
            data = {"segment": segment.id, "code": code, "on": on}
            record(actor, "customers.segment_switched", data, subject=f"segment:{segment.id}")
