"""The optional assistant over the API: its settings, asking it, what it wrote."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Input, Moment, Number, RowKey, Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.actions.ask_assistant import (
    ask_reply,
    ask_summary,
    ask_theme_name,
    ask_translation,
    try_assistant,
)
from zhiyin.understand.actions.drop_written import drop_written
from zhiyin.understand.actions.save_assistant import AssistantFields, save_assistant, switch_assistant
from zhiyin.understand.queries.assistant import AssistantState, WrittenText, assistant_state, written
from zhiyin.understand.queries.voices import Filters

router = Router()

Code = Annotated[Text, Field(max_length=200)]
Language = Literal["", "zh", "en"]


class AssistantOut(Schema):
    """`requests` and `tokens`: of this month. Before it is set up, everything is empty and off."""

    is_on: bool = False
    address: str = ""
    model: str = ""
    key_held: bool = False
    key_unreadable: bool = False
    own: bool = False
    seconds: int = 0
    monthly_requests: int = 0
    monthly_tokens: int = 0
    uses: list[str] = []
    requests: int = 0
    tokens: int = 0
    changed_by: str = ""
    changed_at: datetime | None = None


class AssistantIn(Input):
    """A `key` left out stays, for the same server. `own`: the server is yours; private networks and http are allowed."""

    address: Annotated[Text, Field(max_length=500)]
    model: Annotated[Text, Field(max_length=120)]
    key: Annotated[Text, Field(max_length=500)] = ""
    own: bool = False
    seconds: Annotated[int, Field(ge=0, le=10_000)] = 60
    monthly_requests: Annotated[int, Field(ge=0, le=10**12)] = 1_000
    monthly_tokens: Annotated[int, Field(ge=0, le=10**12)] = 2_000_000
    uses: Annotated[list[Code], Field(max_length=10)] = []


class SwitchIn(Input):
    on: bool


class SummaryIn(Input):
    """What the inbox can be narrowed to."""

    query: Code = ""
    where: Annotated[Text, Field(max_length=4_000)] = ""
    unit: Code = ""
    channel: Code = ""
    since: Moment | None = None
    until: Moment | None = None
    language: Language = ""


class AboutIn(Input):
    signal: RowKey


class ThemeNameIn(Input):
    words: Annotated[list[Code], Field(max_length=100)] = []
    signals: Annotated[list[RowKey], Field(min_length=1, max_length=100)]
    language: Language = ""


class QuoteOut(Schema):
    signal: str
    words: str


class PointOut(Schema):
    says: str
    quotes: list[QuoteOut]


class WrittenOut(Schema):
    """`state`: waiting, writing, ready or failed with its `problem`. Everything in `text` and `points` was written by a
    machine; every quote stands word for word in what the machine was shown of the signal."""

    id: str
    use: str
    state: str
    problem: str
    language: str
    written_by_machine: bool = True
    text: str
    points: list[PointOut]
    dropped: int
    unsupported: int
    texts: int
    of: int
    more: bool
    model: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None


@router.get("", response=AssistantOut, operation_id="get_assistant", summary="How the assistant is set up")
def get_assistant(request: HttpRequest) -> dict[str, Any]:
    """Needs `settings.manage`. The key is never shown."""
    return _state(assistant_state(who_asks(request)))


@router.put("", response=AssistantOut, operation_id="set_up_assistant", summary="Set up the assistant")
def put_assistant(request: HttpRequest, payload: AssistantIn) -> dict[str, Any]:
    """Needs `settings.manage`. It does not switch it on."""
    actor = who_asks(request)
    save_assistant(actor, AssistantFields(**payload.dict()))
    return _state(assistant_state(actor))


@router.post(
    "/switch", response=AssistantOut, operation_id="switch_assistant", summary="Switch it on, or off at once"
)
def post_switch(request: HttpRequest, payload: SwitchIn) -> dict[str, Any]:
    """Needs `settings.manage`."""
    actor = who_asks(request)
    switch_assistant(actor, on=payload.on)
    return _state(assistant_state(actor))


@router.post(
    "/trial", response={202: WrittenOut}, operation_id="try_assistant", summary="Let it say one word"
)
def post_trial(request: HttpRequest) -> Status[dict[str, Any]]:
    """With nobody's texts. Needs `settings.manage`."""
    actor = who_asks(request)
    return Status(202, _out(written(actor, try_assistant(actor))))


@router.post(
    "/summaries", response={202: WrittenOut}, operation_id="ask_summary", summary="Sum up what voices say"
)
def post_summary(request: HttpRequest, payload: SummaryIn) -> Status[dict[str, Any]]:
    """In the background, from a random sample of what fits and may be read. Needs `voice.read`."""
    actor = who_asks(request)
    filters = Filters(
        query=payload.query,
        where=payload.where,
        unit=payload.unit,
        channel=payload.channel,
        start=payload.since,
        end=payload.until,
    )
    return Status(202, _out(written(actor, ask_summary(actor, filters, language=payload.language))))


@router.post(
    "/theme-names", response={202: WrittenOut}, operation_id="ask_theme_name", summary="Name a theme"
)
def post_theme_name(request: HttpRequest, payload: ThemeNameIn) -> Status[dict[str, Any]]:
    """A suggestion from a theme's typical words and voices. Needs `voice.read` for all of them."""
    actor = who_asks(request)
    asked = ask_theme_name(actor, words=payload.words, signals=payload.signals, language=payload.language)
    return Status(202, _out(written(actor, asked)))


@router.post(
    "/translations", response={202: WrittenOut}, operation_id="ask_translation", summary="Translate a voice"
)
def post_translation(request: HttpRequest, payload: AboutIn) -> Status[dict[str, Any]]:
    """Chinese into English, English into Chinese. Needs `voice.read`."""
    actor = who_asks(request)
    return Status(202, _out(written(actor, ask_translation(actor, payload.signal))))


@router.post(
    "/replies", response={202: WrittenOut}, operation_id="ask_reply", summary="Draft a reply to a voice"
)
def post_reply(request: HttpRequest, payload: AboutIn) -> Status[dict[str, Any]]:
    """A draft; nothing is ever sent by itself. Needs `voice.read`."""
    actor = who_asks(request)
    return Status(202, _out(written(actor, ask_reply(actor, payload.signal))))


@router.get("/written/{written_id}", response=WrittenOut, operation_id="get_written", summary="What it wrote")
def get_written(request: HttpRequest, written_id: Number) -> dict[str, Any]:
    """For whoever may read every voice that it was made from."""
    return _out(written(who_asks(request), written_id))


@router.delete(
    "/written/{written_id}",
    response={204: None},
    operation_id="drop_written",
    summary="Throw away what it wrote",
)
def delete_written(request: HttpRequest, written_id: Number) -> Status[None]:
    """For whoever may read every voice that it was made from."""
    drop_written(who_asks(request), written_id)
    return Status(204, None)


def _state(state: AssistantState | None) -> dict[str, Any]:
    return asdict(state) if state is not None else {}


def _out(one: WrittenText) -> dict[str, Any]:
    names = (
        "use",
        "state",
        "problem",
        "language",
        "text",
        "dropped",
        "unsupported",
        "texts",
        "of",
        "more",
        "model",
    )
    points = [
        {
            "says": point.says,
            "quotes": [{"signal": str(quote.signal), "words": quote.words} for quote in point.quotes],
        }
        for point in one.points
    ]
    rest = {name: getattr(one, name) for name in (*names, "asked_by", "asked_at", "ended_at")}
    return {"id": str(one.id), "points": points, **rest}
