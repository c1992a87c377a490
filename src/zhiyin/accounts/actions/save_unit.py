"""Adding a unit, correcting one, closing and reopening one."""

from dataclasses import dataclass

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import CodeTaken, StillOpenBelow, TooDeep
from zhiyin.accounts.models import Unit
from zhiyin.accounts.queries.units import UnitNode, unit_by_id
from zhiyin.accounts.rules.names import UNSORTED_CODE, is_too_deep
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


def change_unit(actor: Actor, fields: UnitFields, *, unit_id: str | int) -> tuple[str, ...]:
    """Correct a unit; returns the names of the fields that changed. Raises CodeTaken, NotFound."""
    node = unit_by_id(actor, unit_id, "organisation.manage")
    _refuse_container(node)
    with transaction.atomic():
        _refuse_taken(fields.code, node.id)
        changed = update_unit(node, fields)
        if changed:
            record(
                actor,
                "accounts.unit_changed",
                {"fields": list(changed)},
                subject=f"unit:{node.id}",
                unit_path=node.path,
            )
    return changed


def update_unit(node: UnitNode, fields: UnitFields) -> tuple[str, ...]:
    """Write what differs; the caller has checked and journals."""
    changed = tuple(name for name in UnitFields.__slots__ if getattr(node, name) != getattr(fields, name))
    if changed:
        unit = Unit.objects.get(pk=node.id)
        for name in changed:
            setattr(unit, name, getattr(fields, name))
        unit.save(update_fields=changed)
    return changed


def close_unit(actor: Actor, *, unit_id: str | int) -> None:
    """Close a unit for good or for a while; its past stays where it is. Raises StillOpenBelow, NotFound."""
    node = unit_by_id(actor, unit_id, "organisation.manage")
    _refuse_container(node)
    with transaction.atomic():
        below = Unit.objects.filter(path__startswith=node.path, is_active=True).exclude(pk=node.id)
        if below.exists():
            raise StillOpenBelow(unit=node.label)
        _set_active(actor, node, active=False)


def reopen_unit(actor: Actor, *, unit_id: str | int) -> None:
    """Open a closed unit again. Raises NotFound."""
    node = unit_by_id(actor, unit_id, "organisation.manage")
    with transaction.atomic():
        _set_active(actor, node, active=True)


def _set_active(actor: Actor, node: UnitNode, *, active: bool) -> None:
    if node.is_active == active:
        return
    unit = Unit.objects.get(pk=node.id)
    unit.is_active = active
    unit.save(update_fields=["is_active"])
    name = "accounts.unit_reopened" if active else "accounts.unit_closed"
    record(actor, name, subject=f"unit:{node.id}", unit_path=node.path)


def _refuse_taken(code: str, unit_id: int | None) -> None:
    if code == UNSORTED_CODE or Unit.objects.filter(code=code).exclude(pk=unit_id).exists():
        raise CodeTaken(code=code)


def _refuse_container(node: UnitNode) -> None:
    if node.code == UNSORTED_CODE:
        raise Forbidden()
