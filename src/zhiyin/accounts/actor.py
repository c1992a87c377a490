"""Who acts: a person, an API key or the system itself, and what they may do where."""

from dataclasses import dataclass, field

from zhiyin.accounts.permissions import PERMISSIONS, ROLES
from zhiyin.journal.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held at a unit (its path; "" is the whole organisation), narrowed to `scopes` for an API key."""

    role: str
    unit_path: str
    scopes: frozenset[str] | None = None

    @property
    def permissions(self) -> frozenset[str]:
        held = ROLES[self.role]
        return held if self.scopes is None else held & self.scopes


@dataclass(frozen=True, slots=True)
class Actor:
    """The one argument that every action and every query takes first."""

    kind: str  # user, key, system
    id: str
    name: str
    grants: tuple[Grant, ...] = field(default=())

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Work that nobody asked for in person: the reader, the feeder, the sender, an installation."""
        return cls("system", name, name, (Grant("administrator", ""),))

    def paths(self, permission: str) -> tuple[str, ...]:
        """Prefixes of unit paths where the permission holds, none inside another.

        ("",) is everywhere, () nowhere.
        """
        assert permission in PERMISSIONS, permission
        held = sorted({grant.unit_path for grant in self.grants if permission in grant.permissions})
        outer: list[str] = []
        for path in held:  # sorted, so that an outer path comes before what lies inside it
            if not outer or not path.startswith(outer[-1]):
                outer.append(path)
        return tuple(outer)

    def may(self, permission: str, unit_path: str | None = None) -> bool:
        """Whether the permission holds at that unit, or anywhere at all when no unit is named."""
        paths = self.paths(permission)
        if unit_path is None:
            return bool(paths)
        return any(unit_path.startswith(path) for path in paths)

    def require(self, permission: str, unit_path: str | None = None) -> None:
        """Raise Forbidden unless `may`."""
        if not self.may(permission, unit_path):
            raise Forbidden(permission=permission)
