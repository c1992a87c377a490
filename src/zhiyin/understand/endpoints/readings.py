"""Reading texts for programs: nothing is stored."""

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import BeforeValidator, ConfigDict, Field

from zhiyin.accounts.who_asks import who_asks
from zhiyin.science.understand.reading import Reading
from zhiyin.understand.queries import analyser

router = Router()

MOST = 1_000
LONGEST = 100_000


def _whole_characters(text: object) -> object:
    """Halves of characters (lone surrogates), which are no text, as one unknown character each; offsets stay."""
    if not isinstance(text, str):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# Whatever there is to read: nothing of it is stored.
AnyText = Annotated[str, BeforeValidator(_whole_characters), Field(max_length=LONGEST)]


class TextsIn(Schema):
    model_config = ConfigDict(extra="forbid")

    texts: Annotated[list[AnyText], Field(max_length=MOST)]


class SentenceOut(Schema):
    """One sentence: where it stands, how it feels (−1 to 1), its label and the probability of its side."""

    start: int
    end: int
    sentiment: float
    label: str
    confidence: float


class MentionOut(Schema):
    """An aspect that the text speaks of: the span that says so, `opinion` the span (start, end) that judges it,
    `confidence` the probability of its side, `rule` what found it."""

    aspect: str
    start: int
    end: int
    sentiment: float
    opinion: tuple[int, int] | None
    confidence: float
    rule: str


class TargetOut(Schema):
    """What the text speaks of in its own words (Chinese): the span, its aspect ("" where none fits), its sentiment and
    likeliest label, the probability that span and side are right, and the span that judges it."""

    start: int
    end: int
    aspect: str
    sentiment: float
    label: str
    confidence: float
    opinion: tuple[int, int] | None


class AnnotationOut(Schema):
    """What a span shows: kind and code, strength and confidence from 0 to 1, and the rule that found it."""

    kind: str
    code: str
    start: int
    end: int
    strength: float
    confidence: float
    rule: str


class ReadingOut(Schema):
    language: str
    sentiment: float | None
    sentiment_label: str | None
    sentiment_confidence: float | None
    sentences: list[SentenceOut]
    aspects: list[MentionOut]
    targets: list[TargetOut]
    annotations: list[AnnotationOut]
    reason: str | None
    analyser: str


class ReadingsOut(Schema):
    results: list[ReadingOut]


@router.post("", response=ReadingsOut, operation_id="read_texts", summary="Read texts; nothing is stored")
def read_texts(request: HttpRequest, payload: TextsIn) -> dict[str, Any]:
    """Language, sentiment (−1 to 1) with its confidence, sentences, aspects, targets and annotations of
    up to 1,000 texts of up to 100,000 characters, in order.
    """
    who_asks(request).require("measures.read")
    return {"results": [_out(reading) for reading in analyser.read(payload.texts)]}


def _out(reading: Reading) -> dict[str, Any]:
    return {
        "language": reading.language,
        "sentiment": reading.sentiment,
        "sentiment_label": reading.label,
        "sentiment_confidence": reading.confidence,
        "sentences": [asdict(one) for one in reading.sentences],
        "aspects": [asdict(one) for one in reading.mentions],
        "targets": [asdict(one) for one in reading.targets],
        "annotations": [asdict(one) for one in reading.annotations],
        "reason": reading.reason,
        "analyser": reading.analyser,
    }
