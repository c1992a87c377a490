"""Say how a text is rightly read: a person's word wins over the analyser's at once."""

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.journal.errors import NotFound
from zhiyin.journal.feed import make_ready
from zhiyin.journal.record import record
from zhiyin.understand.actions.find_copies import FINDER, find_copies, let_go, settle
from zhiyin.understand.corrected import (
    ANNOTATION,
    ASPECT,
    COPY,
    FEELINGS,
    FIELDS,
    SENTIMENT,
    SENTIMENT_OF,
    Said,
    Word,
    corrected,
    digest,
)
from zhiyin.understand.errors import NothingToCorrect, UnknownLabel
from zhiyin.understand.models import Correction, Reading
from zhiyin.understand.queries.labels import annotation_codes, aspect_codes
from zhiyin.understand.queries.voices import words_of

Value = str | bool | None


def correct_reading(
    actor: Actor, *, signal_id: int, field: str, key: str = "", value: Value = None
) -> Correction:
    """Put a person's word in the place of one label of a signal's reading; a later word about it replaces this one.

    `field`, `key` and `value` as in `corrected.Word`. Needs `voice.correct` where the signal's unit stands. The
    reading, criteria about it and every number follow. Journals `understand.reading_corrected`.
    Raises NotFound for a signal out of sight, NothingToCorrect without words, UnknownLabel.
    """
    _check(field, key, value)
    with transaction.atomic():
        signal, reading = _found(actor, signal_id)
        words = words_of(signal)
        word, _made = Correction.objects.update_or_create(
            signal_id=signal_id,
            field=field,
            key=key,
            defaults={
                "value": value,
                "user_id": int(actor.id) if actor.kind == "user" else None,
                "by": actor.name,
                "at": timezone.now(),
                "words": digest(words),
                "analyser": reading.analyser,
            },
        )
        _apply(reading, words)
        _set_aside_anew(signal_id, field)
        record(
            actor,
            "understand.reading_corrected",
            {"signals": [signal_id], "field": field, "key": key, "value": value},
            subject=f"signal:{signal_id}",
        )
    return word


def withdraw_correction(actor: Actor, *, signal_id: int, field: str, key: str = "") -> None:
    """Take a correction back: the label is again what the analyser said. Nothing to take back is no error.

    Needs `voice.correct` where the signal's unit stands. Journals `understand.correction_withdrawn`.
    """
    with transaction.atomic():
        signal, reading = _found(actor, signal_id)
        gone, _each = Correction.objects.filter(signal_id=signal_id, field=field, key=key).delete()
        if gone:
            _apply(reading, words_of(signal))
            _set_aside_anew(signal_id, field)
            record(
                actor,
                "understand.correction_withdrawn",
                {"signals": [signal_id], "field": field, "key": key},
                subject=f"signal:{signal_id}",
            )


def _found(actor: Actor, signal_id: int) -> tuple[Signal, Reading]:
    actor.require("voice.correct")
    signal = Signal.objects.select_related("unit").filter(pk=signal_id).first()
    if signal is None or not actor.may("voice.correct", signal.unit.path):
        raise NotFound()
    reading = Reading.objects.select_for_update().filter(signal_id=signal_id).first()
    if reading is None or reading.revision != signal.revision:
        raise NothingToCorrect()
    return signal, reading


def _check(field: str, key: str, value: Value) -> None:
    if field not in FIELDS:
        raise UnknownLabel(label=field)
    if field == SENTIMENT and (key or value not in SENTIMENT_OF):
        raise UnknownLabel(label=str(value))
    if field == ASPECT and not (key in aspect_codes() and (value is None or value in FEELINGS)):
        raise UnknownLabel(label=f"{key} {value}")
    if field == COPY and (key or value is not False):
        raise UnknownLabel(label=str(value))
    if field == ANNOTATION and not (key in annotation_codes() and isinstance(value, bool)):
        raise UnknownLabel(label=f"{key} {value}")


def _apply(reading: Reading, words: str) -> None:
    """The reading anew: what the analyser said, with every correction of these words."""
    said = Said(**(reading.machine or {name: getattr(reading, name) for name in Said.__dataclass_fields__}))
    standing = Correction.objects.filter(signal_id=reading.signal_id, words=digest(words)).order_by("id")
    changes = [Word(one.field, one.key, one.value) for one in standing]
    now = corrected(said, changes)
    reading.sentiment, reading.label = now.sentiment, now.label
    reading.mentions, reading.annotations = now.mentions, now.annotations
    reading.machine = said.kept() if changes else None
    reading.save(update_fields=["sentiment", "label", "mentions", "annotations", "machine"])
    make_ready("signal", [reading.signal_id])


def _set_aside_anew(signal_id: int, field: str) -> None:
    """Whether numbers leave it out follows the word."""
    if field == COPY:
        let_go([signal_id])
        find_copies(FINDER, signals=[signal_id])
    elif field == ANNOTATION:
        settle([signal_id])
