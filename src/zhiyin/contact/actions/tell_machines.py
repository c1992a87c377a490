"""Write down which machines are to be told of an event; the sender takes it from there."""

import json
from datetime import datetime
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import Webhook, WebhookDelivery
from zhiyin.journal.models import Event
from zhiyin.journal.public_events import forms_of


def tell_machines(actor: Actor, event: Event) -> None:
    """One delivery for each machine that listens to a public form of the event, in one transaction.

    The id of a delivery is made from the event, so that the same event twice is told once. The log of deliveries is
    their record: nothing more is journaled.
    """
    actor.require("contact.manage", "")
    listening = list(Webhook.objects.filter(is_active=True).only("id", "events"))
    rows: list[WebhookDelivery] = []
    for form in forms_of(event.name):
        hooks = [hook for hook in listening if form.name in hook.events]
        if not hooks:
            continue
        for number, data in enumerate(form.bodies(event)):
            key = f"evt_{event.pk}_{form.name.replace('.', '_')}_{number}"[:60]
            body = body_of(form.name, form.version, event.at, data)
            rows += [WebhookDelivery(webhook=hook, key=key, event=form.name, body=body) for hook in hooks]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def body_of(name: str, version: int, at: datetime, data: dict[str, Any]) -> str:
    """What is sent: type, version, timestamp, data."""
    content = {"type": name, "version": version, "timestamp": at.isoformat(), "data": data}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
