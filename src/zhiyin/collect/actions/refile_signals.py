"""Feedback follows its unit: out of the queue of unknown names, with a move of an earlier day, with a merge."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import UnitNode, read_tree
from zhiyin.accounts.rules.days import begin_of
from zhiyin.collect.models import Signal
from zhiyin.journal.feed import UNMOVED, feed
from zhiyin.journal.models import Event
from zhiyin.journal.record import record

BATCH = 5_000
UNITS_AT_ONCE = 500


def refile_signals(actor: Actor, *, unit_id: int, before: str, after: str, since: date | None = None) -> int:
    """Give signals heard at the path `before` or below it the path `after`, and tell the lake. Returns how many.

    `since` is the first day that follows; None: all of them, for a unit whose place was unknown. What was heard
    before that day stays. In batches, each with its event. Needs `organisation.manage` at the new place.
    """
    actor.require("organisation.manage", after)
    moved = Concat(Value(after), Substr("unit_path", len(before) + 1))
    units = _units_at(before, after)
    count = 0
    for start in range(0, len(units), UNITS_AT_ONCE):
        chunk = units[start : start + UNITS_AT_ONCE]
        signals = Signal.objects.filter(unit_id__in=chunk, unit_path__startswith=before)
        if since is not None:
            signals = signals.filter(occurred_at__gte=begin_of(since))
        count += _in_batches(actor, signals, unit_id, after, {}, lambda batch: batch.update(unit_path=moved))
    return count


def _units_at(*paths: str) -> list[int]:
    """The units that lie or lay at those paths or below: signals are found by their units."""
    tree = read_tree()
    known = {**tree.by_former_path, **tree.by_path}
    return sorted({node.id for path, node in known.items() if path.startswith(paths)})


def hand_over_signals(actor: Actor, *, unit_id: int, into_id: int) -> int:
    """What was heard under a name that means another unit goes there, to its path of the day. Returns how many.

    Their ids are journalled, so that `take_back_signals` finds them. Needs `organisation.manage` at that unit.
    """
    into = read_tree().by_id.get(into_id)
    if into is None:
        return 0
    actor.require("organisation.manage", into.path)
    count = 0
    for begin, end, path in _spans(into):
        signals = Signal.objects.filter(unit_id=unit_id)
        if begin is not None:
            signals = signals.filter(occurred_at__gte=begin_of(begin))
        if end is not None:
            signals = signals.filter(occurred_at__lt=begin_of(end))
        count += _in_batches(
            actor, signals, into_id, path, {"merged": str(unit_id)}, _giving(into_id, path), with_ids=True
        )
    return count


def hand_over_strays(actor: Actor) -> bool:
    """What came in under a name at the moment in which it was merged follows now. Whether there was any."""
    merged = {node.id: node.merged_into for node in read_tree().nodes if node.merged_into is not None}
    units = list(merged)
    count = 0
    for start in range(0, len(units), UNITS_AT_ONCE):
        chunk = units[start : start + UNITS_AT_ONCE]
        found = Signal.objects.filter(unit_id__in=chunk).order_by().values_list("unit_id", flat=True)
        for unit_id in list(found.distinct()):
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
    handed = Event.objects.filter(name="collect.signals_refiled", subject=f"unit:{from_id}")
    for data in handed.values_list("data", flat=True):
        if data.get("merged") == str(unit_id):
            signals = Signal.objects.filter(pk__in=data["ids"], unit_id=from_id)
            count += _in_batches(actor, signals, unit_id, node.path, {}, _giving(unit_id, node.path))
    return count


def _spans(node: UnitNode) -> list[tuple[date | None, date | None, str]]:
    """From which day until which day the unit lay where."""
    spans: list[tuple[date | None, date | None, str]] = []
    begin: date | None = None
    for day, path in read_tree().left.get(node.id, ()):
        spans.append((begin, day, path))
        begin = day
    return [*spans, (begin, None, node.path)]


def _giving(unit_id: int, path: str) -> Callable[[QuerySet[Signal]], object]:
    return lambda batch: batch.update(unit_id=unit_id, unit_path=path)


def _in_batches(
    actor: Actor,
    signals: QuerySet[Signal],
    unit_id: int,
    path: str,
    data: dict[str, object],
    change: Callable[[QuerySet[Signal]], object],
    *,
    with_ids: bool = False,
) -> int:
    """Change signals that the query no longer finds afterwards, some at a time, so that nobody waits long."""
    count = 0
    while True:
        with transaction.atomic():
            found = signals.order_by("pk").select_for_update().values_list("pk", flat=True)
            keys = list(found[:BATCH])
            if not keys:
                return count
            change(Signal.objects.filter(pk__in=keys))
            feed("signal", [(key, UNMOVED) for key in keys], "change")
            record(
                actor,
                "collect.signals_refiled",
                {"signals": len(keys), **data, **({"ids": keys} if with_ids else {})},
                subject=f"unit:{unit_id}",
                unit_path=path,
            )
        count += len(keys)
