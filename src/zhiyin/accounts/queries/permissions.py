"""What an actor may do, for showing it to that actor."""

from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.permissions import PERMISSIONS
from zhiyin.accounts.queries.units import read_tree


def held_permissions(actor: Actor) -> list[dict[str, Any]]:
    """Each permission held, with the units at the top of where it holds."""
    by_path = read_tree().by_path
    held = []
    for permission in PERMISSIONS:
        paths = actor.paths(permission)
        if paths:
            held.append(
                {
                    "permission": permission,
                    "everywhere": paths == ("",),
                    "unit_ids": [str(by_path[path].id) for path in paths if path in by_path],
                }
            )
    return held
