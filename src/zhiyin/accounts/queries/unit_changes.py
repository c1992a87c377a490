"""The dated changes of a unit."""

from dataclasses import dataclass
from datetime import date, datetime

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit, UnitChange
from zhiyin.accounts.queries.heard import heard_at
from zhiyin.accounts.queries.units import UnitNode, unit_by_id, unit_of_path
from zhiyin.accounts.rules.days import begin_of


@dataclass(frozen=True, slots=True)
class Change:
    """One dated change. `before` and `after` are names or ownerships; of a move the labels of the units above."""

    id: int
    kind: str
    on: date
    before: str
    after: str
    note: str
    by_kind: str
    by_name: str
    at: datetime


def changes_of(actor: Actor, unit_id: str | int, permission: str = "organisation.manage") -> list[Change]:
    """Newest first. Names of units above that the actor may not see are left out. Raises NotFound."""
    node = unit_by_id(actor, unit_id, permission)
    found = []
    for change in UnitChange.objects.filter(unit_id=node.id).order_by("-on", "-pk"):
        before, after = change.before, change.after
        if change.kind == "moved":
            before, after = (_above(actor, path, permission) for path in (before, after))
        found.append(
            Change(
                change.pk,
                change.kind,
                change.on,
                before,
                after,
                change.note,
                change.by_kind,
                change.by_name,
                change.at,
            )
        )
    return found


def _above(actor: Actor, path: str, permission: str) -> str:
    above = unit_of_path(path[: -Unit.steplen]) if len(path) > Unit.steplen else None
    return above.label if above is not None and actor.may(permission, above.path) else ""


def opened_on(unit_id: int) -> date | None:
    """Since when there is a unit that the caller has been given by a query, if that was told."""
    return UnitChange.objects.filter(unit_id=unit_id, kind="opened").values_list("on", flat=True).first()


def closed_on(node: UnitNode) -> date | None:
    """Since when the unit is closed, if it is and that was told."""
    if node.is_active:
        return None
    closed = UnitChange.objects.filter(unit_id=node.id, kind="closed").order_by("-on", "-pk")
    return closed.values_list("on", flat=True).first()


def heard_after_closing(node: UnitNode) -> int:
    """How much was heard at a closed unit on the day after its closing and later: a name taken for the wrong unit?"""
    day = closed_on(node)
    return heard_at([node.id], begin_of(day)).get(node.id, 0) if day is not None else 0
