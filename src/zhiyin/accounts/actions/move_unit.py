"""Moving a unit, with everything below it, to another place in the tree."""

from datetime import date

from django.db import transaction
from django.db.models import F, Max, Q, Value
from django.db.models.functions import Concat, Substr

from zhiyin.accounts.actions.note_change import note_change
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import BadMove, TooDeep, TooEarly
from zhiyin.accounts.models import FormerPlace, Unit, never_used
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.accounts.rules.days import day_of_change
from zhiyin.accounts.rules.names import UNSORTED_CODE, is_too_deep
from zhiyin.accounts.tree_version import lock_tree, tree_changed
from zhiyin.journal.record import record


def move_unit(
    actor: Actor,
    *,
    unit_id: str | int,
    parent_id: str | int | None,
    on: date | None = None,
    note: str = "",
) -> None:
    """Put a unit under another parent (None: at the top) from a day on; today when none is given.

    Needs `organisation.manage` at both places. What was heard before that day stays at the old place, also what
    arrives late; what was heard from that day on belongs to the new one (a reaction of `collect`). Raises BadMove,
    TooDeep, NotYet, TooEarly, NotFound, Forbidden.
    """
    on = day_of_change(on)
    node = unit_by_id(actor, unit_id, "organisation.manage")
    parent = unit_by_id(actor, parent_id, "organisation.manage") if parent_id is not None else None
    actor.require("organisation.manage", node.path[: -Unit.steplen])
    actor.require("organisation.manage", parent.path if parent else "")
    with transaction.atomic():
        old, new = relocate(node.id, parent.id if parent else None, on=on)
        if old != new:
            note_change(actor, node.id, "moved", on, before=old, after=new, note=note)
            record(
                actor,
                "accounts.unit_moved",
                {"from": old, "to": new, "since": on.isoformat()},
                subject=f"unit:{node.id}",
                unit_path=new,
            )


def relocate(unit_id: int, parent_id: int | None, *, on: date | None) -> tuple[str, str]:
    """Rewrite the paths of a subtree; the caller has checked and journals. Returns the old and the new path.

    `on` is the day from which it lies there; None when the old path only said that its place was unknown.
    treebeard's own move gives a path that was left to the next unit, and with it the past of the one that left.
    """
    lock_tree()
    unit = Unit.objects.get(pk=unit_id)
    parent = Unit.objects.get(pk=parent_id) if parent_id is not None else None
    above = parent.path if parent else ""
    if unit.code == UNSORTED_CODE or (parent is not None and parent.code == UNSORTED_CODE):
        raise BadMove()
    if above.startswith(unit.path):
        raise BadMove()
    if unit.path[: -Unit.steplen] == above:
        return unit.path, unit.path
    old = unit.path
    subtree = Unit.objects.filter(path__startswith=old)
    deeper = len(above) // Unit.steplen + 1 - unit.depth
    deepest = subtree.aggregate(deepest=Max("depth"))["deepest"]
    if is_too_deep(deepest + deeper):
        raise TooDeep(levels=deepest + deeper - 1)
    _refuse_before_moves(old, above, on)
    new = _free_place(above)
    FormerPlace.objects.bulk_create(
        FormerPlace(path=path, unit_id=pk, left_on=on) for pk, path in subtree.values_list("pk", "path")
    )
    subtree.update(path=Concat(Value(new), Substr("path", len(old) + 1)), depth=F("depth") + deeper)
    Unit.objects.filter(path=old[: -Unit.steplen]).update(numchild=F("numchild") - 1)
    Unit.objects.filter(path=above).update(numchild=F("numchild") + 1)
    tree_changed()
    return old, new


def _refuse_before_moves(path: str, above: str, on: date | None) -> None:
    """Places are known in the order of their days: no move before one that is known, of this or the new parents."""
    if on is None:
        return
    step = Unit.steplen
    parents = [above[:end] for end in range(step, len(above) + 1, step)]
    touched = Q(unit__path__startswith=path) | Q(path__startswith=path) | Q(unit__path__in=parents)
    last = FormerPlace.objects.filter(touched, left_on__gt=on).order_by("-left_on").first()
    if last is not None and last.left_on is not None:
        raise TooEarly(day=last.left_on.isoformat())


def _free_place(above: str) -> str:
    depth = len(above) // Unit.steplen + 1
    last = (
        Unit.objects.filter(path__startswith=above, depth=depth)
        .order_by("-path")
        .values_list("path", flat=True)
        .first()
    )
    step = Unit._str2int(last[-Unit.steplen :]) + 1 if last else 1
    return never_used(Unit._get_path(above, depth, step))
