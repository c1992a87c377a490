"""Files over the API: hand over, agree on the columns, follow, fetch what was not taken."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import File, Form, Router, Schema, Status, UploadedFile
from pydantic import Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Cursor, Input, PageSize, Text, number_of, page_of
from zhiyin.collect.actions.cancel_import import cancel_import
from zhiyin.collect.actions.receive_description import Described
from zhiyin.collect.actions.start_import import receive, start_import
from zhiyin.collect.actions.take_file_as import take_file_as
from zhiyin.collect.actions.undo_import import undo_import
from zhiyin.collect.phrases import fault, note
from zhiyin.collect.queries.imports import ImportState, import_of, imports_page
from zhiyin.collect.queries.rejects_file import rejects_lines
from zhiyin.collect.rules import with_choices
from zhiyin.science.collect.fields import group_of

router = Router()

Name = Annotated[Text, Field(max_length=150)]
Kind = Literal[
    "survey", "review", "ticket", "call", "chat", "post", "mystery_visit", "purchases", "customers"
]


class ColumnOut(Schema):
    name: str
    field: str
    scale_min: float | None
    scale_max: float | None
    polarity: int
    evidence: list[dict[str, Any]]
    item: str = ""
    label: str = ""
    touchpoint: str = ""
    option: str = ""
    scores: dict[str, float] = {}
    labels: dict[str, str] = {}
    asked: list[list[float]] = []


class ImportOut(Schema):
    id: str
    file_name: str
    size: int
    source: str
    kind: str
    channel: str
    unit: str
    preset: str
    notes: list[str]
    questions: list[str]
    state: Literal["uploaded", "running", "done", "failed", "cancelled", "undoing", "undone"]
    rows: int
    settled: int
    accepted: int
    revised: int
    duplicates: int
    rejected: int
    passed_over: dict[str, int]
    undone: dict[str, Any]
    problem: str
    columns: list[ColumnOut]
    layout: dict[str, Any]
    created_by: str
    created_at: datetime
    finished_at: datetime | None


class DescribedOut(Schema):
    """A survey that was described; now its responses may come."""

    tool: str
    survey: str
    title: str
    questions: int


class ImportPage(Schema):
    results: list[ImportOut]
    next: str | None
    previous: str | None


class UploadIn(Input):
    source: Annotated[str, Field(max_length=60)] = ""
    start: bool = True
    accept_layout: bool = False


Number = Annotated[float, Field(ge=-1e9, le=1e9)]


class Choices(Input):
    """What the sender knows better than the guess; `columns` maps a field to the name of the column that is it.

    `scales` maps a column to its lowest and highest value, `accept_layout` takes columns that are not those agreed for
    the source.
    """

    source: Annotated[str, Field(max_length=60)] = ""
    kind: Kind | None = None
    channel: Annotated[str, Field(max_length=40)] = ""
    unit: Name = ""
    columns: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=100)]] = {}
    scales: dict[Annotated[str, Field(max_length=100)], tuple[Number, Number]] = {}
    accept_layout: bool = False


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _out(row: ImportState) -> ImportOut:
    return ImportOut(
        id=str(row.id),
        file_name=row.file_name,
        size=row.size,
        source=row.source,
        kind=row.mapping["kind"],
        channel=row.mapping["channel"],
        unit=row.mapping["unit"],
        preset=row.preset,
        notes=[words for found in row.layout.get("notes", ()) if (words := note(found))],
        questions=row.open_questions,
        state=row.state,  # type: ignore[arg-type]
        rows=row.rows,
        settled=row.settled,
        accepted=row.accepted,
        revised=row.revised,
        duplicates=row.duplicates,
        rejected=row.rejected,
        passed_over=row.passed_over,
        undone={name: row.undone[name] for name in ("gone", "restored", "at", "by") if name in row.undone},
        problem=fault(row.problem["code"], row.problem.get("data", {})) if row.problem else "",
        columns=[ColumnOut(**column) for column in row.mapping["columns"]],
        layout=row.layout,
        created_by=row.created_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


@router.get("", response=ImportPage, operation_id="list_imports", summary="Files handed over, newest first")
def list_imports(
    request: HttpRequest,
    cursor: Cursor = "",
    page_size: PageSize = 30,
    state: Annotated[Text, Field(max_length=12)] = "",
    q: Annotated[Text, Field(max_length=100)] = "",
) -> dict[str, Any]:
    """`state` and words (`q`) in the file's name, its source, or the name of who handed it over narrow the list."""
    rows = imports_page(_actor(request), before=number_of(cursor), limit=page_size + 1, state=state, words=q)
    page = page_of(rows, page_size, cursor=cursor)
    return {**page, "results": [_out(row) for row in page["results"]]}


@router.post(
    "",
    response={200: DescribedOut, 201: ImportOut},
    operation_id="receive_file",
    summary="Hand over a file",
)
def receive_upload(
    request: HttpRequest,
    file: File[UploadedFile],
    given: Form[UploadIn],
) -> Status[ImportOut] | Status[DescribedOut]:
    """A file as it was exported (CSV, Excel, JSON, Parquet).

    Its columns are guessed and, unless `start` is false, its rows taken in by a worker.

    With `start` false look at `columns` first, then call `start_import` with what you know better: `questions` names
    columns whose scale the values leave open; the likeliest is taken unless `scales` says otherwise. Columns that are
    not those agreed for the source are refused (409 `layout_changed`, with the import's id) unless `accept_layout`.

    A file that describes a survey (LimeSurvey .lss, Qualtrics .qsf, SurveyMonkey details) is no import: it is kept for
    the survey's responses, and answered with 200 and what it describes.
    """
    actor = _actor(request)
    made = receive(actor, file.name or "file", file.chunks(), source=given.source)
    if isinstance(made, Described):
        return Status(200, DescribedOut(**asdict(made)))
    if given.start:
        start_import(actor, made, accept_layout=given.accept_layout)
    return Status(201, _out(import_of(actor, made)))


@router.get("/{import_id}", response=ImportOut, operation_id="read_import", summary="How far a file is")
def read(request: HttpRequest, import_id: str) -> ImportOut:
    return _out(import_of(_actor(request), key_of(import_id)))


@router.post(
    "/{import_id}/start",
    response={202: ImportOut},
    operation_id="start_import",
    summary="Take a file in, or go on",
)
def start(request: HttpRequest, import_id: str, body: Choices) -> Status[ImportOut]:
    actor = _actor(request)
    seen = import_of(actor, key_of(import_id))
    if body.kind is not None and group_of(body.kind) != group_of(seen.mapping["kind"]):
        take_file_as(actor, seen.id, group_of(body.kind))
        seen = import_of(actor, seen.id)
    mapping = with_choices(
        seen.mapping,
        source=body.source,
        kind=body.kind,
        channel=body.channel,
        unit=body.unit,
        columns=body.columns,
        scales=body.scales,
    )
    start_import(actor, seen.id, mapping=mapping.as_json(), accept_layout=body.accept_layout)
    return Status(202, _out(import_of(actor, seen.id)))


@router.post(
    "/{import_id}/cancel", response=ImportOut, operation_id="cancel_import", summary="Call a file off"
)
def cancel(request: HttpRequest, import_id: str) -> ImportOut:
    actor = _actor(request)
    cancel_import(actor, key_of(import_id))
    return _out(import_of(actor, key_of(import_id)))


@router.post(
    "/{import_id}/undo", response={202: ImportOut}, operation_id="undo_import", summary="Take a file back"
)
def undo(request: HttpRequest, import_id: str) -> Status[ImportOut]:
    """What it brought in goes, what it changed says again what it said before; a worker does it."""
    actor = _actor(request)
    undo_import(actor, key_of(import_id))
    return Status(202, _out(import_of(actor, key_of(import_id))))


@router.get(
    "/{import_id}/rejects",
    operation_id="download_rejects",
    summary="The rows that were not taken, as CSV",
    openapi_extra={"responses": {"200": {"description": "CSV", "content": {"text/csv": {}}}}},
)
def rejects(request: HttpRequest, import_id: str) -> StreamingHttpResponse:
    actor = _actor(request)
    seen = import_of(actor, key_of(import_id))
    return StreamingHttpResponse(rejects_lines(actor, seen.id), content_type="text/csv; charset=utf-8")
