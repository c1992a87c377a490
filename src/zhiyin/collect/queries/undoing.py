"""What undoing an import would do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import EventRevision, Import, ImportedCustomer, Signal, SignalRevision
from zhiyin.collect.queries.imported_events import events_of
from zhiyin.collect.queries.imports import ImportState, import_of
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.science.collect.fields import CUSTOMERS, group_of

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Undoing:
    """Signals that would go, say again what they said before, stay because something later changed them, stay because
    they are not the actor's. `repeated`: later files of the source said some of it again, which counted as known."""

    gone: int
    restored: int
    changed_since: int
    not_yours: int
    repeated: bool


def what_undoing_does(actor: Actor, import_id: int) -> Undoing:
    """Raises NotFound for an import out of the actor's sight."""
    seen = import_of(actor, import_id)
    paths = actor.paths("signals.import")
    group = group_of(seen.mapping.get("kind", ""))
    if group != "feedback":
        return _of_other_files(seen, group, paths)
    undone = undone_imports() | {seen.id}
    brought = Signal.objects.filter(imported_id=seen.id)
    mine = brought if "" in paths else brought.filter(_anywhere(paths))
    others = brought.count() - mine.count()
    gone, restored = mine.filter(revision=1).count(), 0
    revised = list(mine.filter(revision__gt=1).order_by("id").values_list("id", flat=True))
    for start in range(0, len(revised), CHUNK):
        chunk = revised[start : start + CHUNK]
        found = len(earlier_words(chunk, undone))
        restored += found
        gone += len(chunk) - found
    since = (
        SignalRevision.objects.filter(content__import_id=seen.id)
        .exclude(signal__imported_id=seen.id)
        .values("signal")
        .distinct()
        .count()
    )
    later = Import.objects.filter(source=seen.source, id__gt=seen.id, duplicates__gt=0)
    return Undoing(gone, restored, since, others, later.exclude(state__in=("undoing", "undone")).exists())


def _of_other_files(seen: ImportState, group: str, paths: Sequence[str]) -> Undoing:
    """Of purchases the events that would go, of a list the customers; what something else tells of them stays."""
    made, changed = events_of(seen.id, seen.created_at, seen.finished_at)
    if group == CUSTOMERS:
        told = ImportedCustomer.objects.filter(imported_id=seen.id)
        gone, restored = told.filter(is_new=True).count(), told.filter(is_new=False).count()
    else:
        gone, restored = made.count(), changed.exclude(id__in=made.values("id")).count()
    since = EventRevision.objects.filter(content__imported_id=seen.id).exclude(event__imported_id=seen.id)
    mine = made if "" in paths else made.filter(_anywhere(paths))
    others = 0 if group == CUSTOMERS or "" in paths else made.count() - mine.count()
    return Undoing(gone - others, restored, since.values("event").distinct().count(), others, repeated=False)


def _anywhere(paths: Sequence[str]) -> Q:
    """Heard at one of these places."""
    return reduce(or_, (Q(unit_path__startswith=path) for path in paths))


def undo_progress(seen: ImportState) -> tuple[int, int | None] | None:
    """(signals settled, of how many) of an undo under way; None when none is, also for one that stopped."""
    if seen.state != "undoing":
        return None
    found = latest_about(f"import:{seen.id}")
    if found is None or found.state not in ("waiting", "running"):
        return None
    return found.done, found.total


def undone_imports() -> set[int]:
    """Imports whose words are not to be put back: they were, or are being, undone."""
    return set(Import.objects.filter(state__in=("undoing", "undone")).values_list("id", flat=True))


def earlier_words(signals: Sequence[int], undone: Collection[int]) -> dict[int, SignalRevision]:
    """For each signal the newest of its earlier revisions that no undone import brought; absent without one.

    So the order in which imports are undone makes no difference.
    """
    found: dict[int, SignalRevision] = {}
    for revision in SignalRevision.objects.filter(signal_id__in=signals).order_by("signal_id", "-revision"):
        if revision.content.get("import_id") not in undone:
            found.setdefault(revision.signal_id, revision)
    return found
