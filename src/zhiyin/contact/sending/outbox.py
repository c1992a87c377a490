"""Claiming rows, sending them, settling what became of them, holding those that a dead sender left."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable
from zhiyin.contact.carriers.shape import Outcome
from zhiyin.contact.claims import new_claim, still_alive
from zhiyin.contact.models import Message
from zhiyin.contact.rules import Verdict, may_contact, out_of_date
from zhiyin.contact.rules.contacting import CONSENT_CHANNEL
from zhiyin.contact.sending.ways import carrier, may_leave, way_of
from zhiyin.customers.actions.use_consent import use_consent
from zhiyin.customers.models import Customer
from zhiyin.journal.record import record

SENDER = Actor.system("sender")
# Longer than any conversation with a carrier may take (SMTP: four steps of EMAIL_TIMEOUT).
CLAIM_LASTS = timedelta(minutes=10)
RETRY_AFTER = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
MOST_ATTEMPTS = 27  # about a day


def send_next(kind: str = "mail") -> bool:
    """Send at most one message of a kind. True when there may be another to send at once."""
    message = claim_next(timezone.now(), kind)
    if message is None:
        return False
    try:
        outcome = hand_over(message)
    except BaseException:  # even when we are being stopped: it is not known how far this one got
        settle(message, Outcome("unknown", "interrupted"))
        raise
    settle(message, outcome)
    return outcome.state != "waiting"


def claim_next(now: datetime, kind: str = "mail") -> Message | None:
    """Take the oldest waiting message that may leave: one sender alone can turn it from waiting into sending.

    Whether it may is asked once more in the transaction that takes it, with the person's row locked, so that two
    senders cannot both find room under the same cap.
    """
    me = new_claim()
    has_way = may_leave(kind)
    if has_way is None:
        return None
    due = Q(not_before__isnull=True) | Q(not_before__lte=now)
    waiting = Message.objects.filter(due, has_way, state="waiting", channel=kind)
    while (candidate := waiting.order_by("id").values_list("id", flat=True).first()) is not None:
        with transaction.atomic():
            claimed = _claim(waiting.filter(id=candidate), now, me)
        if claimed is not None:
            return claimed
    return None


def _claim(row: QuerySet[Message], now: datetime, me: str) -> Message | None:
    message = row.first()
    if message is None:
        return None
    _lock_person(message.customer_id)
    verdict = _verdict(message, now)
    mine = Message.objects.filter(id=message.id, state="waiting")
    if not verdict.allowed:
        if mine.update(state="refused", reason=verdict.reason, not_before=None, finished_at=now):
            message.state = "refused"
            _record(message)
        return None
    if verdict.until is not None:
        mine.update(not_before=verdict.until, reason=verdict.reason)
        return None
    attempts = F("attempts") + 1
    if not mine.update(state="sending", claimed_at=now, claimed_by=me, attempts=attempts, reason=""):
        return None
    if message.customer_id is not None:
        channel = CONSENT_CHANNEL.get(message.channel, message.channel)
        use_consent(message.customer_id, purpose=message.purpose, channel=channel, message_id=message.id)
    return Message.objects.select_related("via").get(id=message.id)


def _lock_person(customer_id: int | None) -> None:
    """Make the senders of one person's messages come one after the other (SQLite: every writer does anyway)."""
    if customer_id is not None:
        person = Customer.objects.filter(id=customer_id).values("person_id")
        list(Customer.objects.select_for_update().filter(id__in=person).values_list("id"))


def _verdict(message: Message, now: datetime) -> Verdict:
    """Whether it may leave now, although it was allowed when it was written."""
    if out_of_date(message.purpose, message.created_at, now):
        return Verdict(False, "out_of_date")
    return may_contact(
        channel=message.channel,
        to=message.to_address,
        purpose=message.purpose,
        customer_id=message.customer_id,
        at=now,
        claiming=message.id,
    )


def hand_over(message: Message) -> Outcome:
    """Give one claimed message to its carrier: the only place that does."""
    try:
        way = way_of(message)
    except Unreadable:
        return Outcome("failed", "secret_unreadable")
    if way is None:
        return Outcome("waiting", "no_channel")
    channel, route = way
    message.via_id = channel.pk  # none of the installation's own server
    return carrier(channel.carrier)(message, route)


def settle(message: Message, outcome: Outcome) -> None:
    """Write down the outcome, unless somebody decided about the message in the meantime."""
    now = timezone.now()
    state, reason, not_before = outcome.state, outcome.reason, None
    # what may have left keeps its way: only that carrier can tell what became of it
    way = {"via_id": message.via_id} if state in {"sent", "staff", "unknown"} else {}
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
            external_id=outcome.external_id[:120],
            finished_at=None if state in {"waiting", "staff"} else now,
            **way,
        )
        if settled and state != "waiting":
            message.state = state
            _record(message)


def settle_staff(message: Message, outcome: Outcome) -> None:
    """Write down what became of a message that lay with a member of staff."""
    with transaction.atomic():
        lying = Message.objects.filter(id=message.id, state="staff")
        if lying.update(state=outcome.state, reason=outcome.reason[:200], finished_at=timezone.now()):
            message.state = outcome.state
            _record(message)


def _record(message: Message) -> None:
    state = message.state
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
        if too_long or not still_alive(message.claimed_by):
            settle(message, Outcome("unknown", "interrupted"))
    return False
