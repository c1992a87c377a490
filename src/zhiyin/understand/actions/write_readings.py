"""Write readings by the thousand, each with people's corrections of its words in their place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.db import connection
from django.utils import timezone

from zhiyin.science.understand import reading as science
from zhiyin.understand.corrected import Said, Word, corrected, digest
from zhiyin.understand.models import Correction, NextReading, Reading
from zhiyin.understand.queries.categories import with_those_above

NEXT_COLUMNS: Final = (
    "signal_id", "revision", "analyser", "language", "sentiment", "label", "confidence", "sentences", "mentions",
    "targets", "annotations", "reason",
)  # fmt: skip
COLUMNS: Final = (*NEXT_COLUMNS, "read_at", "machine")
JSON: Final = frozenset({"sentences", "mentions", "targets", "annotations", "machine"})


@dataclass(frozen=True, slots=True)
class Read:
    """What a version read of one signal: `said` without corrections, `words` the text that it read."""

    signal_id: int
    revision: int
    words: str
    analyser: str
    language: str
    confidence: float | None
    reason: str
    said: Said
    sentences: list[dict[str, Any]]
    targets: list[dict[str, Any]]


def read_of(
    signal_id: int,
    revision: int,
    words: str,
    reading: science.Reading,
    above: Mapping[str, Sequence[str]],
) -> Read:
    """What the models said of these words of a signal; `above` are the categories above others."""
    mentions = [
        {
            "aspect": m.aspect,
            "start": m.start,
            "end": m.end,
            "sentiment": round(m.sentiment, 3),
            "categories": with_those_above(m.categories, above),
            "opinion": m.opinion,
            "confidence": round(m.confidence, 3),
            "rule": m.rule,
        }
        for m in reading.mentions
    ]
    sentences = [
        {
            "start": one.start,
            "end": one.end,
            "sentiment": round(one.sentiment, 3),
            "label": one.label,
            "confidence": round(one.confidence, 3),
        }
        for one in reading.sentences
    ]
    targets = [
        {
            "start": one.start,
            "end": one.end,
            "aspect": one.aspect,
            "sentiment": round(one.sentiment, 3),
            "label": one.label,
            "confidence": round(one.confidence, 3),
            "opinion": one.opinion,
        }
        for one in reading.targets
    ]
    annotations = [
        {
            "kind": one.kind,
            "code": one.code,
            "start": one.start,
            "end": one.end,
            "strength": round(one.strength, 3),
            "confidence": round(one.confidence, 3),
            "rule": one.rule,
        }
        for one in reading.annotations
    ]
    said = Said(reading.sentiment, reading.label or "", mentions, annotations)
    return Read(
        signal_id,
        revision,
        words,
        reading.analyser,
        reading.language or "",
        reading.confidence,
        reading.reason or "",
        said,
        sentences if len(sentences) > 1 else [],
        targets,
    )


def write_readings(read: Sequence[Read]) -> None:
    """Put these readings in force, in one statement: an import of a million texts comes through here."""
    standing = words_about({one.signal_id: one.words for one in read})
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = []
    for one in read:
        words = standing.get(one.signal_id)
        now = corrected(one.said, words) if words else one.said
        machine = orjson.dumps(one.said.kept()).decode() if words else None
        rows.append((*_columns(one, now), at, machine))
    _upsert(Reading._meta.db_table, COLUMNS, rows)


def write_next_readings(read: Sequence[Read]) -> None:
    """Keep these readings beside those in force, without corrections."""
    _upsert(NextReading._meta.db_table, NEXT_COLUMNS, [_columns(one, one.said) for one in read])


def words_about(texts: Mapping[int, str]) -> dict[int, list[Word]]:
    """People's corrections of these signals that are about these words."""
    found: dict[int, list[Word]] = {}
    for one in Correction.objects.filter(signal_id__in=list(texts)).order_by("id"):
        if one.words == digest(texts[one.signal_id]):
            found.setdefault(one.signal_id, []).append(Word(one.field, one.key, one.value))
    return found


def _columns(one: Read, said: Said) -> tuple[Any, ...]:
    return (
        one.signal_id,
        one.revision,
        one.analyser,
        one.language,
        said.sentiment,
        said.label,
        one.confidence,
        orjson.dumps(one.sentences).decode(),
        orjson.dumps(said.mentions).decode(),
        orjson.dumps(one.targets).decode(),
        orjson.dumps(said.annotations).decode(),
        one.reason,
    )


def _upsert(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    renewed = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in columns[1:])
    json = "%s" if connection.vendor == "sqlite" else "%s::jsonb"
    marks = ", ".join(json if name in JSON else "%s" for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})"  # noqa: S608  (our own names)
            f" ON CONFLICT ({quote(columns[0])}) DO UPDATE SET {renewed}",
            rows,
        )
