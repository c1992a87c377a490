"""Claiming rows, sending them, settling what became of them, holding those that a dead sender left."""

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import Message
from zhiyin.contact.rules import may_contact, out_of_date
from zhiyin.contact.sending.mail import Outcome, hand_over
from zhiyin.journal.record import record

SENDER = Actor.system("sender")
# Longer than any conversation with a mail server may take (four steps of EMAIL_TIMEOUT).
CLAIM_LASTS = timedelta(minutes=10)
RETRY_AFTER = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
MOST_ATTEMPTS = 27  # about a day

# Tells this life of the process from an earlier one with the same number.
_life = secrets.token_hex(4)


def send_next() -> bool:
    """Send at most one message. True when there may be another to send at once."""
    if not settings.MAIL_CONFIGURED:
        return False
    message = claim_next(timezone.now())
    if message is None:
        return False
    try:
        outcome = _objection(message) or hand_over(message)
    except BaseException:  # even when we are being stopped: it is not known how far this one got
        settle(message, Outcome("unknown", "interrupted"))
        raise
    settle(message, outcome)
    return outcome.state != "waiting"


def claim_next(now: datetime) -> Message | None:
    """Take the oldest waiting message: one sender alone can turn it from waiting into sending."""
    me = f"{socket.gethostname()}:{os.getpid()}:{_life}:{secrets.token_hex(6)}"[-120:]
    due = Q(not_before__isnull=True) | Q(not_before__lte=now)
    waiting = Message.objects.filter(due, state="waiting", channel="mail")
    while (candidate := waiting.order_by("id").values_list("id", flat=True).first()) is not None:
        claimed = waiting.filter(id=candidate).update(
            state="sending", claimed_at=now, claimed_by=me, attempts=F("attempts") + 1, reason=""
        )
        if claimed:
            return Message.objects.get(id=candidate)
    return None


def _objection(message: Message) -> Outcome | None:
    """Why the message must not leave now, although it was allowed when it was written."""
    if out_of_date(message.purpose, message.created_at, timezone.now()):
        return Outcome("refused", "out_of_date")
    verdict = may_contact(
        channel=message.channel,
        to=message.to_address,
        purpose=message.purpose,
        customer_id=message.customer_id,
    )
    return None if verdict.allowed else Outcome("refused", verdict.reason)


def settle(message: Message, outcome: Outcome) -> None:
    """Write down the outcome, unless somebody decided about the message in the meantime."""
    now = timezone.now()
    state, reason, not_before = outcome.state, outcome.reason, None
    if state == "waiting":
        if message.attempts >= MOST_ATTEMPTS:
            state, reason = "failed", "server_down" if reason.startswith("unreachable") else reason
        else:
            not_before = now + RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
    with transaction.atomic():
        settled = Message.objects.filter(
            id=message.id, claimed_by=message.claimed_by, state__in=("sending", "unknown")
        ).update(
            state=state,
            reason=reason[:200],
            not_before=not_before,
            finished_at=None if state == "waiting" else now,
        )
        if settled and state != "waiting":
            record(
                SENDER,
                f"contact.message_{state}",
                {"message": message.id, "purpose": message.purpose},
                subject=message.about,
                unit_path=message.unit_path,
            )


def hold_the_interrupted() -> bool:
    """Messages whose sender died while sending have an unknown outcome: a person decides about them."""
    now = timezone.now()
    for message in Message.objects.filter(state="sending"):
        too_long = message.claimed_at is None or now - message.claimed_at > CLAIM_LASTS
        if too_long or not _still_alive(message.claimed_by):
            settle(message, Outcome("unknown", "interrupted"))
    return False


def _still_alive(claim: str) -> bool:
    """Whether the claiming process may still be at it; other hosts' processes are taken to be."""
    host, number, life, _ = [*claim.rsplit(":", 3), "", "", ""][:4]
    if host != socket.gethostname() or not number.isdecimal():
        return True
    if int(number) == os.getpid():
        return life == _life
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
