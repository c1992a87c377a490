"""Who may give what to whom, how names in data are compared, what a fresh secret looks like."""

import secrets
import unicodedata
from collections.abc import Iterable

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import LastAdministrator
from zhiyin.accounts.models import RoleGrant
from zhiyin.accounts.permissions import ROLES

# The code of the unit under which unknown units wait. A code cannot be given to another unit.
UNSORTED_CODE = "unsorted"

# Without letters and figures that are read for one another: it is typed from a piece of paper once.
_PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"


def folded(name: str) -> str:
    """A name without what people type differently: width, case, spaces (西湖 店（旗舰） = 西湖店(旗舰))."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def may_grant(actor: Actor, role: str, unit_path: str, scopes: Iterable[str] | None = None) -> bool:
    """Whether the actor manages users at that place and holds there everything that the role would give."""
    if role not in ROLES or not actor.may("users.manage", unit_path):
        return False
    given = ROLES[role] if not scopes else ROLES[role] & frozenset(scopes)
    return all(actor.may(permission, unit_path) for permission in given)


def grantable_roles(actor: Actor, unit_path: str) -> list[str]:
    """The roles that the actor may give at that place."""
    return [role for role in ROLES if may_grant(actor, role, unit_path)]


def fresh_password() -> str:
    """Four groups of four, 79 bits, to be typed once and then replaced by one's own."""
    return "-".join("".join(secrets.choice(_PLAIN) for _ in range(4)) for _ in range(4))


def keep_an_administrator() -> None:
    """Call it in the transaction that took somebody's rights. Raises LastAdministrator.

    An organisation without an administrator could not be put right from within.
    """
    holders = RoleGrant.objects.select_for_update(of=("self",)).filter(
        role="administrator", unit__isnull=True
    )
    if not any(grant.user.is_active for grant in holders.select_related("user")):
        raise LastAdministrator()


def common_path(paths: list[str]) -> str:
    """Where an event about a person belongs: the one unit, or the whole organisation when there are several."""
    return paths[0] if len(set(paths)) == 1 else ""


def fresh_key() -> tuple[str, str]:
    """A new API key and its readable prefix; 32 characters of it (158 bits) are the secret."""
    prefix = "zy_live_" + "".join(secrets.choice(_PLAIN) for _ in range(8))
    return prefix + "_" + "".join(secrets.choice(_PLAIN) for _ in range(32)), prefix


def spreadsheet_safe(value: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return "'" + value if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def is_too_deep(depth: int) -> bool:
    """Whether a path of that many levels no longer fits its column."""
    return depth * 4 > 255
