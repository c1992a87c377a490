"""What slang means here, over the API."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Input, Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.science.understand.reading import Reading
from zhiyin.science.understand.slang.words import LISTS
from zhiyin.understand.actions.save_slang import save_slang, usable
from zhiyin.understand.queries.newest_voices import SAMPLE
from zhiyin.understand.queries.slang import KeptSlang, ShippedRow, list_shipped, read_slang
from zhiyin.understand.queries.slang_sample import SlangQuote, read_slang_sample

router = Router()

# Longer lists and words are told line by line, by the same sentences as on the page.
Listed = Annotated[list[Annotated[Text, Field(max_length=200)]], Field(max_length=2_000)]


class SlangIn(Input):
    """A word or face each; what is left out is empty. `off`: shipped words that mean nothing here."""

    praise: Listed = []
    blame: Listed = []
    irony: Listed = []
    off: Listed = []


class SlangSampleIn(SlangIn):
    """`size`: how many of the newest voices are looked at."""

    size: Annotated[int, Field(ge=1, le=SAMPLE)] = SAMPLE


class SlangShows(Schema):
    kind: str
    code: str


class ShippedOut(Schema):
    """A word that Zhiyin ships. `polarity`: as a word of opinion, −2 … 2; 0 where it is none. `is_on`: it counts as it
    is shipped, being neither switched off nor an own word."""

    word: str
    language: Literal["zh", "en", "any"]
    meaning: Literal["praise", "blame", "irony", "other"]
    shows: list[SlangShows]
    polarity: float
    is_on: bool


class SlangOut(Schema):
    praise: list[str]
    blame: list[str]
    irony: list[str]
    off: list[str]
    changed_by: str
    changed_at: datetime | None
    shipped: list[ShippedOut]


class SlangMention(Schema):
    aspect: str
    sentiment: float


class SlangRead(Schema):
    label: str | None
    sentiment: float | None
    mentions: list[SlangMention]
    shows: list[SlangShows]


class SlangQuoteOut(Schema):
    """`spans`: where the words that change stand in `words`."""

    signal: str
    words: str
    spans: list[tuple[int, int]]
    before: SlangRead
    after: SlangRead


class SlangSampleOut(Schema):
    """Of `texts` voices `differ` would be read otherwise; the newest of them are quoted."""

    texts: int
    differ: int
    quotes: list[SlangQuoteOut]


@router.get("", response=SlangOut, operation_id="get_slang", summary="What slang means here")
def get_slang(request: HttpRequest) -> dict[str, Any]:
    """Own words, those switched off, and every shipped word with its meaning. Needs `settings.manage` everywhere."""
    actor = who_asks(request)
    return _out(read_slang(actor), list_shipped(actor))


@router.put("", response=SlangOut, operation_id="set_slang", summary="Set what slang means")
def put_slang(request: HttpRequest, body: SlangIn) -> dict[str, Any]:
    """New texts are read with it; earlier ones after a re-reading. `errors` tells the lines that cannot be used. Needs
    `settings.manage` everywhere."""
    actor = who_asks(request)
    kept = save_slang(actor, lists={name: getattr(body, name) for name in LISTS})
    return _out(kept, list_shipped(actor))


@router.post("/sample", response=SlangSampleOut, operation_id="read_slang_sample", summary="What it would do")
def post_sample(request: HttpRequest, body: SlangSampleIn) -> dict[str, Any]:
    """Reads the newest voices with slang as it holds and as given; nothing is stored. Needs `voice.read` too."""
    actor = who_asks(request)
    read_slang(actor)
    found = read_slang_sample(actor, usable({name: getattr(body, name) for name in LISTS}), size=body.size)
    return {"texts": found.texts, "differ": found.differ, "quotes": [_quote(one) for one in found.quotes]}


def _out(kept: KeptSlang, rows: list[ShippedRow]) -> dict[str, Any]:
    return {
        **{name: list(kept.slang.listed(name)) for name in LISTS},
        "changed_by": kept.changed_by,
        "changed_at": kept.changed_at,
        "shipped": [
            {
                "word": row.shipped.word,
                "language": row.shipped.language,
                "meaning": row.shipped.meaning,
                "shows": [{"kind": kind, "code": code} for kind, code in row.shipped.shows],
                "polarity": row.shipped.polarity,
                "is_on": row.is_on,
            }
            for row in rows
        ],
    }


def _quote(quote: SlangQuote) -> dict[str, Any]:
    return {
        "signal": str(quote.signal_id),
        "words": quote.words,
        "spans": [(mark["start"], mark["end"]) for mark in quote.mentions],
        "before": _read(quote.before),
        "after": _read(quote.after),
    }


def _read(reading: Reading) -> dict[str, Any]:
    return {
        "label": reading.label,
        "sentiment": reading.sentiment,
        "mentions": [{"aspect": one.aspect, "sentiment": one.sentiment} for one in reading.mentions],
        "shows": [{"kind": one.kind, "code": one.code} for one in reading.annotations],
    }
