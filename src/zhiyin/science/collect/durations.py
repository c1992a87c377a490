"""How long a cell says that something took."""

import re
import unicodedata
from typing import Final

_WORDS: Final = re.compile(
    r"(?:(\d+)\s*(?:小时|时|hours?|hrs?|h))?\s*(?:(\d+)\s*(?:分钟|分|minutes?|mins?|m))?"
    r"\s*(?:(\d+(?:\.\d+)?)\s*(?:秒钟|秒|seconds?|secs?|s)?)?"
)
_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:\.\d+)?")


def parse_duration(text: str) -> int | None:
    """Seconds of 123秒, 2分3秒, 1小时2分, 02:03, 1:02:03, 95; None for what is no duration."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    words = _WORDS.fullmatch(text)
    if words is None or not any(words.groups()):
        return None
    hours, minutes, seconds = (float(part or 0) for part in words.groups())
    return round(hours * 3600 + minutes * 60 + seconds)
