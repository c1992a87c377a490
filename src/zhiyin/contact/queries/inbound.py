"""What came back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import Inbound
from zhiyin.contact.phrases.channels import kind_label
from zhiyin.contact.phrases.doors import meant_label


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, masked, and what the message that it answers was about."""

    about: str
    subject: str
    text: str


def answer_to(inbound_id: int) -> Answered | None:
    """For reactions: the answer, when it answers a message that is still there."""
    row = Inbound.objects.select_related("message").filter(id=inbound_id).first()
    if row is None or row.message is None:
        return None
    return Answered(row.message.about, row.subject, row.text)


@dataclass(frozen=True, slots=True)
class InboundRow:
    """One thing that came back, masked."""

    id: int
    channel: str
    channel_label: str
    subject: str
    text: str
    meant: str
    meant_label: str
    message_id: int | None
    received_at: datetime


def list_inbound(
    actor: Actor,
    *,
    meant: str = "",
    message_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[InboundRow]:
    """Up to `limit`, newest first, with an id below `before`, of the units whose cases the actor may see."""
    actor.require("cases.read")
    rows = _visible(actor)
    if meant:
        rows = rows.filter(meant=meant)
    if message_id is not None:
        rows = rows.filter(message_id=message_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [
        InboundRow(
            id=row.pk,
            channel=row.channel,
            channel_label=kind_label(row.channel),
            subject=row.subject,
            text=row.text,
            meant=row.meant,
            meant_label=meant_label(row.meant),
            message_id=row.message_id,
            received_at=row.received_at,
        )
        for row in rows.order_by("-id")[:limit]
    ]


def _visible(actor: Actor) -> QuerySet[Inbound]:
    paths = actor.paths("cases.read")
    if "" in paths:
        return Inbound.objects.all()
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(unit_path__startswith=path)
    return Inbound.objects.filter(condition)
