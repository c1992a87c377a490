"""The organisation tree over the API."""

from datetime import date, datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from zhiyin.accounts.actions.add_alias import add_alias, remove_alias
from zhiyin.accounts.actions.change_ownership import change_ownership
from zhiyin.accounts.actions.date_opening import date_opening
from zhiyin.accounts.actions.import_units import import_unit_rows
from zhiyin.accounts.actions.move_unit import move_unit
from zhiyin.accounts.actions.place_unsorted_unit import (
    merge_unsorted_unit,
    place_unsorted_unit,
    split_merged_unit,
)
from zhiyin.accounts.actions.save_unit import UnitFields, add_unit, change_unit, close_unit, reopen_unit
from zhiyin.accounts.endpoints.schemas import Cursor, Day, Input, PageSize, Text, page_of
from zhiyin.accounts.phrases import PLACED_KINDS
from zhiyin.accounts.queries.unit_changes import changes_of
from zhiyin.accounts.queries.unit_details import (
    UnitDetails,
    aliases_of,
    parent_of,
    search_units,
    unit_details,
)
from zhiyin.accounts.queries.units import UnitNode, unit_by_id
from zhiyin.accounts.rules.unit_rows import read_unit_rows
from zhiyin.journal.errors import NotNull

router = Router()

Code = Annotated[str, Field(min_length=1, max_length=60)]
Name = Annotated[str, Field(min_length=1, max_length=150)]
Short = Annotated[str, Field(max_length=60)]
Kind = Annotated[str, Field(pattern=f"^({'|'.join(PLACED_KINDS)})$")]
Ownership = Annotated[str, Field(pattern="^(own|franchise)?$")]
Note = Annotated[str, Field(max_length=200)]
Id = Annotated[str, Field(max_length=40)]


class UnitOut(Schema):
    id: str
    code: str
    name: str
    short_name: str
    label: str
    kind: str
    city: str
    ownership: str
    parent_id: str | None
    depth: int
    is_active: bool
    is_unsorted: bool
    merged_into_id: str | None
    aliases: list[str]


class UnitPage(Schema):
    results: list[UnitOut]
    next: str | None
    previous: str | None


class AliasOut(Schema):
    id: str
    alias: str
    origin: str
    until: date | None


class UnitIn(Input):
    code: Code
    name: Name
    short_name: Short = ""
    kind: Kind = "store"
    city: Short = ""
    parent_id: Id | None = None
    opened_on: date | None = None
    ownership: Ownership = ""


class UnitEdit(Input):
    """`on` is the day from which the new name, place, state or ownership holds; today when it is not given."""

    code: Code | None = None
    name: Name | None = None
    short_name: Short | None = None
    kind: Kind | None = None
    city: Short | None = None
    parent_id: Id | None = None
    is_active: bool | None = None
    ownership: Ownership | None = None
    opened_on: date | None = None
    on: Day | None = None
    note: Note = ""


class ChangeOut(Schema):
    """A dated change; of a move, `before` and `after` are the labels of the units above."""

    id: str
    kind: str
    on: Day
    before: str
    after: str
    note: str
    by: str
    at: datetime


class AliasIn(Input):
    alias: Name


class PlaceIn(Input):
    parent_id: Id | None = None
    kind: Kind = "store"


class MergeIn(Input):
    into_id: Id


class RefusedOut(Schema):
    row: int
    code: str
    problem: str


class ImportOut(Schema):
    added: int
    changed: int
    same: int
    refused: list[RefusedOut]


def _out(node: UnitNode, aliases: list[str]) -> dict[str, Any]:
    parent = parent_of(node)
    return {
        "id": str(node.id),
        "code": node.code,
        "name": node.name,
        "short_name": node.short_name,
        "label": node.label,
        "kind": node.kind,
        "city": node.city,
        "ownership": node.ownership,
        "parent_id": str(parent.id) if parent else None,
        "depth": node.depth,
        "is_active": node.is_active,
        "is_unsorted": node.is_unsorted,
        "merged_into_id": str(node.merged_into) if node.merged_into else None,
        "aliases": aliases,
    }


def _one(details: UnitDetails) -> dict[str, Any]:
    return _out(details.node, [alias.alias for alias in details.aliases])


@router.get("", response=UnitPage, operation_id="list_units", summary="Units that the caller may see")
def list_units(
    request: HttpRequest,
    search: Annotated[Text, Field(max_length=100)] = "",
    cursor: Cursor = "",
    page_size: PageSize = 50,
    ownership: Ownership = "",
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("measures.read")
    units = [
        unit
        for unit in search_units(actor, search, "measures.read")
        if unit.path > cursor and ownership in {"", unit.ownership}
    ]
    shown = units[: page_size + 1]
    aliases = aliases_of(shown)
    page = page_of(shown, page_size, key="path", cursor=cursor)
    page["results"] = [_out(unit, aliases.get(unit.id, [])) for unit in page["results"]]
    return page


@router.post(
    "/import",
    response=ImportOut,
    operation_id="import_units",
    summary="Build the tree from a CSV or XLSX file",
)
def post_import(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("organisation.manage")
    done = import_unit_rows(actor, read_unit_rows(file.read()))
    refused = [{"row": p.row.number, "code": p.row.code, "problem": p.problem} for p in done.refused]
    return {"added": done.added, "changed": done.changed, "same": done.same, "refused": refused}


@router.get("/{unit_id}", response=UnitOut, operation_id="get_unit", summary="One unit")
def get_unit(request: HttpRequest, unit_id: Text) -> dict[str, Any]:
    return _one(unit_details(request.actor, unit_id, "measures.read"))  # type: ignore[attr-defined]


@router.post("", response={201: UnitOut}, operation_id="add_unit", summary="Add a unit")
def post_unit(request: HttpRequest, body: UnitIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    fields = UnitFields(body.code, body.name, body.short_name, body.kind, body.city)
    with transaction.atomic():
        unit_id = add_unit(actor, fields, parent_id=body.parent_id)
        if body.opened_on is not None:
            date_opening(actor, unit_id=unit_id, on=body.opened_on)
        if body.ownership:
            change_ownership(actor, unit_id=unit_id, ownership=body.ownership, on=body.opened_on)
    return Status(201, _one(unit_details(actor, unit_id)))


@router.patch(
    "/{unit_id}", response=UnitOut, operation_id="change_unit", summary="Change, move, close a unit"
)
def patch_unit(request: HttpRequest, unit_id: Text, body: UnitEdit) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    given = body.model_dump(exclude_unset=True)
    for name, value in given.items():
        if value is None and name not in {"parent_id", "on"}:
            raise NotNull(field=name)
    node = unit_by_id(actor, unit_id, "organisation.manage")
    names = ("code", "name", "short_name", "kind", "city")
    dated: dict[str, Any] = {"on": body.on, "note": body.note}
    with transaction.atomic():
        if given.keys() & set(names):
            fields = UnitFields(*(given.get(name, getattr(node, name)) for name in names))
            change_unit(actor, fields, unit_id=unit_id, **dated)
        if "parent_id" in given:
            move_unit(actor, unit_id=unit_id, parent_id=given["parent_id"], **dated)
        if "opened_on" in given:
            date_opening(actor, unit_id=unit_id, on=given["opened_on"], note=body.note)
        if "ownership" in given:
            change_ownership(actor, unit_id=unit_id, ownership=given["ownership"], **dated)
        if "is_active" in given:
            (reopen_unit if given["is_active"] else close_unit)(actor, unit_id=unit_id, **dated)
    return _one(unit_details(actor, unit_id))


@router.get(
    "/{unit_id}/changes",
    response=list[ChangeOut],
    operation_id="list_unit_changes",
    summary="Dated changes of a unit, newest first",
)
def list_changes(request: HttpRequest, unit_id: Text) -> list[dict[str, Any]]:
    changes = changes_of(request.actor, unit_id)  # type: ignore[attr-defined]
    names = ("kind", "on", "before", "after", "note", "at")
    return [
        {"id": str(change.id), "by": change.by_name, **{name: getattr(change, name) for name in names}}
        for change in changes
    ]


@router.post(
    "/{unit_id}/split",
    response=UnitOut,
    operation_id="split_unit",
    summary="Take back the merge of a name",
)
def post_split(request: HttpRequest, unit_id: Text) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    split_merged_unit(actor, unit_id=unit_id)
    return _one(unit_details(actor, unit_id))


@router.post(
    "/{unit_id}/place", response=UnitOut, operation_id="place_unit", summary="Give an unsorted unit its place"
)
def post_place(request: HttpRequest, unit_id: Text, body: PlaceIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    place_unsorted_unit(actor, unit_id=unit_id, parent_id=body.parent_id, kind=body.kind)
    return _one(unit_details(actor, unit_id))


@router.post(
    "/{unit_id}/merge",
    response=UnitOut,
    operation_id="merge_unit",
    summary="An unsorted unit is another one's name",
)
def post_merge(request: HttpRequest, unit_id: Text, body: MergeIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    merge_unsorted_unit(actor, unit_id=unit_id, into_id=body.into_id)
    return _one(unit_details(actor, body.into_id))


@router.get(
    "/{unit_id}/aliases",
    response=list[AliasOut],
    operation_id="list_aliases",
    summary="Other names of a unit",
)
def list_aliases(request: HttpRequest, unit_id: Text) -> list[dict[str, Any]]:
    details = unit_details(request.actor, unit_id, "measures.read")  # type: ignore[attr-defined]
    return [
        {"id": str(alias.id), "alias": alias.alias, "origin": alias.origin, "until": alias.until}
        for alias in details.aliases
    ]


@router.post(
    "/{unit_id}/aliases", response={201: UnitOut}, operation_id="add_alias", summary="Another name of a unit"
)
def post_alias(request: HttpRequest, unit_id: Text, body: AliasIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    add_alias(actor, unit_id=unit_id, alias=body.alias)
    return Status(201, _one(unit_details(actor, unit_id)))


@router.delete(
    "/{unit_id}/aliases/{alias_id}",
    response={204: None},
    operation_id="remove_alias",
    summary="Remove a name",
)
def delete_alias(request: HttpRequest, unit_id: Text, alias_id: Text) -> Status[None]:
    remove_alias(request.actor, unit_id=unit_id, alias_id=alias_id)  # type: ignore[attr-defined]
    return Status(204, None)
