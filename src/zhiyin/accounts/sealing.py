"""What must not lie open at rest (tokens, contact points, originals), sealed with keys of the installation."""

import base64
import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
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


def seal_bytes(data: bytes, purpose: str) -> bytes:
    """Sealed as above but short and quick (AES-GCM, 28 bytes more than it holds): for what is kept by the million."""
    nonce = os.urandom(12)
    return nonce + _cipher(settings.SECRET_KEY, purpose).encrypt(nonce, data, None)


def unseal_bytes(sealed: bytes, purpose: str) -> bytes:
    """What was sealed by `seal_bytes`. Raises Unreadable."""
    try:
        return _cipher(settings.SECRET_KEY, purpose).decrypt(sealed[:12], sealed[12:], None)
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


@lru_cache(maxsize=16)
def _cipher(secret: str, purpose: str) -> AESGCM:
    key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"zhiyin.vault", salt=purpose.encode()[:16])
    return AESGCM(key.digest())
