"""Try a channel: one message to oneself."""

import secrets

from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.errors import BadChannel
from zhiyin.contact.models import Message
from zhiyin.contact.phrases.channels import GROUPS
from zhiyin.contact.queries.channels import channel_for
from zhiyin.contact.rules import usable_address


def send_test(actor: Actor, *, channel_id: int, to: str = "") -> Message:
    """Put a test into the outbox, to go through this channel; groups need no `to`. Journals `contact.message_queued`.

    Needs `contact.manage`. Raises BadChannel when the address cannot be used, NotFound.
    """
    actor.require("contact.manage", "")
    channel = channel_for(actor, channel_id)
    to = channel.code if channel.kind in GROUPS else to.strip()
    if not to or not usable_address(channel.kind, to):
        raise BadChannel(errors={"to": _("Give an address that this channel can write to.")})
    return queue_message(
        actor,
        channel=channel.kind,
        to=to,
        subject=_("A test from Zhiyin"),
        body=_("If you read this, the channel “%(name)s” works.") % {"name": channel.name},
        purpose="test",
        key=f"test:{channel.pk}:{secrets.token_hex(12)}",
        via_id=channel.pk,
    )
