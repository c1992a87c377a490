"""Numbers in addresses: opaque to callers, checked here."""

from zhiyin.journal.errors import NotFound

GREATEST = 2**63 - 1


def key_of(text: str) -> int:
    """The row's number. Raises NotFound for what cannot be one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19) or int(text) > GREATEST:
        raise NotFound()
    return int(text)
