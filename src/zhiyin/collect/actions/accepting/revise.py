"""The same key with other content: a new revision of the signal; what it said before is kept."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from zhiyin.collect.actions.accepting.protect import PROTECTED, to_the_hour
from zhiyin.collect.actions.accepting.write import ANSWER_FIELDS, SIGNAL_FIELDS, Row, write_answers
from zhiyin.collect.earlier_givers import giver_of
from zhiyin.collect.models import Answer, Signal, SignalRevision

CHUNK = 2_000
# What a source cannot change by saying something else: when we first heard of it, and under which key.
KEPT = frozenset({"id", "source", "source_id", "received_at", "account", "visit", "staff"})
TIME = frozenset({"occurred_at", "time_assumed"})


def keep_and_replace(
    cursor: CursorWrapper,
    rows: Sequence[Row],
    answers: Sequence[Row],
    now: datetime,
    *,
    keep_time: set[int],
    hidden: Collection[int] = (),
) -> dict[int, datetime]:
    """Write the signals' old content to their revisions and put `rows` (SIGNAL_FIELDS) in its place.

    Answers are replaced as a whole; the signals in `keep_time` keep their time, as the source names none. Of those
    `hidden` are protected (see `write_answers`).
    Returns when each signal was said to have occurred before.
    """
    before: dict[int, datetime] = {}
    ids = [row[0] for row in rows]
    for start in range(0, len(ids), CHUNK):
        before.update(_keep(ids[start : start + CHUNK], now))
    _replace(cursor, [row for row in rows if row[0] not in keep_time], KEPT)
    _replace(cursor, [row for row in rows if row[0] in keep_time], KEPT | TIME)
    for start in range(0, len(ids), CHUNK):
        Answer.objects.filter(signal_id__in=ids[start : start + CHUNK]).delete()
    write_answers(cursor, answers, hidden)
    return before


def _keep(ids: list[int], now: datetime) -> dict[int, datetime]:
    answers: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for answer in Answer.objects.filter(signal_id__in=ids).values(*_answer_columns()):
        answers[answer.pop("signal_id")].append(answer)
    signals = list(Signal.objects.filter(id__in=ids))
    SignalRevision.objects.bulk_create(
        SignalRevision(
            # a counted number lies between those of revisions whose moment is known
            id=-1 - secrets.randbits(62) if signal.identity in PROTECTED else None,
            signal=signal,
            revision=signal.revision,
            replaced_at=to_the_hour(now) if signal.identity in PROTECTED else now,
            content={
                "kind": signal.kind,
                "channel": signal.channel,
                "content_hash": bytes(signal.content_hash).hex(),
                "occurred_at": signal.occurred_at.isoformat(),
                "time_assumed": signal.time_assumed,
                "unit_id": signal.unit_id,
                "unit_path": signal.unit_path,
                "touchpoint_id": signal.touchpoint_id,
                **giver_of(signal),
                "tier": signal.tier,
                "population": signal.population,
                "identity": signal.identity,
                "title": signal.title,
                "text": signal.text,
                "attributes": signal.attributes,
                "answers": answers[signal.pk],
                "import_id": signal.imported_id,
                "row": signal.row,
            },
        )
        for signal in signals
    )
    return {signal.pk: signal.occurred_at for signal in signals}


def _answer_columns() -> list[str]:
    return [Answer._meta.get_field(name).attname for name in ANSWER_FIELDS]  # type: ignore[union-attr]


def _replace(cursor: CursorWrapper, rows: Sequence[Row], kept: frozenset[str]) -> None:
    if not rows:
        return
    quote = connection.ops.quote_name
    changed = [name for name in SIGNAL_FIELDS if name not in kept]
    column = {field.name: str(field.column) for field in Signal._meta.local_concrete_fields}
    places = [SIGNAL_FIELDS.index(name) for name in changed]
    assignments = ", ".join(f"{quote(column[name])} = %s" for name in changed)
    sql = f"UPDATE {quote(Signal._meta.db_table)} SET {assignments} WHERE {quote('id')} = %s"  # noqa: S608
    cursor.executemany(sql, [(*(row[place] for place in places), row[0]) for row in rows])
