"""Which unit a name means that is written as platforms write it, and which units it resembles."""

from collections.abc import Iterable

from zhiyin.accounts.models import BrandWord, NameVerdict
from zhiyin.accounts.queries.units import Tree, UnitNode, match_units, read_tree
from zhiyin.accounts.rules.names import folded
from zhiyin.science.accounts.unit_names import (
    Directory,
    Words,
    brand_of_company,
    plain,
    shared_brands,
)

# The directory of the tree that was read last; a tree that changed is another object.
_made: tuple[Tree, Directory] | None = None


def directory() -> Directory:
    """Every placed unit under all its names, read without the organisation's brand words."""
    global _made
    tree = read_tree()
    if _made is not None and _made[0] is tree:
        return _made[1]
    made = _directory(tree)
    _made = (tree, made)
    return made


def _directory(tree: Tree) -> Directory:
    placed = [node for node in tree.nodes if not node.is_unsorted and node.merged_into is None]
    known = {node.id for node in placed}
    others = [(name.unit_id, name.alias) for name in tree.other_names if name.unit_id in known]
    names = [(n.id, name) for n in placed for name in dict.fromkeys((n.name, n.short_name)) if name] + others
    cities = {node.city for node in placed if node.city}
    brands = {
        brand
        for node in placed
        if node.kind == "group"
        for name in (node.name, node.short_name)
        if (brand := brand_of_company(name))
    }
    brands.update(BrandWord.objects.values_list("word", flat=True))
    brands |= shared_brands(names, Words.of((), cities))
    made = Directory(Words.of(brands, cities))
    for unit_id, name in names:
        made.add(unit_id, name, tree.by_id[unit_id].city)
    made.codes.update({plain(node.code): node.id for node in placed})
    return made


def refusals(names: Iterable[str]) -> dict[str, frozenset[int]]:
    """Folded name -> the units that a person said it does not mean."""
    wanted = {folded(name)[:150] for name in names}
    found: dict[str, set[int]] = {}
    rows = NameVerdict.objects.filter(verdict=NameVerdict.NOT_THIS, name__in=wanted)
    for name, unit_id in rows.values_list("name", "unit_id"):
        found.setdefault(name, set()).add(unit_id)
    return {name: frozenset(units) for name, units in found.items()}


def matched_units(names: Iterable[str]) -> dict[str, tuple[UnitNode, str]]:
    """Names that read as exactly one unit's -> that unit, and why (spelling, brand, city, code).

    For intake: no actor, nothing is shown. A name that two units share, or that only resembles, is not there.
    """
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    known, tree, refused = directory(), read_tree(), refusals(wanted)
    found: dict[str, tuple[UnitNode, str]] = {}
    for name in wanted:
        match = known.match(name, refused.get(folded(name)[:150], frozenset()))
        if match is not None and match.is_certain:
            found[name] = tree.by_id[match.places[0]], match.reason
    return found


def units_meant(names: Iterable[str]) -> dict[str, UnitNode]:
    """Names met in data -> units, by code, name, alias or the same reading: what an import will take them for."""
    wanted = set(names)
    known = match_units(wanted)
    read = matched_units(wanted - known.keys())
    return {**known, **{name: node for name, (node, _) in read.items()}}
