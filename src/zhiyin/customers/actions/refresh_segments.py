"""Bring whole segments up to date: everybody is looked at in one statement, and only what differs is written."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.sort_people import CHUNK, sort_into
from zhiyin.customers.criteria import people_for
from zhiyin.customers.models import Membership, Segment
from zhiyin.customers.queries.segment_order import Kept, kept_in_order
from zhiyin.customers.rules.memberships import begin, current, end
from zhiyin.journal.record import record
from zhiyin.science.terms import Criterion

BATCH = 20_000
"""Memberships to a transaction: nobody else waits for longer than that takes."""


class Change(NamedTuple):
    """How many entered a segment and how many left it."""

    entered: int
    left: int


def refresh_segments(
    actor: Actor, *, segments: Collection[int] | None = None, now: datetime | None = None
) -> dict[int, Change]:
    """Bring these segments by criteria up to date (all active ones if None), then those that ask about one that changed.

    Needs `customers.manage` everywhere. Journals `customers.segment_changed` for each that changed. Returns what
    changed, by segment.
    """
    actor.require("customers.manage", "")
    changed: dict[int, Change] = {}
    codes: set[str] = set()
    for kept in kept_in_order():
        wanted = segments is None or kept.segment.id in segments or bool(kept.asks & codes)
        if not wanted:
            continue
        change = _refresh(actor, kept, now or timezone.now())
        if any(change):
            changed[kept.segment.id] = change
            codes.add(kept.segment.code)
    return changed


def _refresh(actor: Actor, kept: Kept, now: datetime) -> Change:
    """Whoever differs is looked at again when few do, in the transaction that moves them: what happened meanwhile wins."""
    entering, leaving = _differing(kept, now)
    if len(entering) + len(leaving) <= CHUNK:
        with transaction.atomic():
            entered, left = sort_into(actor, kept, [*entering, *leaving], now)
            _note(kept.segment, now)
        return Change(entered, left)
    _open(kept.segment, entering, now)
    _close(kept.segment, leaving, now)
    with transaction.atomic():
        _note(kept.segment, now)
        data = {
            "segment": kept.segment.id,
            "code": kept.segment.code,
            "at": now.isoformat(),
            "entered_count": len(entering),
            "left_count": len(leaving),
        }
        record(actor, "customers.segment_changed", data, subject=f"segment:{kept.segment.id}")
    return Change(len(entering), len(leaving))


def _differing(kept: Kept, now: datetime) -> tuple[list[int], list[int]]:
    """Persons who should be in the segment and are not, and those who are and should not be."""
    rows = connection.ops.quote_name(Membership._meta.db_table)
    key = kept.segment.id
    with connection.cursor() as cursor:
        try:
            _find(cursor, kept.criterion, now)
            cursor.execute(
                f"SELECT f.id FROM found_people f WHERE NOT EXISTS (SELECT 1 FROM {rows} m"  # noqa: S608  (our own names)
                " WHERE m.segment_id = %s AND m.customer_id = f.id AND m.until IS NULL) ORDER BY f.id",
                [key],
            )
            entering = [person for (person,) in cursor.fetchall()]
            cursor.execute(
                f"SELECT m.customer_id FROM {rows} m WHERE m.segment_id = %s AND m.until IS NULL"  # noqa: S608
                " AND NOT EXISTS (SELECT 1 FROM found_people f WHERE f.id = m.customer_id) ORDER BY m.customer_id",
                [key],
            )
            leaving = [person for (person,) in cursor.fetchall()]
        finally:
            cursor.execute("DROP TABLE IF EXISTS found_people")
    return entering, leaving


def _find(cursor: Any, criterion: Criterion, now: datetime) -> None:
    """A table of the connection's own with the persons for whom the criterion holds: asked once, locking nobody out."""
    cursor.execute("DROP TABLE IF EXISTS found_people")  # the connection outlives a refresh that was cut off
    of_type = "integer" if connection.vendor == "sqlite" else "bigint"
    cursor.execute(f"CREATE TEMPORARY TABLE found_people (id {of_type} PRIMARY KEY)")
    people = people_for(criterion, now=now).order_by().values("id")
    try:
        query, params = people.query.sql_with_params()
    except EmptyResultSet:  # it can hold for nobody
        return
    cursor.execute(f"INSERT INTO found_people (id) {query}", params)


def _batches(people: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), size):
        yield people[start : start + size]


def _open(segment: Segment, people: Sequence[int], now: datetime) -> None:
    for batch in _batches(people, BATCH):
        with transaction.atomic():
            begin(segment.id, batch, now)


def _close(segment: Segment, people: Sequence[int], now: datetime) -> None:
    for batch in _batches(people, CHUNK):
        end(segment.id, batch, now)


def _note(segment: Segment, now: datetime) -> None:
    """Count everybody once, which mends a size that went astray. Who resizes meanwhile has done so, or waits."""
    rows = Segment.objects.filter(id=segment.id)
    rows.select_for_update(no_key=True).first()
    rows.update(size=current(segment.id).count(), refreshed_at=now)
