"""Building the tree from a file; the same file again changes nothing, an edited one updates."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from zhiyin.accounts.actions.move_unit import relocate
from zhiyin.accounts.actions.place_unsorted_unit import settle
from zhiyin.accounts.actions.save_unit import UnitFields, insert_unit, update_unit
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import UnitAlias
from zhiyin.accounts.queries.unit_plan import PlannedUnit, plan_units
from zhiyin.accounts.queries.units import UnitNode, read_tree
from zhiyin.accounts.rules.names import folded
from zhiyin.accounts.rules.unit_rows import UnitRow, read_unit_rows
from zhiyin.accounts.tree_version import tree_changed
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
        planned = plan_units(actor, rows)
        before = read_tree().by_id
        placed: list[dict[str, str]] = []
        made: dict[int, int] = {}  # row -> unit
        changed: list[int] = []
        for plan in planned:
            if plan.step == "refused":
                continue
            parent_id = made[plan.parent_row] if plan.parent_row is not None else plan.parent_id
            if plan.unit_id is None:
                made[plan.row.number] = insert_unit(_fields(plan.row), parent_id).pk
            else:
                made[plan.row.number] = plan.unit_id
                if plan.step == "change":
                    placed += _change(plan, before[plan.unit_id], parent_id)
                    changed.append(plan.unit_id)
        _name(
            [
                (made[plan.row.number], a)
                for plan in planned
                if plan.step != "refused"
                for a in plan.row.aliases
            ]
        )
        added = [made[plan.row.number] for plan in planned if plan.step == "add"]
        if added or changed:
            record(actor, "accounts.units_imported", {"added": added, "changed": changed, "placed": placed})
    return ImportedUnits(
        added=len(added),
        changed=len(changed),
        same=sum(plan.step == "same" for plan in planned),
        refused=tuple(plan for plan in planned if plan.step == "refused"),
    )


def _fields(row: UnitRow) -> UnitFields:
    return UnitFields(row.code, row.name or row.code, row.short_name, row.kind or "store", row.city)


def _change(plan: PlannedUnit, node: UnitNode, parent_id: int | None) -> list[dict[str, str]]:
    row = plan.row
    placed = []
    if node.is_unsorted:
        old, new = settle(node.id, parent_id)
        placed = [{"unit": str(node.id), "from": old, "to": new}]
    elif plan.moves:
        relocate(node.id, parent_id)
    update_unit(
        node,
        UnitFields(
            row.code,
            row.name or node.name,
            row.short_name or node.short_name,
            row.kind or node.kind,
            row.city or node.city,
        ),
    )
    return placed


def _name(aliases: list[tuple[int, str]]) -> None:
    """Write down those that mean nothing yet; one that another unit of the same file has taken stays with that unit."""
    if not aliases:
        return
    tree = read_tree()
    taken = set(tree.by_name) | {folded(alias) for alias in UnitAlias.objects.values_list("alias", flat=True)}
    new = []
    for unit_id, alias in aliases:
        if folded(alias) not in taken:
            taken.add(folded(alias))
            new.append(UnitAlias(unit_id=unit_id, alias=alias))
    UnitAlias.objects.bulk_create(new)
    tree_changed()
