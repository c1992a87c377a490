"""An installation that is only tried out writes to nobody."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import Channel
from zhiyin.contact.queries.ways import has_way
from zhiyin.journal.record import record

KINDS: Final = ("mail", "sms")


def rehearse(actor: Actor) -> int:
    """Give mail and text messages that have no way out one that carries nothing, so that the outbox shows what would have
    left. Journals `contact.channel_saved` for each; returns how many."""
    actor.require("contact.manage", "")
    made = 0
    with transaction.atomic():
        for kind in KINDS:
            if has_way(kind):
                continue
            row = Channel.objects.create(
                code=f"{kind}-rehearsal",
                name=_("Nothing leaves (rehearsal)"),
                kind=kind,
                carrier="null",
                is_default=True,
                created_by=actor.name,
            )
            data = {"channel": row.code, "kind": kind, "carrier": "null"}
            record(actor, "contact.channel_saved", data, subject=f"channel:{row.pk}")
            made += 1
    return made
