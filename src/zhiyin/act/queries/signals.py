"""Signals as alert rules see them, and what they say of themselves in a case's name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from zhiyin.accounts.models import Unit
from zhiyin.accounts.queries.units import read_tree
from zhiyin.collect.models import Answer, Signal
from zhiyin.measure.errors import BadCriteria
from zhiyin.science.act.telling import telling_aspects
from zhiyin.science.collect.context import VISIT_ROUTES
from zhiyin.science.terms import CriteriaError, Criterion
from zhiyin.science.understand.sentiment import label_of
from zhiyin.understand.models import Reading, TopicMember
from zhiyin.understand.queries.categories import feeling_by_aspect, feeling_by_category
from zhiyin.understand.queries.fields import CONSTRUCT_FIELDS, criterion_on_signal
from zhiyin.understand.queries.ratings import RANK, rank_of

CHUNK: Final = 500
COLUMNS: Final = (
    "id",
    "unit_id",
    "unit_path",
    "kind",
    "channel",
    "source",
    "touchpoint__code",
    "tier",
    "text",
    "title",
    "attributes",
    "occurred_at",
    "received_at",
    "reading__language",
    "reading__sentiment",
    "reading__label",
    "reading__mentions",
    "reading__annotations",
)


def read_condition(text: str) -> Criterion:
    """A rule's condition about one signal. Raises BadCriteria with the place of the fault."""
    try:
        return criterion_on_signal(text)
    except CriteriaError as error:
        raise BadCriteria(error, text) from None


def candidates() -> QuerySet[Signal]:
    """Signals that may open a case: of customers, never of staff or tests, and known to be recent.

    Where the source gave no time nobody knows how old an experience is: a file of history must not ring a bell for
    each of its rows.
    """
    return Signal.objects.filter(population="customer", time_assumed=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """A signal as rules see it: `row` has the fields of SIGNAL_SUBJECT, `unit_path` is where the unit stands today."""

    id: int
    unit_id: int
    unit_path: str
    occurred_at: datetime
    row: Mapping[str, Any]


def heard(signals: QuerySet[Signal], ids: Sequence[int]) -> Iterator[Heard]:
    """Those of the ids that the query contains, in chunks, without a query for each."""
    tree = read_tree()
    for start in range(0, len(ids), CHUNK):
        found = list(signals.filter(id__in=ids[start : start + CHUNK]).values(*COLUMNS))
        keys = [one["id"] for one in found]
        scores, topics = _lowest_scores(keys), _topics(keys)
        for one in found:
            unit = tree.by_id[one["unit_id"]]
            region = tree.by_path.get(unit.path[: 2 * Unit.steplen]) if unit.depth > 1 else None
            row = {
                "unit": unit.code,
                "region": region.code if region else None,
                "unit_path": one["unit_path"],
                "kind": one["kind"],
                "channel": one["channel"],
                "source": one["source"],
                "touchpoint": one["touchpoint__code"],
                "tier": one["tier"] or None,
                "visit_route": _route(one["attributes"]),
                "language": one["reading__language"] or None,
                "has_text": bool(one["text"] or one["title"]),
                "sentiment": one["reading__sentiment"],
                "sentiment_label": one["reading__label"] or None,
                "occurred_at": one["occurred_at"],
                "received_at": one["received_at"],
                "text": one["text"] or None,
                "attributes": one["attributes"],
                "aspects": _felt("name", feeling_by_aspect(one["reading__mentions"] or ())),
                "categories": _felt("code", feeling_by_category(one["reading__mentions"] or ())),
                "annotations": one["reading__annotations"] or [],
                "topics": topics.get(one["id"], []),
                **scores.get(one["id"], {}),
            }
            yield Heard(one["id"], unit.id, unit.path, one["occurred_at"], row)


def _lowest_scores(ids: Sequence[int]) -> dict[int, dict[str, float]]:
    given = Answer.objects.filter(
        signal_id__in=ids,
        construct__in=CONSTRUCT_FIELDS,
        role="plain",
        status="answered",
        value__isnull=False,
    )
    scores: dict[int, dict[str, float]] = {}
    first = given.annotate(rank=RANK).order_by("rank", "value")
    for signal_id, construct, value in first.values_list("signal_id", "construct", "value"):
        if value is not None:
            scores.setdefault(signal_id, {}).setdefault(construct, value)
    return scores


def _topics(ids: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """The pinned topics that signals belong to."""
    found: dict[int, list[dict[str, str]]] = {}
    for signal_id, code in TopicMember.objects.filter(signal__in=ids).values_list("signal_id", "topic__code"):
        found.setdefault(signal_id, []).append({"code": code})
    return found


def _route(attributes: Mapping[str, Any]) -> str | None:
    route = attributes.get("visit_route")
    return route if route in VISIT_ROUTES else None


def voices(ids: Sequence[int]) -> dict[int, Signal]:
    """Signals with what a case needs of them, by id."""
    return {
        signal.id: signal
        for start in range(0, len(ids), CHUNK)
        for signal in Signal.objects.filter(id__in=ids[start : start + CHUNK])
        .select_related("unit", "reading")
        .prefetch_related("answers")
    }


def reading_of(signal: Signal) -> Reading | None:
    """The signal's reading, if it has been read."""
    return getattr(signal, "reading", None)


def _given(signal: Signal, construct: str) -> list[Answer]:
    return [
        answer
        for answer in signal.answers.all()
        if answer.construct == construct
        and answer.role == "plain"
        and answer.status == "answered"
        and answer.value is not None
    ]


def _felt(named: str, feelings: Mapping[str, float]) -> list[dict[str, Any]]:
    """Aspects or categories as conditions see them, each once."""
    return [
        {named: code, "sentiment": value, "label": label_of((value + 1) / 2)}
        for code, value in feelings.items()
    ]


def headline_of(signal: Signal) -> dict[str, Any]:
    """What names a case about this signal: its most telling aspects and its scores; never its words."""
    reading = reading_of(signal)
    label = reading.label if reading else ""
    mentions = [(m["aspect"], m.get("sentiment")) for m in reading.mentions] if reading else []

    def place(answer: Answer) -> tuple[int, float]:
        rank = rank_of(answer.construct, answer.item, answer.touchpoint_id, signal.touchpoint_id)
        return rank, answer.value or 0.0

    lowest = [min(_given(signal, construct), key=place, default=None) for construct in CONSTRUCT_FIELDS]
    scores = [
        {"construct": answer.construct, "value": answer.value, "max": answer.scale_max}
        for answer in lowest
        if answer is not None
    ]
    return {"aspects": telling_aspects(mentions, label), "scores": scores[:2], "label": label}
