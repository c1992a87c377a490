"""Machines that are told, and the log of what they were told."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import Webhook, WebhookDelivery
from zhiyin.contact.phrases.webhooks import problem_label, state_label
from zhiyin.journal.errors import NotFound
from zhiyin.journal.public_events import public_events

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A machine, never with its secret. `state`: on, off, gone (it answered 410), paused (the breaker is open)."""

    id: int
    url: str
    name: str
    events: tuple[str, ...]
    is_active: bool
    state: str
    state_label: str
    failures: int
    paused_until: datetime | None
    two_secrets_until: datetime | None
    created_by: str
    created_at: datetime
    delivered: int  # in the last seven days
    failed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery with its last answer."""

    id: int
    webhook_id: int
    key: str
    event: str
    body: str
    state: str
    state_label: str
    attempts: int
    not_before: datetime | None
    status: int | None
    answer: str
    problem: str
    problem_label: str
    took_ms: int | None
    created_at: datetime
    finished_at: datetime | None


def webhook_for(actor: Actor, webhook_id: int) -> Webhook:
    """The row. Needs `contact.manage` for the whole organisation. Raises Forbidden, NotFound."""
    actor.require("contact.manage", "")
    webhook = Webhook.objects.filter(id=webhook_id).first()
    if webhook is None:
        raise NotFound()
    return webhook


def delivery_for(actor: Actor, delivery_id: int) -> WebhookDelivery:
    """The row. Needs `contact.manage` for the whole organisation. Raises Forbidden, NotFound."""
    actor.require("contact.manage", "")
    delivery = WebhookDelivery.objects.filter(id=delivery_id).first()
    if delivery is None:
        raise NotFound()
    return delivery


def read_webhook(actor: Actor, webhook_id: int) -> WebhookRow:
    """One machine. Raises Forbidden, NotFound."""
    return _rows([webhook_for(actor, webhook_id)])[0]


def list_webhooks(actor: Actor) -> list[WebhookRow]:
    """Every machine, in the order in which they were set up."""
    actor.require("contact.manage", "")
    return _rows(list(Webhook.objects.order_by("id")))


def _rows(webhooks: list[Webhook]) -> list[WebhookRow]:
    now = timezone.now()
    lately = WebhookDelivery.objects.filter(webhook__in=webhooks, created_at__gt=now - LATELY)
    counts: dict[int, Counter[str]] = {}
    for webhook_id, state, number in lately.values_list("webhook_id", "state").annotate(number=Count("id")):
        counts.setdefault(webhook_id, Counter())[state] = number
    rows = []
    for webhook in webhooks:
        is_open = webhook.paused_until is not None and webhook.paused_until > now
        state = (webhook.stopped or "off") if not webhook.is_active else "paused" if is_open else "on"
        both = webhook.earlier_until is not None and webhook.earlier_until > now
        count = counts.get(webhook.pk, Counter())
        rows.append(
            WebhookRow(
                id=webhook.pk,
                url=webhook.url,
                name=webhook.name,
                events=tuple(webhook.events),
                is_active=webhook.is_active,
                state=state,
                state_label=state_label(state),
                failures=webhook.failures,
                paused_until=webhook.paused_until if is_open else None,
                two_secrets_until=webhook.earlier_until if both else None,
                created_by=webhook.created_by,
                created_at=webhook.created_at,
                delivered=count["delivered"],
                failed=count["failed"],
                waiting=count["waiting"] + count["sending"],
            )
        )
    return rows


def list_deliveries(
    actor: Actor, webhook_id: int, *, state: str = "", before: int | None = None, limit: int = 50
) -> list[DeliveryRow]:
    """Up to `limit` deliveries of a machine, newest first, with an id below `before`."""
    webhook = webhook_for(actor, webhook_id)
    rows = WebhookDelivery.objects.filter(webhook=webhook)
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_delivery(row) for row in rows.order_by("-id")[:limit]]


def read_delivery(actor: Actor, delivery_id: int) -> DeliveryRow:
    """One delivery. Raises Forbidden, NotFound."""
    return _delivery(delivery_for(actor, delivery_id))


def _delivery(row: WebhookDelivery) -> DeliveryRow:
    return DeliveryRow(
        id=row.pk,
        webhook_id=row.webhook_id,
        key=row.key,
        event=row.event,
        body=row.body,
        state=row.state,
        state_label=state_label(row.state),
        attempts=row.attempts,
        not_before=row.not_before if row.state == "waiting" else None,
        status=row.status,
        answer=row.answer,
        problem=row.problem,
        problem_label=problem_label(row.problem),
        took_ms=row.took_ms,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def event_choices() -> list[tuple[str, str]]:
    """Public events with what they mean."""
    return [(name, str(form.about)) for name, form in public_events().items()]
