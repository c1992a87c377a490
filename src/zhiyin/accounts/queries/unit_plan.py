"""What a file of units would change, row by row, before anything is changed."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import UnitChange
from zhiyin.accounts.queries.units import Tree, UnitNode, read_tree
from zhiyin.accounts.rules.names import UNSORTED_CODE, folded
from zhiyin.accounts.rules.unit_rows import UnitRow


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """One row and what becomes of it: add, change, same, or refused (then `problem` says why)."""

    row: UnitRow
    step: str
    unit_id: int | None = None  # of the unit there is
    parent_id: int | None = None  # of the parent there is
    parent_row: int | None = None  # of the parent that the file brings
    moves: bool = False
    changes: tuple[str, ...] = ()
    problem: str = ""


def dated_changes() -> dict[int, set[tuple[str, str]]]:
    """Unit -> its dated changes of being open, as (kind, day)."""
    found: dict[int, set[tuple[str, str]]] = {}
    rows = UnitChange.objects.values_list("unit_id", "kind", "on")
    for unit_id, kind, on in rows:
        found.setdefault(unit_id, set()).add((kind, on.isoformat()))
    return found


def plan_units(actor: Actor, rows: Sequence[UnitRow]) -> list[PlannedUnit]:
    """The rows in an order in which every parent comes before its children. Needs `organisation.manage`."""
    actor.require("organisation.manage")
    return _Planning(actor, rows).plan()


class _Planning:
    def __init__(self, actor: Actor, rows: Sequence[UnitRow]) -> None:
        self.actor = actor
        self.tree: Tree = read_tree()
        self.node_of_code = {node.code: node for node in self.tree.nodes if node.merged_into is None}
        self.changes = dated_changes()
        self.closing = {folded(row.code) for row in rows if row.closed_on}
        self.planned: dict[int, PlannedUnit] = {}
        self.order: list[int] = []
        self.under_way: set[int] = set()
        self.rows = {row.number: row for row in rows}
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, int] = {}
        self.repeated: set[int] = set()
        for row in rows:
            if row.problem:
                continue
            if self.by_code.setdefault(folded(row.code), row.number) != row.number:
                self.repeated.add(row.number)
            elif row.name:
                self.by_name.setdefault(folded(row.name), row.number)

    def plan(self) -> list[PlannedUnit]:
        for number in self.rows:
            stack = [number]
            while stack:  # a chain of parents may be as long as the file
                parent = self._parent_in_file(self.rows[stack[-1]])
                if parent is not None and parent not in self.planned and parent not in self.under_way:
                    self.under_way.add(stack[-1])
                    stack.append(parent)
                    continue
                self._settle(stack.pop())
        return [self.planned[number] for number in self.order]

    def _settle(self, number: int) -> None:
        if number in self.planned:
            return
        self.under_way.discard(number)
        self.planned[number] = self._judge(self.rows[number])
        self.order.append(number)

    def _parent_in_file(self, row: UnitRow) -> int | None:
        if not row.parent or row.problem or row.number in self.repeated:
            return None
        key = folded(row.parent)
        return self.by_code.get(key) or self.by_name.get(key)

    def _judge(self, row: UnitRow) -> PlannedUnit:
        if row.problem:
            return PlannedUnit(row, "refused", problem=row.problem)
        if row.number in self.repeated:
            return self._refuse(
                row, _("the code stands in row %(row)d already") % {"row": self.by_code[folded(row.code)]}
            )
        if folded(row.code) == UNSORTED_CODE:
            return self._refuse(row, _("the code “unsorted” is taken by Zhiyin itself"))
        node = self._existing(row)
        parent_row = self._parent_in_file(row)
        parent = None if parent_row else self._parent_in_tree(row)
        if parent_row is not None:
            above = self.planned.get(parent_row)
            if parent_row == row.number or above is None:
                return self._refuse(row, _("the rows are each other's parents"))
            if above.step == "refused":
                return self._refuse(row, _("its parent in row %(row)d is refused") % {"row": parent_row})
            parent = self.tree.by_id[above.unit_id] if above.unit_id is not None else None
        elif row.parent and parent is None:
            return self._refuse(row, _("no unit “%(parent)s” to be its parent") % {"parent": row.parent[:60]})
        problem = (
            self._forbidden(row, node, parent, bool(parent_row))
            or self._taken_alias(row, node)
            or self._impossible_day(row, node)
        )
        if problem:
            return self._refuse(row, problem)
        planned = PlannedUnit(row, "add", parent_id=parent.id if parent else None, parent_row=parent_row)
        return planned if node is None else self._compare(planned, node, parent)

    def _compare(self, planned: PlannedUnit, node: UnitNode, parent: UnitNode | None) -> PlannedUnit:
        row = planned.row
        changes = tuple(
            name
            for name in ("code", "name", "short_name", "kind", "city")
            if getattr(row, name) and getattr(row, name) != getattr(node, name)
        )
        new_aliases = [a for a in row.aliases if self.tree.by_name.get(folded(a)) is not node]
        changes += ("aliases",) if new_aliases else ()
        changes += self._dated_changes(row, node)
        named = bool(row.parent) or node.is_unsorted
        now = self.tree.by_path.get(node.path[:-4])
        comes_new = planned.parent_row is not None and planned.parent_id is None
        moves = named and (comes_new or (parent.id if parent else None) != (now.id if now else None))
        if moves and parent is not None and parent.path.startswith(node.path):
            return self._refuse(row, _("a unit cannot lie below itself"))
        step = "change" if changes or moves or node.is_unsorted else "same"
        return replace(planned, step=step, unit_id=node.id, moves=moves, changes=changes)

    def _dated_changes(self, row: UnitRow, node: UnitNode) -> tuple[str, ...]:
        """What the row tells beside names and place, and is not known yet."""
        known = self.changes.get(node.id, set())
        new_names = [n for n in row.former_names if self.tree.by_name.get(folded(n)) is not node]
        told = {
            "former_names": bool(new_names),
            "opened_on": bool(row.opened_on) and ("opened", row.opened_on) not in known,
            "closed_on": bool(row.closed_on) and ("closed", row.closed_on) not in known,
            "ownership": bool(row.ownership) and row.ownership != node.ownership,
        }
        return tuple(name for name, is_new in told.items() if is_new)

    def _impossible_day(self, row: UnitRow, node: UnitNode | None) -> str:
        """Days that contradict what is known of the unit."""
        if node is None:
            return ""
        known = self.changes.get(node.id, set())
        later = [day for kind, day in known if kind in {"opened", "closed", "reopened"}]
        if row.closed_on and ("closed", row.closed_on) not in known and any(d > row.closed_on for d in later):
            return _("a later day is known than the day of closing %(day)s") % {"day": row.closed_on}
        if row.closed_on and node.is_active and self._stays_open_below(node):
            return _("there are open units below it that the file does not close")
        earlier = [day for kind, day in known if kind != "opened" and row.opened_on and day < row.opened_on]
        if earlier and ("opened", row.opened_on) not in known:
            return _("a change on %(day)s is known already") % {"day": min(earlier)}
        return ""

    def _stays_open_below(self, node: UnitNode) -> bool:
        nodes = self.tree.nodes  # by path: those below follow at once
        at = bisect_right(nodes, node.path, key=lambda other: other.path)
        for other in nodes[at:]:
            if not other.path.startswith(node.path):
                return False
            if other.is_active and folded(other.code) not in self.closing:
                return True
        return False

    def _existing(self, row: UnitRow) -> UnitNode | None:
        """By code; else a unit that arrived in data under one of the row's names."""
        found = self.node_of_code.get(row.code)
        if found is not None:
            return found
        for name in (row.code, row.name, row.short_name, *row.aliases):
            node = self.tree.by_name.get(folded(name)) if name else None
            if node is not None and node.is_unsorted:
                return node
        return None

    def _parent_in_tree(self, row: UnitRow) -> UnitNode | None:
        found = self.tree.by_name.get(folded(row.parent)) if row.parent else None
        return None if found is None or found.is_unsorted else found

    def _forbidden(
        self, row: UnitRow, node: UnitNode | None, parent: UnitNode | None, parent_is_new: bool
    ) -> str:
        """Rows outside the actor's part of the tree are refused, and speak of it no more than "outside"."""
        outside = _("it lies outside the part of the organisation that you manage")
        if node is not None and not self.actor.may("organisation.manage", node.path):
            return outside
        if parent is not None and not self.actor.may("organisation.manage", parent.path):
            return outside
        at_the_top = parent is None and not parent_is_new and (node is None or node.is_unsorted)
        if at_the_top and not self.actor.may("organisation.manage", ""):
            return _("it names no parent, and you do not manage the top of the organisation")
        if node is not None and row.parent and not self.actor.may("organisation.manage", node.path[:-4]):
            now = self.tree.by_path.get(node.path[:-4])
            if parent is None or now is None or parent.id != now.id:
                return outside
        return ""

    def _taken_alias(self, row: UnitRow, node: UnitNode | None) -> str:
        for alias in (*row.aliases, *row.former_names):
            holder = self.tree.by_name.get(folded(alias))
            if holder is not None and holder is not node and not holder.is_unsorted:
                return _("the alias “%(alias)s” means another unit already") % {"alias": alias}
        return ""

    def _refuse(self, row: UnitRow, problem: str) -> PlannedUnit:
        return PlannedUnit(row, "refused", problem=problem)
