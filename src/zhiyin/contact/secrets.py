"""The secrets of a channel: several by name, sealed together, never shown again."""

import json
from collections.abc import Mapping

from zhiyin.accounts.sealing import seal, unseal
from zhiyin.contact.models import Channel

_PURPOSE = "channel"


def sealed_secrets(secrets: Mapping[str, str]) -> str:
    """What is kept of them."""
    return seal(json.dumps(dict(secrets)), _PURPOSE) if secrets else ""


def secrets_of(channel: Channel) -> dict[str, str]:
    """What was sealed. Raises accounts.sealing.Unreadable."""
    found = unseal(channel.secret, _PURPOSE)
    return dict(json.loads(found)) if found else {}
