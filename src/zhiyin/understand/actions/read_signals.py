"""Read what customers said: a batch of signals becomes a batch of readings."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.journal.feed import make_ready
from zhiyin.journal.record import record
from zhiyin.science.understand import reading as science
from zhiyin.search import index
from zhiyin.understand.models import Reading

FIELDS = [
    "revision",
    "analyser",
    "language",
    "sentiment",
    "label",
    "confidence",
    "mentions",
    "reason",
    "read_at",
]


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
    now = timezone.now()
    rows = [
        Reading(
            signal_id=key,
            revision=revision,
            analyser=result.analyser,
            language=result.language or "",
            sentiment=result.sentiment,
            label=result.label or "",
            confidence=result.confidence,
            mentions=[
                {"aspect": m.aspect, "start": m.start, "end": m.end, "sentiment": round(m.sentiment, 3)}
                for m in result.mentions
            ],
            reason=result.reason or "",
            read_at=now,
        )
        for (key, revision, *_), result in zip(todo, found, strict=True)
    ]
    keys = [row[0] for row in todo]
    with transaction.atomic():
        Reading.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["signal"], update_fields=FIELDS
        )
        index.put("signal", [(key, text) for key, text in zip(keys, texts, strict=True) if text])
        make_ready("signal", keys)
        record(actor, "understand.signals_read", {"signals": keys})
    return len(rows)
