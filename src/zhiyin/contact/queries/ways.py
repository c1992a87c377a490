"""Which kinds of message have a way out."""

from typing import Final

from django.conf import settings

from zhiyin.contact.models import Channel

# Stands for the mail server of ZHIYIN_SMTP_URL, which is no row.
INSTALLATION: Final = Channel(code="installation", kind="mail", carrier="smtp")


def default_channel(kind: str) -> Channel | None:
    """Where a message of this kind goes that names no channel: the default one, else the only or oldest active one,
    else for mail the installation's server."""
    found = Channel.objects.filter(kind=kind, is_active=True).order_by("-is_default", "id").first()
    if found is None and kind == "mail" and settings.MAIL_CONFIGURED:
        return INSTALLATION
    return found


def has_way(kind: str) -> bool:
    """Whether anything of this kind can leave."""
    return default_channel(kind) is not None


def shown_reason(kind: str, state: str, reason: str) -> str:
    """The stored reason, or why nothing waiting of this kind can leave at all."""
    if state == "waiting" and not has_way(kind):
        return "no_mail_server" if kind == "mail" else "no_channel"
    return reason
