"""One unit with everything known of it, and the ways to look for units."""

from dataclasses import dataclass
from datetime import date, datetime

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import FormerPlace, RoleGrant, Unit, UnitAlias
from zhiyin.accounts.permissions import ROLE_LABELS
from zhiyin.accounts.phrases import ownership_label
from zhiyin.accounts.queries.units import UnitNode, read_tree, unit_by_id, units_in_scope
from zhiyin.accounts.rules.names import STEP, UNSORTED_CODE, folded


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name; `id` is for removing it. `origin` says where it comes from, `until` ends a former name."""

    id: int
    alias: str
    origin: str = "person"
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Formerly:
    """Under which unit it lay until which day; `parent_label` is empty for the top."""

    parent_label: str
    until: date


@dataclass(frozen=True, slots=True)
class UnitDetails:
    """One unit, where it lies, its names, its history, who holds roles at it."""

    node: UnitNode
    above: tuple[UnitNode, ...]  # from the top down, as far as the actor may see
    aliases: tuple[Alias, ...]
    formerly: tuple[Formerly, ...]
    holders: tuple[tuple[str, str], ...]  # (name, role), only for those who manage users here
    merged: tuple[UnitNode, ...]  # names that turned out to mean this unit and can be split off again
    below: int
    created_at: datetime

    @property
    def parent(self) -> UnitNode | None:
        return self.above[-1] if self.above else None


def parent_of(node: UnitNode) -> UnitNode | None:
    """The unit that it lies under."""
    return read_tree().by_path.get(node.path[:-STEP])


def unit_details(actor: Actor, unit_id: str | int, permission: str = "organisation.manage") -> UnitDetails:
    """Raises NotFound."""
    node = unit_by_id(actor, unit_id, permission)
    tree = read_tree()
    above = [
        found
        for end in range(STEP, len(node.path), STEP)
        if (found := tree.by_path.get(node.path[:end])) and actor.may(permission, found.path)
    ]
    formerly: list[Formerly] = []
    for path, until in (
        FormerPlace.objects.filter(unit_id=node.id, left_on__isnull=False)
        .order_by("-left_on", "-pk")
        .values_list("path", "left_on")
    ):
        parent = tree.by_path.get(path[:-STEP]) or tree.by_former_path.get(path[:-STEP])
        if until is not None and (not formerly or formerly[-1].until != until):
            formerly.append(Formerly(parent.label if parent else "", until))
    holders: list[tuple[str, str]] = []
    if actor.may("users.manage", node.path):
        holders = [
            (str(grant.user), str(ROLE_LABELS.get(grant.role, grant.role)))
            for grant in RoleGrant.objects.filter(unit_id=node.id, user__is_active=True).select_related(
                "user"
            )
        ]
    return UnitDetails(
        node=node,
        above=tuple(above),
        aliases=tuple(
            Alias(*row)
            for row in UnitAlias.objects.filter(unit_id=node.id)
            .order_by("pk")
            .values_list("pk", "alias", "origin", "until")
        ),
        formerly=tuple(formerly),
        holders=tuple(holders),
        merged=tuple(other for other in tree.nodes if other.merged_into == node.id),
        below=sum(1 for other in tree.nodes if other.path.startswith(node.path)) - 1,
        created_at=Unit.objects.values_list("created_at", flat=True).get(pk=node.id),
    )


def aliases_of(units: list[UnitNode]) -> dict[int, list[str]]:
    """Unit -> its aliases, for units that the caller has been given by a query."""
    found: dict[int, list[str]] = {}
    rows = UnitAlias.objects.filter(unit_id__in=[unit.id for unit in units]).order_by("pk")
    for unit_id, alias in rows.values_list("unit_id", "alias"):
        found.setdefault(unit_id, []).append(alias)
    return found


def search_units(actor: Actor, text: str, permission: str = "organisation.manage") -> list[UnitNode]:
    """Units in scope whose code, names, city, alias or ownership (own, franchise) contain the text.

    Whatever its width, case and spaces.
    """
    wanted = folded(text)
    units = units_in_scope(actor, permission)
    if not wanted:
        return units
    by_alias = {
        unit_id
        for unit_id, alias in UnitAlias.objects.values_list("unit_id", "alias")
        if wanted in folded(alias)
    }
    return [
        unit
        for unit in units
        if unit.id in by_alias
        or any(wanted in folded(name) for name in (unit.code, unit.name, unit.short_name, unit.city))
        or (unit.ownership and wanted == folded(ownership_label(unit.ownership)))
    ]


def unsorted_units(actor: Actor) -> list[UnitNode]:
    """Units that arrived in data and wait for a place, if the actor may give them one."""
    return [
        unit
        for unit in units_in_scope(actor, "organisation.manage")
        if unit.is_unsorted and unit.code != UNSORTED_CODE and unit.merged_into is None
    ]


def placed_units(actor: Actor, permission: str = "organisation.manage") -> list[UnitNode]:
    """Units with a place, for choosing one."""
    return [unit for unit in units_in_scope(actor, permission) if not unit.is_unsorted]
