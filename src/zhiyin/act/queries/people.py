"""Who works on the cases of a unit."""

from django.db.models import Q

from zhiyin.accounts.models import RoleGrant, Unit, User
from zhiyin.accounts.permissions import ROLES

WORKING_ROLES = sorted(role for role, held in ROLES.items() if "cases.work" in held)
NEAR_THE_CUSTOMER = ("manager", "frontline")


def people_for(unit: Unit) -> list[User]:
    """Everybody who may work on the unit's cases, by name."""
    places = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    held = RoleGrant.objects.filter(Q(unit__isnull=True) | Q(unit__path__in=places), role__in=WORKING_ROLES)
    people = User.objects.filter(is_active=True, id__in=held.values("user_id"))
    return sorted(people, key=str)


def people_to_tell(unit: Unit) -> list[User]:
    """Managers and frontline of the unit itself; where there are none, those of the nearest unit above."""
    places = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    held = RoleGrant.objects.filter(
        unit__path__in=places, role__in=NEAR_THE_CUSTOMER, user__is_active=True
    ).select_related("user", "unit")
    by_place: dict[str, dict[int, User]] = {}
    for grant in held:
        assert grant.unit is not None
        by_place.setdefault(grant.unit.path, {})[grant.user_id] = grant.user
    return list(by_place[max(by_place, key=len)].values()) if by_place else []
