"""By what a row that was not taken is found again when the person in it is erased: it is kept masked."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from zhiyin.customers import keys
from zhiyin.science.language.masking import EMAIL, MOBILE, PHONE, find

MOST: Final = 20  # keys of one row
REJECTS: Final = "\x1freject"
_KINDS: Final = {EMAIL: "email", MOBILE: "mobile", PHONE: "mobile"}


def keys_in(cells: Sequence[str]) -> list[str]:
    """The keyed digests of numbers and addresses that masking takes out of these cells."""
    found: dict[str, None] = {}
    for cell in cells:
        if len(cell) < 6:
            continue
        for item in find(cell):
            if kind := _KINDS.get(item.kind):
                value = keys.normal(kind, item.value)
                found[keys.digest(kind, value).hex()] = None
    return list(found)[:MOST]


def reject_key(raw: dict[str, Any]) -> tuple[str, str]:
    """The key under which such a row is remembered once it was erased."""
    return REJECTS, orjson.dumps(raw, option=orjson.OPT_SORT_KEYS).decode()
