"""Numbers in addresses: opaque to callers, checked here."""

from zhiyin.journal.errors import NotFound


def key_of(text: str) -> int:
    """The row's number. Raises NotFound for what cannot be one."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound()
    return int(text)
