"""Tell a machine once more, or for the first time."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.tell_machines import body_of
from zhiyin.contact.models import WebhookDelivery
from zhiyin.contact.queries.webhooks import delivery_for, webhook_for
from zhiyin.journal.record import record

AGAIN = {"state": "waiting", "not_before": None, "attempts": 0, "finished_at": None, "claimed_by": ""}


def replay_delivery(actor: Actor, *, delivery_id: int) -> None:
    """Send one delivery again at once, under the same id. Journals `contact.deliveries_replayed`. Raises NotFound."""
    delivery = delivery_for(actor, delivery_id)
    with transaction.atomic():
        changed = WebhookDelivery.objects.filter(id=delivery.pk).exclude(state="sending").update(**AGAIN)
        _record(actor, delivery.webhook_id, changed)


def replay_failed(actor: Actor, *, webhook_id: int, since: datetime) -> int:
    """Send all that failed since then again; returns how many. Journals `contact.deliveries_replayed`."""
    webhook = webhook_for(actor, webhook_id)
    with transaction.atomic():
        failed = WebhookDelivery.objects.filter(webhook=webhook, state="failed", created_at__gte=since)
        changed = failed.update(**AGAIN)
        _record(actor, webhook.pk, changed)
    return changed


def send_test_event(actor: Actor, *, webhook_id: int) -> WebhookDelivery:
    """Queue a `webhook.test` for one machine. Journals `contact.webhook_tested`. Raises NotFound."""
    webhook = webhook_for(actor, webhook_id)
    with transaction.atomic():
        delivery = WebhookDelivery.objects.create(
            webhook=webhook,
            key=f"test_{secrets.token_hex(12)}",
            event="webhook.test",
            body=body_of("webhook.test", 1, timezone.now(), {"webhook": str(webhook.pk)}),
        )
        record(actor, "contact.webhook_tested", {"webhook": webhook.pk}, subject=f"webhook:{webhook.pk}")
    return delivery


def _record(actor: Actor, webhook_id: int, count: int) -> None:
    if count:
        data = {"webhook": webhook_id, "count": count}
        record(actor, "contact.deliveries_replayed", data, subject=f"webhook:{webhook_id}")
