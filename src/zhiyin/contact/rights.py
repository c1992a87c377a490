"""Messages to and from a person: shown to them, and taken away."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhiyin.contact.models import Hold, Inbound, Message, Notification, WebhookDelivery
from zhiyin.contact.rules import KEY_OF
from zhiyin.customers import keys
from zhiyin.customers.rights_registry import NotNow, Person, holds, names_customers

BATCH: Final = 500
CHUNK: Final = 450
SENDING: Final = timedelta(seconds=30)  # a message on its way is at its end by then


def _messages_of(person: Person) -> QuerySet[Message]:
    addresses = {key.value for key in person.keys}
    return Message.objects.filter(Q(customer_id__in=person.customer_ids) | Q(to_address__in=addresses))


def _messages(person: Person) -> Iterator[dict[str, Any]]:
    for one in _messages_of(person).order_by("id").iterator(chunk_size=BATCH):
        yield {
            "at": one.created_at,
            "channel": one.channel,
            "to": one.to_address,
            "subject": one.subject,
            "text": one.body,
            "purpose": one.purpose,
            "state": one.state,
            "receipt": one.receipt,
        }


def _inbound_of(person: Person) -> QuerySet[Inbound]:
    written = [keys.digest(key.kind, key.value) for key in person.keys if key.kind in KEY_OF.values()]
    return Inbound.objects.filter(
        Q(customer_id__in=person.customer_ids)
        | Q(message__in=_messages_of(person))
        | Q(sender_digest__in=written)
    )


def _inbound(person: Person) -> Iterator[dict[str, Any]]:
    for one in _inbound_of(person).order_by("id"):
        yield {"at": one.received_at, "channel": one.channel, "subject": one.subject, "text": one.text}


def _forget_inbound(person: Person) -> int:
    ids = list(_inbound_of(person).values_list("id", flat=True)[:BATCH])
    return Inbound.objects.filter(id__in=ids).delete()[0]


def _forget_messages(person: Person) -> int:
    """Also those that still wait. One that is just leaving is waited for: nobody knows yet how it ends."""
    ids = list(_messages_of(person).exclude(state="sending").values_list("id", flat=True)[:BATCH])
    if not ids and _messages_of(person).exists():
        raise NotNow(SENDING)
    return Message.objects.filter(id__in=ids).delete()[0]


def _forget_deliveries(person: Person) -> int:
    """What machines were told of the person: the bodies name them by their random id."""
    ids: list[int] = []
    for customer in person.customer_ids:
        ids += WebhookDelivery.objects.filter(body__contains=str(customer)).values_list("id", flat=True)
    return WebhookDelivery.objects.filter(id__in=ids[:BATCH]).delete()[0]


def _forget_holds(person: Person) -> int:
    return Hold.objects.filter(customer_id__in=person.customer_ids).delete()[0]


def forget_about(subjects: Iterable[str]) -> int:
    """Messages, notices and what machines were told about these things ("case:12"): they may carry words of it."""
    wanted = list(subjects)
    gone = 0
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        gone += Inbound.objects.filter(message__about__in=part).delete()[0]
        gone += Message.objects.filter(about__in=part).exclude(state="sending").delete()[0]
        gone += Hold.objects.filter(about__in=part).delete()[0]
        for subject in part:
            kind, _colon, key = subject.partition(":")
            gone += Notification.objects.filter(
                Q(key__startswith=f"{kind}_opened:{key}:") | Q(url__endswith=f"/{kind}s/{key}")
            ).delete()[0]
            gone += WebhookDelivery.objects.filter(
                Q(body__contains=f'"{kind}":"{key}"') | Q(body__contains=f'"{kind}": "{key}"')
            ).delete()[0]
    return gone


def forget_notices(keys: Iterable[str]) -> int:
    """Notices with these keys, and the letters that they went out as: they quote somebody."""
    wanted = list(keys)
    gone = 0
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        gone += Message.objects.filter(key__in=part).exclude(state="sending").delete()[0]
        gone += Notification.objects.filter(key__in=part).delete()[0]
    return gone


holds("contact.messages", order=27, export=_messages)
holds("contact.inbound", order=28, export=_inbound)
holds("contact.inbound_erased", order=31, erase=_forget_inbound)
holds("contact.messages_erased", order=32, erase=_forget_messages)
holds("contact.webhooks", order=34, erase=_forget_deliveries)
holds("contact.holds", order=35, erase=_forget_holds)
names_customers(Message, Inbound, Hold)
