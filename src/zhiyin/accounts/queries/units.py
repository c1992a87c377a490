"""The organisation tree as an actor may see it.

The whole tree is read once per process and change (see `tree_version`); asking costs one small query.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import FormerPlace, Unit, UnitAlias
from zhiyin.accounts.rules.names import folded
from zhiyin.accounts.tree_version import tree_token
from zhiyin.journal.errors import NotFound


@dataclass(frozen=True, slots=True)
class UnitNode:
    """One unit; `path` is its place (four characters a level), `label` the short name if it has one."""

    id: int
    path: str
    code: str
    name: str
    label: str
    depth: int
    kind: str
    is_unsorted: bool
    short_name: str = ""
    city: str = ""
    is_active: bool = True
    merged_into: int | None = None
    ownership: str = ""


class OtherName(NamedTuple):
    """An alias; `until` is the day from which the unit bears another name, if this is a former one."""

    alias: str
    unit_id: int
    until: date | None


@dataclass(frozen=True, slots=True)
class Tree:
    """Every unit, depth first, and the ways to find one."""

    nodes: tuple[UnitNode, ...]
    by_id: dict[int, UnitNode]
    by_path: dict[str, UnitNode]  # paths of today
    by_former_path: dict[str, UnitNode]  # paths that a unit has left
    by_name: dict[
        str, UnitNode
    ]  # folded code, alias, name, short name, former name, unless two units share it
    other_names: tuple[OtherName, ...] = ()
    # unit -> (the day from which it lay elsewhere, the path until then), in the order of the days
    left: dict[int, tuple[tuple[date, str], ...]] = field(default_factory=dict)
    # folded former names that another unit bears today -> (until when, whose)
    borne_before: dict[str, tuple[tuple[date, UnitNode], ...]] = field(default_factory=dict)

    def path_on(self, node: UnitNode, day: date) -> str:
        """Where the unit lay on that day; before its first known day, where it lay then."""
        for left_on, path in self.left.get(node.id, ()):
            if day < left_on:
                return path
        return node.path


_cached: tuple[int, Tree] | None = None


def _by_name(nodes: tuple[UnitNode, ...], aliases: Iterable[OtherName]) -> dict[str, UnitNode]:
    by_id = {node.id: node for node in nodes}
    found: dict[str, UnitNode] = {}
    nodes = tuple(node for node in nodes if node.merged_into is None)  # their names are aliases now
    named = [(folded(a.alias), by_id[a.unit_id], a.until) for a in aliases if a.unit_id in by_id]
    for candidates in (
        [(folded(node.code), node) for node in nodes],
        [(name, node) for name, node, until in named if until is None],
        [(folded(node.name), node) for node in nodes],
        [(folded(node.short_name), node) for node in nodes if node.short_name],
        [(name, node) for name, node, until in named if until is not None],
    ):
        tier: dict[str, set[int]] = {}
        for name, node in candidates:
            tier.setdefault(name, set()).add(node.id)
        for name, ids in tier.items():
            if len(ids) == 1:
                found.setdefault(name, by_id[next(iter(ids))])
    return found


def _borne_before(tree: Tree) -> dict[str, tuple[tuple[date, UnitNode], ...]]:
    found: dict[str, list[tuple[date, UnitNode]]] = {}
    for alias, unit_id, until in tree.other_names:
        today = tree.by_name.get(folded(alias))
        if until is not None and unit_id in tree.by_id and today is not None and today.id != unit_id:
            found.setdefault(folded(alias), []).append((until, tree.by_id[unit_id]))
    return {name: tuple(sorted(held, key=lambda h: h[0])) for name, held in found.items()}


def read_tree() -> Tree:
    """The whole tree, for work without a reader (intake, feeding); pages use `units_in_scope`."""
    global _cached
    token = tree_token()
    if _cached is not None and token is not None and _cached[0] == token:
        return _cached[1]
    nodes = tuple(
        UnitNode(
            id=unit.pk,
            path=unit.path,
            code=unit.code,
            name=unit.name,
            label=unit.label,
            depth=unit.depth,
            kind=unit.kind,
            is_unsorted=unit.is_unsorted,
            short_name=unit.short_name,
            city=unit.city,
            is_active=unit.is_active,
            merged_into=unit.merged_into_id,
            ownership=unit.ownership,
        )
        for unit in Unit.objects.order_by("path")
    )
    by_id = {node.id: node for node in nodes}
    former = list(FormerPlace.objects.order_by("left_on", "pk").values_list("path", "unit_id", "left_on"))
    left: dict[int, list[tuple[date, str]]] = {}
    for path, unit_id, left_on in former:
        if left_on is not None:
            left.setdefault(unit_id, []).append((left_on, path))
    aliases = tuple(OtherName(*row) for row in UnitAlias.objects.values_list("alias", "unit_id", "until"))
    tree = Tree(
        nodes=nodes,
        by_id=by_id,
        by_path={node.path: node for node in nodes},
        by_former_path={path: by_id[unit_id] for path, unit_id, _ in former if unit_id in by_id},
        by_name=_by_name(nodes, aliases),
        other_names=aliases,
        left={unit_id: tuple(places) for unit_id, places in left.items()},
    )
    tree.borne_before.update(_borne_before(tree))
    if token is not None:
        _cached = (token, tree)
    return tree


def units_in_scope(actor: Actor, permission: str) -> list[UnitNode]:
    """The units at which the actor holds the permission, depth first; closed ones too (they have a past)."""
    paths = actor.paths(permission)
    if not paths:
        return []
    if paths == ("",):
        return list(read_tree().nodes)
    return [node for node in read_tree().nodes if node.path.startswith(paths)]


def find_unit(actor: Actor, text: str, permission: str = "measures.read") -> UnitNode:
    """The unit with that id, code, alias, name or short name, if the actor holds the permission there.

    Raises NotFound, alike for no such unit, a name that two units share, and a unit out of sight.
    """
    tree = read_tree()
    node = tree.by_name.get(folded(text))
    if node is None and text.isascii() and text.isdecimal() and len(text) < 19:
        node = tree.by_id.get(int(text))
    if node is None or not actor.may(permission, node.path):
        raise NotFound()
    return node


def unit_by_id(actor: Actor, unit_id: str | int, permission: str = "measures.read") -> UnitNode:
    """The unit with that id, if the actor holds the permission there. Raises NotFound."""
    text = str(unit_id)
    node = (
        read_tree().by_id.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    )
    if node is None or not actor.may(permission, node.path):
        raise NotFound()
    return node


def unit_of_path(path: str) -> UnitNode | None:
    """Whose path this is, or was before a move; for naming a path frozen on a signal."""
    tree = read_tree()
    return tree.by_path.get(path) or tree.by_former_path.get(path)


def match_units(names: Iterable[str]) -> dict[str, UnitNode]:
    """Names met in data -> units, for those that are known. For intake: no actor, nothing is shown."""
    by_name = read_tree().by_name
    return {name: by_name[key] for name in names if (key := folded(name)) in by_name}
