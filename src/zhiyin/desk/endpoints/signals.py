"""Reading voices over the API: the inbox and one signal."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Moment, PageSize, RowKey, Text
from zhiyin.collect.endpoints.signals import router  # one address: POST is the door, GET the inbox
from zhiyin.understand.endpoints.readings import AnnotationOut, SentenceOut, TargetOut
from zhiyin.understand.queries.voice import VoiceDetail, voice_detail
from zhiyin.understand.queries.voices import Filters, Voice, list_voices

__all__ = ["router"]

Words = Annotated[Text, Field(max_length=200)]
Condition = Annotated[Text, Field(max_length=4000)]
After = Annotated[Text, Field(max_length=80)]


class ScoreOut(Schema):
    item: str
    measured: str = Field(alias="construct")  # pydantic keeps the plain name for itself
    role: str
    value: float
    scale_min: float | None
    scale_max: float | None
    label: str


class ChosenOut(Schema):
    item: str
    label: str
    options: list[str]


class UnansweredOut(Schema):
    item: str
    label: str
    status: str


class MentionOut(Schema):
    aspect: str
    start: int
    end: int
    sentiment: float | None
    opinion: tuple[int, int] | None = None
    confidence: float | None = None
    rule: str = ""


class SignalOut(Schema):
    id: str
    occurred_at: datetime
    kind: str
    channel: str
    unit: str
    unit_id: str
    tier: str
    identity: str
    population: str
    text: str
    sentiment: float | None
    sentiment_label: str
    mentions: list[MentionOut]
    annotations: list[AnnotationOut]
    set_aside: str
    alike: int
    answers: list[ScoreOut]


class SignalPage(Schema):
    results: list[SignalOut]
    next: str | None
    previous: str | None
    withheld: bool


class ReadingOut(Schema):
    """`sentences` of a text of several; `targets` what it speaks of in its own words, with an aspect or without."""

    analyser: str
    language: str
    confidence: float | None
    reason: str
    read_at: datetime
    sentences: list[SentenceOut]
    targets: list[TargetOut]


class RevisionOut(Schema):
    revision: int
    replaced_at: datetime
    content: dict[str, Any]


class SignalDetailOut(SignalOut):
    choices: list[ChosenOut]
    unanswered: list[UnansweredOut]
    reading: ReadingOut | None
    revisions: list[RevisionOut]
    attributes: dict[str, Any]
    source: str
    source_id: str
    revision: int
    received_at: datetime
    time_assumed: bool
    touchpoint: str
    customer: str


def voice_out(voice: Voice) -> dict[str, Any]:
    return {
        "id": str(voice.id),
        "occurred_at": voice.occurred_at,
        "kind": voice.kind,
        "channel": voice.channel,
        "unit": voice.unit,
        "unit_id": str(voice.unit_id),
        "tier": voice.tier,
        "identity": voice.identity,
        "population": voice.population,
        "text": voice.words,
        "sentiment": voice.sentiment,
        "sentiment_label": voice.label,
        "mentions": list(voice.mentions),
        "annotations": list(voice.annotations),
        "set_aside": voice.set_aside,
        "alike": voice.alike,
        "answers": [
            {
                "item": score.item,
                "construct": score.construct,
                "role": score.role,
                "value": score.value,
                "scale_min": score.low,
                "scale_max": score.high,
                "label": score.label,
            }
            for score in voice.scores
        ],
    }


@router.get(
    "",
    response=SignalPage,
    by_alias=True,
    operation_id="list_signals",
    summary="What customers said, newest first",
)
def list_signals(
    request: HttpRequest,
    q: Words = "",
    where: Condition = "",
    unit: Words = "",
    channel: Words = "",
    kind: Words = "",
    sentiment_label: Words = "",
    set_aside: Literal["", "counted", "copy", "spam"] = "",
    like: RowKey | None = None,
    theme: RowKey | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    population: Literal["", "customer", "staff", "inspector", "test"] = "",
    cursor: After = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """`q` are words, `where` a condition in the criteria language, `unit` a code, name or id (with all below it).

    `set_aside` narrows to what figures leave out (`copy`, `spam`) or to what they count (`counted`), `like` to what
    says the same as that signal, `theme` to the texts that a theme counts, `population` to whose voices they are.
    `withheld` says that confidential voices of fewer than 5 people were left out.
    Needs `voice.read`.
    """
    filters = Filters(
        q, where, unit, channel, kind, sentiment_label, set_aside, like, theme, since, until, population
    )
    page = list_voices(request.actor, filters, cursor=cursor, limit=page_size)  # type: ignore[attr-defined]
    return {
        "results": [voice_out(voice) for voice in page.voices],
        "next": page.older or None,
        "previous": "" if cursor else None,
        "withheld": page.withheld,
    }


@router.get(
    "/{signal_id}", response=SignalDetailOut, by_alias=True, operation_id="get_signal", summary="One signal"
)
def get_signal(request: HttpRequest, signal_id: RowKey) -> dict[str, Any]:
    """With its reading, its earlier revisions and where it came from; the customer only with `personal.read`."""
    return _detail(voice_detail(request.actor, signal_id))  # type: ignore[attr-defined]


def _detail(detail: VoiceDetail) -> dict[str, Any]:
    reading = detail.reading
    return {
        **voice_out(detail.voice),
        "choices": [
            {"item": one.item, "label": one.label, "options": list(one.options)} for one in detail.chosen
        ],
        "unanswered": [
            {"item": one.item, "label": one.label, "status": one.status} for one in detail.unanswered
        ],
        "reading": reading
        and {
            "analyser": reading.analyser,
            "language": reading.language,
            "confidence": reading.confidence,
            "reason": reading.reason,
            "read_at": reading.read_at,
            "sentences": list(reading.sentences),
            "targets": list(reading.targets),
        },
        "revisions": [
            {"revision": one.revision, "replaced_at": one.replaced_at, "content": dict(one.content)}
            for one in detail.earlier
        ],
        "attributes": dict(detail.attributes),
        "source": detail.source,
        "source_id": detail.source_id,
        "revision": detail.revision,
        "received_at": detail.received_at,
        "time_assumed": detail.time_assumed,
        "touchpoint": detail.touchpoint,
        "customer": detail.customer,
    }
