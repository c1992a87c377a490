"""Signals and events follow their unit: out of the queue of unknown names, with a move of an earlier day, with a merge."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import UnitNode, read_tree
from zhiyin.accounts.rules.days import begin_of
from zhiyin.collect.models import Event, Signal
from zhiyin.journal.feed import UNMOVED, feed
from zhiyin.journal.models import Event as JournalEvent
from zhiyin.journal.record import record

BATCH = 5_000
UNITS_AT_ONCE = 500
TOLD: Final = {Signal: "signals", Event: "events"}
"""What has a place in the tree, and the journal's word for it: collect.signals_refiled, collect.events_refiled."""

Rows = QuerySet[Any]


def refile_signals(actor: Actor, *, unit_id: int, before: str, after: str, since: date | None = None) -> int:
    """Give what was heard or happened at the path `before` or below it the path `after`. Returns how many.

    `since` is the first day that follows; None: all of them, for a unit whose place was unknown. What lies before
    that day stays. The lake is told of signals. In batches, each with its event.
    Needs `organisation.manage` at the new place.
    """
    actor.require("organisation.manage", after)
    moved = Concat(Value(after), Substr("unit_path", len(before) + 1))
    units = _units_at(before, after)
    count = 0
    for start in range(0, len(units), UNITS_AT_ONCE):
        chunk = units[start : start + UNITS_AT_ONCE]
        for model in TOLD:
            rows = model._default_manager.filter(unit_id__in=chunk, unit_path__startswith=before)
            if since is not None:
                rows = rows.filter(occurred_at__gte=begin_of(since))
            count += _in_batches(actor, rows, unit_id, after, {}, lambda batch: batch.update(unit_path=moved))
    return count


def _units_at(*paths: str) -> list[int]:
    """The units that lie or lay at those paths or below: rows are found by their units."""
    tree = read_tree()
    known = {**tree.by_former_path, **tree.by_path}
    return sorted({node.id for path, node in known.items() if path.startswith(paths)})


def hand_over_signals(actor: Actor, *, unit_id: int, into_id: int) -> int:
    """What came in under a name that means another unit goes there, to its path of the day. Returns how many.

    Their ids are journalled, so that `take_back_signals` finds them. Needs `organisation.manage` at that unit.
    """
    into = read_tree().by_id.get(into_id)
    if into is None:
        return 0
    actor.require("organisation.manage", into.path)
    count = 0
    merged: dict[str, object] = {"merged": str(unit_id)}
    for begin, end, path in _spans(into):
        for model in TOLD:
            rows = model._default_manager.filter(unit_id=unit_id)
            if begin is not None:
                rows = rows.filter(occurred_at__gte=begin_of(begin))
            if end is not None:
                rows = rows.filter(occurred_at__lt=begin_of(end))
            count += _in_batches(actor, rows, into_id, path, merged, _giving(into_id, path), with_ids=True)
    return count


def hand_over_strays(actor: Actor) -> bool:
    """What came in under a name at the moment in which it was merged follows now. Whether there was any."""
    merged = {node.id: node.merged_into for node in read_tree().nodes if node.merged_into is not None}
    units = list(merged)
    count = 0
    for start in range(0, len(units), UNITS_AT_ONCE):
        chunk = units[start : start + UNITS_AT_ONCE]
        found: set[int] = set()
        for model in TOLD:
            rows = model._default_manager.filter(unit_id__in=chunk).order_by()
            found.update(rows.values_list("unit_id", flat=True).distinct())
        for unit_id in sorted(found):
            if into_id := merged[unit_id]:
                count += hand_over_signals(actor, unit_id=unit_id, into_id=into_id)
    return count > 0


def take_back_signals(actor: Actor, *, unit_id: int, from_id: int) -> int:
    """A merge was taken back: what went along with it returns to the unit of its name. Returns how many."""
    node = read_tree().by_id.get(unit_id)
    if node is None:
        return 0
    actor.require("organisation.manage", node.path)
    count = 0
    for model, word in TOLD.items():
        handed = JournalEvent.objects.filter(name=f"collect.{word}_refiled", subject=f"unit:{from_id}")
        for data in handed.values_list("data", flat=True):
            if data.get("merged") == str(unit_id):
                rows = model._default_manager.filter(pk__in=data["ids"], unit_id=from_id)
                count += _in_batches(actor, rows, unit_id, node.path, {}, _giving(unit_id, node.path))
    return count


def _spans(node: UnitNode) -> list[tuple[date | None, date | None, str]]:
    """From which day until which day the unit lay where."""
    spans: list[tuple[date | None, date | None, str]] = []
    begin: date | None = None
    for day, path in read_tree().left.get(node.id, ()):
        spans.append((begin, day, path))
        begin = day
    return [*spans, (begin, None, node.path)]


def _giving(unit_id: int, path: str) -> Callable[[Rows], object]:
    return lambda batch: batch.update(unit_id=unit_id, unit_path=path)


def _in_batches(
    actor: Actor,
    rows: Rows,
    unit_id: int,
    path: str,
    data: dict[str, object],
    change: Callable[[Rows], object],
    *,
    with_ids: bool = False,
) -> int:
    """Change rows that the query no longer finds afterwards, some at a time, so that nobody waits long."""
    count, model = 0, rows.model
    while True:
        with transaction.atomic():
            found = rows.order_by("pk").select_for_update().values_list("pk", flat=True)
            keys = list(found[:BATCH])
            if not keys:
                return count
            change(model._default_manager.filter(pk__in=keys))
            if model is Signal:
                feed("signal", [(key, UNMOVED) for key in keys], "change")
            record(
                actor,
                f"collect.{TOLD[model]}_refiled",
                {TOLD[model]: len(keys), **data, **({"ids": keys} if with_ids else {})},
                subject=f"unit:{unit_id}",
                unit_path=path,
            )
        count += len(keys)
