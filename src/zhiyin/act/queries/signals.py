"""Signals as alert rules see them, and what they say of themselves in a case's name."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from zhiyin.accounts.models import Unit
from zhiyin.accounts.queries.units import read_tree
from zhiyin.collect.models import Answer, Signal
from zhiyin.measure.errors import BadCriteria
from zhiyin.science.act.telling import telling_aspects
from zhiyin.science.terms import CriteriaError, Criterion, calls, parse
from zhiyin.science.understand.sentiment import label_of
from zhiyin.understand.models import Reading
from zhiyin.understand.queries.fields import CONSTRUCT_FIELDS, SIGNAL_SUBJECT

CHUNK: Final = 500


def read_condition(text: str) -> Criterion:
    """A rule's condition about one signal. Raises BadCriteria with the place of the fault."""
    try:
        criterion = parse(text, SIGNAL_SUBJECT, zone=ZoneInfo(settings.TIME_ZONE))
        if calls(criterion):
            raise CriteriaError("not_available", "count(…) and metric(…) cannot be used in an alert rule.")
    except CriteriaError as error:
        raise BadCriteria(error, text) from None
    return criterion


def candidates() -> QuerySet[Signal]:
    """Signals that may open a case: of customers, never of staff or tests."""
    return Signal.objects.filter(population="customer")


def in_chunks(signals: QuerySet[Signal], ids: Sequence[int]) -> Iterator[Signal]:
    """Those of the ids that the query contains, with all that a rule may ask of them."""
    for start in range(0, len(ids), CHUNK):
        yield from (
            signals.filter(id__in=ids[start : start + CHUNK])
            .select_related("unit", "touchpoint", "reading")
            .prefetch_related("answers")
        )


def row_of(signal: Signal) -> Mapping[str, Any]:
    """The signal as a row of `understand.queries.fields.SIGNAL_SUBJECT`."""
    reading = reading_of(signal)
    region = read_tree().by_path.get(signal.unit.path[: 2 * Unit.steplen])
    return {
        "unit": signal.unit.code,
        "region": region.code if region is not None and len(signal.unit.path) > Unit.steplen else None,
        "unit_path": signal.unit_path,
        "kind": signal.kind,
        "channel": signal.channel,
        "source": signal.source,
        "touchpoint": signal.touchpoint.code if signal.touchpoint else None,
        "tier": signal.tier or None,
        "language": (reading.language or None) if reading else None,
        "has_text": bool(signal.text or signal.title),
        "sentiment": reading.sentiment if reading else None,
        "sentiment_label": (reading.label or None) if reading else None,
        "occurred_at": signal.occurred_at,
        "received_at": signal.received_at,
        "text": signal.text or None,
        "attributes": signal.attributes,
        "aspects": [_aspect(mention) for mention in reading.mentions] if reading else [],
        **scores_of(signal),
    }


def reading_of(signal: Signal) -> Reading | None:
    """The signal's reading, if it has been read."""
    return getattr(signal, "reading", None)


def scores_of(signal: Signal) -> dict[str, float | None]:
    """The lowest value that the signal gave to a plain item of each construct."""
    return {
        construct: min(
            (answer.value for answer in _given(signal, construct) if answer.value is not None), default=None
        )
        for construct in CONSTRUCT_FIELDS
    }


def _given(signal: Signal, construct: str) -> list[Answer]:
    return [
        answer
        for answer in signal.answers.all()
        if answer.construct == construct and answer.role == "plain" and answer.status == "answered"
    ]


def _aspect(mention: Mapping[str, Any]) -> dict[str, Any]:
    sentiment = mention.get("sentiment")
    label = None
    if sentiment is not None:
        label = label_of((sentiment + 1) / 2)
    return {"name": mention["aspect"], "sentiment": sentiment, "label": label}


def headline_of(signal: Signal) -> dict[str, Any]:
    """What names a case about this signal: its most telling aspects and its scores; never its words."""
    reading = reading_of(signal)
    label = reading.label if reading else ""
    mentions = [(m["aspect"], m.get("sentiment")) for m in reading.mentions] if reading else []
    scores = [
        {"construct": construct, "value": value}
        for construct, value in scores_of(signal).items()
        if value is not None
    ]
    return {"aspects": telling_aspects(mentions, label), "scores": scores[:2], "label": label}


def too_old(signal: Signal, oldest: datetime) -> bool:
    """Whether the experience lies before the instant."""
    return signal.occurred_at < oldest
