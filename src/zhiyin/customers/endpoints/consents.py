"""Consent over the API: purposes and their words, what a customer allows, what they said."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Input, Moment
from zhiyin.customers.actions.opt_out import opt_in_again, opt_out_person
from zhiyin.customers.actions.save_purpose import publish_text, save_purpose
from zhiyin.customers.actions.write_down_consent import write_down_consent
from zhiyin.customers.queries.consents import (
    Allowance,
    PurposeRow,
    Said,
    allowances_of,
    history_of,
    is_opted_out,
    list_purposes,
)
from zhiyin.customers.queries.people import person_for

router = Router()
purposes_router = Router()

Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_-]+$")]
Channel = Literal["", "mail", "sms", "wecom", "phone"]


class TextOut(Schema):
    version: int
    language: str
    text: str
    asks_again: bool
    published_at: datetime


class PurposeOut(Schema):
    code: str
    label: str
    basis: str
    is_sensitive: bool
    passes_on: bool
    minimum_age: int | None
    is_active: bool
    texts: list[TextOut]


class PurposeList(Schema):
    results: list[PurposeOut]
    next: str | None
    previous: str | None


class PurposeIn(Input):
    name: Annotated[str, Field(max_length=100)] = ""
    basis: Literal["consent", "objection", "contract", "law"] = "consent"
    is_sensitive: bool = False
    passes_on: bool = False
    minimum_age: Annotated[int, Field(ge=0, le=18)] | None = None
    is_active: bool = True


class TextIn(Input):
    texts: dict[Literal["zh-hans", "en"], Annotated[str, Field(max_length=5_000)]]
    asks_again: bool = False


class VersionOut(Schema):
    version: int


class ChannelOut(Schema):
    channel: str
    allowed: bool


class AllowanceOut(Schema):
    purpose: str
    label: str
    basis: str
    allowed: bool
    reason: str
    channels: list[ChannelOut]
    text_version: int | None


class SaidOut(Schema):
    id: str
    at: datetime
    purpose: str
    channel: str
    state: str
    source: str
    by: str
    by_guardian: bool
    is_once: bool
    text_version: int | None
    proof: dict[str, str]


class ConsentsOut(Schema):
    opted_out: bool
    allowed: list[AllowanceOut]
    history: list[SaidOut]


class ProofIn(Input):
    how: Literal["web_form", "paper", "call", "counter", "import"]
    reference: Annotated[str, Field(max_length=120)] = ""


class ConsentIn(Input):
    purpose: Code
    state: Literal["given", "withdrawn"]
    channel: Channel = ""
    text_version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    by_guardian: bool = False
    is_once: bool = False
    at: Moment | None = None
    proof: ProofIn | None = None


@purposes_router.get("", response=PurposeList, operation_id="list_consent_purposes")
def purposes(request: HttpRequest) -> dict[str, Any]:
    """Every purpose with its published words, newest first."""
    rows = list_purposes(request.actor)  # type: ignore[attr-defined]
    return {"results": [_purpose(row) for row in rows], "next": None, "previous": None}


@purposes_router.put("/{code}", response=PurposeOut, operation_id="save_consent_purpose")
def put_purpose(request: HttpRequest, code: Code, body: PurposeIn) -> dict[str, Any]:
    """Add a purpose or change one."""
    actor = request.actor  # type: ignore[attr-defined]
    save_purpose(actor, code=code, content=body.model_dump())
    return _purpose(next(row for row in list_purposes(actor) if row.code == code))


@purposes_router.post("/{code}/texts", response={201: VersionOut}, operation_id="publish_consent_text")
def post_text(request: HttpRequest, code: Code, body: TextIn) -> Status[dict[str, Any]]:
    """Publish the next version of a purpose's words. Published words never change."""
    version = publish_text(
        request.actor,  # type: ignore[attr-defined]
        purpose=code,
        texts={str(language): text for language, text in body.texts.items()},
        asks_again=body.asks_again,
    )
    return Status(201, {"version": version})


@router.get("/{customer_id}/consents", response=ConsentsOut, operation_id="read_consents")
def consents(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    """What a customer allows now, by purpose and channel, and everything they said about it."""
    actor = request.actor  # type: ignore[attr-defined]
    return _consents(actor, key_of(customer_id))


@router.post("/{customer_id}/consents", response={201: ConsentsOut}, operation_id="write_down_consent")
def post_consent(request: HttpRequest, customer_id: str, body: ConsentIn) -> Status[dict[str, Any]]:
    """Write down one word of a customer."""
    actor = request.actor  # type: ignore[attr-defined]
    write_down_consent(
        actor,
        customer_id=key_of(customer_id),
        purpose=body.purpose,
        state=body.state,
        channel=body.channel,
        source="api" if actor.kind == "key" else "staff",
        text_version=body.text_version,
        language=get_language() or "",
        by_guardian=body.by_guardian,
        is_once=body.is_once,
        at=body.at,
        proof=body.proof.model_dump() if body.proof else None,
    )
    return Status(201, _consents(actor, key_of(customer_id)))


@router.put("/{customer_id}/opt-out", response=ConsentsOut, operation_id="opt_customer_out")
def put_opt_out(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    """Send this customer nothing more, by no channel, from now on."""
    actor = request.actor  # type: ignore[attr-defined]
    opt_out_person(actor, customer_id=key_of(customer_id), reason="asked_staff")
    return _consents(actor, key_of(customer_id))


@router.delete("/{customer_id}/opt-out", response=ConsentsOut, operation_id="opt_customer_in_again")
def delete_opt_out(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    """Take an opt-out back, by the customer's own wish."""
    actor = request.actor  # type: ignore[attr-defined]
    opt_in_again(actor, customer_id=key_of(customer_id))
    return _consents(actor, key_of(customer_id))


def _consents(actor: Any, customer_id: int) -> dict[str, Any]:
    person = person_for(actor, customer_id)
    return {
        "opted_out": is_opted_out(person.pk),
        "allowed": [_allowance(one) for one in allowances_of(person.pk, get_language() or "")],
        "history": [_said(one) for one in history_of(actor, person.pk)],
    }


def _purpose(row: PurposeRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": row.label,
        "basis": row.basis,
        "is_sensitive": row.is_sensitive,
        "passes_on": row.passes_on,
        "minimum_age": row.minimum_age,
        "is_active": row.is_active,
        "texts": row.texts,
    }


def _allowance(one: Allowance) -> dict[str, Any]:
    return {
        "purpose": one.code,
        "label": one.label,
        "basis": one.basis,
        "allowed": one.allowed,
        "reason": one.reason,
        "channels": [{"channel": code, "allowed": allowed} for code, _label, allowed in one.by_channel],
        "text_version": one.text_version,
    }


def _said(one: Said) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "at": one.at,
        "purpose": one.purpose,
        "channel": one.channel,
        "state": one.state,
        "source": one.source,
        "by": one.by,
        "by_guardian": one.by_guardian,
        "is_once": one.is_once,
        "text_version": one.text_version,
        "proof": one.proof,
    }
