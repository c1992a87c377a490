"""Moving a unit, with everything below it, to another place in the tree."""

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import BadMove, TooDeep
from zhiyin.accounts.models import FormerPlace, Unit, never_used
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.accounts.rules.names import UNSORTED_CODE, is_too_deep
from zhiyin.accounts.tree_version import lock_tree, tree_changed
from zhiyin.journal.record import record


def move_unit(actor: Actor, *, unit_id: str | int, parent_id: str | int | None) -> None:
    """Put a unit under another parent (None: at the top). Needs `organisation.manage` at both places.

    What was heard before stays at the place it was heard at; what comes from now on belongs to the new one.
    Raises BadMove, TooDeep, NotFound, Forbidden.
    """
    node = unit_by_id(actor, unit_id, "organisation.manage")
    parent = unit_by_id(actor, parent_id, "organisation.manage") if parent_id is not None else None
    actor.require("organisation.manage", node.path[: -Unit.steplen])
    actor.require("organisation.manage", parent.path if parent else "")
    with transaction.atomic():
        old, new = relocate(node.id, parent.id if parent else None)
        if old != new:
            record(
                actor,
                "accounts.unit_moved",
                {"from": old, "to": new},
                subject=f"unit:{node.id}",
                unit_path=new,
            )


def relocate(unit_id: int, parent_id: int | None) -> tuple[str, str]:
    """Rewrite the paths of a subtree; the caller has checked and journals. Returns the old and the new path.

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
    new = _free_place(above)
    FormerPlace.objects.bulk_create(
        FormerPlace(path=path, unit_id=pk) for pk, path in subtree.values_list("pk", "path")
    )
    subtree.update(path=Concat(Value(new), Substr("path", len(old) + 1)), depth=F("depth") + deeper)
    Unit.objects.filter(path=old[: -Unit.steplen]).update(numchild=F("numchild") - 1)
    Unit.objects.filter(path=above).update(numchild=F("numchild") + 1)
    tree_changed()
    return old, new


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
