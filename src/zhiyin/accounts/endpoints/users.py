"""People over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.actions.create_user import create_user
from zhiyin.accounts.actions.deactivate_user import deactivate_user, reactivate_user
from zhiyin.accounts.actions.grant_role import grant_role
from zhiyin.accounts.actions.revoke_role import revoke_role
from zhiyin.accounts.actions.save_user import save_user
from zhiyin.accounts.actions.set_password import reset_password
from zhiyin.accounts.endpoints.schemas import Cursor, Input, PageSize, Text, page_of
from zhiyin.accounts.permissions import ROLES
from zhiyin.accounts.queries.users import Person, user_in_scope, users_in_scope
from zhiyin.journal.errors import NotNull

router = Router()

Role = Annotated[str, Field(pattern=f"^({'|'.join(ROLES)})$")]
Id = Annotated[str, Field(max_length=40)]
DisplayName = Annotated[str, Field(max_length=150)]
Mail = Annotated[str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+$")]
Language = Annotated[str, Field(pattern="^(|zh-hans|en)$")]


class HeldOut(Schema):
    id: str
    role: str
    unit_id: str | None


class UserOut(Schema):
    id: str
    username: str
    display_name: str
    email: str
    language: str
    is_active: bool
    last_seen: datetime | None
    roles: list[HeldOut]


class UserMade(Schema):
    user: UserOut
    password: str = Field(description="Shown once; must be changed at the first sign-in.")


class PasswordOut(Schema):
    password: str = Field(description="Shown once; must be changed at the next sign-in.")


class UserPage(Schema):
    results: list[UserOut]
    next: str | None
    previous: str | None


class UserIn(Input):
    username: Annotated[str, Field(min_length=1, max_length=150, pattern=r"^[\w.@+-]+$")]
    display_name: DisplayName = ""
    email: Mail = ""
    language: Language = ""
    role: Role
    unit_id: Id | None = None


class UserChange(Input):
    display_name: DisplayName | None = None
    email: Mail | None = None
    language: Language | None = None
    is_active: bool | None = None


class RoleIn(Input):
    role: Role
    unit_id: Id | None = None


def _out(person: Person) -> dict[str, Any]:
    return {
        "id": str(person.id),
        "username": person.username,
        "display_name": person.display_name,
        "email": person.email,
        "language": person.language,
        "is_active": person.is_active,
        "last_seen": person.last_seen,
        "roles": [
            {"id": str(h.id), "role": h.role, "unit_id": str(h.unit_id) if h.unit_id else None}
            for h in person.held
        ],
    }


@router.get("", response=UserPage, operation_id="list_users", summary="People whom the caller manages")
def list_users(
    request: HttpRequest,
    search: Annotated[Text, Field(max_length=100)] = "",
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    found = users_in_scope(
        request.actor,  # type: ignore[attr-defined]
        search=search,
        after=cursor,
        limit=page_size + 1,
    )
    page = page_of(found, page_size, key="username", cursor=cursor)
    page["results"] = [_out(person) for person in page["results"]]
    return page


@router.get("/{user_id}", response=UserOut, operation_id="get_user", summary="One person")
def get_user(request: HttpRequest, user_id: Text) -> dict[str, Any]:
    return _out(user_in_scope(request.actor, user_id))  # type: ignore[attr-defined]


@router.post("", response={201: UserMade}, operation_id="add_user", summary="Add a person with a first role")
def post_user(request: HttpRequest, body: UserIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    user_id, password = create_user(
        actor,
        username=body.username,
        display_name=body.display_name,
        email=body.email,
        language=body.language,
        role=body.role,
        unit_id=body.unit_id,
    )
    return Status(201, {"user": _out(user_in_scope(actor, user_id)), "password": password})


@router.patch(
    "/{user_id}", response=UserOut, operation_id="change_user", summary="Change or deactivate a person"
)
def patch_user(request: HttpRequest, user_id: Text, body: UserChange) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    given = body.model_dump(exclude_unset=True)
    for name, value in given.items():
        if value is None:
            raise NotNull(field=name)
    person = user_in_scope(actor, user_id)
    with transaction.atomic():
        if given.keys() - {"is_active"}:
            save_user(
                actor,
                user_id=user_id,
                display_name=given.get("display_name", person.display_name),
                email=given.get("email", person.email),
                language=given.get("language", person.language),
            )
        if "is_active" in given:
            (reactivate_user if given["is_active"] else deactivate_user)(actor, user_id=user_id)
    return _out(user_in_scope(actor, user_id))


@router.post(
    "/{user_id}/password",
    response=PasswordOut,
    operation_id="reset_password",
    summary="A new one-time password",
)
def post_password(request: HttpRequest, user_id: Text) -> dict[str, str]:
    return {"password": reset_password(request.actor, user_id=user_id)}  # type: ignore[attr-defined]


@router.post("/{user_id}/roles", response={201: UserOut}, operation_id="grant_role", summary="Give a role")
def post_role(request: HttpRequest, user_id: Text, body: RoleIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    grant_role(actor, user_id=user_id, role=body.role, unit_id=body.unit_id)
    return Status(201, _out(user_in_scope(actor, user_id)))


@router.delete(
    "/{user_id}/roles/{grant_id}",
    response={204: None},
    operation_id="revoke_role",
    summary="Take a role away",
)
def delete_role(request: HttpRequest, user_id: Text, grant_id: Text) -> Status[None]:
    revoke_role(request.actor, user_id=user_id, grant_id=grant_id)  # type: ignore[attr-defined]
    return Status(204, None)
