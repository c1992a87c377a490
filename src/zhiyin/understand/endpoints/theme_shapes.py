"""Themes as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Day, Input, Text
from zhiyin.science.estimate.results import Estimate
from zhiyin.understand.queries.themes.runs import RunState
from zhiyin.understand.queries.themes.themes import SeenTheme
from zhiyin.understand.queries.themes.topics import SeenTopic, condition_of
from zhiyin.understand.theming.choice import DEFAULT_DAYS, Choice

Code = Annotated[Text, Field(max_length=60)]
Words = Annotated[Text, Field(max_length=200)]
Condition = Annotated[Text, Field(max_length=4_000)]
Days = Annotated[int, Field(ge=7, le=3_660)]
Label = Literal["", "negative", "neutral", "mixed", "positive"]


class ShareOut(Schema):
    """From 0 to 1, with its 95 % interval; `n` texts were read."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class EmergenceOut(Schema):
    """The latest week in which it grew faster than its history allows."""

    week: datetime
    count: int
    expected: float
    growth: float
    p: float
    p_adjusted: float


class ThemeOut(Schema):
    """`n` texts of the period; `weeks` texts by week over the whole window; `topic` the code if it is pinned."""

    id: str
    name: str
    words: list[str]
    typical: list[str]
    n: int
    share: ShareOut
    labels: dict[str, int]
    weeks: list[int]
    stability: float | None
    emerging: EmergenceOut | None
    hidden: bool
    renamed: bool
    topic: str
    withheld: bool


class RunOut(Schema):
    """One finding. `state`: waiting, finding, ready, failed, cancelled. `stability`: matched Jaccard on 95 % samples."""

    id: str
    state: str
    percent: int
    choice: dict[str, Any]
    since: datetime | None
    until: datetime | None
    weeks_from: datetime | None
    weeks: int
    fitting: int
    texts: int
    read: int
    coverage: float | None
    stability: float | None
    reason: str
    analyser: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None


class ThemeList(Schema):
    """The largest first. `looks`: how many themes and weeks were looked at for what emerges. `left_out`: texts of
    the period that no theme counts, by why (`copy`, `spam`)."""

    results: list[ThemeOut]
    next: str | None
    previous: str | None
    run: RunOut | None
    under_way: RunOut | None
    read: int
    looks: int
    left_out: dict[str, int]


class QuoteOut(Schema):
    signal: str
    words: str
    unit: str
    occurred_at: datetime
    label: str


class UnitShareOut(Schema):
    unit: str
    label: str
    share: ShareOut


class EditOut(Schema):
    id: str
    kind: str
    names: list[str]
    by: str
    at: datetime
    undone_by: str
    undone_at: datetime | None


class ThemeDetailOut(ThemeOut):
    quotes: list[QuoteOut]
    units: list[UnitShareOut]
    edits: list[EditOut]


class MemberOut(Schema):
    signal: str
    strength: float


class MemberList(Schema):
    results: list[MemberOut]
    next: str | None
    previous: str | None


class TopicOut(Schema):
    """`condition` narrows inbox, measures, alerts and segments to it; `complete`: earlier texts are in it as well."""

    id: str
    code: str
    name: str
    words: list[str]
    theme: str | None
    condition: str
    by: str
    at: datetime
    complete: bool


class AlertsIn(Input):
    on: bool


class AlertsOut(Schema):
    on: bool


class TopicList(Schema):
    results: list[TopicOut]
    next: str | None
    previous: str | None


class ChoiceIn(Input):
    """Which texts: the last `days` (12 weeks), or `since` … `until`, or `all_time`."""

    unit: Code = ""
    channel: Code = ""
    kind: Code = ""
    label: Label = ""
    query: Words = ""
    where: Condition = ""
    days: Days = DEFAULT_DAYS
    since: Day | None = None
    until: Day | None = None
    all_time: bool = False


class NameIn(Input):
    name: Annotated[str, Field(max_length=200)]


class MergeIn(Input):
    """The themes that become one with the theme of the address."""

    themes: Annotated[list[Code], Field(min_length=1, max_length=9)]


class SplitIn(Input):
    parts: Annotated[int, Field(ge=2, le=5)] = 2


def choice_from(
    unit: str,
    channel: str,
    kind: str,
    label: str,
    query: str,
    where: str,
    days: int,
    since: date | None,
    until: date | None,
    *,
    all_time: bool,
) -> Choice:
    free = all_time or since is not None
    return Choice(unit, channel, kind, label, query, where, None if free else days, since, until)


def share_out(share: Estimate) -> dict[str, Any]:
    return {"value": share.value, "low": share.low, "high": share.high, "n": share.n}


def theme_out(one: SeenTheme) -> dict[str, Any]:
    grown = one.emergence
    return {
        "id": str(one.id),
        "name": one.name,
        "words": list(one.words),
        "typical": list(one.typical),
        "n": one.n,
        "share": share_out(one.share),
        "labels": {label or "unread": n for label, n in one.labels.items()},
        "weeks": list(one.weeks),
        "stability": one.stability,
        "emerging": grown
        and {
            "week": grown.begins,
            "count": grown.count,
            "expected": grown.expected,
            "growth": grown.growth,
            "p": grown.p,
            "p_adjusted": grown.p_adjusted,
        },
        "hidden": one.is_hidden,
        "renamed": one.is_renamed,
        "topic": one.topic,
        "withheld": one.withheld,
    }


def run_out(one: RunState) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "state": one.state,
        "percent": one.percent,
        "choice": one.choice.kept(),
        "since": one.since,
        "until": one.until,
        "weeks_from": one.start,
        "weeks": one.weeks,
        "fitting": one.fitting,
        "texts": one.texts,
        "read": one.read,
        "coverage": one.coverage,
        "stability": one.stability,
        "reason": one.reason,
        "analyser": one.analyser,
        "asked_by": one.asked_by,
        "asked_at": one.asked_at,
        "ended_at": one.ended_at,
    }


def topic_out(one: SeenTopic) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "code": one.code,
        "name": one.name,
        "words": list(one.words),
        "theme": str(one.theme) if one.theme else None,
        "condition": condition_of(one.code),
        "by": one.by,
        "at": one.at,
        "complete": one.is_complete,
    }
