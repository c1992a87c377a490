"""Models of people over the API: their cards, runs, and the terms they rest on."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Input, Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.actions.judge_people import judge_people
from zhiyin.understand.actions.save_terms import save_terms
from zhiyin.understand.errors import NotJudgedYet
from zhiyin.understand.phrases.people_models import TITLES
from zhiyin.understand.queries.judging_terms import read_terms
from zhiyin.understand.queries.people_models import Card, Run, latest_run, newest_cards, read_card
from zhiyin.understand.showing.models import shown

router = Router()
terms_router = Router()

Name = Annotated[Text, Field(max_length=60)]


class ModelOut(Schema):
    code: str
    title: str
    state: str
    finding: str
    quality: str
    customers: int
    run_at: datetime
    until: date


class ModelList(Schema):
    results: list[ModelOut]
    next: str | None
    previous: str | None


class CardOut(ModelOut):
    """`card` holds the figures of the model's page; `terms` what it was made with; `reason` why there is not enough."""

    card: dict[str, Any]
    terms: dict[str, Any]
    reason: dict[str, Any]
    took_seconds: float


class RunOut(Schema):
    id: str
    state: str
    percent: int
    created_at: datetime
    finished_at: datetime | None


class TermsIn(Input):
    """What is left out has its default."""

    horizon_weeks: Annotated[int, Field(ge=0, le=10_000)] = 52
    yearly_discount: float = 0.1
    margin: float = 0.3
    gone_times: float = 3.0
    gone_least: Annotated[int, Field(ge=0, le=10_000)] = 30
    gone_most: Annotated[int, Field(ge=0, le=10_000)] = 180
    window_days: Annotated[int, Field(ge=0, le=10_000)] = 90
    high_share: float = 0.2
    middle_share: float = 0.5
    left_attribute: Name = ""
    left_value: Name = ""


class TermsOut(Schema):
    horizon_weeks: int
    yearly_discount: float
    margin: float
    gone_times: float
    gone_least: int
    gone_most: int
    window_days: int
    high_share: float
    middle_share: float
    left_attribute: str
    left_value: str


def _model(card: Card) -> dict[str, Any]:
    said = shown(card)
    return {
        "code": card.code,
        "title": str(TITLES[card.code]),
        "state": card.state,
        "finding": said.finding,
        "quality": said.quality,
        "customers": card.customers,
        "run_at": card.run_at,
        "until": card.until,
    }


def _run(run: Run | None) -> dict[str, Any]:
    if run is None:
        raise NotJudgedYet()
    return {
        "id": str(run.id),
        "state": run.state,
        "percent": run.percent,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
    }


@router.get(
    "", response=ModelList, operation_id="list_people_models", summary="What each model of people says"
)
def get_models(request: HttpRequest) -> dict[str, Any]:
    """The latest run of every model; empty before the first."""
    return {
        "results": [_model(card) for card in newest_cards(who_asks(request))],
        "next": None,
        "previous": None,
    }


@router.post("/runs", response={202: RunOut}, operation_id="judge_people", summary="Judge everybody anew")
def post_run(request: HttpRequest) -> Status[dict[str, Any]]:
    """One run at a time: asked again while one is under way, it is the same."""
    actor = who_asks(request)
    judge_people(actor)
    return Status(202, _run(latest_run(actor)))


@router.get(
    "/runs/latest", response=RunOut, operation_id="get_judging_run", summary="How far the latest run is"
)
def get_run(request: HttpRequest) -> dict[str, Any]:
    return _run(latest_run(who_asks(request)))


@router.get("/{code}", response=CardOut, operation_id="get_people_model", summary="One model’s card")
def get_model(request: HttpRequest, code: Annotated[str, Field(max_length=20)]) -> dict[str, Any]:
    card = read_card(who_asks(request), code)
    if card is None:
        raise NotJudgedYet()
    more = {name: getattr(card, name) for name in ("card", "terms", "reason", "took_seconds")}
    return _model(card) | more


@terms_router.get("", response=TermsOut, operation_id="get_judging_terms", summary="What judgements rest on")
def get_terms(request: HttpRequest) -> dict[str, Any]:
    return asdict(read_terms(who_asks(request)).terms)


@terms_router.put(
    "", response=TermsOut, operation_id="set_judging_terms", summary="Set what judgements rest on"
)
def put_terms(request: HttpRequest, body: TermsIn) -> dict[str, Any]:
    """They hold from the next run on."""
    return asdict(save_terms(who_asks(request), content=body.model_dump()))
