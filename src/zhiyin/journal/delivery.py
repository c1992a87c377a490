"""Carrying events to their reactions: at least once, claimed by a conditional update, retried with patience."""

import logging
import os
import secrets
import threading
from datetime import datetime, timedelta

from django.db import OperationalError, connection
from django.db.models import F, Q
from django.utils import timezone

from zhiyin.journal.errors import DiskFull, is_full, is_locked
from zhiyin.journal.models import Delivery
from zhiyin.journal.registry import reactions_to

log = logging.getLogger(__name__)

# A claim older than this belongs to a process that died.
CLAIM_LASTS = timedelta(minutes=2)
# A full disk or a busy database is no fault of the reaction: it is tried again soon, however long that lasts.
RETRY_WHEN_NOT_ITS_FAULT = timedelta(seconds=5)
RETRY_AFTER = (
    timedelta(seconds=1),
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
)


_PROCESS = f"{os.getpid()}.{secrets.token_hex(6)}"  # process numbers repeat, from host to host and in time


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


def give_back_claims_of_the_dead() -> None:
    """Let go of what processes had claimed that are gone: killed, or stopped by a disk too full to write that down.

    Only with SQLite, all of whose processes are on this machine; elsewhere a claim ends when it is too old.
    """
    if connection.vendor != "sqlite":
        return
    claimed = Delivery.objects.filter(claimed_at__isnull=False).exclude(claimed_by="")
    for claimant in claimed.values_list("claimed_by", flat=True).distinct():
        process, _, _ = claimant.rpartition(".")
        if process == _PROCESS or _is_alive(process.partition(".")[0]):
            continue
        try:
            Delivery.objects.filter(claimed_by=claimant).update(claimed_at=None, claimed_by="")
        except OperationalError as error:
            if not (is_full(error) or is_locked(error)):
                raise
            log.warning("what %s had claimed is given back later: %s", claimant, error)


def _is_alive(number: str) -> bool:
    try:
        os.kill(int(number), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:  # somebody else's, with the number of the one that is gone or of one of ours
        return True
    return True


def _claim(now: datetime) -> Delivery | None:
    me = f"{_PROCESS}.{threading.get_ident()}"
    # what is still ours from before could not be given back: the disk was full even for that
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS) | Q(claimed_by=me)
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
    except KeyboardInterrupt:  # of a command that lends a hand: another may go on with it at once
        Delivery.objects.filter(id=delivery.id).update(claimed_at=None, claimed_by="")
        raise
    except Exception as error:  # a failing reaction must not stop the others
        attempts, wait = delivery.attempts, RETRY_AFTER[min(delivery.attempts, len(RETRY_AFTER)) - 1]
        why = DiskFull.code if is_full(error) else type(error).__name__
        if is_full(error) or is_locked(error):
            log.warning("reaction %s on event %s waits: %s", delivery.reaction, delivery.event_id, error)
            attempts, wait = attempts - 1, RETRY_WHEN_NOT_ITS_FAULT
        else:
            log.exception("reaction %s failed on event %s", delivery.reaction, delivery.event_id)
        Delivery.objects.filter(id=delivery.id).update(
            claimed_at=None,
            claimed_by="",
            attempts=attempts,
            not_before=timezone.now() + wait,
            last_error=why,
        )
