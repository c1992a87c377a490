"""Words in their contexts over the API."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Moment, Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.queries.voices import Filters
from zhiyin.understand.queries.words import in_context

router = Router()

Word = Annotated[Text, Field(max_length=100)]
Code = Annotated[Text, Field(max_length=200)]
Condition = Annotated[Text, Field(max_length=4_000)]


class LineOut(Schema):
    signal: str
    sentiment_label: str
    left: str
    match: str
    right: str


class CollocateOut(Schema):
    word: str
    together: int
    count: int
    texts: int
    log_likelihood: float
    log_dice: float


class ContextOut(Schema):
    """`lines` are up to 200 of `total` places; `more`: only the newest 5,000 texts were looked at."""

    lines: list[LineOut]
    total: int
    texts_with: int
    texts: int
    beside: list[CollocateOut]
    more: bool
    withheld: bool


@router.get("", response=ContextOut, operation_id="words_in_context", summary="A word in its contexts")
def words_in_context(
    request: HttpRequest,
    word: Word = "",
    sort: Literal["text", "left", "right"] = "text",
    unit: Code = "",
    channel: Code = "",
    where: Condition = "",
    since: Moment | None = None,
    until: Moment | None = None,
) -> dict[str, Any]:
    """Every place of a word with what stands beside it. Needs `voice.read`; shows what the caller may read."""
    filters = Filters(where=where, unit=unit, channel=channel, start=since, end=until)
    found = in_context(who_asks(request), filters, word, sort=sort)
    return {
        "lines": [
            {
                "signal": str(found.signals[line.text]),
                "sentiment_label": found.labels[line.text],
                "left": line.left,
                "match": line.match,
                "right": line.right,
            }
            for line in found.found.lines
        ],
        "total": found.found.total,
        "texts_with": found.found.texts_with,
        "texts": found.found.texts,
        "beside": [asdict(one) for one in found.beside],
        "more": found.more,
        "withheld": found.withheld,
    }
