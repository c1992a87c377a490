"""Who asked for background work, with what they may do today."""

from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import ApiKey, RoleGrant, User


def actor_again(kind: str, key: str, name: str) -> Actor:
    """The actor of that kind and id as of now: roles taken away since then are gone."""
    if kind == "system":
        return Actor.system(key)
    grants: tuple[Grant, ...] = ()
    if kind == "user" and User.objects.filter(id=int(key), is_active=True).exists():
        held = RoleGrant.objects.filter(user_id=int(key)).values_list("role", "unit__path")
        grants = tuple(Grant(role, path or "") for role, path in held)
    elif kind == "key":
        found = ApiKey.objects.select_related("unit").filter(id=int(key), revoked_at__isnull=True).first()
        if found is not None:
            scopes = frozenset(found.scopes) if found.scopes else None
            grants = (Grant(found.role, found.unit.path if found.unit else "", scopes),)
    return Actor(kind, key, name, grants)
