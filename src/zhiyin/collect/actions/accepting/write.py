"""Writing many signals at once: plain INSERTs, for speed, built from the models so that they cannot drift apart."""

import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from zhiyin.collect.models import Answer, Signal
from zhiyin.science.collect.checking import scale_of
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.language.masking import mask

SIGNAL_FIELDS = (
    "id", "kind", "channel", "source", "source_id", "content_hash", "revision", "occurred_at", "received_at",
    "time_assumed", "unit", "unit_path", "touchpoint", "customer", "account", "visit", "staff", "tier",
    "population", "identity", "text", "title", "attributes", "imported", "row",
    "pseudonym",
)  # fmt: skip
ANSWER_FIELDS = (
    "signal", "item", "construct", "role", "value", "scale_min", "scale_max", "polarity", "status", "choice",
    "touchpoint", "factor", "product", "staff",
)  # fmt: skip

MOST_ANSWERS = 1 << 20  # of one signal, far above what any has

Row = tuple[Any, ...]
_NOTHING: dict[str, Any] = {}


@cache
def insert_into(model: type[models.Model], fields: tuple[str, ...]) -> str:
    """A statement that writes a row with all of the model's columns, given in this order; a counted key may be left out."""
    named = {field.name: field for field in model._meta.local_concrete_fields}
    automatic = {name for name, field in named.items() if isinstance(field, models.AutoField)}
    assert set(fields) - automatic == set(named) - automatic, "every column is written"
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(named[name].column)) for name in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  (our columns)


def write_signals(cursor: CursorWrapper, rows: Sequence[Row]) -> None:
    """Insert rows with SIGNAL_FIELDS."""
    if rows:
        cursor.executemany(insert_into(Signal, SIGNAL_FIELDS), rows)


def write_answers(cursor: CursorWrapper, rows: Sequence[Row], hidden: Collection[int] = ()) -> None:
    """Insert rows with ANSWER_FIELDS. Those of the signals `hidden` get ids by chance, below zero.

    A counted id lies between those of answers whose moment is known, and would tell when it was given.
    """
    counted = [row for row in rows if row[0] not in hidden] if hidden else rows
    if counted:
        cursor.executemany(insert_into(Answer, ANSWER_FIELDS), counted)
    if len(counted) < len(rows):
        by_signal = groupby((row for row in rows if row[0] in hidden), key=itemgetter(0))
        numbered = [
            (first + place, *row)
            for _, of_one in by_signal
            for first in [-1 - MOST_ANSWERS - secrets.randbits(62)]
            for place, row in enumerate(of_one)
        ]
        numbered.sort(key=itemgetter(0))
        cursor.executemany(insert_into(Answer, ("id", *ANSWER_FIELDS)), numbered)


def moment_writer() -> Callable[[datetime], Any]:
    """How this database wants a moment, given in UTC, in a plain statement."""
    if connection.vendor == "sqlite":
        return lambda moment: str(moment)[:-6]  # in UTC always: 2026-11-01 00:00:00+00:00
    return lambda moment: moment


def json_text(value: Any) -> str:
    """JSON for a JSONField's column."""
    return orjson.dumps(value).decode() if value else "{}"


def masked(draft: SignalDraft) -> tuple[str, str, dict[str, Any]]:
    """Text, title and attributes without personal data."""
    text = mask(draft.text).text if draft.text else ""
    title = mask(draft.title).text if draft.title else ""
    if not draft.attributes:
        return text, title, _NOTHING
    return text, title, {name: masked_value(value) for name, value in draft.attributes.items()}


def masked_value(value: Any) -> Any:
    """A cell or attribute without personal data; a number may be a telephone's."""
    if isinstance(value, str):
        return mask(value).text if len(value) > 4 else value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 999_999:
        shown = mask(str(value))
        return shown.text if shown.found else value
    return value


def original_of(
    draft: SignalDraft, text: str, title: str, attributes: dict[str, Any], choices: dict[str, str] | None
) -> dict[str, Any]:
    """What masking changed, as it was: the whole text or title, single attributes and answers. {} for nothing."""
    found: dict[str, Any] = {}
    if text != draft.text:
        found["text"] = draft.text
    if title != draft.title:
        found["title"] = draft.title
    if attributes:
        changed = {name: value for name, value in draft.attributes.items() if attributes[name] is not value}
        if changed:
            found["attributes"] = changed
    if choices:
        found["answers"] = choices
    return found


def answer_rows(
    signal_id: int, draft: SignalDraft, touchpoints: dict[str, int], at: int | None
) -> tuple[list[Row], dict[str, str] | None]:
    """Rows with ANSWER_FIELDS, and the answers that were masked, by item, as they were.

    An answer stands at the signal's touchpoint (`at`) unless it names its own.
    """
    rows = []
    originals: dict[str, str] | None = None
    for answer in draft.answers:
        low, high = scale_of(answer)
        touchpoint = touchpoints.get(answer.touchpoint) if answer.touchpoint else at
        choice = mask(answer.choice).text if answer.choice else ""
        if choice != answer.choice:
            originals = {**(originals or {}), answer.item or answer.construct: answer.choice}
        rows.append(
            (
                signal_id,
                answer.item or answer.construct,
                answer.construct,
                answer.role,
                answer.value,
                low,
                high,
                answer.polarity,
                answer.status,
                choice[:190],
                touchpoint,
                answer.factor,
                answer.product,
                None,
            )
        )
    return rows, originals
