"""Numbers in addresses: opaque to callers, checked here."""

from zhiyin.journal.errors import NotFound
from zhiyin.journal.reach import is_number


def key_of(text: str, error: type[NotFound] = NotFound) -> int:
    """The row's number. Raises NotFound, or the given one, for what cannot be a number of a row."""
    if not is_number(text):
        raise error()
    return int(text)
