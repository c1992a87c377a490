"""Imports as an actor may see them: their own; all of them for whoever may import everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Import, Reject
from zhiyin.journal.errors import NotFound


@dataclass(frozen=True, slots=True)
class ImportState:
    """One file: what it is, how far it is, what became of its rows."""

    id: int
    file_name: str
    size: int
    source: str
    state: str
    rows: int
    position: int
    accepted: int
    revised: int
    duplicates: int
    rejected: int
    passed_over: dict[str, int]
    problem: dict[str, Any]
    undone: dict[str, Any]
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    is_sample: bool
    mapping: dict[str, Any]
    layout: dict[str, Any]
    stored_as: str

    @property
    def settled(self) -> int:
        """Rows dealt with so far."""
        return self.accepted + self.revised + self.duplicates + self.rejected + self.without_voice

    @property
    def without_voice(self) -> int:
        """Rows that hold nobody's word."""
        return sum(self.passed_over.values())

    @property
    def preset(self) -> str:
        """What the file was recognised as."""
        return str(self.layout.get("preset", "table"))

    @property
    def open_questions(self) -> list[str]:
        """Columns whose scale nobody has settled."""
        return [column["name"] for column in self.mapping["columns"] if column.get("asked")]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken: its number, why, its masked cells by column name."""

    row: int
    code: str
    data: dict[str, Any]
    raw: dict[str, Any]


def imports_in_scope(actor: Actor) -> "QuerySet[Import]":
    """Imports that the actor may see, the newest first."""
    actor.require("signals.import")
    rows = Import.objects.order_by("-id")
    if "" in actor.paths("signals.import"):
        return rows
    return rows.filter(created_by_kind=actor.kind, created_by_id=actor.id)


def imports_page(
    actor: Actor, *, before: int | None = None, limit: int = 30, state: str = "", words: str = ""
) -> list[ImportState]:
    """Up to `limit` imports older than the one with the id `before`.

    `words` stand in the file's name, its source, or the name of who handed it over.
    """
    rows = imports_in_scope(actor)
    if before is not None:
        rows = rows.filter(id__lt=before)
    if state:
        rows = rows.filter(state=state)
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(file_name__icontains=word) | Q(source__icontains=word) | Q(created_by__icontains=word)
        )
    return [_state(row) for row in rows[:limit]]


def import_of(actor: Actor, import_id: int) -> ImportState:
    """One import. Raises NotFound, also for one that the actor may not see."""
    row = imports_in_scope(actor).filter(id=import_id).first()
    if row is None:
        raise NotFound
    return _state(row)


def rejects_of(actor: Actor, import_id: int, *, limit: int | None = None) -> Iterator[RejectedRow]:
    """The rows of an import that were not taken, in order. Raises NotFound."""
    seen = import_of(actor, import_id)
    rows = (
        Reject.objects.filter(imported_id=seen.id).order_by("row").values_list("row", "code", "data", "raw")
    )
    chosen = rows[:limit] if limit is not None else rows.iterator(chunk_size=2_000)
    return (RejectedRow(*values) for values in chosen)


def _state(row: Import) -> ImportState:
    return ImportState(
        id=row.pk,
        file_name=row.file_name,
        size=row.size,
        source=row.source,
        state=row.state,
        rows=row.rows,
        position=row.position,
        accepted=row.accepted,
        revised=row.revised,
        duplicates=row.duplicates,
        rejected=row.rejected,
        passed_over=row.passed_over,
        problem=row.problem or {},
        undone=row.undone,
        created_by=row.created_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
        is_sample=row.is_sample,
        mapping=row.mapping,
        layout=row.layout,
        stored_as=row.stored_as,
    )
