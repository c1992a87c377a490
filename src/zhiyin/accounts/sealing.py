"""Short secrets of others (tokens, passwords) at rest: sealed with a key made from the installation's own secret."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(Exception):
    """The secret was sealed with another key: the installation's own secret has changed."""


def _box(purpose: str) -> Fernet:
    key = hashlib.blake2b(
        settings.SECRET_KEY.encode(), digest_size=32, person=b"zhiyin.seal", salt=purpose.encode()[:16]
    )
    return Fernet(base64.urlsafe_b64encode(key.digest()))


def seal(secret: str, purpose: str) -> str:
    """The secret, readable again only by this installation and for this purpose (16 bytes at most). "" stays ""."""
    return _box(purpose).encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str, purpose: str) -> str:
    """What was sealed. Raises Unreadable."""
    if not sealed:
        return ""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error
