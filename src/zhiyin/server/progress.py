"""Progress of long work, on stderr: one line that renews itself on a terminal, a line every few seconds elsewhere."""

import sys
import time


class Progress:
    """Call it with (done, total or None); `sentence` has a place for %(amount)s."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence
        self._last = 0.0
        self._shown = False

    def __call__(self, done: int, total: int | None = None) -> None:
        now = time.monotonic()
        terminal = sys.stderr.isatty()
        if now - self._last < (0.2 if terminal else 5.0):
            return
        self._last = now
        amount = f"{done:,}" if total is None else f"{done:,} / {total:,}"
        line = self._sentence % {"amount": amount}
        print(
            f"\r{line}   " if terminal else line,
            end="" if terminal else "\n",
            file=sys.stderr,
        )
        self._shown = terminal

    def finish(self) -> None:
        if self._shown:
            print(file=sys.stderr)
