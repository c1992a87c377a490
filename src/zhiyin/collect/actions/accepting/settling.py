"""What signals and events have in common at the door: what is known by its key is the same, is revised, or is refused."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from zhiyin.journal.errors import was_crossed
from zhiyin.science.collect.checking import Problem

ACCEPTED, REVISED, DUPLICATE, REJECTED = "accepted", "revised", "duplicate", "rejected"

# Two processes may draw the same id or make the same customer at the same moment; the second one starts again.
ATTEMPTS = 4
KEYS_PER_STATEMENT = 5_000

Key = tuple[str, str]


class Settled(NamedTuple):
    """What became of one draft: its row's id, or the problem for which it was not taken."""

    status: str
    id: int | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class Outcome:
    """What became of each draft, in order."""

    settled: list[Settled]

    def count(self, status: str) -> int:
        return sum(1 for one in self.settled if one.status == status)


class Known(Protocol):
    """What a row that is there already must tell; a NamedTuple, whose fields are columns of its table."""

    @property
    def id(self) -> int: ...
    @property
    def content_hash(self) -> bytes: ...
    @property
    def unit_path(self) -> str: ...


K = TypeVar("K", bound=Known)


def whole_or_again(work: Callable[[], None]) -> None:
    """Do it in one transaction; start again when another process was in the way."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                work()
            return
        except DatabaseError as error:
            if attempt == ATTEMPTS or not was_crossed(error):
                raise


def waves(keys: Sequence[Key], positions: list[int]) -> Iterator[list[int]]:
    """Positions of drafts such that no key stands twice in a wave: the second of two revises the first."""
    left = positions
    while left:
        seen: set[Key] = set()
        wave: list[int] = []
        later: list[int] = []
        for position in left:
            key = keys[position]
            (later if key in seen else wave).append(position)
            seen.add(key)
        yield wave
        left = later


def known_among(model: type[Model], row: type[K], keys: Iterable[Key]) -> dict[Key, K]:
    """The rows that these keys (source, source_id) have already, locked where the database can."""
    by_source: dict[str, list[str]] = {}
    for source, source_id in keys:
        by_source.setdefault(source, []).append(source_id)
    columns = ", ".join(row._fields)  # type: ignore[attr-defined]
    table = connection.ops.quote_name(model._meta.db_table)
    lock = " ORDER BY id FOR UPDATE" if connection.features.has_select_for_update else ""
    found: dict[Key, K] = {}
    with connection.cursor() as cursor:
        for source, ids in by_source.items():
            for start in range(0, len(ids), KEYS_PER_STATEMENT):
                chunk = ids[start : start + KEYS_PER_STATEMENT]
                places = ", ".join(["%s"] * len(chunk))
                cursor.execute(
                    f"SELECT source_id, {columns} FROM {table}"  # noqa: S608  (names of columns and marks only)
                    f" WHERE source = %s AND source_id IN ({places}){lock}",
                    [source, *chunk],
                )
                for source_id, *values in cursor.fetchall():
                    found[source, source_id] = row(*values)
    return found


def settled_before(
    known: Known | None, content: bytes, paths: tuple[str, ...], *, erased: bool
) -> Settled | None:
    """What becomes of a draft without writing anything; None for one that is to be written."""
    if known is None:
        return Settled(REJECTED, None, Problem("/source_id", "erased")) if erased else None
    if not known.unit_path.startswith(paths):
        return Settled(REJECTED, None, Problem("/source_id", "key_out_of_scope"))
    return Settled(DUPLICATE, known.id) if bytes(known.content_hash) == content else None
