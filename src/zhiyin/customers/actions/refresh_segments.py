"""Bring whole segments up to date: everybody is looked at, in a few statements each."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.criteria import people_for
from zhiyin.customers.models import Membership, Segment
from zhiyin.customers.queries.segment_order import Kept, kept_in_order
from zhiyin.journal.record import record
from zhiyin.science.terms import Criterion

MOST_NAMED = 5_000
"""Up to so many changes an event names each person; beyond, it counts them."""


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
    quote = connection.ops.quote_name
    rows = quote(Membership._meta.db_table)
    at = connection.ops.adapt_datetimefield_value(now)
    key = kept.segment.id
    with transaction.atomic():
        Segment.objects.select_for_update().get(id=key)
        with connection.cursor() as cursor:
            _found(cursor, kept.criterion, now)
            cursor.execute(
                f"UPDATE {rows} SET until = %s WHERE segment_id = %s AND until IS NULL"  # noqa: S608  (our own names)
                f" AND NOT EXISTS (SELECT 1 FROM found_people f WHERE f.id = {rows}.customer_id)",
                [at, key],
            )
            left = cursor.rowcount
            cursor.execute(
                f"INSERT INTO {rows} (segment_id, customer_id, since)"  # noqa: S608
                f" SELECT %s, f.id, %s FROM found_people f WHERE NOT EXISTS"
                f" (SELECT 1 FROM {rows} m WHERE m.segment_id = %s AND m.customer_id = f.id AND m.until IS NULL)"
                " ON CONFLICT DO NOTHING",
                [key, at, key],
            )
            entered = cursor.rowcount
            cursor.execute("SELECT count(*) FROM found_people")
            (size,) = cursor.fetchone()
            cursor.execute("DROP TABLE found_people")
        Segment.objects.filter(id=key).update(size=size, refreshed_at=now)
        if entered or left:
            tell(actor, kept.segment, now, entered, left)
    return Change(entered, left)


def _found(cursor: "connection.cursor", criterion: Criterion, now: datetime) -> None:  # type: ignore[name-defined]
    """A table of the connection's own with the persons for whom the criterion holds, asked once."""
    of_type = "integer" if connection.vendor == "sqlite" else "bigint"
    cursor.execute(f"CREATE TEMPORARY TABLE found_people (id {of_type} PRIMARY KEY)")
    people = people_for(criterion, now=now).order_by().values("id")
    try:
        query, params = people.query.sql_with_params()
    except EmptyResultSet:  # it can hold for nobody
        return
    cursor.execute(f"INSERT INTO found_people (id) {query}", params)


def tell(actor: Actor, segment: Segment, at: datetime, entered: int, left: int) -> None:
    """Journal `customers.segment_changed`: with the persons when they are few, else with their number."""
    data: dict[str, object] = {"segment": segment.id, "code": segment.code, "at": at.isoformat()}
    if entered + left <= MOST_NAMED:
        rows = Membership.objects.filter(segment=segment)
        data["entered"] = list(
            rows.filter(since=at, until__isnull=True).values_list("customer_id", flat=True)
        )
        data["left"] = list(rows.filter(until=at).values_list("customer_id", flat=True))
    else:
        data["entered_count"], data["left_count"] = entered, left
    record(actor, "customers.segment_changed", data, subject=f"segment:{segment.id}")
