"""Names that read as a known unit's are written down as its other names, with the reason."""

from collections.abc import Iterable

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import UnitAlias
from zhiyin.accounts.queries.unit_matching import matched_units
from zhiyin.accounts.queries.units import UnitNode
from zhiyin.accounts.tree_version import lock_tree
from zhiyin.journal.record import record

LONGEST = 150


def remember_names(actor: Actor, names: Iterable[str]) -> dict[str, UnitNode]:
    """The units of those names that can mean only one; from now on the name is an alias of its unit.

    Only what lies where the actor may bring in feedback is remembered. Needs `signals.import` somewhere.
    """
    actor.require("signals.import")
    wanted = {name.strip() for name in names if name.strip()}
    found = matched_units(wanted)
    if not any(actor.may("signals.import", node.path) for node, _ in found.values()):
        return {name: node for name, (node, _) in found.items()}
    with transaction.atomic():
        lock_tree()
        remembered = []
        for name, (node, reason) in sorted(found.items()):
            if len(name) > LONGEST or not actor.may("signals.import", node.path):
                continue
            _, is_new = UnitAlias.objects.get_or_create(
                alias=name, defaults={"unit_id": node.id, "origin": reason}
            )
            if is_new:
                remembered.append(node.id)
        if remembered:
            record(actor, "accounts.names_remembered", {"units": sorted(set(remembered))})
    return {name: node for name, (node, _) in found.items()}
