"""People's corrections of one signal's reading."""

from dataclasses import dataclass
from datetime import datetime

from zhiyin.accounts.actor import Actor
from zhiyin.understand.corrected import digest
from zhiyin.understand.models import Correction
from zhiyin.understand.queries.voices import signal_of, words_of


@dataclass(frozen=True, slots=True)
class Corrected:
    """One person's word (`corrected.Word`): who, when, about what the analyser said. `holds`: it is about these words."""

    field: str
    key: str
    value: str | bool | None
    by: str
    at: datetime
    analyser: str
    holds: bool


def corrections_of(actor: Actor, signal_id: int) -> list[Corrected]:
    """All corrections of a signal, the oldest first. Raises Forbidden without `voice.read`, NotFound out of sight."""
    words = digest(words_of(signal_of(actor, signal_id)))
    return [
        Corrected(one.field, one.key, one.value, one.by, one.at, one.analyser, one.words == words)
        for one in Correction.objects.filter(signal_id=signal_id).order_by("id")
    ]
