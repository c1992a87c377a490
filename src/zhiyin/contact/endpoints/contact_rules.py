"""The rules of contact over the API."""

from datetime import datetime, time
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Input, Moment, Text
from zhiyin.contact.actions.save_contact_rule import (
    RuleFields,
    remove_contact_rule,
    save_contact_rule,
    switch_contact_rule,
)
from zhiyin.contact.endpoints.channels import SwitchIn
from zhiyin.contact.queries.contact_rules import RuleRow, list_rules, read_rule, would_contact

router = Router()

Code = Annotated[Text, Field(max_length=40)]


class RuleOut(Schema):
    id: str
    purpose: str
    channel: str
    most: int | None
    within_days: int | None
    quiet_from: time | None
    quiet_until: time | None
    is_active: bool
    changed_at: datetime


class RuleList(Schema):
    results: list[RuleOut]
    next: None = None
    previous: None = None


class RuleIn(Input):
    """A cap, quiet hours (local, of the organisation), or both; "" covers every purpose but answers, every channel."""

    purpose: Code = ""
    channel: Code = ""
    most: Annotated[int, Field(ge=1, le=1000)] | None = None
    within_days: Annotated[int, Field(ge=1, le=366)] | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None


class CheckIn(Input):
    """Asked of the newest address of the person on the channel, at `at` or now."""

    customer_id: Annotated[Text, Field(max_length=19)]
    channel: Literal["mail", "sms", "wecom_customer"]
    purpose: Code
    at: Moment | None = None


class CheckOut(Schema):
    code: str
    passed: bool
    reason: str
    postponed_until: datetime | None


class VerdictOut(Schema):
    allowed: bool
    until: datetime | None
    reason: str
    checks: list[CheckOut]


def _out(row: RuleRow) -> dict[str, Any]:
    names = (
        "purpose",
        "channel",
        "most",
        "within_days",
        "quiet_from",
        "quiet_until",
        "is_active",
        "changed_at",
    )
    return {"id": str(row.id), **{name: getattr(row, name) for name in names}}


def _fields(body: RuleIn) -> RuleFields:
    given = body.dict()
    for name in ("quiet_from", "quiet_until"):
        if given[name] is not None:
            given[name] = given[name].replace(tzinfo=None)
    return RuleFields(**given)


@router.get("", response=RuleList, operation_id="list_contact_rules", summary="Caps and quiet hours")
def get_rules(request: HttpRequest) -> dict[str, Any]:
    return {"results": [_out(row) for row in list_rules(request.actor)]}  # type: ignore[attr-defined]


@router.post("", response={201: RuleOut}, operation_id="create_contact_rule", summary="Add a rule")
def post_rule(request: HttpRequest, body: RuleIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    return Status(201, _out(read_rule(actor, save_contact_rule(actor, _fields(body)).pk)))


@router.post(
    "/check",
    response=VerdictOut,
    operation_id="check_contact",
    summary="Would this customer be contacted, and if not, why not",
)
def post_check(request: HttpRequest, body: CheckIn) -> dict[str, Any]:
    found = would_contact(
        request.actor,  # type: ignore[attr-defined]
        customer_id=key_of(body.customer_id),
        channel=body.channel,
        purpose=body.purpose,
        at=body.at,
    )
    checks = [
        {
            "code": check.code,
            "passed": check.passed,
            "reason": check.reason,
            "postponed_until": check.postponed_until,
        }
        for check in found.checks
    ]
    return {"allowed": found.allowed, "until": found.until, "reason": found.reason, "checks": checks}


@router.get("/{rule_id}", response=RuleOut, operation_id="get_contact_rule", summary="One rule")
def get_rule(request: HttpRequest, rule_id: Text) -> dict[str, Any]:
    return _out(read_rule(request.actor, key_of(rule_id)))  # type: ignore[attr-defined]


@router.put("/{rule_id}", response=RuleOut, operation_id="replace_contact_rule", summary="Change a rule")
def put_rule(request: HttpRequest, rule_id: Text, body: RuleIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    return _out(read_rule(actor, save_contact_rule(actor, _fields(body), rule_id=key_of(rule_id)).pk))


@router.delete(
    "/{rule_id}", response={204: None}, operation_id="delete_contact_rule", summary="Remove a rule"
)
def delete_rule(request: HttpRequest, rule_id: Text) -> Status[None]:
    remove_contact_rule(request.actor, rule_id=key_of(rule_id))  # type: ignore[attr-defined]
    return Status(204, None)


@router.post(
    "/{rule_id}/switch",
    response=RuleOut,
    operation_id="switch_contact_rule",
    summary="Let it hold, or suspend it",
)
def post_switch(request: HttpRequest, rule_id: Text, body: SwitchIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    switch_contact_rule(actor, rule_id=key_of(rule_id), on=body.on)
    return _out(read_rule(actor, key_of(rule_id)))
