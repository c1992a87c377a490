"""Who may give what to whom."""

from collections.abc import Iterable

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import LastAdministrator
from zhiyin.accounts.models import RoleGrant
from zhiyin.accounts.permissions import ROLES


def may_grant(actor: Actor, role: str, unit_path: str, scopes: Iterable[str] | None = None) -> bool:
    """Whether the actor manages users at that place and holds there everything that the role would give."""
    if role not in ROLES or not actor.may("users.manage", unit_path):
        return False
    given = ROLES[role] if not scopes else ROLES[role] & frozenset(scopes)
    return all(actor.may(permission, unit_path) for permission in given)


def grantable_roles(actor: Actor) -> list[str]:
    """The roles that the actor may give somewhere."""
    return [
        role for role in ROLES if any(may_grant(actor, role, path) for path in actor.paths("users.manage"))
    ]


def keep_an_administrator() -> None:
    """Call it in the transaction that took somebody's rights. Raises LastAdministrator.

    An organisation without an administrator could not be put right from within.
    """
    grants = RoleGrant.objects.select_for_update(of=("self",)).select_related("user")
    if not any(grant.user.is_active for grant in grants.filter(role="administrator", unit__isnull=True)):
        raise LastAdministrator()


def common_path(paths: list[str]) -> str:
    """Where an event about a person belongs: the one unit, or the whole organisation when there are several."""
    return paths[0] if len(set(paths)) == 1 else ""
