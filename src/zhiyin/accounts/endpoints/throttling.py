"""A program that runs wild must not take the place of the others."""

import threading
import time

from zhiyin.accounts.errors import TooManyRequests

# Requests of one key in one minute and one web process: far above honest use, far below what a process can do.
MOST_A_MINUTE = 120_000

_lock = threading.Lock()
_minute = 0
_asked: dict[str, int] = {}


def count_request(key_id: str, *, now: float | None = None, most: int = MOST_A_MINUTE) -> None:
    """Count one request of a key at `now` (Unix seconds). Raises TooManyRequests above `most` in a minute."""
    global _minute
    at = time.time() if now is None else now
    with _lock:
        if int(at // 60) != _minute:
            _minute = int(at // 60)
            _asked.clear()
        asked = _asked[key_id] = _asked.get(key_id, 0) + 1
    if asked > most:
        raise TooManyRequests(seconds=60 - int(at % 60))
