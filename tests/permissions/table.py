"""Every address of the product and what it needs: one line a route and method.

`Needs(permission)` for a page about nothing in particular; `at` says how its address names a thing of one side,
`body` what is sent. A role that holds the permission at the east must get in with the east's things and must not with
the west's. A route that is not here fails `test_every_route_is_declared`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.permissions.world import Side

ANYBODY: Final = "anybody"  # before signing in as well
SIGNED_IN: Final = "signed in"  # with or without a role

Of = Callable[[Side], Mapping[str, Any]]


@dataclass(frozen=True)
class Needs:
    """What a route needs. `whole`: it must hold for the whole organisation. `also`: statuses besides success that a
    permitted caller may get (the address works, but not with the test's data). `sided`: what is sent names things of
    a side."""

    permission: str
    at: Of | None = None
    body: Of | None = None
    whole: bool = False
    also: tuple[int, ...] = ()
    sided: bool = True


def _unit(side: Side) -> Mapping[str, Any]:
    return {"unit_id": side.unit.pk}


def _person(side: Side) -> Mapping[str, Any]:
    return {"user_id": side.person.pk}


def _grant(side: Side) -> Mapping[str, Any]:
    return {"user_id": side.person.pk, "grant_id": side.grant.pk}


def _key(side: Side) -> Mapping[str, Any]:
    return {"key_id": side.key}


def _alias(side: Side) -> Mapping[str, Any]:
    return {"unit_id": side.unit.pk, "alias_id": side.alias.pk}


def _new_unit(side: Side) -> Mapping[str, Any]:
    return {"code": "new", "name": "新店", "kind": "store", "parent": str(side.unit.pk)}


def _new_user(side: Side) -> Mapping[str, Any]:
    return {"username": "xin", "role": "frontline", "unit": str(side.unit.pk)}


def _new_key(side: Side) -> Mapping[str, Any]:
    return {"label": "x", "role": "readonly", "unit": str(side.unit.pk)}


def _role(side: Side) -> Mapping[str, Any]:
    return {"role": "readonly", "unit": str(side.unit.pk)}


def _as_api(of: Of) -> Of:
    """The same over the API, where units are named by `unit_id` and `parent_id`."""
    names = {"unit": "unit_id", "parent": "parent_id"}
    return lambda side: {names.get(name, name): value for name, value in of(side).items()}


def _unit_file(side: Side) -> Mapping[str, Any]:
    return {
        "file": SimpleUploadedFile("units.csv", f"code,name,parent\nnew,新店,{side.unit.code}\n".encode())
    }


def _always(**values: Any) -> Of:
    return lambda side: values


ROUTES: Final[dict[str, Needs]] = {
    # the frame
    "GET /healthz": Needs(ANYBODY),
    "GET /readyz": Needs(ANYBODY, also=(503,)),
    "POST /language": Needs(ANYBODY, body=_always(language="en")),
    "POST /theme": Needs(ANYBODY, body=_always(theme="dark")),
    "GET /api/v1/openapi.json": Needs(ANYBODY),
    "GET /api/v1/docs": Needs(ANYBODY),
    # signing in, one's own account
    "GET /sign-in": Needs(ANYBODY),
    "POST /sign-in": Needs(ANYBODY, also=(422,)),
    "POST /sign-out": Needs(ANYBODY),
    "GET /settings/": Needs(SIGNED_IN),
    "GET /settings/profile": Needs(SIGNED_IN),
    "POST /settings/profile": Needs(SIGNED_IN, body=_always(display_name="x")),
    "GET /settings/password": Needs(SIGNED_IN),
    "POST /settings/password": Needs(SIGNED_IN, also=(422,)),
    "GET /api/v1/me": Needs(SIGNED_IN),
    # people
    "GET /settings/users": Needs("users.manage"),
    "GET /settings/users/add": Needs("users.manage"),
    "POST /settings/users/add": Needs("users.manage", body=_new_user),
    "GET /settings/users/{user_id}": Needs("users.manage", _person),
    "POST /settings/users/{user_id}": Needs("users.manage", _person, _always(display_name="x")),
    "POST /settings/users/{user_id}/roles": Needs("users.manage", _person, _role),
    "GET /settings/users/{user_id}/roles/{grant_id}/remove": Needs("users.manage", _grant),
    "POST /settings/users/{user_id}/roles/{grant_id}/remove": Needs("users.manage", _grant),
    "GET /settings/users/{user_id}/password": Needs("users.manage", _person),
    "POST /settings/users/{user_id}/password": Needs("users.manage", _person),
    "GET /settings/users/{user_id}/deactivate": Needs("users.manage", _person),
    "POST /settings/users/{user_id}/deactivate": Needs("users.manage", _person),
    "POST /settings/users/{user_id}/reactivate": Needs("users.manage", _person),
    "GET /api/v1/users": Needs("users.manage"),
    "POST /api/v1/users": Needs("users.manage", body=_as_api(_new_user)),
    "GET /api/v1/users/{user_id}": Needs("users.manage", _person),
    "PATCH /api/v1/users/{user_id}": Needs("users.manage", _person, _always(display_name="x")),
    "POST /api/v1/users/{user_id}/password": Needs("users.manage", _person),
    "POST /api/v1/users/{user_id}/roles": Needs("users.manage", _person, _as_api(_role)),
    "DELETE /api/v1/users/{user_id}/roles/{grant_id}": Needs("users.manage", _grant),
    # units
    "GET /settings/units": Needs("organisation.manage"),
    "GET /settings/units/add": Needs("organisation.manage"),
    "POST /settings/units/add": Needs("organisation.manage", body=_new_unit),
    "GET /settings/units/import": Needs("organisation.manage"),
    "POST /settings/units/import": Needs("organisation.manage", body=_unit_file, sided=False),
    "GET /settings/units/unsorted": Needs("organisation.manage"),
    "GET /settings/units/unsorted/{unit_id}": Needs(
        "organisation.manage", lambda s: {"unit_id": s.unsorted}, whole=True
    ),
    "POST /settings/units/unsorted/{unit_id}": Needs(
        "organisation.manage",
        lambda s: {"unit_id": s.unsorted},
        lambda s: {"parent": str(s.unit.pk), "kind": "store"},
        whole=True,
    ),
    "GET /settings/units/{unit_id}": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}": Needs("organisation.manage", _unit, _new_unit),
    "GET /settings/units/{unit_id}/move": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}/move": Needs(
        "organisation.manage", _unit, lambda s: {"parent": str(s.region.pk)}
    ),
    "GET /settings/units/{unit_id}/close": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}/close": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}/reopen": Needs("organisation.manage", _unit),
    "POST /settings/units/{unit_id}/aliases": Needs("organisation.manage", _unit, _always(alias="别名")),
    "POST /settings/units/{unit_id}/aliases/{alias_id}/remove": Needs("organisation.manage", _alias),
    "GET /api/v1/units": Needs("measures.read"),
    "POST /api/v1/units": Needs("organisation.manage", body=_as_api(_new_unit)),
    "POST /api/v1/units/import": Needs("organisation.manage", body=_unit_file, sided=False),
    "GET /api/v1/units/{unit_id}": Needs("measures.read", _unit),
    "PATCH /api/v1/units/{unit_id}": Needs("organisation.manage", _unit, _always(city="杭州")),
    "POST /api/v1/units/{unit_id}/place": Needs(
        "organisation.manage",
        lambda s: {"unit_id": s.unsorted},
        lambda s: {"parent_id": str(s.unit.pk)},
        whole=True,
    ),
    "POST /api/v1/units/{unit_id}/merge": Needs(
        "organisation.manage",
        lambda s: {"unit_id": s.unsorted},
        lambda s: {"into_id": str(s.unit.pk)},
        whole=True,
    ),
    "GET /api/v1/units/{unit_id}/aliases": Needs("measures.read", _unit),
    "POST /api/v1/units/{unit_id}/aliases": Needs("organisation.manage", _unit, _always(alias="别名")),
    "DELETE /api/v1/units/{unit_id}/aliases/{alias_id}": Needs("organisation.manage", _alias),
    # programs' keys, the audit trail
    "GET /settings/keys": Needs("users.manage"),
    "GET /settings/keys/add": Needs("users.manage"),
    "POST /settings/keys/add": Needs("users.manage", body=_new_key),
    "GET /settings/keys/{key_id}/revoke": Needs("users.manage", _key),
    "POST /settings/keys/{key_id}/revoke": Needs("users.manage", _key),
    "GET /api/v1/api-keys": Needs("users.manage"),
    "POST /api/v1/api-keys": Needs("users.manage", body=_as_api(_new_key)),
    "DELETE /api/v1/api-keys/{key_id}": Needs("users.manage", _key),
    "GET /settings/audit": Needs("audit.read"),
    "POST /settings/audit/download": Needs("audit.read"),
    "GET /api/v1/events": Needs("audit.read"),
}
