"""Read what customers said: a batch of signals becomes a batch of readings."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import orjson
from django.db import connection, transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.journal.feed import make_ready
from zhiyin.journal.record import record
from zhiyin.science.understand import reading as science
from zhiyin.search import index
from zhiyin.understand.models import Reading

COLUMNS: Final = (
    "signal_id", "revision", "analyser", "language", "sentiment", "label", "confidence", "mentions", "reason", "read_at"
)  # fmt: skip


def read_signals(actor: Actor, *, signals: Sequence[int], again: bool = False) -> int:
    """Read the texts of these signals that have no reading at their current revision; all of them if `again`.

    Writes the readings, indexes the texts, lets the lake have the signals and journals `understand.signals_read`
    with their ids, in one transaction; the reading itself happens before, so that it holds no lock.
    Returns how many were read. Reading the same again changes nothing.
    """
    actor.require("settings.manage")
    waiting = Signal.objects.filter(id__in=signals).values_list(
        "id", "revision", "title", "text", "reading__revision"
    )
    # a signal without words has nothing to read, unless a revision took its words away
    todo = [row for row in waiting if (row[2] or row[3] or row[4]) and (again or row[4] != row[1])]
    if not todo:
        return 0
    texts = [f"{title}\n{text}" if title and text else title or text for _, _, title, text, _ in todo]
    found = science.read(texts)
    keys = [row[0] for row in todo]
    words = index.prepare((key, text) for key, text in zip(keys, texts, strict=True) if text)
    revisions = [row[1] for row in todo]
    with transaction.atomic():
        _write(zip(keys, revisions, found, strict=True), timezone.now())
        index.put("signal", words, replaced=[row[0] for row in todo if row[4] is not None])
        make_ready("signal", keys)
        record(actor, "understand.signals_read", {"signals": keys})
    return len(keys)


def _write(rows: Iterable[tuple[int, int, science.Reading]], now: datetime) -> None:
    """One statement for all: an import of a million texts comes through here."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in COLUMNS)
    renewed = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in COLUMNS[1:])
    mentions = "%s" if connection.vendor == "sqlite" else "%s::jsonb"
    marks = ", ".join(mentions if name == "mentions" else "%s" for name in COLUMNS)
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(Reading._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  (our own names)
            f" ON CONFLICT ({quote('signal_id')}) DO UPDATE SET {renewed}",
            [
                (
                    key,
                    revision,
                    reading.analyser,
                    reading.language or "",
                    reading.sentiment,
                    reading.label or "",
                    reading.confidence,
                    _mentions(reading),
                    reading.reason or "",
                    at,
                )
                for key, revision, reading in rows
            ],
        )


def _mentions(reading: science.Reading) -> str:
    found = [
        {"aspect": m.aspect, "start": m.start, "end": m.end, "sentiment": round(m.sentiment, 3)}
        for m in reading.mentions
    ]
    return orjson.dumps(found).decode()
