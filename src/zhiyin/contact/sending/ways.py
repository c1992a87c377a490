"""Which way a message goes: the channel it names, else the default of its kind, else the installation's mail server."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from django.db.models import Q

from zhiyin.contact.carriers.shape import Outcome, Route, Send
from zhiyin.contact.models import Channel, Message
from zhiyin.contact.queries.ways import INSTALLATION, default_channel
from zhiyin.contact.secrets import secrets_of

# carrier -> file, function; loaded when first used
CARRIERS: Final = {
    "null": ("null", "send"),
    "smtp": ("smtp", "send"),
    "aliyun": ("aliyun", "send"),
    "tencent": ("tencent", "send"),
    "wecom_robot": ("robots", "send_wecom"),
    "dingtalk_robot": ("robots", "send_dingtalk"),
    "feishu_robot": ("robots", "send_feishu"),
    "slack_hook": ("robots", "send_slack"),
    "wecom_customer": ("wecom_customer", "send"),
    "apprise": ("others", "send"),
}


def carrier(name: str) -> Send:
    """The function that carries."""
    file, function = CARRIERS[name]
    found: Callable[..., Outcome] = getattr(import_module(f"zhiyin.contact.carriers.{file}"), function)
    return found


def may_leave(kind: str) -> Q | None:
    """The condition on messages of a kind that have a way; None when none has."""
    named = Q(via__is_active=True)
    if default_channel(kind) is not None:
        return named | Q(via__isnull=True)
    return named if Channel.objects.filter(kind=kind, is_active=True).exists() else None


def way_of(message: Message) -> tuple[Channel, Route] | None:
    """The channel and how it is asked; None when there is none at the moment. Raises sealing.Unreadable."""
    channel = message.via or default_channel(message.channel)
    if channel is None or (channel is not INSTALLATION and not channel.is_active):
        return None
    return channel, Route() if channel is INSTALLATION else Route(channel.settings, secrets_of(channel))
