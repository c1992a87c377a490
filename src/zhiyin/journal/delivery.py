"""Carrying events to their reactions: at least once, claimed by a conditional update, retried with patience."""

import logging
import os
import threading
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from zhiyin.journal.models import Delivery
from zhiyin.journal.registry import reactions_to

log = logging.getLogger(__name__)

# A claim older than this belongs to a process that died.
CLAIM_LASTS = timedelta(minutes=2)
RETRY_AFTER = (
    timedelta(seconds=1),
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
)


def deliver_pending(limit: int = 50) -> bool:
    """Carry out up to `limit` waiting deliveries, oldest first. True when there was something to do."""
    did_work = False
    for _ in range(limit):
        delivery = _claim(timezone.now())
        if delivery is None:
            break
        did_work = True
        _carry_out(delivery)
    return did_work


def _claim(now: datetime) -> Delivery | None:
    me = f"{os.getpid()}.{threading.get_ident()}"
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS)
    due = Q(not_before__isnull=True) | Q(not_before__lte=now)
    while True:
        candidate = (
            Delivery.objects.filter(free, due).order_by("rank", "id").values_list("id", flat=True).first()
        )
        if candidate is None:
            return None
        claimed = Delivery.objects.filter(free, id=candidate).update(
            claimed_at=now, claimed_by=me, attempts=F("attempts") + 1
        )
        if claimed:
            return Delivery.objects.select_related("event").get(id=candidate)


def _carry_out(delivery: Delivery) -> None:
    function = reactions_to(delivery.event.name).get(delivery.reaction)
    if function is None:  # the reaction was removed in a newer version
        delivery.delete()
        return
    try:
        function(delivery.event)  # opens its own transactions, so that slow reading holds no lock
        delivery.delete()
    except Exception as error:  # a failing reaction must not stop the others
        log.exception("reaction %s failed on event %s", delivery.reaction, delivery.event_id)
        wait = RETRY_AFTER[min(delivery.attempts, len(RETRY_AFTER)) - 1]
        Delivery.objects.filter(id=delivery.id).update(
            claimed_at=None, claimed_by="", not_before=timezone.now() + wait, last_error=type(error).__name__
        )
