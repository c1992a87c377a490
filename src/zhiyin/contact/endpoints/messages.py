"""The outbox over the API."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Cursor, PageSize, Text, number_of, page_of
from zhiyin.contact.actions.mark_sent import mark_sent
from zhiyin.contact.actions.send_again import send_again
from zhiyin.contact.queries.messages import MessageRow, list_messages, read_message

router = Router()

State = Literal["", "waiting", "sending", "sent", "failed", "unknown", "refused", "staff"]
Kind = Literal["", "mail", "sms", "wecom_customer", "wecom", "dingtalk", "feishu", "slack", "other"]


class MessageOut(Schema):
    id: str
    channel: str
    to: str
    subject: str
    body: str
    purpose: str
    about: str
    state: str
    reason: str
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    not_before: datetime | None
    receipt: str
    attempts: int


class MessagePage(Schema):
    results: list[MessageOut]
    next: str | None
    previous: str | None


def _out(row: MessageRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "channel": row.channel,
        "to": row.to,
        "subject": row.subject,
        "body": row.body,
        "purpose": row.purpose,
        "about": row.about,
        "state": row.state,
        "reason": row.reason,
        "created_by": row.created_by,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
        "not_before": row.not_before,
        "receipt": row.receipt,
        "attempts": row.attempts,
    }


@router.get("", response=MessagePage, operation_id="list_messages", summary="What leaves, newest first")
def get_messages(
    request: HttpRequest,
    state: State = "",
    channel: Kind = "",
    about: Annotated[Text, Field(max_length=80)] = "",
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    rows = list_messages(
        request.actor,  # type: ignore[attr-defined]
        state=state,
        channel=channel,
        about=about,
        before=number_of(cursor),
        limit=page_size + 1,
    )
    page = page_of(rows, page_size, cursor=cursor)
    page["results"] = [_out(row) for row in page["results"]]
    return page


@router.get("/{message_id}", response=MessageOut, operation_id="get_message", summary="One message")
def get_message(request: HttpRequest, message_id: Text) -> dict[str, Any]:
    return _out(read_message(request.actor, key_of(message_id)))  # type: ignore[attr-defined]


@router.post(
    "/{message_id}/mark-sent",
    response=MessageOut,
    operation_id="mark_message_sent",
    summary="An unknown outcome turned out well",
)
def post_mark_sent(request: HttpRequest, message_id: Text) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    mark_sent(actor, message_id=key_of(message_id))
    return _out(read_message(actor, key_of(message_id)))


@router.post(
    "/{message_id}/send-again",
    response=MessageOut,
    operation_id="send_message_again",
    summary="Send a failed or unknown message once more",
)
def post_send_again(request: HttpRequest, message_id: Text) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    send_again(actor, message_id=key_of(message_id))
    return _out(read_message(actor, key_of(message_id)))
