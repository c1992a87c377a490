"""Rounds of coding by hand over the API."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Input, Number, Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.actions.code_text import code_text
from zhiyin.understand.actions.start_coding import close_coding, reopen_coding, start_coding
from zhiyin.understand.queries.coding import Round, ToCode, coding_round, next_to_code, results, rounds

router = Router()

Label = Annotated[Text, Field(max_length=20)]


class RoundIn(Input):
    name: Annotated[Text, Field(max_length=120)]
    size: Annotated[int, Field(ge=1, le=1_000)]
    where: Annotated[Text, Field(max_length=4_000)] = ""
    seed: Annotated[int, Field(ge=0, le=2**31)] | None = None


class CoderOut(Schema):
    name: str
    texts: int


class RoundOut(Schema):
    id: str
    name: str
    where: str
    texts: int
    mine: int
    coders: list[CoderOut]
    asked_by: str
    asked_at: datetime
    closed_at: datetime | None


class RoundList(Schema):
    results: list[RoundOut]
    next: str | None
    previous: str | None


class TextOut(Schema):
    item: str
    position: int
    of: int
    text: str
    sentiment: str
    aspects: dict[str, str]


class NextOut(Schema):
    """`text` is null when the caller has coded everything."""

    text: TextOut | None


class CodingIn(Input):
    """`sentiment` is a label or "unclear"; `aspects` maps what is spoken of to how the text feels about it."""

    sentiment: Label
    aspects: Annotated[dict[Annotated[Text, Field(max_length=60)], Label], Field(max_length=100)] = {}


@router.get("", response=RoundList, operation_id="list_coding_rounds", summary="List rounds of coding")
def list_rounds(request: HttpRequest) -> dict[str, Any]:
    """The newest first, with who coded how many. Needs `voice.correct`."""
    found = rounds(who_asks(request))
    return {"results": [_out(one) for one in found], "next": None, "previous": None}


@router.post("", response={201: RoundOut}, operation_id="start_coding", summary="Start a round of coding")
def start(request: HttpRequest, payload: RoundIn) -> Status[dict[str, Any]]:
    """Draws a random sample of texts that were read; the same seed draws the same. Needs `voice.correct` everywhere."""
    actor = who_asks(request)
    number = start_coding(actor, name=payload.name, size=payload.size, where=payload.where, seed=payload.seed)
    return Status(201, _out(coding_round(actor, number)))


@router.get(
    "/{round_id}/next", response=NextOut, operation_id="next_to_code", summary="The next text to code"
)
def get_next(request: HttpRequest, round_id: Number, position: Number | None = None) -> dict[str, Any]:
    """The first text that the caller has not coded, or the one at `position`."""
    actor = who_asks(request)
    coding_round(actor, round_id)
    found = next_to_code(actor, round_id, position)
    return {"text": _text(found) if found else None}


@router.put("/items/{item_id}", response={204: None}, operation_id="code_text", summary="Code a text")
def put_coding(request: HttpRequest, item_id: Number, payload: CodingIn) -> Status[None]:
    """Said again it replaces the earlier coding. People only: an API key has no eyes."""
    actor = who_asks(request)
    code_text(actor, item_id=item_id, sentiment=payload.sentiment, aspects=payload.aspects)
    return Status(204, None)


@router.get(
    "/{round_id}/results", response=dict[str, Any], operation_id="coding_results", summary="What a round says"
)
def get_results(request: HttpRequest, round_id: Number) -> dict[str, Any]:
    """Krippendorff's alpha between people, and precision, recall and F1 of the machine against what most of them say."""
    return asdict(results(who_asks(request), round_id))


@router.post("/{round_id}/close", response=RoundOut, operation_id="close_coding", summary="Close a round")
def close(request: HttpRequest, round_id: Number) -> dict[str, Any]:
    """Nothing is coded in it until it is opened again. Needs `voice.correct` everywhere."""
    actor = who_asks(request)
    close_coding(actor, round_id)
    return _out(coding_round(actor, round_id))


@router.post(
    "/{round_id}/reopen", response=RoundOut, operation_id="reopen_coding", summary="Open a round again"
)
def reopen(request: HttpRequest, round_id: Number) -> dict[str, Any]:
    """It may be coded in again. Needs `voice.correct` everywhere."""
    actor = who_asks(request)
    reopen_coding(actor, round_id)
    return _out(coding_round(actor, round_id))


def _out(one: Round) -> dict[str, Any]:
    coders = [{"name": name, "texts": texts} for name, texts in one.coders]
    return {**asdict(one), "id": str(one.id), "coders": coders}


def _text(one: ToCode) -> dict[str, Any]:
    return {
        "item": str(one.item),
        "position": one.position,
        "of": one.of,
        "text": one.words,
        "sentiment": one.sentiment,
        "aspects": dict(one.aspects),
    }
