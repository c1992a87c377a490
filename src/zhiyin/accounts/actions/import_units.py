"""Building the tree from a file; the same file again changes nothing, an edited one updates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from zhiyin.accounts.actions.change_ownership import set_ownership
from zhiyin.accounts.actions.date_opening import set_opening
from zhiyin.accounts.actions.move_unit import relocate
from zhiyin.accounts.actions.note_change import note_change
from zhiyin.accounts.actions.place_unsorted_unit import settle
from zhiyin.accounts.actions.plant_units import Planting
from zhiyin.accounts.actions.save_unit import UnitFields, set_active, update_unit
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit, UnitAlias
from zhiyin.accounts.queries.unit_plan import PlannedUnit, dated_changes, plan_units
from zhiyin.accounts.queries.units import UnitNode, read_tree
from zhiyin.accounts.rules.days import today
from zhiyin.accounts.rules.names import folded
from zhiyin.accounts.rules.unit_rows import UnitRow, read_unit_rows
from zhiyin.accounts.tree_version import lock_tree, tree_changed
from zhiyin.journal.record import record


@dataclass(frozen=True, slots=True)
class ImportedUnits:
    """How many units were added, changed, found the same; the rows refused with their reasons."""

    added: int
    changed: int
    same: int
    refused: tuple[PlannedUnit, ...]


def import_units(actor: Actor, path: str | Path) -> ImportedUnits:
    """Build the tree from a CSV or XLSX file. Raises UnreadableUnits, Forbidden."""
    return import_unit_rows(actor, read_unit_rows(Path(path).read_bytes()))


def import_unit_rows(actor: Actor, rows: Sequence[UnitRow]) -> ImportedUnits:
    """Carry out what `plan_units` plans for the rows, but for those refused; all in one transaction."""
    with transaction.atomic():
        lock_tree()
        planned = plan_units(actor, rows)
        before = read_tree().by_id
        planting = Planting()
        placed: list[dict[str, str]] = []
        moved: list[dict[str, str]] = []
        units: dict[int, Unit] = {}  # by row
        changed: list[int] = []
        for plan in planned:
            if plan.step == "refused":
                continue
            if plan.step == "change" and plan.unit_id is not None:
                planting.write()
                above = units.get(plan.parent_row) if plan.parent_row is not None else None
                parent_id = above.pk if above is not None else plan.parent_id
                _change(actor, plan, before[plan.unit_id], parent_id, placed, moved)
                changed.append(plan.unit_id)
            if plan.unit_id is not None:
                units[plan.row.number] = Unit(pk=plan.unit_id)
            else:
                parent = _parent(plan, units, may_have_moved=bool(changed))
                units[plan.row.number] = planting.add(_fields(plan.row), parent)
        planting.write()
        taken = [(units[p.row.number].pk, p.row) for p in planned if p.step != "refused"]
        _name(taken)
        _date(actor, taken, {p.row.number for p in planned if p.step == "same"})
        added = [units[p.row.number].pk for p in planned if p.step == "add"]
        if added or changed:
            record(
                actor,
                "accounts.units_imported",
                {"added": added, "changed": changed, "placed": placed, "moved": moved},
            )
    return ImportedUnits(
        added=len(added),
        changed=len(changed),
        same=sum(plan.step == "same" for plan in planned),
        refused=tuple(plan for plan in planned if plan.step == "refused"),
    )


def _parent(plan: PlannedUnit, units: dict[int, Unit], *, may_have_moved: bool) -> Unit | None:
    """The unit to plant under, with the path that it has now."""
    parent = units[plan.parent_row] if plan.parent_row is not None else None
    if parent is None and plan.parent_id is not None:
        parent = Unit(pk=plan.parent_id)
    if parent is not None and parent.pk is not None and (may_have_moved or not parent.path):
        parent.refresh_from_db(fields=["path", "depth"])
    return parent


def _fields(row: UnitRow) -> UnitFields:
    return UnitFields(row.code, row.name or row.code, row.short_name, row.kind or "store", row.city)


def _change(
    actor: Actor,
    plan: PlannedUnit,
    node: UnitNode,
    parent_id: int | None,
    placed: list[dict[str, str]],
    moved: list[dict[str, str]],
) -> None:
    row, on = plan.row, today()
    if node.is_unsorted:
        old, new = settle(node.id, parent_id)
        placed.append({"unit": str(node.id), "from": old, "to": new})
    elif plan.moves:
        old, new = relocate(node.id, parent_id, on=on)
        note_change(actor, node.id, "moved", on, before=old, after=new)
        moved.append({"unit": str(node.id), "from": old, "to": new, "since": on.isoformat()})
    fields = UnitFields(
        row.code,
        row.name or node.name,
        row.short_name or node.short_name,
        row.kind or node.kind,
        row.city or node.city,
    )
    update_unit(actor, node, fields, on=on)


def _name(rows: list[tuple[int, UnitRow]]) -> None:
    """Write down those that mean nothing yet; one that another unit of the same file has taken stays with that unit.

    A former name whose last day nobody told is another name like any.
    """
    aliases = [(unit_id, alias) for unit_id, row in rows for alias in (*row.aliases, *row.former_names)]
    if not aliases:
        return
    tree = read_tree()
    taken = set(tree.by_name) | {folded(alias) for alias in UnitAlias.objects.values_list("alias", flat=True)}
    new = []
    for unit_id, alias in aliases:
        if folded(alias) not in taken:
            taken.add(folded(alias))
            new.append(UnitAlias(unit_id=unit_id, alias=alias, origin="file"))
    UnitAlias.objects.bulk_create(new)
    tree_changed()


def _date(actor: Actor, rows: list[tuple[int, UnitRow]], same: set[int]) -> None:
    """Openings, closings and who runs the unit, as the rows tell."""
    known = dated_changes()
    for unit_id, row in rows:
        if row.number in same:
            continue
        changes = known.get(unit_id, set())
        if row.opened_on and ("opened", row.opened_on) not in changes:
            set_opening(actor, unit_id, date.fromisoformat(row.opened_on))
        if row.ownership:
            set_ownership(actor, unit_id, row.ownership, on=today())
        if row.closed_on and ("closed", row.closed_on) not in changes:
            set_active(actor, unit_id, active=False, on=date.fromisoformat(row.closed_on))
