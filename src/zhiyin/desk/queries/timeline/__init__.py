"""Everything heard from a person, asked, done and given, newest first, as far as the reader may see it.

Each kind of record is read from its own index, a page's worth at a time, and put in order here; words are made only
for what is shown. Confidential and anonymous voices are never among it.
"""

from heapq import nlargest
from typing import Final

from django.db.models import Q

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Customer
from zhiyin.customers.queries.persons import nodes_of
from zhiyin.desk.queries.timeline.entries import Entry, Mark, TimelinePage, read_mark
from zhiyin.desk.queries.timeline.records import SOURCES, Looking, Rows, Source
from zhiyin.journal.errors import Invalid

__all__ = ["GROUPS", "Entry", "TimelinePage", "timeline"]

GROUPS: Final = ("heard", "done", "case", "message", "consent", "profile")
"""By which the timeline can be narrowed."""


def timeline(
    actor: Actor, person: Customer, *, group: str = "", cursor: str = "", limit: int = 30
) -> TimelinePage:
    """The newest `limit` entries before the cursor. `person` comes from `person_for`, which checks who asks.

    Raises Invalid for an unknown group, BadCursor.
    """
    if group and group not in GROUPS:
        raise Invalid(field="kind")
    root = person.person_id
    looking = Looking(actor, root, tuple(nodes_of([root])[root]))
    before = read_mark(cursor) if cursor else None
    sources = [source for source in SOURCES if not group or source.group == group]
    rows: list[tuple[Mark, Source, object]] = []
    for source in sources:
        rank = SOURCES.index(source)
        found = source.rows(looking)
        if found is None:
            continue
        for row in _page(found, source.at, rank, before)[: limit + 1]:
            rows.append((Mark(getattr(row, source.at), rank, int(row.pk)), source, row))
    newest = nlargest(limit + 1, rows, key=lambda one: one[0])
    shown = newest[:limit]
    told: dict[Mark, Entry] = {}
    for source in sources:
        mine = [(mark, row) for mark, whose, row in shown if whose is source]
        if mine:
            entries = source.told(looking, [row for _mark, row in mine])
            told.update(zip((mark for mark, _row in mine), entries, strict=True))
    older = str(shown[-1][0]) if len(newest) > limit else ""
    return TimelinePage([told[mark] for mark, _source, _row in shown], older)


def _page(rows: Rows, at: str, rank: int, before: Mark | None) -> Rows:
    """Rows that stand after the mark in the order of (moment, kind, key), newest first."""
    if before is not None:
        rows = rows.filter(**{f"{at}__lte": before.at})
        if rank > before.rank:
            rows = rows.filter(**{f"{at}__lt": before.at})
        elif rank == before.rank:
            rows = rows.filter(Q(**{f"{at}__lt": before.at}) | Q(pk__lt=before.id))
    return rows.order_by(f"-{at}", "-pk")
