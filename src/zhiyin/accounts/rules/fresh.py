"""Fresh secrets: shown once, kept only as hashes."""

import secrets

# Without letters and figures that are read for one another: a password is typed from a piece of paper once.
_PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"


def _plain(length: int) -> str:
    return "".join(secrets.choice(_PLAIN) for _ in range(length))


def fresh_password() -> str:
    """Four groups of four, 79 bits, to be typed once and then replaced by one's own."""
    return "-".join(_plain(4) for _ in range(4))


def fresh_key() -> tuple[str, str]:
    """A new API key and its readable prefix; the 32 characters after it (158 bits) are the secret."""
    prefix = f"zy_live_{_plain(8)}"
    return f"{prefix}_{_plain(32)}", prefix
