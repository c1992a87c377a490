"""The keys by which sources know a customer: their normal form, the digest they are found by, their sealed form."""

import hashlib
import re
from functools import lru_cache

from django.conf import settings

from zhiyin.accounts.sealing import seal_bytes, unseal_bytes
from zhiyin.science.collect.keys import visible
from zhiyin.science.customers.names import real_name

UNSCOPED = frozenset({"mobile", "email", "device"})
# A country's code is dialled, and it is not that of the mainland.
_ABROAD = re.compile(r"(?:\+(?:00)?|00)(?!86)[1-9]")


def normal(kind: str, value: str) -> str:
    """The key as it is kept: mobile numbers without separators, those of the mainland without its code, those of other
    countries with theirs (+13055551234); addresses in lower case; all of it in half-width letters."""
    value = visible(value)
    if kind == "mobile":
        dialled = re.sub(r"[^0-9+]", "", value)
        digits = dialled.replace("+", "")
        if _ABROAD.match(dialled):
            return f"+{digits.removeprefix('00')}"
        return re.sub(r"^(?:(?:00)?86|0)(?=1[0-9]{10}$)", "", digits) or value
    return value.lower() if kind == "email" else value


def scoped(kind: str, scope: str) -> str:
    """The scope as it is kept: a mobile number, an address and a device are the same wherever they are stated."""
    return "" if kind in UNSCOPED else scope.strip()[:60]


def name_mark(name: str) -> bytes:
    """8 bytes that tell different whole names apart; b"" for no name, a masked one, a form of address."""
    bare = real_name(name)
    return digest("name", bare)[:8] if bare else b""


@lru_cache(maxsize=4)
def _keyed_start(secret: str) -> "hashlib.blake2b":
    key = hashlib.sha256(b"zhiyin.identity" + secret.encode()).digest()
    return hashlib.blake2b(digest_size=16, key=key)


def digest(kind: str, value: str, scope: str = "") -> bytes:
    """16 bytes by which a normal key is found, and which nobody without the installation's secret can guess."""
    hashed = _keyed_start(settings.SECRET_KEY).copy()
    hashed.update(f"{kind}\x1f{scope}\x1f{value}".encode("utf-8", "surrogatepass"))
    return hashed.digest()


def sealed(value: str) -> bytes:
    """The value, readable again only by this installation."""
    return seal_bytes(value.encode("utf-8", "surrogatepass"), "identity")


def opened(sealed_value: "bytes | memoryview[int]") -> str:
    """What was sealed. Raises accounts.sealing.Unreadable."""
    return unseal_bytes(bytes(sealed_value), "identity").decode("utf-8", "surrogatepass")
