"""Set up the assistant, switch it on and off."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import seal
from zhiyin.contact.errors import AddressRefused
from zhiyin.contact.fetching import parts_of
from zhiyin.journal.record import record
from zhiyin.science.collect.paging import origin
from zhiyin.theme import wording
from zhiyin.understand.assistant.uses import USES
from zhiyin.understand.assistant.writing import SEALED_FOR
from zhiyin.understand.errors import UnusableAssistant
from zhiyin.understand.models import Assistant, Written

LIMITS: Final = {
    "seconds": (5, 180),
    "monthly_requests": (1, 1_000_000),
    "monthly_tokens": (1_000, 1_000_000_000),
}
PLAIN: Final = ("address", "model", "own", "seconds", "monthly_requests", "monthly_tokens", "uses")


@dataclass(frozen=True, slots=True)
class AssistantFields:
    """What a person says of the assistant. An empty `key` keeps the one there is, for the same server."""

    address: str
    model: str
    key: str = ""
    own: bool = False
    seconds: int = 60
    monthly_requests: int = 1_000
    monthly_tokens: int = 2_000_000
    uses: Sequence[str] = ()


def save_assistant(actor: Actor, fields: AssistantFields) -> None:
    """Set it up; it stays off until it is switched on, or on. Journals `understand.assistant_saved` without the key.

    Needs `settings.manage` everywhere. Raises UnusableAssistant with a sentence a field.
    """
    actor.require("settings.manage", "")
    with transaction.atomic():
        row = Assistant.objects.select_for_update().first() or Assistant()
        kept = row.key if row.key and origin(row.address) == origin(fields.address.strip()) else ""
        _check(fields, lost=bool(row.key) and not kept and not fields.key)
        before = {name: getattr(row, name) for name in PLAIN} if row.pk else {}
        row.address, row.model = fields.address.strip().rstrip("/"), fields.model.strip()
        row.own, row.seconds = fields.own, fields.seconds
        row.monthly_requests, row.monthly_tokens = fields.monthly_requests, fields.monthly_tokens
        row.uses = [use for use in USES if use in fields.uses]
        row.key = seal(fields.key, SEALED_FOR) if fields.key else kept
        row.changed_by = actor.name
        row.save()
        changed = [name for name in PLAIN if before.get(name) != getattr(row, name)]
        data = {"changed": changed + (["key"] if fields.key else []), "server": origin(row.address)}
        record(actor, "understand.assistant_saved", {**data, "own": row.own})


def switch_assistant(actor: Actor, *, on: bool) -> None:
    """On, or off at once: what waits is not asked any more, what is on its way is the last.

    Needs `settings.manage` everywhere. Journals `understand.assistant_switched`. Raises UnusableAssistant when there is
    nothing to switch on.
    """
    actor.require("settings.manage", "")
    with transaction.atomic():
        row = Assistant.objects.select_for_update().first()
        if row is None:
            if on:
                raise UnusableAssistant(errors={"address": _("Say first which server is asked.")})
            return
        if row.is_on == on:
            return
        row.is_on, row.changed_by = on, actor.name
        row.save(update_fields=["is_on", "changed_by", "changed_at"])
        if not on:
            Written.objects.filter(state="waiting").update(
                state="failed", problem="switched_off", ended_at=timezone.now()
            )
        record(actor, "understand.assistant_switched", {"on": on})


def _check(fields: AssistantFields, *, lost: bool) -> None:
    errors: dict[str, str] = {}
    address = _address(fields)
    if address:
        errors["address"] = address
    if not 1 <= len(fields.model.strip()) <= 120:
        errors["model"] = _("Name the model, with up to 120 characters.")
    if len(fields.key) > 500 or not all("!" <= one <= "~" for one in fields.key):
        errors["key"] = _("A key has up to 500 letters, digits and signs, without spaces.")
    elif lost:
        errors["key"] = _("This is another server: enter its key.")
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(fields, name) <= most:
            shown = {"least": wording.number(least), "most": wording.number(most)}
            errors[name] = _("Give a number from %(least)s to %(most)s.") % shown
    if not set(fields.uses) <= set(USES):
        errors["uses"] = _("Choose of the list.")
    if errors:
        raise UnusableAssistant(errors=errors)


def _address(fields: AssistantFields) -> str:
    """What is wrong with it; whether it lies in a private network is seen whenever it is asked, not once."""
    address = fields.address.strip()
    wrong = _("Give the address of an API, for example https://api.example.com/v1.")
    try:
        parts: Any = parts_of(address)
    except AddressRefused:
        return wrong
    if len(address) > 500 or not all("!" <= one <= "~" for one in address) or parts.query or parts.fragment:
        return wrong
    if parts.scheme == "http" and not fields.own:
        return _(
            "Over http everybody on the way could read along. Use https, or say that it is your own server."
        )
    return ""
