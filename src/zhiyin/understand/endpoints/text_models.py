"""The shipped models of texts over the API: cards, accuracy here, drift."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.queries.drift import RECENT, Drifting, drifting
from zhiyin.understand.queries.text_models import TextModel, card_of, text_model, text_models

router = Router()
drift_router = Router()

Code = Annotated[Text, Field(max_length=40)]


class EstimateOut(Schema):
    """A share in 0…1 with its 95 % interval; null without texts."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class TextModelOut(Schema):
    """`claim`: what the card promises. `here`: the same measure on texts drawn at random and coded here. `below`: the
    interval here lies below the card's."""

    code: str
    version: str
    bytes: int
    claim: EstimateOut | None
    here: EstimateOut | None
    below: bool


class TextModelList(Schema):
    results: list[TextModelOut]
    next: str | None
    previous: str | None


class TextModelDetail(TextModelOut):
    """`card` is the card's text (Markdown) in Chinese or English, as Accept-Language asks. `coded`, `corrected`:
    precision, recall, F1 and agreement by label and by aspect, of texts drawn at random, and of texts that people
    corrected (which say how a model errs, not how often)."""

    card: str
    coded: dict[str, Any] | None
    corrected: dict[str, Any] | None


class WeekOut(Schema):
    """`confidence` is the mean; `strange` the share of letter groups that no model weighed."""

    monday: date
    texts: int
    not_read: EstimateOut
    unhappy: EstimateOut
    confidence: EstimateOut
    strange: float | None
    languages: dict[str, int]
    labels: dict[str, int]


class DriftOut(Schema):
    """`index`: population stability index with its 95 % interval; `p_adjusted` by Holm; `told`: more than chance."""

    measure: str
    index: float | None
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    told: bool
    reason: str | None
    recent: int
    before: int


class DriftingOut(Schema):
    """The last `recent_weeks` against the weeks before; `sampled` of `texts`, drawn at random."""

    recent_weeks: int
    sampled: int
    texts: int
    tested: list[DriftOut]
    weeks: list[WeekOut]


@router.get("", response=TextModelList, operation_id="list_text_models", summary="List models of texts")
def list_models(request: HttpRequest) -> dict[str, Any]:
    """Version, size, what the card promises, how right it is here. Needs `settings.manage`."""
    found = text_models(who_asks(request))
    return {"results": [_out(one) for one in found], "next": None, "previous": None}


@router.get(
    "/{code}", response=TextModelDetail, operation_id="get_text_model", summary="One model with its card"
)
def get_model(request: HttpRequest, code: Code) -> dict[str, Any]:
    """The card is in Chinese or English, as Accept-Language asks. Needs `settings.manage`."""
    actor = who_asks(request)
    found = text_model(actor, code)
    return {
        **_out(found),
        "card": card_of(actor, code, get_language() or ""),
        "coded": asdict(found.here) if found.here else None,
        "corrected": asdict(found.corrected) if found.corrected else None,
    }


@drift_router.get("", response=DriftingOut, operation_id="get_text_drift", summary="Whether texts drift")
def get_drift(request: HttpRequest) -> dict[str, Any]:
    """Weeks of the last months beside each other. Needs `settings.manage`."""
    return drift_as_json(drifting(who_asks(request)))


def _out(one: TextModel) -> dict[str, Any]:
    return {
        "code": one.code,
        "version": one.version,
        "bytes": one.size,
        "claim": asdict(one.claim) if one.claim else None,
        "here": one.measured,
        "below": one.below,
    }


def drift_as_json(found: Drifting) -> dict[str, Any]:
    """As the API and the command line give it."""
    return {
        "recent_weeks": RECENT,
        "sampled": found.sampled,
        "texts": found.texts,
        "tested": [{"measure": name, **asdict(one)} for name, one in found.tested.items()],
        "weeks": [
            {
                "monday": week.monday,
                "texts": week.texts,
                "not_read": week.share_not_read(),
                "unhappy": week.share_unhappy(),
                "confidence": week.mean_confidence(),
                "strange": week.share_strange(),
                "languages": dict(week.languages),
                "labels": dict(week.labels),
            }
            for week in found.weeks
        ],
    }
