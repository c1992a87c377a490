"""Adding a unit, correcting one, closing and reopening one."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhiyin.accounts.actions.note_change import note_change, require_after
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import CodeTaken, StillMerged, StillOpenBelow, TooDeep
from zhiyin.accounts.models import Unit, UnitAlias
from zhiyin.accounts.queries.units import UnitNode, read_tree, unit_by_id
from zhiyin.accounts.rules.days import day_of_change
from zhiyin.accounts.rules.names import UNSORTED_CODE, folded, is_too_deep
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.record import record


@dataclass(frozen=True, slots=True)
class UnitFields:
    """What a person says of a unit."""

    code: str
    name: str
    short_name: str = ""
    kind: str = "store"
    city: str = ""


def add_unit(actor: Actor, fields: UnitFields, *, parent_id: str | int | None) -> int:
    """A new unit under a parent (None: at the top). Returns its id. Raises CodeTaken, TooDeep, NotFound."""
    parent = unit_by_id(actor, parent_id, "organisation.manage") if parent_id is not None else None
    actor.require("organisation.manage", parent.path if parent else "")
    with transaction.atomic():
        _refuse_taken(fields.code, None)
        unit = insert_unit(fields, parent.id if parent else None)
        record(actor, "accounts.unit_added", subject=f"unit:{unit.pk}", unit_path=unit.path)
    return int(unit.pk)


def insert_unit(fields: UnitFields, parent_id: int | None) -> Unit:
    """Write the unit down; the caller has checked and journals."""
    values = {name: getattr(fields, name) for name in UnitFields.__slots__}
    if parent_id is None:
        root: Unit = Unit.objects.add_root(values)
        return root
    parent = Unit.objects.get(pk=parent_id)
    if is_too_deep(parent.depth + 1):
        raise TooDeep(levels=parent.depth)
    child: Unit = Unit.objects.add_child(parent, values)
    return child


def change_unit(
    actor: Actor, fields: UnitFields, *, unit_id: str | int, on: date | None = None, note: str = ""
) -> tuple[str, ...]:
    """Correct a unit; returns the names of the fields that changed.

    A former code or name stays another name of the unit: old files still mean it. `on` is the day from which it
    bears the new one. Raises CodeTaken, NotYet, TooEarly, NotFound.
    """
    node = unit_by_id(actor, unit_id, "organisation.manage")
    on = day_of_change(on)
    _refuse_container(node)
    with transaction.atomic():
        _refuse_taken(fields.code, node.id)
        changed = update_unit(actor, node, fields, on=on, note=note)
        if changed:
            record(
                actor,
                "accounts.unit_changed",
                {"fields": list(changed)},
                subject=f"unit:{node.id}",
                unit_path=node.path,
            )
    return changed


def update_unit(
    actor: Actor, node: UnitNode, fields: UnitFields, *, on: date, note: str = ""
) -> tuple[str, ...]:
    """Write what differs, with the names that it bore; the caller has checked and journals. Raises TooEarly."""
    changed = tuple(name for name in UnitFields.__slots__ if getattr(node, name) != getattr(fields, name))
    if changed:
        for name in _NAMES:
            if name in changed and getattr(node, name):
                _keep_name(actor, node, getattr(node, name), getattr(fields, name), on, note)
        unit = Unit.objects.get(pk=node.id)
        for name in changed:
            setattr(unit, name, getattr(fields, name))
        unit.save(update_fields=changed)
    return changed


_NAMES = ("code", "name", "short_name")


def _keep_name(actor: Actor, node: UnitNode, old: str, new: str, on: date, note: str) -> None:
    if not node.is_unsorted:
        require_after(node.id, ("renamed",), on)
        note_change(actor, node.id, "renamed", on, before=old, after=new, note=note)
    if read_tree().by_name.get(folded(old)) == node and folded(old) != folded(new):
        origin, until = ("merged", None) if node.is_unsorted else ("former", on)
        UnitAlias.objects.get_or_create(
            alias=old, defaults={"unit_id": node.id, "origin": origin, "until": until}
        )


def close_unit(actor: Actor, *, unit_id: str | int, on: date | None = None, note: str = "") -> None:
    """Close a unit from a day on; its past stays, and what still arrives for it is taken.

    Raises StillOpenBelow, NotYet, TooEarly, NotFound.
    """
    node = unit_by_id(actor, unit_id, "organisation.manage")
    on = day_of_change(on)
    _refuse_container(node)
    with transaction.atomic():
        below = Unit.objects.filter(path__startswith=node.path, is_active=True).exclude(pk=node.id)
        if below.exists():
            raise StillOpenBelow(unit=node.label)
        set_active(actor, node.id, active=False, on=on, note=note)


def reopen_unit(actor: Actor, *, unit_id: str | int, on: date | None = None, note: str = "") -> None:
    """Open a closed unit again from a day on. Raises NotYet, TooEarly, StillMerged, NotFound."""
    node = unit_by_id(actor, unit_id, "organisation.manage")
    on = day_of_change(on)
    if node.merged_into is not None:
        raise StillMerged(unit=node.label)
    with transaction.atomic():
        set_active(actor, node.id, active=True, on=on, note=note)


def set_active(actor: Actor, unit_id: int, *, active: bool, on: date, note: str = "") -> bool:
    """Close or reopen; the caller has checked. Returns whether that was a change. Raises TooEarly."""
    unit = Unit.objects.get(pk=unit_id)
    if unit.is_active == active:
        return False
    require_after(unit_id, ("opened", "closed", "reopened"), on)
    unit.is_active = active
    unit.save(update_fields=["is_active"])
    kind = "reopened" if active else "closed"
    note_change(actor, unit_id, kind, on, note=note)
    name = "accounts.unit_reopened" if active else "accounts.unit_closed"
    record(actor, name, {"since": on.isoformat()}, subject=f"unit:{unit_id}", unit_path=unit.path)
    return True


def _refuse_taken(code: str, unit_id: int | None) -> None:
    if code == UNSORTED_CODE or Unit.objects.filter(code=code).exclude(pk=unit_id).exists():
        raise CodeTaken(code=code)


def _refuse_container(node: UnitNode) -> None:
    if node.code == UNSORTED_CODE:
        raise Forbidden()
