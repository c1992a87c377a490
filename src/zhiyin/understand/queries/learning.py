"""What was learnt here from corrections, attempt by attempt; and which words people say are no sign of an aspect."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import NotFound
from zhiyin.understand.corrected import ASPECT, SENTIMENT, digest, whole
from zhiyin.understand.models import Correction, LearntAdaptation, Reading

MOST_LOOKED_AT: Final = 5_000
LEAST_TEXTS: Final = 2
MOST_WORDS: Final = 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt; `result` as `learn_from_corrections.Result`."""

    id: int
    state: str  # LearntAdaptation.STATES
    version: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    reverted_by: str
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Misleading:
    """A word that the machine took for an aspect in `wrong` texts of which people say otherwise, and in `right` of
    which people say it is so."""

    aspect: str
    word: str
    wrong: int
    right: int


def attempts(actor: Actor, most: int = 20) -> list[Attempt]:
    """The newest first. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    return [_attempt(one) for one in LearntAdaptation.objects.defer("content").order_by("-id")[:most]]


def attempt(actor: Actor, attempt_id: int) -> Attempt:
    """Needs `settings.manage` everywhere. Raises NotFound."""
    actor.require("settings.manage", "")
    found = LearntAdaptation.objects.defer("content").filter(pk=attempt_id).first()
    if found is None:
        raise NotFound()
    return _attempt(found)


def corrections_to_learn_from(actor: Actor) -> int:
    """How many corrections of the feeling there are. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    return Correction.objects.filter(field=SENTIMENT).count()


def misleading_words(actor: Actor) -> list[Misleading]:
    """Words to look at in the taxonomy, the most misleading first. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    newest = Correction.objects.filter(field=ASPECT).select_related("signal").order_by("-at")[:MOST_LOOKED_AT]
    rows = [
        (one, words)
        for one in newest
        if digest(words := whole(one.signal.title, one.signal.text)) == one.words
    ]
    readings: dict[int, Reading] = {}
    keys = sorted({one.signal_id for one, _ in rows})
    for begin in range(0, len(keys), 1_000):
        readings |= Reading.objects.in_bulk(keys[begin : begin + 1_000])
    counts: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for one, words in rows:
        machine = (readings[one.signal_id].machine or {}) if one.signal_id in readings else {}
        spans = {
            words[mention["start"] : mention["end"]].lower()
            for mention in machine.get("mentions", ())
            if mention["aspect"] == one.key
        }
        for span in spans - {""}:
            counts[one.key, span][one.value is not None] += 1
    found = [
        Misleading(aspect, word, seen[False], seen[True])
        for (aspect, word), seen in counts.items()
        if seen[False] >= LEAST_TEXTS and seen[False] > seen[True]
    ]
    return sorted(found, key=lambda one: (one.right - one.wrong, one.aspect, one.word))[:MOST_WORDS]


def _attempt(one: LearntAdaptation) -> Attempt:
    return Attempt(
        one.pk,
        one.state,
        one.version,
        one.asked_by,
        one.asked_at,
        one.ended_at,
        one.reverted_by,
        one.result,
    )
