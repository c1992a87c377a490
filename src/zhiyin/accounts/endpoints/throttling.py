"""A program that runs wild must not take the place of the others.

What was let through in the minute before weighs with the part of it that lies less than 60 seconds back (a sliding
window of two counters): whoever waits for the end of a minute cannot try twice as often around it.
"""

import math
import threading
import time

from zhiyin.accounts.errors import TooManyRequests

# Requests of one key in one minute and one web process: far above honest use, far below what a process can do.
MOST_A_MINUTE = 120_000

_lock = threading.Lock()
_minute = 0
_asked: dict[str, int] = {}
_asked_before: dict[str, int] = {}


def count_request(key_id: str, *, now: float | None = None, most: int = MOST_A_MINUTE) -> None:
    """Count one request of a key at `now` (Unix seconds). Raises TooManyRequests above `most` within a minute."""
    global _minute, _asked, _asked_before
    at = time.time() if now is None else now
    minute, second = divmod(at, 60)
    with _lock:
        if minute != _minute:
            _asked_before = _asked if minute == _minute + 1 else {}
            _asked, _minute = {}, int(minute)
        asked, before = _asked.get(key_id, 0), _asked_before.get(key_id, 0)
        if asked + before * (1 - second / 60) < most:
            _asked[key_id] = asked + 1
            return
    raise TooManyRequests(seconds=_until_free(asked, before, second, most))


def _until_free(asked: int, before: int, second: float, most: int) -> int:
    """Whole seconds until a key that was refused at `second` of a minute is let through again, at least 1."""
    if asked < most:  # as what was asked in the minute before moves out of sight
        return max(1, math.ceil(60 * (1 - (most - asked) / before) - second + 0.001))
    return max(1, math.ceil(60 - second + 0.001))
