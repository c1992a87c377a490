"""A person has found out that a message with an unknown outcome did arrive."""

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.contact.errors import NotWaitingForDecision
from zhiyin.contact.models import Message
from zhiyin.contact.queries.messages import message_for
from zhiyin.journal.record import record


def mark_sent(actor: Actor, *, message_id: int) -> None:
    """Settle a message of unknown outcome as sent. Raises NotFound, Forbidden, NotWaitingForDecision."""
    message = message_for(actor, message_id)
    actor.require("cases.work", message.unit_path)
    with transaction.atomic():
        changed = Message.objects.filter(id=message.id, state="unknown").update(
            state="sent", reason="marked_by_hand", claimed_by="", finished_at=timezone.now()
        )
        if not changed:
            raise NotWaitingForDecision(state=message.state)
        record(
            actor,
            "contact.message_marked_sent",
            {"message": message.id},
            subject=message.about,
            unit_path=message.unit_path,
        )
