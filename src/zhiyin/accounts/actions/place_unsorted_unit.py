"""What becomes of a unit that arrived in data: a place in the tree, or another name of a unit there is."""

from django.db import transaction

from zhiyin.accounts.actions.judge_name import judge_name
from zhiyin.accounts.actions.move_unit import relocate
from zhiyin.accounts.actions.note_change import note_change
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import BadMove, NotMerged, NotUnsorted
from zhiyin.accounts.models import NameVerdict, Unit, UnitAlias
from zhiyin.accounts.queries.units import UnitNode, read_tree, unit_by_id
from zhiyin.accounts.rules.days import today
from zhiyin.accounts.rules.names import UNSORTED_CODE
from zhiyin.accounts.tree_version import lock_tree, tree_changed
from zhiyin.journal.record import record


def place_unsorted_unit(
    actor: Actor, *, unit_id: str | int, parent_id: str | int | None, kind: str = ""
) -> None:
    """Put it under a parent (None: at the top). What was heard there goes along (a reaction of `collect`).

    Raises NotUnsorted, BadMove, TooDeep, NotFound, Forbidden.
    """
    node = _waiting(actor, unit_id)
    parent = unit_by_id(actor, parent_id, "organisation.manage") if parent_id is not None else None
    actor.require("organisation.manage", parent.path if parent else "")
    if parent is not None and parent.is_unsorted:
        raise BadMove()
    with transaction.atomic():
        old, new = settle(node.id, parent.id if parent else None, kind)
        record(
            actor,
            "accounts.unit_placed",
            {"unit": str(node.id), "from": old, "to": new},
            subject=f"unit:{node.id}",
            unit_path=new,
        )


def settle(unit_id: int, parent_id: int | None, kind: str = "") -> tuple[str, str]:
    """Move it out of "unsorted"; the caller has checked and journals. Returns the old and the new path."""
    old, new = relocate(unit_id, parent_id, on=None)
    values: dict[str, object] = {"is_unsorted": False}
    if kind:
        values["kind"] = kind
    Unit.objects.filter(path__startswith=new).update(**values)
    tree_changed()
    return old, new


def merge_unsorted_unit(actor: Actor, *, unit_id: str | int, into_id: str | int) -> None:
    """The name turns out to mean a unit that exists: what was and will be heard under it belongs there.

    What was heard follows in the background (a reaction of `collect`); `split_merged_unit` takes it back. Raises
    NotUnsorted, BadMove, NotFound.
    """
    node = _waiting(actor, unit_id)
    into = unit_by_id(actor, into_id, "organisation.manage")
    if into.is_unsorted or into.merged_into is not None or into.id == node.id:
        raise BadMove()
    with transaction.atomic():
        lock_tree()
        UnitAlias.objects.filter(unit_id=node.id).update(unit_id=into.id)
        for name in {node.name, node.code}:
            UnitAlias.objects.get_or_create(alias=name, defaults={"unit_id": into.id, "origin": "merged"})
        Unit.objects.filter(pk=node.id).update(merged_into_id=into.id, is_active=False)
        tree_changed()
        note_change(actor, into.id, "merged", today(), before=node.name)
        record(
            actor,
            "accounts.unit_merged",
            {"unit": str(node.id), "into": str(into.id), "from": node.path, "to": into.path},
            subject=f"unit:{into.id}",
            unit_path=into.path,
        )


def split_merged_unit(actor: Actor, *, unit_id: str | int) -> None:
    """Take a merge back: the name waits unsorted again and is no other name of that unit any more.

    What went along with the merge comes back in the background (a reaction of `collect`). That unit is not
    suggested for the name again. Raises NotMerged, NotFound.
    """
    node = unit_by_id(actor, unit_id, "organisation.manage")
    into = read_tree().by_id.get(node.merged_into) if node.merged_into is not None else None
    if into is None:
        raise NotMerged(unit=node.label)
    actor.require("organisation.manage", into.path)
    with transaction.atomic():
        lock_tree()
        UnitAlias.objects.filter(unit_id=into.id, alias__in={node.name, node.code}).delete()
        Unit.objects.filter(pk=node.id).update(merged_into_id=None, is_active=True)
        tree_changed()
        judge_name(actor, node.name, NameVerdict.NOT_THIS, into.id)
        note_change(actor, into.id, "split", today(), before=node.name)
        record(
            actor,
            "accounts.unit_split",
            {"unit": str(node.id), "from": str(into.id)},
            subject=f"unit:{into.id}",
            unit_path=into.path,
        )


def _waiting(actor: Actor, unit_id: str | int) -> UnitNode:
    node = unit_by_id(actor, unit_id, "organisation.manage")
    if not node.is_unsorted or node.code == UNSORTED_CODE or node.merged_into is not None:
        raise NotUnsorted(unit=node.label)
    return node
