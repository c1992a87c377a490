"""Cases over the API."""

import secrets
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Cursor, Input, PageSize, Text, number_of, page_of
from zhiyin.act.actions.assign_case import assign_case
from zhiyin.act.actions.comment_on_case import comment_on_case
from zhiyin.act.actions.name_cause import name_cause
from zhiyin.act.actions.open_case import DUE_MINUTES, open_case
from zhiyin.act.actions.reopen_case import reopen_case
from zhiyin.act.actions.resolve_case import resolve_case
from zhiyin.act.actions.undo_step import undo_step
from zhiyin.act.actions.write_to_customer import write_to_customer
from zhiyin.act.queries.case import CaseView, read_case, root_causes
from zhiyin.act.queries.cases import CaseRow, cases_after
from zhiyin.journal.errors import Invalid

router = Router()

Id = Annotated[str, Field(max_length=40)]
Words = Annotated[str, Field(max_length=5000)]
Show = Literal["all", "mine", "untaken", "late", "open", "resolved"]


class CaseOut(Schema):
    id: str
    title: str
    unit_id: str
    unit: str
    state: str
    priority: int
    assignee_id: str | None
    assignee: str
    opened_at: datetime
    due_at: datetime
    touched_at: datetime | None
    resolved_at: datetime | None
    clock: str
    signal_id: str | None
    version: int


class LineOut(Schema):
    at: datetime
    who: str
    kind: str
    what: str
    text: str
    message_id: str | None


class CustomerOut(Schema):
    """Name and mail are empty for callers without personal.read."""

    name: str
    tier: str
    mail: str
    has_mail: bool


class CauseOut(Schema):
    code: str
    name: str


class CauseList(Schema):
    results: list[CauseOut]
    next: str | None
    previous: str | None


class CaseDetail(CaseOut):
    customer: CustomerOut | None
    root_cause: str
    resolution: str
    reopened: int
    may_write: bool
    why_not: str
    story: list[LineOut]


class CasePage(Schema):
    results: list[CaseOut]
    next: str | None
    previous: str | None


class CaseIn(Input):
    signal_id: Id | None = None
    unit_id: Id | None = None
    title: Annotated[str, Field(max_length=200)] = ""
    priority: Annotated[int, Field(ge=1, le=3)] = 2
    due_minutes: Annotated[int, Field(ge=1, le=43_200)] = DUE_MINUTES


class CaseChange(Input):
    assignee_id: Id | None = None
    root_cause: Annotated[str, Field(max_length=50)] | None = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class CommentIn(Input):
    text: Words
    contacted: bool = False


class LetterIn(Input):
    subject: Annotated[str, Field(max_length=200)]
    body: Annotated[str, Field(max_length=20_000)]


class ResolveIn(Input):
    root_cause: Annotated[str, Field(max_length=50)]
    resolution: Words
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class ReopenIn(Input):
    reason: Annotated[str, Field(max_length=1000)]
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


def _out(row: CaseRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "title": row.title,
        "unit_id": str(row.unit_id),
        "unit": row.unit,
        "state": row.state,
        "priority": row.priority,
        "assignee_id": str(row.assignee_id) if row.assignee_id is not None else None,
        "assignee": row.assignee,
        "opened_at": row.opened_at,
        "due_at": row.due_at,
        "touched_at": row.touched_at,
        "resolved_at": row.resolved_at,
        "clock": row.clock,
        "signal_id": str(row.signal_id) if row.signal_id is not None else None,
        "version": row.version,
    }


def _detail(view: CaseView) -> dict[str, Any]:
    return {
        **_out(view.row),
        "customer": {
            "name": view.customer.name,
            "tier": view.customer.tier,
            "mail": view.customer.address,
            "has_mail": view.customer.has_address,
        }
        if view.customer
        else None,
        "root_cause": view.cause,
        "resolution": view.resolution,
        "reopened": view.reopened,
        "may_write": view.may_write,
        "why_not": view.why_not,
        "story": [
            {
                "at": line.at,
                "who": line.who,
                "kind": line.kind,
                "what": line.what,
                "text": line.text,
                "message_id": str(line.message.id) if line.message else None,
            }
            for line in view.story
        ],
    }


def _shown(actor: Actor, case_id: int, response: HttpResponse) -> dict[str, Any]:
    """The case as it is now, its version in the ETag."""
    view = read_case(actor, case_id)
    response["ETag"] = f'"{view.row.version}"'
    return _detail(view)


def version_seen(if_match: str | None, in_body: int | None) -> int | None:
    """The version that the caller saw: If-Match: "3", else the body's. Raises Invalid."""
    if not if_match or if_match.strip() == "*":
        return in_body
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid(_('If-Match must be the ETag of the case, such as "3".'))
    return int(text)


IfMatch = Annotated[str | None, Header(alias="If-Match")]


@router.get("", response=CasePage, operation_id="list_cases", summary="Cases, newest first")
def get_cases(
    request: HttpRequest,
    show: Show = "open",
    unit_id: Annotated[Text, Field(max_length=40)] = "",
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    rows = cases_after(
        request.actor,  # type: ignore[attr-defined]
        show=show,
        unit_id=key_of(unit_id) if unit_id else None,
        before=number_of(cursor),
        limit=page_size + 1,
    )
    page = page_of(rows, page_size, cursor=cursor)
    page["results"] = [_out(row) for row in page["results"]]
    return page


@router.post("", response={201: CaseDetail}, operation_id="open_case", summary="Open a case")
def post_case(request: HttpRequest, body: CaseIn, response: HttpResponse) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    case = open_case(
        actor,
        signal_id=key_of(body.signal_id) if body.signal_id else None,
        unit_id=key_of(body.unit_id) if body.unit_id else None,
        title=body.title,
        priority=body.priority,
        due_minutes=body.due_minutes,
    )
    return Status(201, _shown(actor, case.id, response))


@router.get(
    "/root-causes",
    response=CauseList,
    operation_id="list_root_causes",
    summary="Why it can have happened",
)
def get_root_causes(request: HttpRequest) -> dict[str, Any]:
    request.actor.require("cases.read")  # type: ignore[attr-defined]
    causes = [{"code": cause.value, "name": cause.label} for cause in root_causes()]
    return {"results": causes, "next": None, "previous": None}


@router.get("/{case_id}", response=CaseDetail, operation_id="get_case", summary="One case with its story")
def get_case(request: HttpRequest, case_id: Text, response: HttpResponse) -> dict[str, Any]:
    return _shown(request.actor, key_of(case_id), response)  # type: ignore[attr-defined]


@router.patch(
    "/{case_id}", response=CaseDetail, operation_id="change_case", summary="Assign a case, name its cause"
)
def patch_case(
    request: HttpRequest, case_id: Text, body: CaseChange, response: HttpResponse, if_match: IfMatch = None
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    key, version = key_of(case_id), version_seen(if_match, body.version)
    given = body.model_dump(exclude_unset=True)
    with transaction.atomic():
        if "assignee_id" in given:
            user_id = key_of(body.assignee_id) if body.assignee_id else None
            version = assign_case(actor, case_id=key, user_id=user_id, version=version).version
        if "root_cause" in given:
            name_cause(actor, case_id=key, cause=body.root_cause or "", version=version)
    return _shown(actor, key, response)


@router.post(
    "/{case_id}/comments", response=CaseDetail, operation_id="comment_on_case", summary="Add a comment"
)
def post_comment(
    request: HttpRequest, case_id: Text, body: CommentIn, response: HttpResponse
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    comment_on_case(actor, case_id=key_of(case_id), text=body.text, contacted=body.contacted)
    return _shown(actor, key_of(case_id), response)


@router.post(
    "/{case_id}/messages",
    response=CaseDetail,
    operation_id="write_to_customer",
    summary="Write to the customer, through the outbox",
)
def post_message(
    request: HttpRequest,
    case_id: Text,
    body: LetterIn,
    response: HttpResponse,
    idempotency_key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=120)] = None,
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    token = f"{actor.kind}:{actor.id}:{idempotency_key}" if idempotency_key else secrets.token_hex(16)
    write_to_customer(actor, case_id=key_of(case_id), subject=body.subject, body=body.body, token=token)
    return _shown(actor, key_of(case_id), response)


@router.post("/{case_id}/resolve", response=CaseDetail, operation_id="resolve_case", summary="Resolve a case")
def post_resolve(
    request: HttpRequest, case_id: Text, body: ResolveIn, response: HttpResponse, if_match: IfMatch = None
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    resolve_case(
        actor,
        case_id=key_of(case_id),
        cause=body.root_cause,
        resolution=body.resolution,
        version=version_seen(if_match, body.version),
    )
    return _shown(actor, key_of(case_id), response)


@router.post("/{case_id}/reopen", response=CaseDetail, operation_id="reopen_case", summary="Reopen a case")
def post_reopen(
    request: HttpRequest, case_id: Text, body: ReopenIn, response: HttpResponse, if_match: IfMatch = None
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    reopen_case(
        actor,
        case_id=key_of(case_id),
        reason=body.reason,
        version=version_seen(if_match, body.version),
    )
    return _shown(actor, key_of(case_id), response)


@router.post(
    "/{case_id}/undo", response=CaseDetail, operation_id="undo_case_step", summary="Take back one's last step"
)
def post_undo(request: HttpRequest, case_id: Text, response: HttpResponse) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    undo_step(actor, case_id=key_of(case_id))
    return _shown(actor, key_of(case_id), response)
