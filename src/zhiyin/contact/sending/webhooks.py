"""Telling machines: at least once, under the same id, each endpoint by itself.

A delivery is tried at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h (each up to a tenth longer, so that
what failed together does not come back together), or later when the answer's Retry-After says so. Only 2xx is success; a
redirect is none. After 410 the endpoint is told nothing more. When an endpoint has failed OPENS_AFTER times in a row,
its breaker opens: for a minute, doubled up to an hour, nothing is sent to it and no attempt is used up; then one
delivery is let through, and success closes the breaker.
"""

import random
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from django.db import connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable, unseal
from zhiyin.contact.claims import new_claim, still_alive
from zhiyin.contact.errors import AddressRefused, NotReached
from zhiyin.contact.fetching import Fetched, post
from zhiyin.contact.models import Webhook, WebhookDelivery
from zhiyin.contact.signing import headers
from zhiyin.journal.record import record

TELLER: Final = Actor.system("teller")
WITHIN: Final = 15.0  # seconds for the answer
SCHEDULE: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
MOST_ATTEMPTS: Final = len(SCHEDULE) + 1
LONGEST_WAIT: Final = timedelta(hours=24)  # however long Retry-After asks for
OPENS_AFTER: Final = 5
OPEN_FOR, OPEN_AT_MOST = timedelta(minutes=1), timedelta(hours=1)
CLAIM_LASTS: Final = timedelta(minutes=2)
KEPT_OF_ANSWER: Final = 2000
MOST_AT_ONCE: Final = 32  # endpoints that one process tells at the same time
TURN: Final = 50  # deliveries to one endpoint before its thread ends

_dice = random.Random()
_busy: set[int] = set()
_lock = threading.Lock()


def tell_machines() -> bool:
    """Give every endpoint that has something due a thread of its own, so that a slow one delays no other."""
    now = timezone.now()
    due = WebhookDelivery.objects.filter(_due(now), _listening(now), state="waiting")
    for webhook_id in due.values_list("webhook_id", flat=True).distinct():
        with _lock:
            if webhook_id in _busy or len(_busy) >= MOST_AT_ONCE:
                continue
            _busy.add(webhook_id)
        name = f"webhook:{webhook_id}"
        threading.Thread(target=_serve, args=(webhook_id,), name=name, daemon=True).start()
    return False


def _serve(webhook_id: int) -> None:
    try:
        for _ in range(TURN):
            if not deliver_next(webhook_id):
                break
    finally:
        with _lock:
            _busy.discard(webhook_id)
        connections.close_all()


def _due(now: datetime) -> Q:
    return Q(not_before__isnull=True) | Q(not_before__lte=now)


def _listening(now: datetime) -> Q:
    ready = Q(webhook__paused_until__isnull=True) | Q(webhook__paused_until__lte=now)
    return ready & Q(webhook__is_active=True)


def deliver_next(webhook_id: int) -> bool:
    """Tell one endpoint of the oldest that is due. True when there may be another to tell it at once."""
    delivery = claim_next(webhook_id, timezone.now())
    if delivery is None:
        return False
    began = time.monotonic()
    try:
        answer, problem = _post(delivery), ""
    except AddressRefused:
        answer, problem = None, "address_refused"
    except NotReached as error:
        answer, problem = None, f"not_reached: {error.data['reason']}"
    except Unreadable:
        answer, problem = None, "secret_unreadable"
    return settle(delivery, answer, problem, int((time.monotonic() - began) * 1000))


def claim_next(webhook_id: int, now: datetime) -> WebhookDelivery | None:
    """Take the oldest due delivery of an endpoint. Past an opened breaker one alone gets through."""
    waiting = WebhookDelivery.objects.filter(
        _due(now), _listening(now), webhook_id=webhook_id, state="waiting"
    )
    while (candidate := waiting.order_by("id").values_list("id", flat=True).first()) is not None:
        with transaction.atomic():
            probing = Webhook.objects.filter(id=webhook_id, failures__gte=OPENS_AFTER)
            if probing.exists() and not probing.filter(
                Q(paused_until__isnull=True) | Q(paused_until__lte=now)
            ).update(paused_until=now + CLAIM_LASTS):
                return None
            claimed = WebhookDelivery.objects.filter(id=candidate, state="waiting").update(
                state="sending", claimed_at=now, claimed_by=new_claim(), attempts=F("attempts") + 1
            )
        if claimed:
            return WebhookDelivery.objects.select_related("webhook").get(id=candidate)
    return None


def _post(delivery: WebhookDelivery) -> Fetched:
    webhook, now = delivery.webhook, timezone.now()
    held = [unseal(webhook.secret, "webhook")]
    if webhook.earlier_secret and webhook.earlier_until and webhook.earlier_until > now:
        held.append(unseal(webhook.earlier_secret, "webhook"))
    signed = headers(held, delivery.key, int(now.timestamp()), delivery.body)
    content = {"Content-Type": "application/json", **signed}
    return post(webhook.url, delivery.body.encode(), content, within=WITHIN)


def settle(delivery: WebhookDelivery, answer: Fetched | None, problem: str, took_ms: int) -> bool:
    """Write down what the endpoint said, and when it is told again. True when it may be told the next at once."""
    now, webhook = timezone.now(), Webhook.objects.filter(id=delivery.webhook_id)
    went_well = answer is not None and 200 <= answer.status < 300
    if answer is not None and not went_well:
        problem = "redirected" if 300 <= answer.status < 400 else "refused"
    with transaction.atomic():
        mine = WebhookDelivery.objects.filter(id=delivery.id, claimed_by=delivery.claimed_by, state="sending")
        if answer is not None and answer.status == 410:
            if webhook.filter(is_active=True).update(is_active=False, stopped="gone"):
                record(TELLER, "contact.webhook_stopped", {"webhook": delivery.webhook_id, "reason": "gone"})
            state, not_before = "failed", None
        elif went_well:
            webhook.exclude(failures=0, paused_until=None).update(failures=0, paused_until=None)
            state, not_before = "delivered", None
        else:
            _count_failure(delivery.webhook_id, now)
            given_up = delivery.attempts >= MOST_ATTEMPTS
            state = "failed" if given_up else "waiting"
            not_before = None if given_up else _next_try(delivery.attempts, answer, now)
        mine.update(
            state=state,
            not_before=not_before,
            status=answer.status if answer else None,
            answer=answer.body[:KEPT_OF_ANSWER].decode("utf-8", "replace").replace("\x00", "")
            if answer
            else "",
            problem="" if went_well else problem[:200],
            took_ms=took_ms,
            finished_at=None if state == "waiting" else now,
        )
    return went_well


def _count_failure(webhook_id: int, now: datetime) -> None:
    webhook = Webhook.objects.select_for_update().filter(id=webhook_id).first()
    if webhook is None:  # removed while it was being told
        return
    webhook.failures += 1
    if webhook.failures >= OPENS_AFTER:
        wait = OPEN_FOR * 2 ** min(webhook.failures - OPENS_AFTER, 16)
        webhook.paused_until = now + min(wait, OPEN_AT_MOST)
    webhook.save(update_fields=["failures", "paused_until"])


def _next_try(attempts: int, answer: Fetched | None, now: datetime) -> datetime:
    planned = SCHEDULE[min(attempts, len(SCHEDULE)) - 1] * _dice.uniform(1.0, 1.1)
    asked_for = retry_after(answer.headers.get("retry-after", ""), now) if answer else timedelta(0)
    return now + max(planned, min(asked_for, LONGEST_WAIT))


def retry_after(header: str, now: datetime) -> timedelta:
    """How long a Retry-After asks to wait: seconds, or a date; nothing when it says neither."""
    header = header.strip()
    if header.isascii() and header.isdecimal() and len(header) < 9:
        return timedelta(seconds=int(header))
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return timedelta(0)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now


def take_back_interrupted() -> bool:
    """Deliveries whose process died are told again, under the same id."""
    now = timezone.now()
    for delivery in WebhookDelivery.objects.filter(state="sending").only("id", "claimed_at", "claimed_by"):
        too_long = delivery.claimed_at is None or now - delivery.claimed_at > CLAIM_LASTS
        if too_long or not still_alive(delivery.claimed_by):
            mine = WebhookDelivery.objects.filter(
                id=delivery.id, claimed_by=delivery.claimed_by, state="sending"
            )
            mine.update(state="waiting", not_before=None, problem="interrupted")
    return False
