"""The audit trail over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Cursor, Moment, PageSize, Text, number_of, page_of
from zhiyin.accounts.queries.audit import Happening, Looking, happenings

router = Router()

Part = Annotated[Text, Field(max_length=150)]


class ActingOut(Schema):
    kind: str
    id: str
    name: str


class EventOut(Schema):
    id: str
    at: datetime
    name: str
    words: str
    actor: ActingOut
    subject: str
    data: dict[str, Any]


class EventPage(Schema):
    results: list[EventOut]
    next: str | None
    previous: str | None


def _out(event: Happening) -> dict[str, Any]:
    return {
        "id": str(event.id),
        "at": event.at,
        "name": event.name,
        "words": event.words,
        "actor": {"kind": event.actor_kind, "id": event.actor_id, "name": event.actor_name},
        "subject": event.subject,
        "data": event.data,
    }


@router.get("", response=EventPage, operation_id="list_events", summary="What happened, newest first")
def list_events(
    request: HttpRequest,
    actor_name: Part = "",
    name: Part = "",
    subject: Part = "",
    since: Moment | None = None,
    until: Moment | None = None,
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    found = happenings(
        request.actor,  # type: ignore[attr-defined]
        Looking(actor_name, name, subject, since, until),
        before=number_of(cursor),
        limit=page_size + 1,
    )
    page = page_of(found, page_size, cursor=cursor)
    page["results"] = [_out(event) for event in page["results"]]
    return page
