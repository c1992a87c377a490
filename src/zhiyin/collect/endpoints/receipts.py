"""Receipts over the API: no key is needed, the token is all there is."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Input
from zhiyin.accounts.limits import within_limit
from zhiyin.collect.actions.receipts import TRIES, said_under, take_back

router = Router(auth=None)


class ReceiptIn(Input):
    receipt: Annotated[str, Field(max_length=60)]


class AnsweredOut(Schema):
    item: str
    value: str


class SaidOut(Schema):
    at: datetime
    title: str
    text: str
    answers: list[AnsweredOut]


@router.post(
    "/look", response=SaidOut, operation_id="look_up_receipt", summary="What was said under a receipt"
)
def look(request: HttpRequest, body: ReceiptIn) -> dict[str, Any]:
    within_limit(request, "receipt", most=TRIES)
    said = said_under(body.receipt)
    answers = [{"item": item, "value": value} for item, value in said.answers]
    return {"at": said.at, "title": said.title, "text": said.text, "answers": answers}


@router.post(
    "/take-back",
    response={204: None},
    operation_id="take_back_words",
    summary="Delete what was said under a receipt",
)
def erase(request: HttpRequest, body: ReceiptIn) -> Status[None]:
    within_limit(request, "receipt", most=TRIES)
    take_back(body.receipt)
    return Status(204, None)
