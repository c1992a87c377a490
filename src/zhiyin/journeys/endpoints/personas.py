"""Target customers over the API."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.schemas import Input, Text
from zhiyin.journal.errors import NotNull
from zhiyin.journeys.actions.delete_persona import delete_persona
from zhiyin.journeys.actions.save_persona import LISTS, PersonaContent, save_persona
from zhiyin.journeys.queries.personas import PersonaRow, list_personas, read_persona

router = Router()

Code = Annotated[str, Field(max_length=50)]
Name = Annotated[str, Field(max_length=80)]
Summary = Annotated[str, Field(max_length=1000)]
Lines = Annotated[list[Annotated[Text, Field(max_length=200)]], Field(max_length=20)]


class MeanOut(Schema):
    name: str
    value: float | None
    n: int


class PersonaOut(Schema):
    code: str
    name: str
    summary: str
    segment: str | None
    needs: list[str]
    pains: list[str]
    expectations: list[str]
    brand_words: list[str]
    version: int
    changed_by: str
    changed_at: datetime
    size: int | None
    share: float | None
    means: list[MeanOut]


class PersonaList(Schema):
    results: list[PersonaOut]
    next: str | None
    previous: str | None


class PersonaIn(Input):
    code: Code
    name: Name
    summary: Summary = ""
    segment: Code | None = None
    needs: Lines = []
    pains: Lines = []
    expectations: Lines = []
    brand_words: Lines = []


class PersonaChange(Input):
    name: Name | None = None
    summary: Summary | None = None
    segment: Code | None = None
    needs: Lines | None = None
    pains: Lines | None = None
    expectations: Lines | None = None
    brand_words: Lines | None = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


def _out(row: PersonaRow) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in PersonaOut.model_fields if name not in ("segment", "means")}
    return {**found, "segment": row.segment or None, "means": [asdict(one) for one in row.means]}


def _content(given: dict[str, Any]) -> dict[str, Any]:
    tuples = {name: tuple(given[name]) for name in LISTS if name in given}
    segment = {"segment": given["segment"] or ""} if "segment" in given else {}
    return {**given, **tuples, **segment}


@router.get("", response=PersonaList, operation_id="list_personas", summary="Target customers and their data")
def get_personas(request: HttpRequest) -> dict[str, Any]:
    rows = list_personas(request.actor)  # type: ignore[attr-defined]
    return {"results": [_out(row) for row in rows], "next": None, "previous": None}


@router.post("", response={201: PersonaOut}, operation_id="add_persona", summary="Describe a target customer")
def post_persona(request: HttpRequest, body: PersonaIn) -> Status[dict[str, Any]]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    saved = save_persona(actor, content=PersonaContent(**_content(body.model_dump())))
    return Status(201, _out(read_persona(actor, saved.code)))


@router.get("/{code}", response=PersonaOut, operation_id="get_persona", summary="One target customer")
def get_persona(request: HttpRequest, code: Code) -> dict[str, Any]:
    return _out(read_persona(request.actor, code))  # type: ignore[attr-defined]


@router.patch(
    "/{code}", response=PersonaOut, operation_id="change_persona", summary="Change a target customer"
)
def patch_persona(request: HttpRequest, code: Code, body: PersonaChange) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    row = read_persona(actor, code)
    given = body.model_dump(exclude_unset=True)
    version = given.pop("version", None)
    for name, value in given.items():
        if value is None and name != "segment":
            raise NotNull(field=name)
    names = ("code", "name", "summary", "segment", *LISTS)
    content = PersonaContent(**{name: getattr(row, name) for name in names})
    save_persona(actor, content=replace(content, **_content(given)), code=code, version=version)
    return _out(read_persona(actor, code))


@router.delete(
    "/{code}", response={204: None}, operation_id="delete_persona", summary="Delete a target customer"
)
def remove_persona(request: HttpRequest, code: Code) -> Status[None]:
    delete_persona(request.actor, code=code)  # type: ignore[attr-defined]
    return Status(204, None)
