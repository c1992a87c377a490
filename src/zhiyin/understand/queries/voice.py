"""One signal with all that is known of it, as far as the actor may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.collect.earlier_givers import said_in
from zhiyin.collect.models import Answer, SignalRevision
from zhiyin.collect.queries.items import item_labels
from zhiyin.understand.corrected import SENTIMENT
from zhiyin.understand.models import Correction, Reading
from zhiyin.understand.queries.shown import masked, masked_earlier, masks_for
from zhiyin.understand.queries.voices import Score, Voice, as_voices, score_of, signal_of


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """What an analyser made of the words, or why it did not. `sentences` and `targets` as `Reading` keeps them; empty
    where the words were changed since. `corrected`: a person said how the whole feels."""

    analyser: str
    language: str
    sentiment: float | None
    label: str
    confidence: float | None
    reason: str
    read_at: datetime
    corrected: bool
    sentences: Sequence[Mapping[str, Any]]
    targets: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the signal said before its source changed it (masked)."""

    revision: int
    replaced_at: datetime
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question that was answered by options, or in own words (then `options` is empty: the words are the voice's)."""

    item: str
    label: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question without an answer, with the kind of silence."""

    item: str
    label: str
    status: str


@dataclass(frozen=True, slots=True)
class VoiceDetail:
    """A voice, its answers, its reading, where it came from and what it said before.

    `customer` and its tier are empty unless the actor may see who it is and the customer spoke by name.
    """

    voice: Voice
    scores: tuple[Score, ...]
    chosen: tuple[Chosen, ...]
    unanswered: tuple[Unanswered, ...]
    reading: ReadingFacts | None
    earlier: tuple[Earlier, ...]
    attributes: Mapping[str, Any]
    source: str
    source_id: str
    revision: int
    received_at: datetime
    time_assumed: bool
    file: str
    row: int | None
    import_id: int | None
    touchpoint: str
    customer: str
    customer_known: bool
    unit_path: str


def voice_detail(actor: Actor, signal_id: int) -> VoiceDetail:
    """Raises Forbidden without `voice.read`, NotFound for a signal out of sight."""
    signal = signal_of(actor, signal_id)
    voice = as_voices(actor, [signal])[0]
    mask = masks_for(actor, [signal]).get(signal.pk)
    answers = list(Answer.objects.filter(signal=signal).order_by("id"))
    known = item_labels((signal.source, answer.item) for answer in answers)
    labels = {item: label for (_source, item), label in known.items()}
    reading: Reading | None = getattr(signal, "reading", None)
    named = signal.identity == "known" and signal.customer is not None
    may_know = actor.may("personal.read", signal.unit.path)
    touchpoint = signal.touchpoint
    return VoiceDetail(
        voice=voice,
        scores=tuple(
            score_of(answer, labels.get(answer.item, "")) for answer in answers if answer.value is not None
        ),
        chosen=_chosen(answers, labels),
        unanswered=tuple(
            Unanswered(answer.item, labels.get(answer.item, answer.item), answer.status)
            for answer in answers
            if answer.value is None and answer.status != "answered"
        ),
        reading=_reading(reading, signal.revision) if reading is not None else None,
        earlier=tuple(
            Earlier(
                one.revision,
                one.replaced_at,
                masked_earlier(said_in(one.content), mask, signal.unit.path)
                if mask is not None
                else said_in(one.content),
            )
            for one in SignalRevision.objects.filter(signal=signal).order_by("-revision")
        ),
        attributes=masked(signal.attributes, mask) if mask else signal.attributes,
        source=signal.source,
        source_id=signal.source_id if signal.identity != "anonymous" else "",
        revision=signal.revision,
        received_at=signal.received_at,
        time_assumed=signal.time_assumed,
        file=signal.imported.file_name if signal.imported else "",
        row=signal.row,
        import_id=signal.imported_id,
        touchpoint=(touchpoint.code if touchpoint else ""),
        customer=signal.customer.name if named and may_know and signal.customer else "",
        customer_known=named,
        unit_path=signal.unit.path,
    )


def _chosen(answers: Sequence[Answer], labels: Mapping[str, str]) -> tuple[Chosen, ...]:
    """The options of each question together, in the order in which they were given."""
    options: dict[str, list[str]] = {}
    for answer in answers:
        if answer.value is None and answer.status == "answered":
            given = options.setdefault(answer.item, [])
            if answer.choice:
                given.append(answer.choice)
    return tuple(Chosen(item, labels.get(item, item), tuple(given)) for item, given in options.items())


def _reading(reading: Reading, revision: int) -> ReadingFacts:
    fits = reading.revision == revision
    return ReadingFacts(
        reading.analyser,
        reading.language,
        reading.sentiment,
        reading.label,
        reading.confidence,
        reading.reason,
        reading.read_at,
        reading.machine is not None
        and Correction.objects.filter(signal_id=reading.signal_id, field=SENTIMENT).exists(),
        reading.sentences if fits else (),
        reading.targets if fits else (),
    )
