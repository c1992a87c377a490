"""How often each row of a file has been met: in memory while there are few, on the disk when there are many."""

import sqlite3
from typing import Final

MOST_IN_MEMORY: Final = 1_000_000  # about 150 MB


class Occurrences:
    """Counts by digest, as a dict would keep them, in memory that does not grow with the file.

    What is put on the disk lies in a private file that vanishes with the object.
    """

    def __init__(self, most: int = MOST_IN_MEMORY) -> None:
        self._most = most
        self._near: dict[bytes, int] = {}
        self._far: sqlite3.Connection | None = None

    def get(self, digest: bytes, default: int) -> int:
        """The count, or the default."""
        count = self._near.get(digest)
        if count is None and self._far is not None:
            row = self._far.execute("SELECT n FROM seen WHERE digest = ?", (digest,)).fetchone()
            count = row[0] if row else None
        return default if count is None else count

    def __setitem__(self, digest: bytes, count: int) -> None:
        self._near[digest] = count
        if len(self._near) >= self._most:
            self._put_away()

    def _put_away(self) -> None:
        if self._far is None:
            self._far = sqlite3.connect("", isolation_level=None)  # "": a temporary file of its own
            self._far.execute("PRAGMA journal_mode = OFF")
            self._far.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, n INTEGER) WITHOUT ROWID")
        self._far.execute("BEGIN")
        self._far.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", sorted(self._near.items()))
        self._far.execute("COMMIT")
        self._near.clear()
