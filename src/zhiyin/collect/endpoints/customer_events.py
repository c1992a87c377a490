"""`/api/v1/customer-events`: what happened to customers, in and out."""

from datetime import datetime
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.schemas import Cursor, Moment, PageSize, Text
from zhiyin.collect.actions.accept_events import EventDraft, accept_events
from zhiyin.collect.actions.accepting.settling import ACCEPTED, REJECTED, Settled
from zhiyin.collect.actions.idempotency import Answer, once
from zhiyin.collect.endpoints.answers import counted, item_of, refusal
from zhiyin.collect.endpoints.decoding import decoded_events
from zhiyin.collect.endpoints.events_schema import OPERATION
from zhiyin.collect.errors import WrongMediaType
from zhiyin.collect.queries.customer_events import HappenedEvent, events_page

router = Router()

SOURCE = "api"
PROBLEM = "application/problem+json"

Kind = Annotated[Text, Field(max_length=30)]
Source = Annotated[Text, Field(max_length=60)]
CustomerId = Annotated[int, Field(ge=0, le=2**63 - 1)]


class EventOut(Schema):
    """`amount` as a decimal number in text; `customer_id` is null where nobody is known."""

    id: str
    kind: str
    occurred_at: datetime
    received_at: datetime
    customer_id: str | None
    unit: str
    channel: str
    source: str
    order: str
    product: str
    quantity: float | None
    amount: str | None
    is_discounted: bool | None
    attributes: dict[str, Any]


class EventPage(Schema):
    results: list[EventOut]
    next: str | None
    previous: str | None


@router.post(
    "",
    operation_id="accept_customer_events",
    summary="Take in one event or a batch",
    openapi_extra=OPERATION,
)
def accept(request: HttpRequest) -> HttpResponse:
    """Take in one event, or `{"events": [...]}` with up to 5,000: paid, refunded, booked, served, joined, left …

    What is answered as accepted, revised or duplicate is committed. A batch is answered item by item, in order: 200
    when all were taken, 207 when some were rejected (each with its errors). A single event is answered 201 (new), 200
    (known already, or revised) or 422. The same `source` and `source_id` again adds nothing; other content under them
    replaces the event. An event without `source_id` is known by its content: of two that are alike in one batch each
    counts, in two requests they are the same. Send ids, or an `Idempotency-Key`.
    """
    if "json" not in (request.content_type or "json"):
        raise WrongMediaType
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("signals.import")
    key = request.headers.get("Idempotency-Key")
    body = request.body
    if key is None:
        answer = _answered(actor, body)
    else:
        answer = once(actor, key.strip('"'), body, lambda: _answered(actor, body))
    media = PROBLEM if answer.status in (403, 422) else "application/json"
    return HttpResponse(orjson.dumps(answer.body), status=answer.status, content_type=media)


def _answered(actor: Actor, body: bytes) -> Answer:
    drafts, is_batch = decoded_events(body)
    good = [draft for draft in drafts if isinstance(draft, EventDraft)]
    outcome = iter(accept_events(actor, good, source=SOURCE).settled if good else ())
    settled = [
        next(outcome) if isinstance(draft, EventDraft) else Settled(REJECTED, None, draft) for draft in drafts
    ]
    if not is_batch:
        one, item = settled[0], item_of(settled[0], "")
        if one.status == REJECTED:
            return refusal(one, item)
        return Answer(201 if one.status == ACCEPTED else 200, item)
    count = counted(settled)
    results = [item_of(one, f"/events/{position}") for position, one in enumerate(settled)]
    return Answer(207 if count["rejected"] else 200, {**count, "results": results})


@router.get(
    "", response=EventPage, operation_id="list_customer_events", summary="What happened, newest first"
)
def list_events(
    request: HttpRequest,
    customer_id: CustomerId | None = None,
    kind: Kind = "",
    source: Source = "",
    since: Moment | None = None,
    until: Moment | None = None,
    cursor: Cursor = "",
    page_size: PageSize = 30,
) -> dict[str, Any]:
    """Of one customer (all records that were joined as one person), of one kind, from `since` to before `until`.

    Only events at your units; those without a unit are for who reads everywhere. Whose it was needs
    `personal.read` at its unit.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = events_page(
        actor,
        customer_id=customer_id,
        kind=kind,
        source=source,
        since=since,
        until=until,
        cursor=cursor,
        limit=page_size,
    )
    return {
        "results": [_out(one) for one in page.rows],
        "next": page.next or None,
        "previous": "" if cursor else None,
    }


def _out(one: HappenedEvent) -> EventOut:
    return EventOut(
        id=str(one.id),
        kind=one.kind,
        occurred_at=one.occurred_at,
        received_at=one.received_at,
        customer_id=None if one.customer_id is None else str(one.customer_id),
        unit=one.unit,
        channel=one.channel,
        source=one.source,
        order=one.order,
        product=one.product,
        quantity=one.quantity,
        amount=None if one.amount is None else str(one.amount),
        is_discounted=one.is_discounted,
        attributes=one.attributes,
    )
