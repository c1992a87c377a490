"""Numbers in addresses: opaque to callers, checked here."""

from zhiyin.journal.errors import NotFound

GREATEST = 2**63 - 1


def key_of(text: str, error: type[NotFound] = NotFound) -> int:
    """The row's number. Raises NotFound, or the given one, for what cannot be a number of a row."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19) or int(text) > GREATEST:
        raise error()
    return int(text)
