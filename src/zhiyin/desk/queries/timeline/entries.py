"""What a line of a person's timeline is, and the place between two lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from zhiyin.journal.errors import BadCursor
from zhiyin.journal.reach import read_moment, read_number


class Mark(NamedTuple):
    """A place in the order of everything: moment, kind of record, its key."""

    at: datetime
    rank: int
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.rank}~{self.id}"


def read_mark(cursor: str) -> Mark:
    """Raises BadCursor."""
    try:
        at, rank, key = cursor.split("~")
    except ValueError:
        raise BadCursor(cursor=cursor[:60]) from None
    return Mark(read_moment(at), read_number(rank), read_number(key))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what kind of thing, in words, with what was said and where it leads. Tone: "neg", "pos" or ""."""

    at: datetime
    group: str
    kind: str  # the record: signal, event, case …
    id: str
    title: str
    text: str = ""
    mentions: Sequence[Mapping[str, Any]] = ()
    chips: tuple[str, ...] = ()
    place: str = ""
    url: str = ""
    tone: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """One page; `older` is the cursor of the next one, "" at the end."""

    entries: list[Entry]
    older: str = ""
