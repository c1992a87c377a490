"""A person decides that a message that failed, or whose outcome is unknown, is to be sent once more."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.contact.errors import MayNotContact, NotWaitingForDecision
from zhiyin.contact.models import Message
from zhiyin.contact.phrases import reason_label
from zhiyin.contact.queries.messages import message_for
from zhiyin.contact.rules import may_contact
from zhiyin.journal.record import record


def send_again(actor: Actor, *, message_id: int) -> None:
    """Put the message back in the queue, under the same Message-ID, so that a mailbox can recognise it.

    Raises NotFound, Forbidden, MayNotContact, NotWaitingForDecision.
    """
    message = message_for(actor, message_id)
    actor.require("cases.work", message.unit_path)
    verdict = may_contact(
        channel=message.channel,
        to=message.to_address,
        purpose=message.purpose,
        customer_id=message.customer_id,
        claiming=message.id,
    )
    if not verdict.allowed:
        raise MayNotContact(reason=verdict.reason, why=reason_label(verdict.reason))
    with transaction.atomic():
        changed = Message.objects.filter(id=message.id, state__in=("unknown", "failed")).update(
            state="waiting",
            reason="",
            claimed_by="",
            not_before=None,
            finished_at=None,
            attempts=0,
            # the way there is by then; only a test is of one channel
            via_id=message.via_id if message.purpose == "test" else None,
        )
        if not changed:
            raise NotWaitingForDecision(state=message.state)
        record(
            actor,
            "contact.message_sent_again",
            {"message": message.id},
            subject=message.about,
            unit_path=message.unit_path,
        )
