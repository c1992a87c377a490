"""Write down that something is to leave. The sender takes it from there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.contact.answering import reply_digest, reply_token
from zhiyin.contact.errors import UnusableMessage
from zhiyin.contact.models import Message
from zhiyin.contact.rules import KEY_OF, is_clean, may_contact, usable_address
from zhiyin.customers.keys import normal
from zhiyin.journal.record import record

LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000


def queue_message(
    actor: Actor,
    *,
    channel: str,
    to: str,
    subject: str,
    body: str,
    purpose: str,
    key: str,
    about: str = "",
    customer_id: int | None = None,
    unit_path: str = "",
    parameters: Mapping[str, Any] | None = None,
    via_id: int | None = None,
    not_before: datetime | None = None,
) -> Message:
    """Put one message to one recipient into the outbox and journal `contact.message_queued`.

    `parameters`: {"template", "values": {name: value}} for SMS, {"sender"} for WeCom; `via_id`: another channel than
    the default of its kind. The same `key` is written once, whatever the rest says: asking again returns the first
    message. When may_contact() says no the row is kept as `refused` with the reason, so that it can be seen; outside of
    contact hours it waits for them. Callers check
    their own permission: what may be written is theirs to know. Raises UnusableMessage for line breaks in the
    subject or address.
    """
    if not is_clean(subject) or not is_clean(to) or "\x00" in body:
        raise UnusableMessage()
    verdict = may_contact(channel=channel, to=to, purpose=purpose, customer_id=customer_id)
    begin = max((moment for moment in (verdict.until, not_before) if moment is not None), default=None)
    with transaction.atomic():
        message, is_new = Message.objects.get_or_create(
            key=key,
            defaults={
                "channel": channel,
                "to_address": _kept(channel, to)[:190],
                "subject": subject[:LONGEST_SUBJECT],
                "body": body[:LONGEST_BODY],
                "purpose": purpose,
                "about": about,
                "customer_id": customer_id,
                "unit_path": unit_path,
                "state": "waiting" if verdict.allowed else "refused",
                "reason": verdict.reason,
                "not_before": begin if verdict.allowed else None,
                "finished_at": None if verdict.allowed else timezone.now(),
                "parameters": _ordered(parameters or {}),
                "via_id": via_id,
                "created_by": "" if actor.kind == "system" else actor.name,
            },
        )
        if is_new:
            message.reply_digest = reply_digest(reply_token(message.id))
            message.save(update_fields=["reply_digest"])
            record(
                actor,
                "contact.message_queued",
                {"message": message.id, "purpose": purpose, "state": message.state},
                subject=about,
                unit_path=unit_path,
            )
    return message


def _kept(channel: str, to: str) -> str:
    """The address as identities have it, so that it is found by them; as it was written when nothing can be sent to it."""
    kind = KEY_OF.get(channel)
    return normal(kind, to) if kind and usable_address(channel, to) else to.strip()


def _ordered(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The values as pairs: some templates count them, and PostgreSQL keeps no order of names."""
    values = parameters.get("values")
    if not isinstance(values, Mapping):
        return dict(parameters)
    return {**parameters, "values": [[str(name), str(value)] for name, value in values.items()]}
