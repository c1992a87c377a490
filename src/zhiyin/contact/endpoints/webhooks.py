"""Webhooks over the API. A secret is answered once, when it is made."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Cursor, Input, Moment, PageSize, Text, number_of, page_of
from zhiyin.contact.actions.replay_deliveries import replay_delivery, replay_failed, send_test_event
from zhiyin.contact.actions.save_webhook import (
    WebhookFields,
    add_webhook,
    change_webhook,
    remove_webhook,
    renew_secret,
    switch_webhook,
)
from zhiyin.contact.endpoints.channels import SwitchIn
from zhiyin.contact.queries.webhooks import (
    DeliveryRow,
    WebhookRow,
    event_choices,
    list_deliveries,
    list_webhooks,
    read_delivery,
    read_webhook,
)

router = Router()

Name = Annotated[Text, Field(max_length=80)]


class WebhookOut(Schema):
    id: str
    url: str
    name: str
    events: list[str]
    state: str
    is_active: bool
    paused_until: datetime | None
    two_secrets_until: datetime | None
    created_at: datetime


class WebhookMade(WebhookOut):
    secret: str


class WebhookList(Schema):
    results: list[WebhookOut]
    next: None = None
    previous: None = None


class WebhookIn(Input):
    url: Annotated[Text, Field(max_length=500)]
    name: Annotated[Text, Field(max_length=100)] = ""
    events: Annotated[list[Name], Field(min_length=1, max_length=100)]


class SecretOut(Schema):
    secret: str


class EventOut(Schema):
    name: str
    about: str


class DeliveryOut(Schema):
    id: str
    webhook_id: str
    key: str
    event: str
    body: str
    state: str
    attempts: int
    not_before: datetime | None
    status: int | None
    answer: str
    problem: str
    created_at: datetime
    finished_at: datetime | None


class DeliveryPage(Schema):
    results: list[DeliveryOut]
    next: str | None
    previous: str | None


class ReplayIn(Input):
    since: Moment


class CountOut(Schema):
    count: int


def _out(row: WebhookRow) -> dict[str, Any]:
    names = ("url", "name", "state", "is_active", "paused_until", "two_secrets_until", "created_at")
    return {"id": str(row.id), "events": list(row.events), **{name: getattr(row, name) for name in names}}


def _delivery(row: DeliveryRow) -> dict[str, Any]:
    names = ("key", "event", "body", "state", "attempts", "not_before", "status", "answer", "problem")
    found = {name: getattr(row, name) for name in (*names, "created_at", "finished_at")}
    return {"id": str(row.id), "webhook_id": str(row.webhook_id), **found}


def _fields(body: WebhookIn) -> WebhookFields:
    return WebhookFields(url=body.url, name=body.name, events=body.events)


@router.get("", response=WebhookList, operation_id="list_webhooks", summary="Other systems that are told")
def get_webhooks(request: HttpRequest) -> dict[str, Any]:
    return {"results": [_out(row) for row in list_webhooks(request.actor)]}  # type: ignore[attr-defined]


@router.post("", response={201: WebhookMade}, operation_id="create_webhook", summary="Tell another system")
def post_webhook(request: HttpRequest, body: WebhookIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    row, secret = add_webhook(actor, _fields(body))
    return Status(201, {**_out(read_webhook(actor, row.pk)), "secret": secret})


@router.get("/events", response=list[EventOut], operation_id="list_public_events", summary="What can be told")
def get_events(request: HttpRequest) -> list[dict[str, str]]:
    request.actor.require("contact.manage", "")  # type: ignore[attr-defined]
    return [{"name": name, "about": about} for name, about in event_choices()]


@router.get(
    "/deliveries/{delivery_id}", response=DeliveryOut, operation_id="get_delivery", summary="One delivery"
)
def get_delivery(request: HttpRequest, delivery_id: Text) -> dict[str, Any]:
    return _delivery(read_delivery(request.actor, key_of(delivery_id)))  # type: ignore[attr-defined]


@router.post(
    "/deliveries/{delivery_id}/replay",
    response=DeliveryOut,
    operation_id="replay_delivery",
    summary="Send one delivery again, under the same id",
)
def post_replay_one(request: HttpRequest, delivery_id: Text) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    replay_delivery(actor, delivery_id=key_of(delivery_id))
    return _delivery(read_delivery(actor, key_of(delivery_id)))


@router.get("/{webhook_id}", response=WebhookOut, operation_id="get_webhook", summary="One system")
def get_webhook(request: HttpRequest, webhook_id: Text) -> dict[str, Any]:
    return _out(read_webhook(request.actor, key_of(webhook_id)))  # type: ignore[attr-defined]


@router.put("/{webhook_id}", response=WebhookOut, operation_id="replace_webhook", summary="Change it")
def put_webhook(request: HttpRequest, webhook_id: Text, body: WebhookIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    change_webhook(actor, _fields(body), webhook_id=key_of(webhook_id))
    return _out(read_webhook(actor, key_of(webhook_id)))


@router.delete("/{webhook_id}", response={204: None}, operation_id="delete_webhook", summary="Remove it")
def delete_webhook(request: HttpRequest, webhook_id: Text) -> Status[None]:
    remove_webhook(request.actor, webhook_id=key_of(webhook_id))  # type: ignore[attr-defined]
    return Status(204, None)


@router.post(
    "/{webhook_id}/switch", response=WebhookOut, operation_id="switch_webhook", summary="Tell it, or no more"
)
def post_switch(request: HttpRequest, webhook_id: Text, body: SwitchIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    switch_webhook(actor, webhook_id=key_of(webhook_id), on=body.on)
    return _out(read_webhook(actor, key_of(webhook_id)))


@router.post(
    "/{webhook_id}/secret",
    response=SecretOut,
    operation_id="renew_webhook_secret",
    summary="A new secret; the old one signs as well for a day",
)
def post_secret(request: HttpRequest, webhook_id: Text) -> dict[str, str]:
    return {"secret": renew_secret(request.actor, webhook_id=key_of(webhook_id))}  # type: ignore[attr-defined]


@router.post("/{webhook_id}/test", response=DeliveryOut, operation_id="test_webhook", summary="A test event")
def post_test(request: HttpRequest, webhook_id: Text) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    made = send_test_event(actor, webhook_id=key_of(webhook_id))
    return _delivery(read_delivery(actor, made.pk))


@router.post(
    "/{webhook_id}/replay",
    response=CountOut,
    operation_id="replay_failed_deliveries",
    summary="Send again what failed since",
)
def post_replay(request: HttpRequest, webhook_id: Text, body: ReplayIn) -> dict[str, int]:
    actor = request.actor  # type: ignore[attr-defined]
    return {"count": replay_failed(actor, webhook_id=key_of(webhook_id), since=body.since)}


@router.get(
    "/{webhook_id}/deliveries",
    response=DeliveryPage,
    operation_id="list_deliveries",
    summary="What it was told, newest first",
)
def get_deliveries(
    request: HttpRequest,
    webhook_id: Text,
    state: Literal["", "waiting", "sending", "delivered", "failed"] = "",
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    rows = list_deliveries(
        request.actor,  # type: ignore[attr-defined]
        key_of(webhook_id),
        state=state,
        before=number_of(cursor),
        limit=page_size + 1,
    )
    page = page_of(rows, page_size, cursor=cursor)
    page["results"] = [_delivery(row) for row in page["results"]]
    return page
