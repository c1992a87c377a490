"""Rights of persons over the API: requests, copies, restriction, erasure, certificates, sealed originals."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Cursor, Input, PageSize
from zhiyin.accounts.who_asks import who_asks
from zhiyin.customers.actions.erase_person import erase_person
from zhiyin.customers.actions.export_person import export_person, fetch_export, link_to_export
from zhiyin.customers.actions.open_request import open_request
from zhiyin.customers.actions.open_vault import open_vault
from zhiyin.customers.actions.restrict_person import lift_restriction, restrict_person
from zhiyin.customers.actions.settle_request import settle_request
from zhiyin.customers.errors import NoSuchCustomer, NoSuchRequest
from zhiyin.customers.queries.rights import (
    Request,
    certificate_data,
    certificate_of,
    request_of,
    requests_page,
)
from zhiyin.journal.errors import BadCursor

router = Router()

Id = Annotated[str, Field(min_length=1, max_length=20)]
Note = Annotated[str, Field(max_length=300)]


class CustomerIn(Input):
    customer_id: Id


class RequestIn(CustomerIn):
    kind: Literal["export", "correct", "restrict", "erase"]
    note: Note = ""


class SettleIn(Input):
    state: Literal["done", "refused"]
    note: Note = ""


class EraseIn(CustomerIn):
    """`confirmed` is the word ERASE: what is erased cannot be brought back."""

    confirmed: Annotated[str, Field(max_length=20)]


class ReasonIn(Input):
    reason: Note = ""


class RequestOut(Schema):
    id: str
    kind: str
    customer_id: str | None
    state: str
    asked_via: str
    asked_at: datetime
    due_at: datetime
    settled_at: datetime | None
    is_late: bool
    note: str
    erasure_id: str | None
    has_file: bool
    expires_at: datetime | None


class RequestPage(Schema):
    results: list[RequestOut]
    next: str | None
    previous: str | None


class LinkOut(Schema):
    path: str


class OriginalOut(Schema):
    text: str = ""
    title: str = ""
    attributes: dict[str, Any] = {}
    answers: dict[str, str] = {}


class CertificateOut(Schema):
    id: str
    number: str
    state: str
    asked_at: datetime
    finished_at: datetime | None
    by: str
    customers: int
    places: list[dict[str, Any]]
    stays: list[str]


def _out(row: Request) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in RequestOut.model_fields}
    for name in ("id", "customer_id", "erasure_id"):
        found[name] = str(found[name]) if found[name] is not None else None
    return found


@router.get(
    "/requests", response=RequestPage, operation_id="list_privacy_requests", summary="What persons asked for"
)
def list_requests(
    request: HttpRequest,
    state: Literal["", "open", "done", "refused"] = "",
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    if cursor and not (cursor.isascii() and cursor.isdecimal() and 0 < int(cursor) < 1_000_000):
        raise BadCursor()
    page = int(cursor) if cursor else 1
    rows, more = requests_page(who_asks(request), state=state, page=page, size=page_size)
    return {
        "results": [_out(row) for row in rows],
        "next": str(page + 1) if more else None,
        "previous": "" if page > 1 else None,
    }


@router.post(
    "/requests",
    response={201: RequestOut},
    operation_id="open_privacy_request",
    summary="Write a request down",
)
def post_request(request: HttpRequest, body: RequestIn) -> Status[dict[str, Any]]:
    actor = who_asks(request)
    made = open_request(actor, key_of(body.customer_id, NoSuchCustomer), body.kind, via="api", note=body.note)
    return Status(201, _out(request_of(actor, made)))


@router.get(
    "/requests/{request_id}", response=RequestOut, operation_id="get_privacy_request", summary="One request"
)
def get_request(request: HttpRequest, request_id: str) -> dict[str, Any]:
    return _out(request_of(who_asks(request), key_of(request_id, NoSuchRequest)))


@router.post(
    "/requests/{request_id}/settle",
    response=RequestOut,
    operation_id="settle_privacy_request",
    summary="Say what became of a request",
)
def post_settle(request: HttpRequest, request_id: str, body: SettleIn) -> dict[str, Any]:
    actor, number = who_asks(request), key_of(request_id, NoSuchRequest)
    settle_request(actor, number, state=body.state, note=body.note)
    return _out(request_of(actor, number))


@router.post(
    "/exports",
    response={202: RequestOut},
    operation_id="export_person",
    summary="Gather everything held about a person; the file belongs to the request that is answered",
)
def post_export(request: HttpRequest, body: CustomerIn) -> Status[dict[str, Any]]:
    actor = who_asks(request)
    return Status(
        202, _out(request_of(actor, export_person(actor, key_of(body.customer_id, NoSuchCustomer))))
    )


@router.get(
    "/requests/{request_id}/file",
    operation_id="get_personal_data",
    summary="The copy of everything held (zip)",
)
def get_file(request: HttpRequest, request_id: str) -> HttpResponseBase:
    place = fetch_export(who_asks(request), key_of(request_id, NoSuchRequest))
    answer = FileResponse(place.open("rb"), as_attachment=True, filename="personal-data.zip")
    answer["Cache-Control"] = "no-store"
    return answer


@router.post(
    "/requests/{request_id}/link",
    response=LinkOut,
    operation_id="link_personal_data",
    summary="A path by which the person can fetch the copy once, without signing in",
)
def post_link(request: HttpRequest, request_id: str) -> dict[str, str]:
    return {"path": f"/my-data/{link_to_export(who_asks(request), key_of(request_id, NoSuchRequest))}"}


@router.put(
    "/restrictions/{customer_id}",
    response={204: None},
    operation_id="restrict_person",
    summary="Keep a person's data and use it for nothing",
)
def put_restriction(request: HttpRequest, customer_id: str, body: ReasonIn) -> Status[None]:
    restrict_person(who_asks(request), key_of(customer_id, NoSuchCustomer), reason=body.reason)
    return Status(204, None)


@router.delete(
    "/restrictions/{customer_id}",
    response={204: None},
    operation_id="lift_restriction",
    summary="Lift a restriction",
)
def delete_restriction(request: HttpRequest, customer_id: str) -> Status[None]:
    lift_restriction(who_asks(request), key_of(customer_id, NoSuchCustomer))
    return Status(204, None)


@router.post(
    "/erasures",
    response={202: CertificateOut},
    operation_id="erase_person",
    summary="Erase a person everywhere",
)
def post_erasure(request: HttpRequest, body: EraseIn) -> Status[dict[str, Any]]:
    actor = who_asks(request)
    made = erase_person(actor, key_of(body.customer_id, NoSuchCustomer), confirmed=body.confirmed)
    return Status(202, _certificate(actor, made))


@router.get(
    "/erasures/{erasure_id}",
    response=CertificateOut,
    operation_id="get_erasure",
    summary="The certificate of an erasure, also while it is under way",
)
def get_erasure(request: HttpRequest, erasure_id: str) -> dict[str, Any]:
    return _certificate(who_asks(request), key_of(erasure_id, NoSuchRequest))


def _certificate(actor: Actor, erasure_id: int) -> dict[str, Any]:
    return {"id": str(erasure_id), **certificate_data(certificate_of(actor, erasure_id))}


@router.post(
    "/originals/{signal_id}",
    response=OriginalOut,
    operation_id="open_original",
    summary="Open the sealed original of a signal; the reason is written to the audit trail",
)
def post_original(request: HttpRequest, signal_id: str, body: ReasonIn) -> dict[str, Any]:
    number = key_of(signal_id, NoSuchRequest)
    return open_vault(who_asks(request), f"signal:{number}", reason=body.reason)
