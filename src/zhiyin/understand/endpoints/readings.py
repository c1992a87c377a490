"""Reading texts for programs: nothing is stored."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from zhiyin.accounts.endpoints.schemas import Text
from zhiyin.science.understand.reading import Reading, read

router = Router()

MOST = 1_000
LONGEST = 50_000


class TextsIn(Schema):
    model_config = ConfigDict(extra="forbid")

    texts: Annotated[list[Annotated[Text, Field(max_length=LONGEST)]], Field(max_length=MOST)]


class MentionOut(Schema):
    aspect: str
    start: int
    end: int
    sentiment: float


class ReadingOut(Schema):
    language: str
    sentiment: float | None
    sentiment_label: str | None
    sentiment_confidence: float | None
    aspects: list[MentionOut]
    reason: str | None
    analyser: str


class ReadingsOut(Schema):
    results: list[ReadingOut]


@router.post("", response=ReadingsOut, operation_id="read_texts", summary="Read texts; nothing is stored")
def read_texts(request: HttpRequest, payload: TextsIn) -> dict[str, Any]:
    """Language, sentiment (−1 to 1) with its confidence and aspects of up to 1,000 texts, in order."""
    request.actor.require("measures.read")  # type: ignore[attr-defined]
    return {"results": [_out(reading) for reading in read(payload.texts)]}


def _out(reading: Reading) -> dict[str, Any]:
    return {
        "language": reading.language,
        "sentiment": reading.sentiment,
        "sentiment_label": reading.label,
        "sentiment_confidence": reading.confidence,
        "aspects": [
            {"aspect": m.aspect, "start": m.start, "end": m.end, "sentiment": m.sentiment}
            for m in reading.mentions
        ],
        "reason": reading.reason,
        "analyser": reading.analyser,
    }
