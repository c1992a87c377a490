"""Progress of long work, on stderr: one line that renews itself on a terminal, a line every few seconds elsewhere."""

import sys
import time


class Progress:
    """Call it with (done, total or None)."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._last = 0.0
        self._shown = False

    def __call__(self, done: int, total: int | None = None) -> None:
        now = time.monotonic()
        terminal = sys.stderr.isatty()
        if now - self._last < (0.2 if terminal else 5.0):
            return
        self._last = now
        amount = f"{done:,}" if total is None else f"{done:,} / {total:,}"
        print(
            f"\r{amount} {self._what}   " if terminal else f"{amount} {self._what}",
            end="" if terminal else "\n",
            file=sys.stderr,
        )
        self._shown = terminal

    def finish(self) -> None:
        if self._shown:
            print(file=sys.stderr)
