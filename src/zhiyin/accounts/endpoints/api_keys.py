"""Programs' keys over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actions.revoke_api_key import revoke_api_key
from zhiyin.accounts.endpoints.schemas import Cursor, Input, Moment, PageSize, Text, number_of, page_of
from zhiyin.accounts.permissions import PERMISSIONS, ROLES
from zhiyin.accounts.queries.api_keys import Key, key_in_scope, keys_in_scope

router = Router()

Role = Annotated[str, Field(pattern=f"^({'|'.join(ROLES)})$")]
Scope = Annotated[str, Field(pattern=f"^({'|'.join(PERMISSIONS).replace('.', '[.]')})$")]


class KeyOut(Schema):
    id: str
    label: str
    prefix: str
    role: str
    scopes: list[str]
    unit_id: str | None
    state: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class KeyMade(Schema):
    api_key: KeyOut
    key: str = Field(description="Shown once; only its SHA-256 is kept.")


class KeyPage(Schema):
    results: list[KeyOut]
    next: str | None
    previous: str | None


class KeyIn(Input):
    label: Annotated[str, Field(min_length=1, max_length=100)]
    role: Role
    scopes: Annotated[list[Scope], Field(max_length=len(PERMISSIONS))] = []
    unit_id: Annotated[str, Field(max_length=40)] | None = None
    expires_at: Moment | None = None


def _out(key: Key) -> dict[str, Any]:
    return {
        "id": str(key.id),
        "label": key.label,
        "prefix": key.prefix,
        "role": key.role,
        "scopes": list(key.scopes),
        "unit_id": str(key.unit_id) if key.unit_id else None,
        "state": key.state,
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "expires_at": key.expires_at,
    }


@router.get("", response=KeyPage, operation_id="list_api_keys", summary="API keys that the caller manages")
def list_api_keys(request: HttpRequest, cursor: Cursor = "", page_size: PageSize = 50) -> dict[str, Any]:
    found = keys_in_scope(
        request.actor,  # type: ignore[attr-defined]
        before=number_of(cursor),
        limit=page_size + 1,
    )
    page = page_of(found, page_size, cursor=cursor)
    page["results"] = [_out(key) for key in page["results"]]
    return page


@router.post(
    "", response={201: KeyMade}, operation_id="create_api_key", summary="Make an API key, shown once"
)
def post_api_key(request: HttpRequest, body: KeyIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    key_id, key = create_api_key(
        actor,
        label=body.label,
        role=body.role,
        scopes=body.scopes,
        unit_id=body.unit_id,
        expires_at=body.expires_at,
    )
    return Status(201, {"api_key": _out(key_in_scope(actor, key_id)), "key": key})


@router.delete("/{key_id}", response={204: None}, operation_id="revoke_api_key", summary="Revoke an API key")
def delete_api_key(request: HttpRequest, key_id: Text) -> Status[None]:
    revoke_api_key(request.actor, key_id=key_id)  # type: ignore[attr-defined]
    return Status(204, None)
