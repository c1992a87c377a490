"""Addresses under which carriers and mail pipes bring what comes back."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.contact.errors import BadChannel
from zhiyin.contact.models import Door
from zhiyin.contact.queries.doors import door_for, token_digest
from zhiyin.journal.record import record

CARRIERS = {"mail": ("",), "sms": ("aliyun", "tencent")}


def open_door(actor: Actor, *, name: str, kind: str, carrier: str = "") -> tuple[Door, str]:
    """Make an address; returns it with its token, which is shown once. Journals `contact.door_opened`.

    Needs `contact.manage` for the whole organisation. Raises BadChannel with a sentence for each field.
    """
    actor.require("contact.manage", "")
    errors = {}
    if not name.strip() or len(name) > 100 or "\x00" in name:
        errors["name"] = _("Give it a name of up to 100 characters.")
    if kind not in CARRIERS or carrier not in CARRIERS[kind]:
        errors["kind"] = _("Choose one of the list.")
    if errors:
        raise BadChannel(errors=errors)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        door = Door.objects.create(
            name=name.strip(),
            kind=kind,
            carrier=carrier,
            digest=token_digest(token),
            created_by=actor.name,
        )
        record(actor, "contact.door_opened", {"door": door.pk, "kind": kind}, subject=f"door:{door.pk}")
    return door, token


def close_door(actor: Actor, *, door_id: int) -> None:
    """Nothing is taken at this address any more, for good. Journals `contact.door_closed`. Raises NotFound."""
    door = door_for(actor, door_id)
    with transaction.atomic():
        record(actor, "contact.door_closed", {"door": door.pk}, subject=f"door:{door.pk}")
        door.delete()
