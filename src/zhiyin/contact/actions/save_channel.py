"""Set up a way out, change it, switch it off."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable
from zhiyin.contact.carriers.services import services_at
from zhiyin.contact.errors import AddressRefused, BadChannel
from zhiyin.contact.fetching import parts_of
from zhiyin.contact.models import Channel
from zhiyin.contact.phrases.channels import CARRIERS, KINDS
from zhiyin.contact.queries.channels import channel_for
from zhiyin.contact.secrets import sealed_secrets, secrets_of
from zhiyin.journal.record import record

LONGEST = 500
PLACE = ("endpoint", "host", "port", "security")  # where a channel's secrets are sent, and whether openly


@dataclass(frozen=True, slots=True)
class ChannelFields:
    """What a person says of a channel. An empty secret leaves the one that is there, while it goes to the same place."""

    name: str
    kind: str
    carrier: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    is_default: bool = False


def save_channel(actor: Actor, fields: ChannelFields, *, channel_id: int | None = None) -> Channel:
    """Make or change a channel; journals `contact.channel_saved` without its secrets.

    Needs `contact.manage` for the whole organisation. The first active channel of a kind is its default. Raises BadChannel
    with a sentence for each field, NotFound.
    """
    actor.require("contact.manage", "")
    channel = channel_for(actor, channel_id) if channel_id is not None else None
    settings, secrets = _checked(fields, channel)
    with transaction.atomic():
        others = Channel.objects.filter(kind=fields.kind).exclude(id=channel.pk if channel else 0)
        is_default = fields.is_default or not others.filter(is_active=True, is_default=True).exists()
        if is_default:
            others.update(is_default=False)
        row = channel or Channel(code=_new_code(fields), created_by=actor.name)
        row.name, row.kind, row.carrier = fields.name.strip(), fields.kind, fields.carrier
        row.settings, row.secret, row.is_default = settings, sealed_secrets(secrets), is_default
        row.save()
        data = {"channel": row.code, "kind": row.kind, "carrier": row.carrier}
        record(actor, "contact.channel_saved", data, subject=f"channel:{row.pk}")
    return row


def switch_channel(actor: Actor, *, channel_id: int, on: bool) -> None:
    """Let a channel carry again, or stop it: what waits for it waits on. Journals `contact.channel_switched`."""
    actor.require("contact.manage", "")
    channel = channel_for(actor, channel_id)
    with transaction.atomic():
        if Channel.objects.filter(id=channel.pk).exclude(is_active=on).update(is_active=on):
            data = {"channel": channel.code, "on": on}
            record(actor, "contact.channel_switched", data, subject=f"channel:{channel.pk}")


def _checked(fields: ChannelFields, channel: Channel | None) -> tuple[dict[str, Any], dict[str, str]]:
    errors: dict[str, str] = {}
    if not fields.name.strip() or len(fields.name) > 100:
        errors["name"] = _("Give it a name of up to 100 characters.")
    if fields.kind not in KINDS:
        errors["kind"] = _("Choose one of the list.")
    words = CARRIERS.get(fields.carrier)
    if words is None or fields.kind not in words.kinds:
        errors["carrier"] = _("Choose one of the list.")
        raise BadChannel(errors=errors)
    held = _held_secrets(channel) if channel is not None and channel.carrier == fields.carrier else {}
    usual = {field.name: field.usual for field in words.fields if field.name in PLACE}
    goes = {name: fields.settings.get(name, "").strip() or usual[name] for name in usual}
    went = {name: channel.settings.get(name) or usual[name] for name in usual} if channel else {}
    kept = held if goes == went else {}
    settings: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    for field in words.fields:
        given = fields.secrets if field.secret else fields.settings
        value = str(given.get(field.name, "")).strip() or (
            kept.get(field.name, "") if field.secret else field.usual
        )
        if len(value) > LONGEST or any(ord(letter) < 32 for letter in value):
            errors[field.name] = _("Write one line of up to %(most)s characters.") % {"most": LONGEST}
        elif not value and field.name in held:
            errors[field.name] = _("Enter it again: it would be sent to another address than before.")
        elif field.required and not value:
            errors[field.name] = _("This is needed.")
        elif value:
            (secrets if field.secret else settings)[field.name] = value
    errors |= _wrong_values(settings)
    if fields.carrier == "apprise" and "url" in secrets:
        try:
            services_at(secrets["url"])
        except AddressRefused as error:
            errors["url"] = str(error)
    if errors:
        raise BadChannel(errors=errors)
    return settings, secrets


def _held_secrets(channel: Channel) -> dict[str, str]:
    try:
        return secrets_of(channel)
    except Unreadable:
        return {}


def _wrong_values(settings: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if "endpoint" in settings:
        try:
            parts_of(settings["endpoint"])
        except AddressRefused as error:
            errors["endpoint"] = str(error)
    if "port" in settings and not (settings["port"].isdecimal() and 0 < int(settings["port"]) < 65536):
        errors["port"] = _("Give a number from 1 to 65535.")
    if settings.get("security", "none") not in {"starttls", "tls", "none"}:
        errors["security"] = _("Write starttls, tls or none.")
    return errors


def _new_code(fields: ChannelFields) -> str:
    start = slugify(f"{fields.kind}-{fields.name}")[:30] or fields.kind
    taken = set(Channel.objects.filter(code__startswith=start).values_list("code", flat=True))
    number = 1
    while (code := start if number == 1 else f"{start}-{number}") in taken:
        number += 1
    return code
