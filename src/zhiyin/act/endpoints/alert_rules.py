"""Alert rules over the API."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Input, Text
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.act.actions.save_rule import RuleContent, save_rule
from zhiyin.act.endpoints.cases import IfMatch, version_seen
from zhiyin.act.queries.rules import RuleRow, list_rules, read_rule, replay
from zhiyin.journal.errors import NotNull

router = Router()

Id = Annotated[str, Field(max_length=40)]
Name = Annotated[str, Field(max_length=120)]
Criteria = Annotated[str, Field(max_length=4000)]
Priority = Annotated[int, Field(ge=1, le=3)]
Minutes = Annotated[int, Field(ge=1, le=43_200)]
Days = Annotated[int, Field(ge=1, le=365)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class RuleOut(Schema):
    id: str
    code: str
    name: str
    name_en: str
    criteria: str
    priority: int
    due_minutes: int
    max_age_days: int
    unit_id: str | None
    is_active: bool
    changed_by: str
    changed_at: datetime
    version: int
    opened_in_30_days: int


class RuleList(Schema):
    results: list[RuleOut]
    next: str | None
    previous: str | None


class RuleIn(Input):
    name: Name
    name_en: Name = ""
    criteria: Criteria
    priority: Priority = 2
    due_minutes: Minutes = 240
    max_age_days: Days = 14
    unit_id: Id | None = None
    is_active: bool = True


class RuleChange(Input):
    name: Name | None = None
    name_en: Name | None = None
    criteria: Criteria | None = None
    priority: Priority | None = None
    due_minutes: Minutes | None = None
    max_age_days: Days | None = None
    unit_id: Id | None = None
    is_active: bool | None = None
    version: Version | None = None


class PreviewIn(Input):
    criteria: Criteria
    unit_id: Id | None = None


class PreviewOut(Schema):
    cases: int
    signals: int
    days: int
    is_partial: bool


def _out(row: RuleRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "code": row.code,
        "name": row.name_zh,
        "name_en": row.name_en,
        "criteria": row.criteria,
        "priority": row.priority,
        "due_minutes": row.due_minutes,
        "max_age_days": row.max_age_days,
        "unit_id": str(row.unit_id) if row.unit_id is not None else None,
        "is_active": row.is_active,
        "changed_by": row.changed_by,
        "changed_at": row.changed_at,
        "version": row.version,
        "opened_in_30_days": row.opened,
    }


@router.get("", response=RuleList, operation_id="list_alert_rules", summary="What opens cases")
def get_rules(request: HttpRequest) -> dict[str, Any]:
    rows = list_rules(request.actor)  # type: ignore[attr-defined]
    return {"results": [_out(row) for row in rows], "next": None, "previous": None}


@router.post("", response={201: RuleOut}, operation_id="add_alert_rule", summary="Add a rule")
def post_rule(request: HttpRequest, body: RuleIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    given = body.model_dump(exclude={"unit_id"})
    content = RuleContent(**given, unit_id=key_of(body.unit_id) if body.unit_id else None)
    return Status(201, _out(read_rule(actor, save_rule(actor, content=content).id)))


@router.post(
    "/preview",
    response=PreviewOut,
    operation_id="preview_alert_rule",
    summary="How many cases a condition would have opened in the last 30 days",
)
def post_preview(request: HttpRequest, body: PreviewIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    path = unit_by_id(actor, body.unit_id, "cases.read").path if body.unit_id else ""
    found = replay(actor, criteria=body.criteria, unit_path=path)
    return {
        "cases": found.cases,
        "signals": found.signals,
        "days": found.days,
        "is_partial": found.is_partial,
    }


@router.get("/{rule_id}", response=RuleOut, operation_id="get_alert_rule", summary="One rule")
def get_rule(request: HttpRequest, rule_id: Text, response: HttpResponse) -> dict[str, Any]:
    row = read_rule(request.actor, key_of(rule_id))  # type: ignore[attr-defined]
    response["ETag"] = f'"{row.version}"'
    return _out(row)


@router.patch("/{rule_id}", response=RuleOut, operation_id="change_alert_rule", summary="Change a rule")
def patch_rule(
    request: HttpRequest, rule_id: Text, body: RuleChange, response: HttpResponse, if_match: IfMatch = None
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    key = key_of(rule_id)
    row = read_rule(actor, key)
    given = body.model_dump(exclude_unset=True, exclude={"version"})
    for name, value in given.items():
        if value is None and name != "unit_id":
            raise NotNull(field=name)
    if given.get("unit_id"):
        given["unit_id"] = key_of(given["unit_id"])
    content = RuleContent(
        name=row.name_zh,
        criteria=row.criteria,
        name_en=row.name_en,
        priority=row.priority,
        due_minutes=row.due_minutes,
        max_age_days=row.max_age_days,
        unit_id=row.unit_id,
        is_active=row.is_active,
    )
    save_rule(
        actor,
        content=replace(content, **given),
        rule_id=key,
        version=version_seen(if_match, body.version),
    )
    newest = read_rule(actor, key)
    response["ETag"] = f'"{newest.version}"'
    return _out(newest)
