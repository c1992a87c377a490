"""Connectors over the API: what is fetched by itself, and how that goes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Input
from zhiyin.collect.actions.fetching.save_connector import (
    ConnectorFields,
    ask_now,
    remove_connector,
    save_connector,
    switch_connector,
)
from zhiyin.collect.queries.connectors import ConnectorState, connector_of, connectors_of, fetched_by

router = Router()

Short = Annotated[str, Field(max_length=200)]


class AskingIn(Input):
    """How a JSON API is asked. Paths such as "data.items" lead into the answer."""

    url: Annotated[str, Field(max_length=2000)]
    records: Short = ""
    paging: Literal["none", "page", "offset", "cursor", "next", "link"] = "none"
    parameter: Short = ""
    first: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    size_parameter: Short = ""
    size: Annotated[int, Field(ge=1, le=10_000)] = 100
    at: Short = ""
    more_at: Short = ""
    since_parameter: Short = ""
    since_at: Short = ""
    since_form: Literal["as_is", "iso", "seconds", "milliseconds"] = "iso"
    since_start: Annotated[str, Field(max_length=60)] = ""
    overlap: Annotated[int, Field(ge=0, le=604_800)] = 0


class AuthIn(Input):
    """How an API knows us; the secret itself is given beside it and never given back."""

    kind: Literal["none", "bearer", "basic", "header"] = "none"
    name: Annotated[str, Field(max_length=100)] = ""


class FolderIn(Input):
    path: Annotated[str, Field(min_length=1, max_length=300)]
    pattern: Short = ""


class WholeIn(Input):
    kind: Literal["", "survey", "review", "ticket", "call", "chat", "post", "mystery_visit"] = ""
    channel: Annotated[str, Field(max_length=40)] = ""
    unit: Annotated[str, Field(max_length=150)] = ""


class ConnectorIn(Input):
    """A folder to be watched, or an API to be asked; `secret` null keeps the one there is."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    source: Annotated[str, Field(max_length=60)] = ""
    every: Annotated[int, Field(ge=1, le=44_640)] = 60
    folder: FolderIn | None = None
    asking: AskingIn | None = None
    auth: AuthIn = AuthIn()
    whole: WholeIn = WholeIn()
    secret: Annotated[str, Field(max_length=4000)] | None = None

    def fields_given(self) -> ConnectorFields:
        """The connector as it was sent. The action says what is missing."""
        if self.folder is not None and self.asking is None:
            kind, settings = "folder", self.folder.dict()
        else:
            kind = "api" if self.asking is not None and self.folder is None else ""
            settings = {"asking": self.asking.dict() if self.asking else {}, "auth": self.auth.dict()}
        whole = {name: value for name, value in self.whole.dict().items() if value}
        return ConnectorFields(self.name, kind, self.source, self.every, settings, whole, self.secret)


class SwitchIn(Input):
    active: bool


class FetchedOut(Schema):
    name: str
    size: int
    at: datetime
    import_id: str | None
    state: str
    problem: str


class ConnectorOut(Schema):
    id: str
    name: str
    kind: str
    source: str
    every: int
    is_active: bool
    settings: dict[str, Any]
    whole: dict[str, str]
    has_secret: bool
    last_run_at: datetime | None
    next_run_at: datetime | None
    problem: str
    waiting: int
    fetched: list[FetchedOut] = []


class ConnectorList(Schema):
    results: list[ConnectorOut]
    next: str | None
    previous: str | None


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _out(actor: Actor, row: ConnectorState, *, files: bool = True) -> ConnectorOut:
    fetched = [
        FetchedOut(
            name=one.name,
            size=one.size,
            at=one.at,
            import_id=str(one.import_id) if one.import_id else None,
            state=one.import_state,
            problem=one.problem,
        )
        for one in (fetched_by(actor, row.id) if files else ())
    ]
    return ConnectorOut(
        id=str(row.id),
        name=row.name,
        kind=row.kind,
        source=row.source,
        every=row.every,
        is_active=row.is_active,
        settings=row.settings,
        whole=row.whole,
        has_secret=row.has_secret,
        last_run_at=row.last_run_at,
        next_run_at=row.next_run_at,
        problem=row.problem,
        waiting=row.waiting,
        fetched=fetched,
    )


@router.get("", response=ConnectorList, operation_id="list_connectors", summary="What is fetched by itself")
def list_connectors(request: HttpRequest) -> dict[str, Any]:
    actor = _actor(request)
    rows = [_out(actor, row, files=False) for row in connectors_of(actor)]
    return {"results": rows, "next": None, "previous": None}


@router.post("", response={201: ConnectorOut}, operation_id="add_connector", summary="Have feedback fetched")
def add_connector(request: HttpRequest, body: ConnectorIn) -> Status[ConnectorOut]:
    """Give `folder` (inside the installation's inbox) or `asking`. It runs at once, then every so many minutes."""
    actor = _actor(request)
    made = save_connector(actor, body.fields_given())
    return Status(201, _out(actor, connector_of(actor, made)))


@router.get("/{connector_id}", response=ConnectorOut, operation_id="read_connector", summary="One connector")
def read(request: HttpRequest, connector_id: str) -> ConnectorOut:
    actor = _actor(request)
    return _out(actor, connector_of(actor, key_of(connector_id)))


@router.put(
    "/{connector_id}", response=ConnectorOut, operation_id="change_connector", summary="Change a connector"
)
def change(request: HttpRequest, connector_id: str, body: ConnectorIn) -> ConnectorOut:
    actor = _actor(request)
    save_connector(actor, body.fields_given(), connector_id=key_of(connector_id))
    return _out(actor, connector_of(actor, key_of(connector_id)))


@router.delete(
    "/{connector_id}", response={204: None}, operation_id="remove_connector", summary="Remove a connector"
)
def remove(request: HttpRequest, connector_id: str) -> Status[None]:
    remove_connector(_actor(request), key_of(connector_id))
    return Status(204, None)


@router.post(
    "/{connector_id}/switch", response=ConnectorOut, operation_id="switch_connector", summary="Pause or go on"
)
def switch(request: HttpRequest, connector_id: str, body: SwitchIn) -> ConnectorOut:
    actor = _actor(request)
    switch_connector(actor, key_of(connector_id), active=body.active)
    return _out(actor, connector_of(actor, key_of(connector_id)))


@router.post(
    "/{connector_id}/run", response=ConnectorOut, operation_id="run_connector", summary="Fetch at once"
)
def run(request: HttpRequest, connector_id: str) -> ConnectorOut:
    actor = _actor(request)
    ask_now(actor, key_of(connector_id))
    return _out(actor, connector_of(actor, key_of(connector_id)))
