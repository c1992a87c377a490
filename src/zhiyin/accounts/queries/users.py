"""Who uses Zhiyin, as far as an actor manages them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import ApiKey, RoleGrant, User
from zhiyin.accounts.permissions import PERMISSIONS, ROLE_LABELS, ROLES
from zhiyin.accounts.queries.units import read_tree
from zhiyin.accounts.rules.granting import may_grant
from zhiyin.journal.errors import NotFound


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One role at one unit; `unit_label` is empty for the whole organisation."""

    id: int
    role: str
    role_label: str
    unit_id: int | None
    unit_label: str
    unit_path: str
    may_revoke: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One user as pages and endpoints show it. `may_manage`: edit, give a new password, deactivate."""

    id: int
    username: str
    name: str  # as shown: the display name, or the user name
    display_name: str
    email: str
    is_active: bool
    language: str
    last_seen: datetime | None
    held: tuple[HeldRole, ...]
    may_manage: bool
    waits_for_password: bool

    @property
    def roles(self) -> list[str]:
        """ "Manager · 东区", for lists and the command line."""
        return [f"{h.role_label} · {h.unit_label}" if h.unit_label else h.role_label for h in self.held]


def manages(actor: Actor, grants: Iterable[tuple[str, str]]) -> bool:
    """Whether the actor may act on an account that holds these (role, unit path): no more than the actor holds.

    Somebody without any role is managed by whoever manages users of the whole organisation.
    """
    held = list(grants)
    if not held:
        return actor.may("users.manage", "")
    return all(may_grant(actor, role, path) for role, path in held)


def _visible(actor: Actor) -> QuerySet[User]:
    actor.require("users.manage")
    people = User.objects.order_by("username")
    paths = actor.paths("users.manage")
    if paths == ("",):
        return people
    within = Q()
    for path in paths:
        within |= Q(unit__path__startswith=path)
    return people.filter(pk__in=RoleGrant.objects.filter(within).values("user_id"))


def _people(actor: Actor, users: Iterable[User]) -> list[Person]:
    rows = list(users)
    by_user: dict[int, list[RoleGrant]] = {}
    for grant in RoleGrant.objects.filter(user_id__in=[u.pk for u in rows]).order_by("pk"):
        by_user.setdefault(grant.user_id, []).append(grant)
    by_id = read_tree().by_id
    people = []
    for user in rows:
        held = []
        for grant in by_user.get(user.pk, []):
            node = by_id.get(grant.unit_id) if grant.unit_id is not None else None
            path = node.path if node else ""
            held.append(
                HeldRole(
                    id=grant.pk,
                    role=grant.role,
                    role_label=str(ROLE_LABELS.get(grant.role, grant.role)),
                    unit_id=grant.unit_id,
                    unit_label=node.label if node else "",
                    unit_path=path,
                    may_revoke=may_grant(actor, grant.role, path),
                )
            )
        people.append(
            Person(
                id=user.pk,
                username=user.username,
                name=str(user),
                display_name=user.display_name,
                email=user.email,
                is_active=user.is_active,
                language=user.language,
                last_seen=user.last_login,
                held=tuple(held),
                may_manage=manages(actor, [(h.role, h.unit_path) for h in held]),
                waits_for_password=user.must_change_password,
            )
        )
    return people


def users_in_scope(
    actor: Actor, *, search: str = "", after: str = "", limit: int | None = None
) -> list[Person]:
    """People who hold a role in a unit where the actor manages users, by user name, from after `after` on."""
    users = _visible(actor)
    if search:
        users = users.filter(
            Q(username__icontains=search) | Q(display_name__icontains=search) | Q(email__icontains=search)
        )
    if after:
        users = users.filter(username__gt=after)
    return _people(actor, users[:limit] if limit else users)


def user_in_scope(actor: Actor, user_id: str | int) -> Person:
    """One of them. Raises NotFound."""
    text = str(user_id)
    user = _visible(actor).filter(pk=int(text)).first() if text.isdecimal() and len(text) < 19 else None
    if user is None:
        raise NotFound()
    return _people(actor, [user])[0]


def keys_made_by(actor: Actor, user_id: int) -> int:
    """How many API keys in force that person made: they outlive the person's account."""
    actor.require("users.manage")
    return ApiKey.objects.filter(created_by_id=user_id, revoked_at__isnull=True).count()


@dataclass(frozen=True, slots=True)
class Account:
    """One's own account."""

    username: str
    display_name: str
    email: str
    language: str
    theme: str
    must_change_password: bool


def own_account(actor: Actor) -> Account:
    """Raises NotFound for a key and for the system."""
    user = User.objects.filter(pk=actor.id).first() if actor.kind == "user" else None
    if user is None:
        raise NotFound()
    return Account(
        username=user.username,
        display_name=user.display_name,
        email=user.email,
        language=user.language,
        theme=user.theme,
        must_change_password=user.must_change_password,
    )


@dataclass(frozen=True, slots=True)
class Allowed:
    """One permission and where it holds; no place at all is "nowhere"."""

    permission: str
    label: str
    places: tuple[str, ...]
    everywhere: bool


def permission_overview(person: Person) -> list[Allowed]:
    """What a person's roles come to, permission by permission, in words."""
    overview = []
    for permission, label in PERMISSIONS.items():
        holding = [h for h in person.held if permission in ROLES.get(h.role, frozenset())]
        everywhere = any(not h.unit_path for h in holding)
        places = () if everywhere else tuple(dict.fromkeys(h.unit_label for h in holding))
        overview.append(Allowed(permission, str(label), places, everywhere))
    return overview
