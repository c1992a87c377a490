"""How long records are kept, over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Input
from zhiyin.customers.actions.save_retention_rule import save_retention_rule
from zhiyin.customers.queries.retention import retention_rules
from zhiyin.journal.errors import NotFound

router = Router()


class RuleOut(Schema):
    kind: str
    label: str
    days: int | None
    changed_by: str
    changed_at: datetime | None


class RuleList(Schema):
    results: list[RuleOut]
    next: str | None
    previous: str | None


class RuleIn(Input):
    days: Annotated[int, Field(ge=1, le=36_500)] | None


@router.get("", response=RuleList, operation_id="list_retention_rules")
def rules(request: HttpRequest) -> dict[str, Any]:
    """Every kind of record with the days it is kept; null is for ever."""
    return {"results": _rows(request), "next": None, "previous": None}


@router.put("/{kind}", response=RuleOut, operation_id="save_retention_rule")
def put_rule(
    request: HttpRequest, kind: Annotated[str, Field(max_length=40)], body: RuleIn
) -> dict[str, Any]:
    """Keep records of a kind so many days; null keeps them for ever."""
    if kind not in {row["kind"] for row in _rows(request)}:
        raise NotFound()
    save_retention_rule(request.actor, kind=kind, days=body.days)  # type: ignore[attr-defined]
    return next(row for row in _rows(request) if row["kind"] == kind)


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"kind": row.kind, "label": row.label, "days": row.days, "changed_by": row.by, "changed_at": row.at}
        for row in retention_rules(request.actor)  # type: ignore[attr-defined]
    ]
