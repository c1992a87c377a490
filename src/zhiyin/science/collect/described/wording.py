"""Words of a questionnaire as people read them: without markup, on one line."""

import hashlib
import html
import re
from typing import Final

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_CODE = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 60


def worded(text: object) -> str:
    """A wording without tags, entities and line breaks."""
    found = str(text) if text is not None else ""
    if "<" in found:
        found = _TAG.sub(" ", _UNSEEN.sub(" ", found))
    if "&" in found:
        found = html.unescape(found)
    return _BLANKS.sub(" ", found).strip()


def item_worded(question: str, part: str = "") -> str:
    """The code of an item that has only its wording (and that of its row): the same wherever it is worded alike.

    Long wordings keep their beginning and a few letters drawn from the whole, so that rows of one matrix differ.
    """
    whole = f"{question} {part}".strip()
    if whole.isascii():
        code = _CODE.sub("_", whole.lower()).strip("_") or "item"
    else:
        code = whole
    if len(code) <= _LONGEST:
        return code
    return f"{code[: _LONGEST - 9].rstrip('_ ')}_{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
