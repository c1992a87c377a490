"""The ways out over the API. Secrets go in and never come out."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Input, Text
from zhiyin.contact.actions.save_channel import ChannelFields, save_channel, switch_channel
from zhiyin.contact.actions.send_test import send_test
from zhiyin.contact.queries.channels import ChannelRow, list_channels, read_channel

router = Router()

Short = Annotated[Text, Field(max_length=100)]
Line = Annotated[Text, Field(max_length=500)]


class ChannelOut(Schema):
    id: str
    code: str
    name: str
    kind: str
    carrier: str
    settings: dict[str, str]
    secrets_held: list[str]
    is_active: bool
    is_default: bool
    created_at: datetime


class ChannelList(Schema):
    results: list[ChannelOut]
    next: None = None
    previous: None = None


class ChannelIn(Input):
    """`settings` and `secrets` by the names that the carrier needs; a secret left out stays, for the same server."""

    name: Short
    kind: Short
    carrier: Short
    settings: dict[str, Line] = {}
    secrets: dict[str, Line] = {}
    is_default: bool = False


class SwitchIn(Input):
    on: bool


class TestIn(Input):
    to: Annotated[Text, Field(max_length=190)] = ""


class QueuedOut(Schema):
    message_id: str
    state: str


def _out(row: ChannelRow) -> dict[str, Any]:
    names = ("code", "name", "kind", "carrier", "settings", "is_active", "is_default", "created_at")
    found = {name: getattr(row, name) for name in names}
    return {**found, "id": str(row.id), "secrets_held": list(row.secrets_held)}


def _fields(body: ChannelIn) -> ChannelFields:
    return ChannelFields(**body.dict())


@router.get("", response=ChannelList, operation_id="list_channels", summary="The ways out")
def get_channels(request: HttpRequest) -> dict[str, Any]:
    return {"results": [_out(row) for row in list_channels(request.actor)]}  # type: ignore[attr-defined]


@router.post("", response={201: ChannelOut}, operation_id="create_channel", summary="Set up a way out")
def post_channel(request: HttpRequest, body: ChannelIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    return Status(201, _out(read_channel(actor, save_channel(actor, _fields(body)).pk)))


@router.get("/{channel_id}", response=ChannelOut, operation_id="get_channel", summary="One way out")
def get_channel(request: HttpRequest, channel_id: Text) -> dict[str, Any]:
    return _out(read_channel(request.actor, key_of(channel_id)))  # type: ignore[attr-defined]


@router.put("/{channel_id}", response=ChannelOut, operation_id="replace_channel", summary="Change a way out")
def put_channel(request: HttpRequest, channel_id: Text, body: ChannelIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    saved = save_channel(actor, _fields(body), channel_id=key_of(channel_id))
    return _out(read_channel(actor, saved.pk))


@router.post(
    "/{channel_id}/switch",
    response=ChannelOut,
    operation_id="switch_channel",
    summary="Let it carry, or stop it",
)
def post_switch(request: HttpRequest, channel_id: Text, body: SwitchIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    switch_channel(actor, channel_id=key_of(channel_id), on=body.on)
    return _out(read_channel(actor, key_of(channel_id)))


@router.post(
    "/{channel_id}/test", response=QueuedOut, operation_id="test_channel", summary="One message to oneself"
)
def post_test(request: HttpRequest, channel_id: Text, body: TestIn) -> dict[str, Any]:
    message = send_test(request.actor, channel_id=key_of(channel_id), to=body.to)  # type: ignore[attr-defined]
    return {"message_id": str(message.pk), "state": message.state}
