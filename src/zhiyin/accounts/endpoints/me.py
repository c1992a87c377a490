"""Who is asking, and what they may do."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyin.accounts.queries.permissions import held_permissions

router = Router()


class HeldOut(Schema):
    """A permission and the ids of the units at the top of where it holds; `everywhere` when it holds for all."""

    permission: str
    everywhere: bool
    unit_ids: list[str]


class MeOut(Schema):
    kind: str
    id: str
    name: str
    permissions: list[HeldOut]


@router.get("", response=MeOut, operation_id="get_me", summary="The caller and what it may do")
def get_me(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    return {
        "kind": actor.kind,
        "id": actor.id,
        "name": actor.name,
        "permissions": held_permissions(actor),
    }
