"""Segments over the API."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Cursor, Day, Input, Moment, PageSize, Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.customers.actions.change_list import change_list, undo_list_change
from zhiyin.customers.actions.delete_segment import delete_segment
from zhiyin.customers.actions.save_segment import SegmentContent, save_segment
from zhiyin.customers.actions.switch_segment import switch_segment
from zhiyin.customers.queries.pasted_keys import KINDS, customers_by_keys
from zhiyin.customers.queries.people import person_for
from zhiyin.customers.queries.segments import (
    SegmentRow,
    end_of,
    history,
    list_segments,
    members,
    overlaps,
    preview,
    read_segment,
    segments_of,
    size_at,
)
from zhiyin.journal.errors import Invalid, NotNull
from zhiyin.journal.reach import read_number

router = Router()
of_customer_router = Router()

Code = Annotated[str, Field(max_length=50)]
Name = Annotated[str, Field(max_length=100)]
Description = Annotated[str, Field(max_length=300)]
Criteria = Annotated[str, Field(max_length=4000)]
KeyValue = Annotated[Text, Field(max_length=200)]


class SegmentOut(Schema):
    code: str
    name: str
    description: str
    kind: str
    criteria: str
    follows_time: bool
    is_active: bool
    size: int
    share: float | None
    refreshed_at: datetime | None
    created_by: str
    created_at: datetime


class SegmentList(Schema):
    results: list[SegmentOut]
    next: str | None
    previous: str | None


class SegmentIn(Input):
    code: Code
    name: Name
    kind: Literal["criteria", "list"] = "criteria"
    criteria: Criteria = ""
    description: Description = ""


class SegmentChange(Input):
    name: Name | None = None
    criteria: Criteria | None = None
    description: Description | None = None
    is_active: bool | None = None


class PreviewIn(Input):
    criteria: Criteria


class OverlapOut(Schema):
    code: str
    name: str
    size: int
    both: int
    jaccard: float


class PreviewOut(Schema):
    size: int
    people: int
    share: float | None
    overlaps: list[OverlapOut]
    sample: list[str]


class MemberOut(Schema):
    customer_id: str
    name: str
    tier: str
    since: datetime


class MemberList(Schema):
    results: list[MemberOut]
    next: str | None
    previous: str | None
    size: int


class DayOut(Schema):
    day: date
    entered: int
    left: int
    size: int


class HistoryOut(Schema):
    results: list[DayOut]
    next: str | None
    previous: str | None


class OverlapList(Schema):
    results: list[OverlapOut]
    next: str | None
    previous: str | None


class KeysIn(Input):
    kind: Literal["customer_number", "mobile", "email", "wecom", "openid", "unionid", "customer"]
    scope: Annotated[str, Field(max_length=60)] = ""
    add: Annotated[list[KeyValue], Field(max_length=5000)] = []
    remove: Annotated[list[KeyValue], Field(max_length=5000)] = []


class ListedOut(Schema):
    added: int
    removed: int
    unknown: list[str] = []
    shared: list[str] = []


class OfCustomer(Schema):
    code: str
    name: str
    since: datetime


class OfCustomerList(Schema):
    results: list[OfCustomer]
    next: str | None
    previous: str | None


assert set(KINDS) == set(KeysIn.model_fields["kind"].annotation.__args__)  # type: ignore[union-attr]


def _out(row: SegmentRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SegmentOut.model_fields}


def _whole(results: list[Any]) -> dict[str, Any]:
    return {"results": results, "next": None, "previous": None}


@router.get("", response=SegmentList, operation_id="list_segments", summary="Segments and their sizes")
def get_segments(request: HttpRequest) -> dict[str, Any]:
    return _whole([_out(row) for row in list_segments(who_asks(request))])


@router.post("", response={201: SegmentOut}, operation_id="add_segment", summary="Make a segment or a list")
def post_segment(request: HttpRequest, body: SegmentIn) -> Status[dict[str, Any]]:
    actor = who_asks(request)
    saved = save_segment(actor, content=SegmentContent(**body.model_dump()))
    return Status(201, _out(read_segment(actor, saved.code)))


@router.post(
    "/preview", response=PreviewOut, operation_id="preview_segment", summary="Whom a condition holds for now"
)
def post_preview(request: HttpRequest, body: PreviewIn) -> dict[str, Any]:
    found = preview(who_asks(request), body.criteria)
    return {
        "size": found.size,
        "people": found.people,
        "share": found.share,
        "overlaps": found.overlaps,
        "sample": [str(one.id) for one in found.sample],
    }


@router.get("/{code}", response=SegmentOut, operation_id="get_segment", summary="One segment")
def get_segment(request: HttpRequest, code: Code) -> dict[str, Any]:
    return _out(read_segment(who_asks(request), code))


@router.patch(
    "/{code}", response=SegmentOut, operation_id="change_segment", summary="Change or switch a segment"
)
def patch_segment(request: HttpRequest, code: Code, body: SegmentChange) -> dict[str, Any]:
    actor = who_asks(request)
    actor.require("customers.manage", "")
    given = body.model_dump(exclude_unset=True)
    for name, value in given.items():
        if value is None:
            raise NotNull(field=name)
    row = read_segment(actor, code)
    on = given.pop("is_active", None)
    if given:
        content = SegmentContent(code, row.name, row.kind, row.criteria, row.description)
        save_segment(actor, content=replace(content, **given), code=code)
    if on is not None:
        switch_segment(actor, code=code, on=on)
    return _out(read_segment(actor, code))


@router.delete(
    "/{code}", response={204: None}, operation_id="delete_segment", summary="Delete with its history"
)
def remove_segment(request: HttpRequest, code: Code) -> Status[None]:
    delete_segment(who_asks(request), code=code)
    return Status(204, None)


@router.get(
    "/{code}/members", response=MemberList, operation_id="list_members", summary="Who is in it, or was"
)
def get_members(
    request: HttpRequest,
    code: Code,
    as_of: Moment | None = None,
    on: Day | None = None,
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """`as_of` is a moment, `on` the end of a day in the organisation's zone."""
    actor = who_asks(request)
    moment = _moment(as_of, on)
    found = members(actor, code, as_of=moment, after=_after(cursor), limit=page_size)
    rows = [
        {"customer_id": str(one.id), "name": one.name, "tier": one.tier, "since": one.since}
        for one in found.members
    ]
    return {
        "results": rows,
        "next": str(found.next) if found.next else None,
        "previous": "" if cursor else None,
        "size": size_at(actor, code, moment) if actor.may("measures.read", "") else len(rows),
    }


def _moment(as_of: datetime | None, on: date | None) -> datetime | None:
    if as_of is not None and as_of.tzinfo is None:
        raise Invalid(field="as_of")
    return as_of if as_of is not None else end_of(on) if on is not None else None


def _after(cursor: str) -> int:
    return read_number(cursor) if cursor else 0


@router.post(
    "/{code}/members", response=ListedOut, operation_id="change_list", summary="Put on a list, take off it"
)
def post_members(request: HttpRequest, code: Code, body: KeysIn) -> dict[str, Any]:
    actor = who_asks(request)
    add = customers_by_keys(actor, kind=body.kind, values=body.add, scope=body.scope)
    remove = customers_by_keys(actor, kind=body.kind, values=body.remove, scope=body.scope)
    done = change_list(actor, code=code, add=add.customers, remove=remove.customers)
    return {
        "added": done.added,
        "removed": done.removed,
        "unknown": [*add.unknown, *remove.unknown],
        "shared": [*add.shared, *remove.shared],
    }


@router.post(
    "/{code}/undo", response=ListedOut, operation_id="undo_list_change", summary="Take the last change back"
)
def post_undo(request: HttpRequest, code: Code) -> dict[str, Any]:
    done = undo_list_change(who_asks(request), code=code)
    return {"added": done.added, "removed": done.removed}


@router.get("/{code}/history", response=HistoryOut, operation_id="get_segment_history", summary="Day by day")
def get_history(
    request: HttpRequest, code: Code, days: Annotated[int, Query(ge=1, le=730)] = 90
) -> dict[str, Any]:
    return _whole(history(who_asks(request), code, days=days))


@router.get(
    "/{code}/overlaps", response=OverlapList, operation_id="get_segment_overlaps", summary="In common"
)
def get_overlaps(request: HttpRequest, code: Code) -> dict[str, Any]:
    return _whole(overlaps(who_asks(request), code))


@of_customer_router.get(
    "/{customer_id}/segments",
    response=OfCustomerList,
    operation_id="get_customer_segments",
    summary="Segments that a customer is in, or was",
)
def get_customer_segments(
    request: HttpRequest, customer_id: Annotated[str, Field(max_length=20)], as_of: Moment | None = None
) -> dict[str, Any]:
    person = person_for(who_asks(request), _after(customer_id))
    found = segments_of(person.pk, _moment(as_of, None))
    return _whole([{"code": code, "name": name, "since": since} for code, name, since in found])
