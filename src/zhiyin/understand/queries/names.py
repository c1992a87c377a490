"""Names that texts are read with: competitors, products, the organisation itself and its staff."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import read_tree
from zhiyin.science.understand.annotations.names import Names, Staff
from zhiyin.understand.models import KnownNames


@dataclass(frozen=True, slots=True)
class StaffName:
    """A member of staff; without a unit they may be named anywhere. `unit_label` is empty when the unit is gone."""

    name: str
    unit_id: int | None = None
    unit_code: str = ""
    unit_label: str = ""


@dataclass(frozen=True, slots=True)
class KeptNames:
    """The names as they are set, and who set them when; all empty while nobody has."""

    competitors: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    staff: tuple[StaffName, ...] = ()
    changed_by: str = ""
    changed_at: datetime | None = None


def read_names(actor: Actor) -> KeptNames:
    """As they are set. Needs `settings.manage` everywhere: the list says who works where."""
    actor.require("settings.manage", "")
    row = KnownNames.objects.first()
    if row is None:
        return KeptNames()
    lists = {name: tuple(row.content.get(name, ())) for name in ("competitors", "products", "own")}
    staff = tuple(_staff(one) for one in row.content.get("staff", ()))
    return KeptNames(**lists, staff=staff, changed_by=row.changed_by, changed_at=row.changed_at)


def current_names() -> Names | None:
    """What texts are read with; None without any. One small query, and the tree where staff have units."""
    row = KnownNames.objects.values_list("pk", "changed_at").first()
    if row is None:
        return None
    content = _content(*row)
    places = {node.id: node.path for node in read_tree().nodes} if _has_units(content) else {}
    staff = tuple(_placed(one, places) for one in content.get("staff", ()))
    names = Names(
        tuple(content.get("competitors", ())),
        tuple(content.get("products", ())),
        tuple(content.get("own", ())),
        staff,
    )
    return None if names == Names() else names


@lru_cache(maxsize=2)
def _content(key: int, changed_at: datetime) -> dict[str, Any]:
    del changed_at  # what is remembered is remembered by it
    content: dict[str, Any] = KnownNames.objects.get(pk=key).content
    return content


def _has_units(content: dict[str, Any]) -> bool:
    return any(one["unit"] is not None for one in content.get("staff", ()))


def _placed(one: dict[str, Any], places: dict[int, str]) -> Staff:
    """Somebody whose unit is gone may be named anywhere."""
    path = places.get(one["unit"])
    return Staff(one["name"], (path,) if path else ())


def _staff(one: dict[str, Any]) -> StaffName:
    node = read_tree().by_id.get(one["unit"]) if one["unit"] is not None else None
    return StaffName(one["name"], node.id, node.code, node.label) if node else StaffName(one["name"])
