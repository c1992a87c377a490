"""The two tokens that a letter carries: one by which an answer finds its message, one that ends all letters.

Both are made from the installation's secret, so that nothing has to be kept to write the same letter again.
"""

import base64
import binascii
import hashlib
from typing import Final

from django.conf import settings

from zhiyin.accounts.sealing import Unreadable, seal_bytes, unseal_bytes
from zhiyin.contact.models import Message
from zhiyin.contact.rules.addresses import KEY_OF
from zhiyin.customers.keys import digest

_UNSUBSCRIBE: Final = "unsubscribe"


def reply_token(message_id: int) -> str:
    """160 bits in letters that survive every mail server, whatever it does to capitals."""
    key = hashlib.sha256(b"zhiyin.reply" + settings.SECRET_KEY.encode()).digest()
    token = hashlib.blake2b(str(message_id).encode(), digest_size=20, key=key)
    return base64.b32encode(token.digest()).decode().lower()


def reply_digest(token: str) -> bytes:
    """What is kept of a reply token."""
    return digest("reply", token.lower())


def reply_address(message: Message, base: str) -> str:
    """reply@shop.example -> reply+token@shop.example; "" when the installation takes no answers."""
    name, separator, domain = base.rpartition("@")
    return f"{name}+{reply_token(message.id)}@{domain}" if separator else ""


def unsubscribe_token(message: Message) -> str:
    """The address that the message went to, sealed: it works after the message itself has been forgotten."""
    told = f"{message.id}\x1f{KEY_OF.get(message.channel, '')}\x1f{message.to_address}"
    return base64.urlsafe_b64encode(seal_bytes(told.encode(), _UNSUBSCRIBE)).decode().rstrip("=")


def unsubscribe_address(message: Message) -> str:
    """Where a letter's reader ends it."""
    return f"{settings.SITE_URL}/u/{unsubscribe_token(message)}"


def opened_unsubscribe(token: str) -> tuple[int, str, str]:
    """Message, kind of key, address of an unsubscribe token. Raises Unreadable."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        number, kind, address = unseal_bytes(sealed, _UNSUBSCRIBE).decode().split("\x1f")
        return int(number), kind, address
    except (ValueError, binascii.Error) as error:
        raise Unreadable from error
