"""Machines that are told: set up, change, switch, give a new secret, remove."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import seal
from zhiyin.contact.errors import AddressRefused, BadWebhook
from zhiyin.contact.fetching import parts_of
from zhiyin.contact.models import Webhook
from zhiyin.contact.queries.webhooks import webhook_for
from zhiyin.contact.signing import new_secret
from zhiyin.journal.public_events import public_events
from zhiyin.journal.record import record

# How long the old secret signs as well, so that the other side can change over without losing anything.
OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class WebhookFields:
    """Where, what it is called, and of which public events it is told."""

    url: str
    name: str
    events: Sequence[str]


def add_webhook(actor: Actor, fields: WebhookFields) -> tuple[Webhook, str]:
    """Set up a machine; returns it with its secret, which is shown once. Journals `contact.webhook_saved`.

    Needs `contact.manage` for the whole organisation. Raises BadWebhook with a sentence for each field.
    """
    actor.require("contact.manage", "")
    _check(fields)
    secret = new_secret()
    with transaction.atomic():
        row = Webhook.objects.create(
            url=fields.url.strip(),
            name=fields.name.strip(),
            events=sorted(set(fields.events)),
            secret=seal(secret, "webhook"),
            created_by=actor.name,
        )
        record(actor, "contact.webhook_saved", {"webhook": row.pk}, subject=f"webhook:{row.pk}")
    return row, secret


def change_webhook(actor: Actor, fields: WebhookFields, *, webhook_id: int) -> Webhook:
    """Change where it is told and of what. Journals `contact.webhook_saved`. Raises BadWebhook, NotFound."""
    row = webhook_for(actor, webhook_id)
    _check(fields)
    with transaction.atomic():
        row.url, row.name, row.events = fields.url.strip(), fields.name.strip(), sorted(set(fields.events))
        row.save(update_fields=["url", "name", "events"])
        record(actor, "contact.webhook_saved", {"webhook": row.pk}, subject=f"webhook:{row.pk}")
    return row


def switch_webhook(actor: Actor, *, webhook_id: int, on: bool) -> None:
    """Tell it again, with a closed breaker, or no more. Journals `contact.webhook_switched`. Raises NotFound."""
    row = webhook_for(actor, webhook_id)
    with transaction.atomic():
        changed = Webhook.objects.filter(id=row.pk).exclude(is_active=on)
        if changed.update(is_active=on, stopped="", failures=0, paused_until=None):
            record(
                actor, "contact.webhook_switched", {"webhook": row.pk, "on": on}, subject=f"webhook:{row.pk}"
            )


def renew_secret(actor: Actor, *, webhook_id: int) -> str:
    """A new secret, shown once; the old one signs as well for a day. Journals `contact.webhook_secret_renewed`."""
    row = webhook_for(actor, webhook_id)
    secret = new_secret()
    with transaction.atomic():
        row.earlier_secret, row.earlier_until = row.secret, timezone.now() + OVERLAP
        row.secret = seal(secret, "webhook")
        row.save(update_fields=["secret", "earlier_secret", "earlier_until"])
        record(actor, "contact.webhook_secret_renewed", {"webhook": row.pk}, subject=f"webhook:{row.pk}")
    return secret


def remove_webhook(actor: Actor, *, webhook_id: int) -> None:
    """Forget it and the log of what it was told. Journals `contact.webhook_removed`. Raises NotFound."""
    row = webhook_for(actor, webhook_id)
    with transaction.atomic():
        record(actor, "contact.webhook_removed", {"webhook": row.pk}, subject=f"webhook:{row.pk}")
        row.delete()


def _check(fields: WebhookFields) -> None:
    errors = {}
    url = fields.url.strip()
    if len(url) > 500 or not url.isascii() or any(ord(letter) <= 32 for letter in url):
        errors["url"] = _("Write an address of up to 500 characters without spaces.")
    else:
        try:
            parts_of(url)
        except AddressRefused as error:
            errors["url"] = str(error)
    if len(fields.name) > 100 or "\x00" in fields.name:
        errors["name"] = _("Give it a name of up to 100 characters.")
    if not fields.events or not set(fields.events) <= set(public_events()):
        errors["events"] = _("Choose at least one event of the list.")
    if errors:
        raise BadWebhook(errors=errors)
