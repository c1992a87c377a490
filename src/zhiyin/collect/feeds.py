"""Signals and answers for the lake: current state, many at once, as raw rows. No text leaves here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from zhiyin.collect.models import Answer, Signal
from zhiyin.journal.columns import rows_of
from zhiyin.journal.models import Feed

CHUNK = 5_000  # keys per statement

SIGNAL_COLUMNS: tuple[str, ...] = (
    "id",
    "revision",
    "occurred",
    "received",
    "unit_id",
    "unit_path",
    "kind",
    "channel",
    "source",
    "touchpoint__code",
    "customer__person_id",  # whoever is one person answers as one
    "pseudonym",  # of a confidential one
    "tier",
    "population",
    "identity",
    "has_text",
    "visit_route",  # as it was given: not always one that is known
)
ANSWER_COLUMNS: tuple[str, ...] = (
    "signal_id",
    "id",
    "item",
    "construct",
    "role",
    "value",
    "scale_min",
    "scale_max",
    "polarity",
    "status",
    "touchpoint__code",
    "factor",
    "product",
    "staff_id",
)

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Span:
    """Signals that occurred from `start` (inclusive) to `end` (exclusive)."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Keys:
    """These signals."""

    ids: tuple[int, ...]


Selection = Span | Keys


def signals(selection: Selection) -> Rows:
    """The signals, one tuple each in the order of SIGNAL_COLUMNS; erased ones are absent."""
    found = Signal.objects.annotate(
        has_text=ExpressionWrapper(~Q(text="") | ~Q(title=""), output_field=BooleanField()),
        # an expression, so that SQLite's driver leaves the text as it is: making datetimes costs more than the row
        occurred=Coalesce("occurred_at", "occurred_at"),
        received=Coalesce("received_at", "received_at"),
        visit_route=KeyTextTransform(
            "visit_route", "attributes"
        ),  # in SQL: parsing all of it here costs more
    ).values_list(*SIGNAL_COLUMNS)
    return [row for part in chosen(found, selection, "") for rows in rows_of(part) for row in rows]


def answers(selection: Selection) -> Rows:
    """The answers of these signals, one tuple each in the order of ANSWER_COLUMNS."""
    found = Answer.objects.values_list(*ANSWER_COLUMNS)
    return [row for part in chosen(found, selection, "signal__") for rows in rows_of(part) for row in rows]


def chosen(
    queryset: "QuerySet[Any, Any]", selection: Selection, signal: str
) -> Iterator["QuerySet[Any, Any]"]:
    """The queryset restricted to these signals, in as many statements as it takes.

    `signal` is the way from the queryset's model to the signal: "" or "signal__".
    """
    if isinstance(selection, Span):
        bounds = {f"{signal}occurred_at__gte": selection.start, f"{signal}occurred_at__lt": selection.end}
        yield queryset.filter(**bounds)
        return
    path = f"{signal}id".replace("__", "_")
    for start in range(0, len(selection.ids), CHUNK):
        yield queryset.filter(**{f"{path}__in": selection.ids[start : start + CHUNK]})


def extent() -> tuple[datetime, datetime] | None:
    """When the first and the last signal occurred; None without any."""
    found = Signal.objects.aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
    return (found["first"], found["last"]) if found["first"] else None


def any_fed() -> bool:
    """Whether there is a signal that does not wait to be fed: the lake has taken it over, or had."""
    waits = Feed.objects.filter(subject="signal", key=OuterRef("id"), batch__isnull=True)
    return Signal.objects.filter(~Exists(waits)).exists()


def count(span: Span) -> int:
    """How many signals occurred in this time."""
    return Signal.objects.filter(occurred_at__gte=span.start, occurred_at__lt=span.end).count()


PRIME = 1_000_003  # sums of ids modulo this stay far from overflowing


def checksum(span: Span, without: Iterable[int] = ()) -> dict[str, float]:
    """Counts and sums over the signals of this time and their answers, `without` some keys: what the lake must say."""
    left_out = list(without)
    held = Signal.objects.filter(occurred_at__gte=span.start, occurred_at__lt=span.end)
    given = Answer.objects.filter(signal__occurred_at__gte=span.start, signal__occurred_at__lt=span.end)
    signal_sums = {"signals": Count("id"), "ids": Sum(F("id") % PRIME), "revisions": Sum("revision")}
    answer_sums = {"answers": Count("id"), "answer_ids": Sum(F("id") % PRIME), "values": Sum("value")}
    found: dict[str, float] = {}
    for queryset, sums, path in ((held, signal_sums, "id"), (given, answer_sums, "signal_id")):
        found |= {name: float(value or 0) for name, value in queryset.aggregate(**sums).items()}
        for start in range(0, len(left_out), CHUNK):
            excluded = queryset.filter(**{f"{path}__in": left_out[start : start + CHUNK]}).aggregate(**sums)
            for name, value in excluded.items():
                found[name] -= float(value or 0)
    return found
