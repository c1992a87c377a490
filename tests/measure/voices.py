"""A lake built by hand: signals with their answers and mentions, said in one line each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhiyin.accounts.models import Unit
from zhiyin.facts.lake import Lake
from zhiyin.facts.tables import TABLES

SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0), "rating": (1.0, 5.0)}


@dataclass(frozen=True)
class Voice:
    """One signal. `answers`: construct → value (None: skipped); `aspects`, `categories`: code → label; `annotations`: kind
    and code."""

    unit: Unit
    day: date = date(2026, 3, 15)
    answers: Mapping[str, float | None] = field(default_factory=dict)
    aspects: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    annotations: tuple[tuple[str, str], ...] = ()
    sentiment: float | None = None
    channel: str = "wechat"
    kind: str = "survey"
    touchpoint: str | None = None
    tier: str | None = None
    visit_route: str | None = None
    language: str = "zh"
    population: str = "customer"
    identity: str = "known"
    respondent: int | None = None
    source: str = "test"
    scales: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    polarity: int = 1
    status: str | None = None


def many(voice: Voice, counts: Mapping[float, int], construct: str = "nps") -> list[Voice]:
    """The same voice with other values of one construct: value → how often."""
    return [
        replace(voice, answers={construct: value}) for value, count in counts.items() for _ in range(count)
    ]


def label_of(sentiment: float | None) -> str | None:
    if sentiment is None:
        return None
    return "negative" if sentiment < -0.2 else "positive" if sentiment > 0.2 else "neutral"


def tables_of(voices: Iterable[Voice]) -> dict[str, pa.Table]:
    """The rows of the tables."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for number, voice in enumerate(voices, start=1):
        happened = datetime(voice.day.year, voice.day.month, voice.day.day, 4, tzinfo=UTC) + timedelta(
            seconds=number % 3600
        )
        shared = {
            "month": f"{voice.day:%Y-%m}",
            "day": voice.day,
            "hour": 12,
            "occurred_at": happened,
            "received_at": happened,
            "signal_id": number,
            "revision": 1,
            "unit_id": voice.unit.pk,
            "unit_path": voice.unit.path,
            "kind": voice.kind,
            "channel": voice.channel,
            "source": voice.source,
            "touchpoint": voice.touchpoint,
            "respondent": voice.respondent if voice.respondent is not None else number,
            "tier": voice.tier,
            "visit_route": voice.visit_route,
            "population": voice.population,
            "identity": voice.identity,
            "language": voice.language,
            "has_text": voice.sentiment is not None,
            "sentiment": voice.sentiment,
            "sentiment_label": label_of(voice.sentiment),
        }
        rows["signals"].append(shared)
        for construct, value in voice.answers.items():
            low, high = voice.scales.get(construct, SCALES.get(construct, (None, None)))
            rows["answers"].append(
                shared
                | {
                    "answer_id": 10 * number + len(rows["answers"]) % 10,
                    "item": f"{construct}_item",
                    "construct": construct,
                    "role": "plain",
                    "value": value,
                    "scale_min": low,
                    "scale_max": high,
                    "polarity": voice.polarity,
                    "overall": True,
                    "status": voice.status or ("skipped" if value is None else "answered"),
                    "factor": None,
                    "product": None,
                    "staff_id": None,
                }
            )
        for table, name, spoken in (
            ("mentions", "aspect", voice.aspects),
            ("categories", "category", voice.categories),
        ):
            for code, label in spoken.items():
                feeling = {"negative": -0.8, "neutral": 0.0, "positive": 0.8}[label]
                rows[table].append(shared | {name: code, "aspect_sentiment": feeling, "aspect_label": label})
        for kind, code in voice.annotations:
            rows["annotations"].append(
                shared | {"annotation_kind": kind, "annotation": code, "strength": 0.8}
            )
    return {name: pa.Table.from_pylist(found, schema=TABLES[name]) for name, found in rows.items() if found}


def fill(
    place: Path, voices: Iterable[Voice], *, as_of: datetime = datetime(2026, 11, 21, 6, 32, tzinfo=UTC)
) -> None:
    """Commit the voices to the lake as its next batch."""
    lake = Lake(place)
    lake.commit(lake.next_batch(), tables_of(list(voices)), as_of=as_of)
