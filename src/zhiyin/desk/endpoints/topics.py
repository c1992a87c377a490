"""What people talk about over the API: the list, and one topic with its words and quotes."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.schemas import Input, Text
from zhiyin.desk.endpoints.signals import SignalOut, voice_out
from zhiyin.desk.queries.opinions import Opinions, opinions, quotes
from zhiyin.facts.reading import Snapshot
from zhiyin.measure.queries.lake import facts
from zhiyin.measure.queries.question import Answer, Cell, Key, Population
from zhiyin.measure.queries.topics import (
    ANNOTATIONS,
    ASPECTS,
    About,
    OneTopic,
    Topic,
    With,
    kind_of,
    one_topic,
    topics,
)
from zhiyin.measure.showing.as_json import cell_to_json

router = Router()

Short = Annotated[Text, Field(max_length=200)]
Code = Annotated[Text, Field(max_length=150)]
Day = Annotated[Text, Field(max_length=20, description="2026-11-21, 2026-11, 2026-Q4 or 2026; included")]


class AboutIn(Input):
    """Which voices: without a period the three months up to the latest with signals."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    unit: Annotated[Short, Field(description="Code, id or name of a unit: it and all below it")] = ""
    where: Annotated[
        Text, Field(max_length=2000, description='A condition on signals: nps <= 6 && tier == "gold"')
    ] = ""
    channel: Short = ""
    kind: Short = ""
    compare: Literal["", "previous", "previous_year"] = "previous"
    population: Population = "customer"


class TopicsIn(AboutIn):
    """Also what to list, and in which order."""

    of: Annotated[
        Short, Field(description="aspect, annotation, or the code of a taxonomy that is switched on")
    ] = ASPECTS
    sort: Literal["hurts", "share", "negative", "net", "change", "score", "name"] = "hurts"


Number = dict[str, Any]
"""`value`, `low`, `high`, `n` and, where they apply, `reason`, `indicative`, `withheld`, `change`: as in /measures."""


class TopicOut(Schema):
    """`texts` speak of it, `share` of all texts do; `hurts` of them speak badly of it. `score` is of those who speak of
    it."""

    code: str
    label: str
    texts: int
    hurts: int
    share: Number
    negative: Number
    positive: Number
    net_sentiment: Number
    score: Number | None


class TopicsOut(Schema):
    as_of: str
    question: str
    plan: str
    family: str | None
    notes: list[str]
    from_: Annotated[str | None, Field(alias="from", serialization_alias="from")]
    to: str | None
    of: str
    texts: int
    score_metric: str | None
    score: Number | None
    results: list[TopicOut]


class BesideOut(Schema):
    """`overall`: the share in all texts, in percent."""

    code: str
    label: str
    texts: int
    share: Number
    overall: float | None


class TopicMonthOut(Schema):
    month: str | None
    share: Number
    net_sentiment: Number


class TopicUnitOut(Schema):
    unit: str
    unit_code: str | None
    share: Number
    negative: Number


class TopicPhraseOut(Schema):
    words: str
    voices: int


class TopicPhrasesOut(Schema):
    """Counted in the newest `of` voices."""

    unhappy: list[TopicPhraseOut]
    happy: list[TopicPhraseOut]
    of: int


class TopicQuotesOut(Schema):
    """`withheld`: protected voices of fewer than 5 people were left out."""

    negative: list[SignalOut]
    positive: list[SignalOut]
    any: list[SignalOut]
    withheld: bool


class TopicScoreOut(Schema):
    metric: str
    of_those: Number
    of_all: Number


class OneTopicOut(TopicOut):
    """`phrases` and `quotes` are null without `voice.read`."""

    as_of: str
    question: str
    family: str | None
    notes: list[str]
    from_: Annotated[str | None, Field(alias="from", serialization_alias="from")]
    to: str | None
    all_texts: int
    scores: list[TopicScoreOut]
    trend: list[TopicMonthOut]
    units: list[TopicUnitOut]
    beside: list[BesideOut]
    phrases: TopicPhrasesOut | None
    quotes: TopicQuotesOut | None


@router.get(
    "",
    response=TopicsOut,
    by_alias=True,
    operation_id="list_topics",
    summary="What people talk about",
)
def list_topics(request: HttpRequest, query: Query[TopicsIn]) -> dict[str, Any]:
    """Aspects, annotations or the categories of a taxonomy with share, feeling and change. Needs `measures.read`."""
    found = topics(request.actor, _about(query), query.of or ASPECTS, sort=query.sort)  # type: ignore[attr-defined]
    return {
        **_answer(found.answer),
        "of": found.of,
        "plan": found.answer.plan,
        "texts": found.all_texts.n,
        "score_metric": found.score_metric.code if found.score_metric else None,
        "score": cell_to_json(found.score) if found.score else None,
        "results": [_topic(one) for one in found.topics],
    }


@router.get(
    "/{code}",
    response=OneTopicOut,
    by_alias=True,
    operation_id="get_topic",
    summary="One topic with its trend, units, words and quotes",
)
def get_topic(request: HttpRequest, code: Code, query: Query[AboutIn]) -> dict[str, Any]:
    """`code` is that of an aspect (`waiting`), a category (`restaurant.dish_taste`) or an annotation
    (`intent:churn_threat`). Needs `measures.read`; words and quotes need `voice.read`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = facts().snapshot()
    found = one_topic(actor, _about(query), code, at=at)
    said = actor.may("voice.read")
    return {
        **_answer(found.answer),
        **_topic(found.topic),
        "all_texts": found.all_texts.n,
        "scores": [
            {"metric": metric.code, "of_those": cell_to_json(here), "of_all": cell_to_json(whole)}
            for metric, here, whole in found.scores
        ],
        "trend": [_month(*one) for one in found.trend],
        "units": [_unit(*one) for one in found.units],
        "beside": [_beside(one) for one in found.beside],
        "phrases": _phrases(opinions(actor, found.about, code, at=at)) if said else None,
        "quotes": _quotes(actor, found, at) if said else None,
    }


def _about(query: AboutIn) -> About:
    return About(
        start=query.from_,
        end=query.to,
        unit=query.unit,
        where=query.where,
        channel=query.channel,
        kind=query.kind,
        population=query.population,
        compare=query.compare,
    )


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "as_of": answer.as_of.isoformat(),
        "question": answer.sentence,
        "family": answer.family or None,
        "notes": list(answer.notes),
        "from": answer.span.start.isoformat() if answer.span.start else None,
        "to": answer.span.end.isoformat() if answer.span.end else None,
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "code": topic.code,
        "label": topic.label,
        "texts": topic.texts.n,
        "hurts": topic.hurts,
        "share": cell_to_json(topic.share),
        "negative": cell_to_json(topic.negative),
        "positive": cell_to_json(topic.positive),
        "net_sentiment": cell_to_json(topic.net),
        "score": cell_to_json(topic.score) if topic.score else None,
    }


def _month(key: Key, share: Cell, net: Cell) -> dict[str, Any]:
    return {"month": key.id, "share": cell_to_json(share), "net_sentiment": cell_to_json(net)}


def _unit(key: Key, share: Cell, negative: Cell) -> dict[str, Any]:
    return {
        "unit": key.label,
        "unit_code": key.code or None,
        "share": cell_to_json(share),
        "negative": cell_to_json(negative),
    }


def _beside(one: With) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.label,
        "texts": one.texts.n,
        "share": cell_to_json(one.share),
        "overall": one.overall,
    }


def _phrases(said: Opinions) -> dict[str, Any]:
    return {
        "unhappy": [{"words": one.words, "voices": one.voices} for one in said.unhappy],
        "happy": [{"words": one.words, "voices": one.voices} for one in said.happy],
        "of": said.of,
    }


def _quotes(actor: Actor, found: OneTopic, at: Snapshot) -> dict[str, Any]:
    code = found.topic.code
    wanted = ("any",) if kind_of(code) == ANNOTATIONS else ("negative", "positive")
    by_feeling = {
        name: quotes(actor, found.about, code, "" if name == "any" else name, at=at) for name in wanted
    }
    shown = {name: [voice_out(line.voice) for line in one.lines] for name, one in by_feeling.items()}
    return {
        "negative": [],
        "positive": [],
        "any": [],
        **shown,
        "withheld": any(one.withheld for one in by_feeling.values()),
    }
