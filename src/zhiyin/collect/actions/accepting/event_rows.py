"""Writing many events at once, and keeping what those that are replaced said before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from zhiyin.collect.actions.accepting.write import Row, insert_into
from zhiyin.collect.models import Event, EventRevision

CHUNK = 2_000
EVENT_FIELDS = (
    "id", "kind", "occurred_at", "received_at", "customer", "account", "unit", "unit_path", "channel", "source",
    "source_id", "content_hash", "order", "product", "quantity", "amount", "is_discounted", "attributes", "imported",
)  # fmt: skip
# What a source cannot change by saying something else.
_KEPT = frozenset({"id", "source", "source_id", "received_at", "account"})
REMEMBERED = (
    "kind", "occurred_at", "customer_id", "unit_id", "unit_path", "channel", "content_hash", "order", "product",
    "quantity", "amount", "is_discounted", "attributes", "imported_id",
)  # fmt: skip

EventRow = Row


def write_events(cursor: CursorWrapper, rows: Sequence[EventRow]) -> None:
    """Insert rows with EVENT_FIELDS."""
    if rows:
        cursor.executemany(insert_into(Event, EVENT_FIELDS), rows)


def keep_and_replace_events(
    cursor: CursorWrapper, rows: Sequence[EventRow], now: datetime, *, keep_time: set[int]
) -> None:
    """Keep the events' old content as revisions and put `rows` (EVENT_FIELDS) in its place.

    Those in `keep_time` keep their time, as the source names none.
    """
    ids = [row[0] for row in rows]
    for start in range(0, len(ids), CHUNK):
        EventRevision.objects.bulk_create(
            EventRevision(event=event, replaced_at=now, content=content_of(event))
            for event in Event.objects.filter(id__in=ids[start : start + CHUNK])
        )
    _replace(cursor, [row for row in rows if row[0] not in keep_time], _KEPT)
    _replace(cursor, [row for row in rows if row[0] in keep_time], _KEPT | {"occurred_at"})


def content_of(event: Event) -> dict[str, Any]:
    """What an event says, as JSON."""
    content = {name: getattr(event, name) for name in REMEMBERED}
    content["occurred_at"] = event.occurred_at.isoformat()
    content["content_hash"] = bytes(event.content_hash).hex()
    content["amount"] = None if event.amount is None else str(event.amount)
    content["customer_id"] = (
        str(event.customer_id) if event.customer_id else None
    )  # too long for JSON's numbers
    return content


def _replace(cursor: CursorWrapper, rows: Sequence[EventRow], kept: frozenset[str]) -> None:
    if not rows:
        return
    quote = connection.ops.quote_name
    changed = [name for name in EVENT_FIELDS if name not in kept]
    column = {field.name: str(field.column) for field in Event._meta.local_concrete_fields}
    places = [EVENT_FIELDS.index(name) for name in changed]
    assignments = ", ".join(f"{quote(column[name])} = %s" for name in changed)
    sql = f"UPDATE {quote(Event._meta.db_table)} SET {assignments} WHERE {quote('id')} = %s"  # noqa: S608
    cursor.executemany(sql, [(*(row[place] for place in places), row[0]) for row in rows])
