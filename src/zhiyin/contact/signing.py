"""Standard Webhooks 1.0: how a delivery is signed."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """32 random bytes, as the specification writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, key: str, at: int, body: str) -> str:
    """`v1,` and the HMAC-SHA256 of "id.timestamp.body" under the secret's bytes, in base64."""
    secret_bytes = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(secret_bytes, f"{key}.{at}.{body}".encode(), hashlib.sha256)
    return f"v1,{base64.b64encode(signed.digest()).decode()}"


def headers(held: Iterable[str], key: str, at: int, body: str) -> dict[str, str]:
    """The three headers; one signature for each secret that holds at the moment."""
    return {
        "webhook-id": key,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(secret, key, at, body) for secret in held),
    }
