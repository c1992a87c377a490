"""A person's notifications over the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Cursor, Input, PageSize, number_of, page_of
from zhiyin.contact.actions.mark_read import mark_read
from zhiyin.contact.queries.notifications import list_notifications

router = Router()


class NotificationOut(Schema):
    id: str
    at: datetime
    kind: str
    title: str
    body: str
    url: str
    is_read: bool


class NotificationPage(Schema):
    results: list[NotificationOut]
    next: str | None
    previous: str | None


class ReadIn(Input):
    id: str | None = None


class ReadOut(Schema):
    changed: int


@router.get(
    "", response=NotificationPage, operation_id="list_notifications", summary="The caller's own notifications"
)
def get_notifications(
    request: HttpRequest, unread_only: bool = False, cursor: Cursor = "", page_size: PageSize = 50
) -> dict[str, Any]:
    rows = list_notifications(
        request.actor,  # type: ignore[attr-defined]
        unread_only=unread_only,
        before=number_of(cursor),
        limit=page_size + 1,
    )
    page = page_of(rows, page_size, cursor=cursor)
    page["results"] = [
        {
            "id": str(row.id),
            "at": row.at,
            "kind": row.kind,
            "title": row.title,
            "body": row.body,
            "url": row.url,
            "is_read": row.is_read,
        }
        for row in page["results"]
    ]
    return page


@router.post(
    "/read", response=ReadOut, operation_id="mark_notifications_read", summary="Mark one or all as read"
)
def post_read(request: HttpRequest, body: ReadIn) -> dict[str, int]:
    key = key_of(body.id) if body.id is not None else None
    return {"changed": mark_read(request.actor, notification_id=key)}  # type: ignore[attr-defined]
