"""The ways out, without their secrets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable
from zhiyin.contact.models import Channel, Message
from zhiyin.contact.phrases.channels import carrier_label, kind_label
from zhiyin.contact.secrets import secrets_of
from zhiyin.journal.errors import NotFound


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel; of its secrets only which there are."""

    id: int
    code: str
    name: str
    kind: str
    kind_label: str
    carrier: str
    carrier_label: str
    settings: dict[str, Any]
    secrets_held: tuple[str, ...]
    secret_unreadable: bool
    is_active: bool
    is_default: bool
    created_by: str
    created_at: datetime
    last_sent_at: datetime | None


def channel_for(actor: Actor, channel_id: int) -> Channel:
    """The row. Needs `contact.manage` for the whole organisation. Raises Forbidden, NotFound."""
    actor.require("contact.manage", "")
    channel = Channel.objects.filter(id=channel_id).first()
    if channel is None:
        raise NotFound()
    return channel


def read_channel(actor: Actor, channel_id: int) -> ChannelRow:
    """One channel. Raises Forbidden, NotFound."""
    return _row(channel_for(actor, channel_id))


def list_channels(actor: Actor) -> list[ChannelRow]:
    """Every channel, by kind, the default of each kind first."""
    actor.require("contact.manage", "")
    return [_row(channel) for channel in Channel.objects.order_by("kind", "-is_default", "id")]


def mail_goes_by_installation() -> bool:
    """Whether mail without a channel of its own leaves through the server of ZHIYIN_SMTP_URL."""
    return bool(settings.MAIL_CONFIGURED) and not Channel.objects.filter(kind="mail", is_active=True).exists()


def _row(channel: Channel) -> ChannelRow:
    try:
        held, unreadable = tuple(sorted(secrets_of(channel))), False
    except Unreadable:
        held, unreadable = (), True
    latest = (
        Message.objects.filter(via=channel, state="sent")
        .order_by("-id")
        .values_list("finished_at", flat=True)
    )
    return ChannelRow(
        id=channel.pk,
        code=channel.code,
        name=channel.name,
        kind=channel.kind,
        kind_label=kind_label(channel.kind),
        carrier=channel.carrier,
        carrier_label=carrier_label(channel.carrier),
        settings=dict(channel.settings),
        secrets_held=held,
        secret_unreadable=unreadable,
        is_active=channel.is_active,
        is_default=channel.is_default,
        created_by=channel.created_by,
        created_at=channel.created_at,
        last_sent_at=latest.first(),
    )
