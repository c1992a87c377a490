"""The outbox, as far as the actor may see it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import Message
from zhiyin.contact.phrases import RECEIPTS, STATES, purpose_label, reason_label, state_label
from zhiyin.contact.phrases.channels import kind_label
from zhiyin.contact.queries.ways import shown_reason
from zhiyin.contact.rules import shown_address
from zhiyin.journal.errors import NotFound


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message; `to` is masked for readers without `personal.read`."""

    id: int
    channel: str
    channel_label: str
    to: str
    subject: str
    body: str
    purpose: str
    purpose_label: str
    about: str
    unit_path: str
    state: str
    state_label: str
    reason: str
    reason_label: str
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    not_before: datetime | None
    receipt: str
    receipt_label: str
    attempts: int
    may_decide: bool

    @property
    def case_id(self) -> str:
        """The case it is about, if it is about one."""
        kind, _, key = self.about.partition(":")
        return key if kind == "case" else ""


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """Messages of the units whose cases the actor may see; those of none only to those who see all."""
    paths = actor.paths("cases.read")
    if "" in paths:
        return Message.objects.all()
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(unit_path__startswith=path)
    return Message.objects.filter(condition)


def message_for(actor: Actor, message_id: int) -> Message:
    """One message. Raises Forbidden without the permission, NotFound out of the actor's sight."""
    actor.require("cases.read")
    message = visible_messages(actor).filter(id=message_id).first()
    if message is None:
        raise NotFound()
    return message


def as_row(actor: Actor, message: Message) -> MessageRow:
    """The message as this actor may see it."""
    reason = shown_reason(message.channel, message.state, message.reason)
    return MessageRow(
        id=message.id,
        channel=message.channel,
        channel_label=kind_label(message.channel),
        to=shown_address(actor, message.to_address, message.unit_path),
        subject=message.subject,
        body=message.body,
        purpose=message.purpose,
        purpose_label=purpose_label(message.purpose),
        about=message.about,
        unit_path=message.unit_path,
        state=message.state,
        state_label=state_label(message.state),
        reason=reason,
        reason_label=reason_label(reason),
        created_by=message.created_by,
        created_at=message.created_at,
        finished_at=message.finished_at,
        not_before=message.not_before if message.state == "waiting" else None,
        receipt=message.receipt,
        receipt_label=str(RECEIPTS.get(message.receipt, message.receipt)),
        attempts=message.attempts,
        may_decide=message.state in {"unknown", "failed"} and actor.may("cases.work", message.unit_path),
    )


def read_message(actor: Actor, message_id: int) -> MessageRow:
    """One message. Raises NotFound."""
    return as_row(actor, message_for(actor, message_id))


def list_messages(
    actor: Actor,
    *,
    state: str = "",
    purpose: str = "",
    channel: str = "",
    about: str = "",
    before: int | None = None,
    limit: int = 50,
) -> list[MessageRow]:
    """Up to `limit` messages, newest first, with an id below `before`."""
    actor.require("cases.read")
    messages = visible_messages(actor)
    if state:
        messages = messages.filter(state=state)
    if purpose:
        messages = messages.filter(purpose=purpose)
    if channel:
        messages = messages.filter(channel=channel)
    if about:
        messages = messages.filter(about=about)
    if before is not None:
        messages = messages.filter(id__lt=before)
    return [as_row(actor, message) for message in messages.order_by("-id")[:limit]]


def messages_by_state(actor: Actor) -> dict[str, int]:
    """How many messages are in each state; zero for the others."""
    found = dict(visible_messages(actor).values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in STATES}
