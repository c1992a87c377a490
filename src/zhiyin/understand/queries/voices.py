"""The inbox: what customers said, newest first, as far as the actor may read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import (
    Count,
    F,
    Q,
    QuerySet,
)
from django.db.models.functions import Coalesce

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import find_unit, read_tree
from zhiyin.collect.models import Answer, Signal
from zhiyin.collect.queries.items import item_labels
from zhiyin.journal.errors import NotFound
from zhiyin.journal.reach import read_moment, read_number
from zhiyin.science.terms import CriteriaError, fields_used
from zhiyin.search import index
from zhiyin.search.conditions import condition
from zhiyin.search.errors import BadCondition
from zhiyin.understand.corrected import whole
from zhiyin.understand.models import Reading, ThemeMember
from zhiyin.understand.queries.shown import NOTHING, is_found, masks_for, naming_nobody
from zhiyin.understand.queries.signal_paths import SIGNAL_PATHS, read_condition
from zhiyin.understand.set_aside import COUNTED, LEFT_OUT

PRIVACY_K: Final = 5  # METHODS A14: protected voices of fewer people are not shown
COMMON: Final = 3_000  # matches above which the newest are looked through instead of the matches


@dataclass(frozen=True, slots=True)
class Score:
    """One answer with a value, on its scale; `label` is the question's wording where it is known."""

    construct: str
    item: str
    role: str
    value: float
    low: float | None
    high: float | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """One signal as a reader meets it. `mentions` are {"aspect", "start", "end", "sentiment"}, `annotations`
    {"kind", "code", "start", "end", "strength", "confidence", "rule"}; offsets into `words`."""

    id: int
    words: str
    mentions: Sequence[Mapping[str, Any]]
    annotations: Sequence[Mapping[str, Any]]
    label: str
    sentiment: float | None
    occurred_at: datetime
    unit: str
    unit_id: int
    kind: str
    channel: str
    tier: str
    identity: str
    population: str
    scores: tuple[Score, ...]
    set_aside: str  # why numbers leave it out: understand.set_aside
    alike: int  # other voices that say the same, as far as the actor may read them


@dataclass(frozen=True, slots=True)
class Filters:
    """What the inbox is narrowed to; empty means everything that may be seen."""

    query: str = ""
    where: str = ""
    unit: str = ""
    channel: str = ""
    kind: str = ""
    label: str = ""
    set_aside: str = ""  # COPY, SPAM, or "counted"
    like: int | None = None  # a signal: what says the same
    theme: int | None = None  # what belongs to this theme, as it is counted on its page
    start: datetime | None = None
    end: datetime | None = None
    population: str = ""  # customer, staff, inspector, test

    @property
    def is_empty(self) -> bool:
        return self == Filters()


@dataclass(frozen=True, slots=True)
class VoicePage:
    """One page. `older` is the cursor of the next one, "" at the end. `withheld`: protected voices were left out."""

    voices: list[Voice]
    older: str = ""
    withheld: bool = False
    notes: tuple[str, ...] = field(default=())


def list_voices(actor: Actor, filters: Filters, *, cursor: str = "", limit: int = 50) -> VoicePage:
    """The newest voices that fit, `limit` at a time. Raises Forbidden, NotFound (unit), BadCondition, Invalid (cursor)."""
    actor.require("voice.read")
    chosen = narrowed(actor, filters)
    withheld = False
    if not filters.is_empty and _too_few_protected(chosen):
        chosen, withheld = chosen.filter(identity="known"), True
    if cursor:
        at, key = _read_cursor(cursor)
        chosen = chosen.filter(Q(occurred_at__lte=at) & (Q(occurred_at__lt=at) | Q(pk__lt=key)))
    signals = list(chosen.order_by("-occurred_at", "-pk").select_related("reading")[: limit + 1])
    more = len(signals) > limit
    voices = [
        voice
        for voice, signal in zip(as_voices(actor, signals[:limit]), signals, strict=False)
        if is_found(filters.query, words_of(signal), voice.words)
    ]
    return VoicePage(voices, _cursor(signals[limit - 1]) if more else "", withheld)


def count_voices(actor: Actor, filters: Filters, *, most: int) -> int | None:
    """How many voices `list_voices` goes through page by page, at most `most`; None where words are looked for.

    With words the number would tell whoever may not know the names of staff how many voices hold one. Raises as
    `list_voices`.
    """
    actor.require("voice.read")
    if filters.query.strip():
        return None
    chosen = narrowed(actor, filters)
    if not filters.is_empty and _too_few_protected(chosen):
        chosen = chosen.filter(identity="known")
    return chosen.order_by()[:most].count()


@dataclass(frozen=True, slots=True)
class Words:
    """The newest texts that fit. `more`: there are older ones. `withheld`: protected voices were left out."""

    ids: list[int]
    texts: list[str]
    labels: list[str]
    more: bool
    withheld: bool


def newest_words(actor: Actor, filters: Filters, most: int) -> Words:
    """Texts with their labels, nothing else of the voice. Raises as `list_voices`."""
    actor.require("voice.read")
    chosen = narrowed(actor, filters).exclude(text="", title="")
    withheld = not filters.is_empty and _too_few_protected(chosen)
    if withheld:
        chosen = chosen.filter(identity="known")
    rows = list(chosen.order_by("-occurred_at", "-pk").select_related("reading")[: most + 1])
    masks = masks_for(actor, rows[:most])
    found = Words([], [], [], len(rows) > most, withheld)
    for signal in rows[:most]:
        words = words_of(signal)
        shown = masks.get(signal.pk, NOTHING).over(words)
        if is_found(filters.query, words, shown):
            found.ids.append(signal.pk)
            found.texts.append(shown)
            found.labels.append(signal.reading.label if hasattr(signal, "reading") else "")
    return found


def readable_signals(actor: Actor) -> QuerySet[Signal]:
    """All signals whose words the actor may read: by where their unit stands today."""
    paths = actor.paths("voice.read")
    if "" in paths:
        return Signal.objects.all()
    units = [node.id for node in read_tree().nodes if node.path.startswith(paths)] if paths else []
    return Signal.objects.filter(unit_id__in=units)


def narrowed(actor: Actor, filters: Filters) -> QuerySet[Signal]:
    """The signals that fit, of those whose words the actor may read. Raises as `list_voices`."""
    chosen = readable_signals(actor)
    if filters.unit:
        top = find_unit(actor, filters.unit, "voice.read")
        chosen = chosen.filter(unit_id__in=[n.id for n in read_tree().nodes if n.path.startswith(top.path)])
    if filters.channel:
        chosen = chosen.filter(channel=filters.channel)
    if filters.kind:
        chosen = chosen.filter(kind=filters.kind)
    if filters.label:
        chosen = chosen.filter(reading__label=filters.label)
    if filters.population:
        chosen = chosen.filter(population=filters.population)
    if filters.set_aside:
        aside = "" if filters.set_aside == "counted" else filters.set_aside
        unread = Q(reading__set_aside=None) if aside == COUNTED else Q()
        chosen = chosen.filter(Q(reading__set_aside=aside) | unread)
    if filters.like is not None:
        same = Reading.objects.filter(pk=filters.like, print__isnull=False).values("print")
        chosen = chosen.filter(reading__print__in=same)
    if filters.theme is not None:
        members = ThemeMember.objects.filter(theme=filters.theme, run=F("theme__run"), in_period=True)
        chosen = chosen.filter(pk__in=members.values("signal_id")).exclude(reading__set_aside__in=LEFT_OUT)
    if filters.start:
        chosen = chosen.filter(occurred_at__gte=filters.start)
    if filters.end:
        chosen = chosen.filter(occurred_at__lt=filters.end)
    if filters.where.strip():
        try:
            criterion = read_condition(filters.where)
            chosen = chosen.filter(condition(criterion, SIGNAL_PATHS))
            if "text" in fields_used(criterion):
                chosen = chosen.filter(naming_nobody(actor))
        except CriteriaError as error:
            raise BadCondition(error, filters.where) from None
    if filters.query.strip():
        chosen = _holding(chosen, filters.query)
    return chosen


def _holding(chosen: QuerySet[Signal], query: str) -> QuerySet[Signal]:
    """Few matches are looked up one by one; of many, the newest rows are looked through until enough are found."""
    if not index.is_common("signal", query, COMMON):
        return chosen.filter(index.matching("signal", query))
    return chosen.annotate(any_id=F("pk") + 0).filter(index.matching("signal", query, field="any_id"))


def _too_few_protected(chosen: QuerySet[Signal]) -> bool:
    """Whether protected voices are among the chosen, but of fewer than k people."""
    people = (
        chosen.exclude(identity="known").annotate(person=Coalesce("customer__person_id", "pk")).order_by()
    )
    found = people.values("person").distinct()[:PRIVACY_K].count()
    return 0 < found < PRIVACY_K


def voices_of(actor: Actor, ids: Sequence[int]) -> list[Voice]:
    """These signals as far as the actor may read them, in the order of the ids. Raises Forbidden."""
    actor.require("voice.read")
    found = {one.pk: one for one in readable_signals(actor).filter(pk__in=ids).select_related("reading")}
    return as_voices(actor, [found[key] for key in ids if key in found])


def as_voices(actor: Actor, signals: Sequence[Signal]) -> list[Voice]:
    """Signals that carry their reading, with the answers of all of them from one query; names of staff are masked
    where the actor may not know them."""
    tree = read_tree()
    scores: dict[int, list[Score]] = {}
    answers = Answer.objects.filter(
        signal__in=[s.pk for s in signals], status="answered", value__isnull=False
    )
    sources = {signal.pk: signal.source for signal in signals}
    given = list(answers.order_by("id"))
    labels = item_labels((sources[answer.signal_id], answer.item) for answer in given)
    for answer in given:
        label = labels.get((sources[answer.signal_id], answer.item), "")
        scores.setdefault(answer.signal_id, []).append(score_of(answer, label))
    masks = masks_for(actor, signals)
    alike = _alike(actor, signals)
    return [
        _voice(
            signal,
            masks.get(signal.pk, NOTHING).over(words_of(signal)),
            tree.by_id[signal.unit_id].label,
            scores.get(signal.pk, []),
            alike.get(signal.pk, 0),
        )
        for signal in signals
    ]


def _alike(actor: Actor, signals: Sequence[Signal]) -> dict[int, int]:
    """How many other voices that the actor may read say the same; a voice that nobody repeats is absent."""
    prints = {
        signal.pk: reading.print_id
        for signal in signals
        if (reading := getattr(signal, "reading", None)) is not None and reading.print_id is not None
    }
    if not prints:
        return {}
    said = Reading.objects.filter(print__in=set(prints.values()), signal__in=readable_signals(actor))
    counts = dict(said.order_by().values_list("print").annotate(n=Count("pk")))
    return {key: counts[of] - 1 for key, of in prints.items() if counts.get(of, 0) > 1}


def score_of(answer: Answer, label: str = "") -> Score:
    assert answer.value is not None
    return Score(
        answer.construct, answer.item, answer.role, answer.value, answer.scale_min, answer.scale_max, label
    )


def words_of(signal: Signal) -> str:
    """Title and text as they were read: offsets of mentions point into this. Not to be shown: see `shown`."""
    return whole(signal.title, signal.text)


def _voice(signal: Signal, words: str, unit: str, scores: Sequence[Score], alike: int) -> Voice:
    reading: Reading | None = getattr(signal, "reading", None)
    fits = reading is not None and reading.revision == signal.revision
    return Voice(
        id=signal.pk,
        words=words,
        mentions=reading.mentions if reading is not None and fits else (),
        annotations=reading.annotations if reading is not None and fits else (),
        label=reading.label if reading else "",
        sentiment=reading.sentiment if reading else None,
        occurred_at=signal.occurred_at,
        unit=unit,
        unit_id=signal.unit_id,
        kind=signal.kind,
        channel=signal.channel,
        tier=signal.tier,
        identity=signal.identity,
        population=signal.population,
        scores=tuple(scores),
        set_aside=(reading.set_aside or COUNTED) if reading else COUNTED,
        alike=alike,
    )


def _cursor(signal: Signal) -> str:
    return f"{signal.occurred_at.isoformat()}~{signal.pk}"


def _read_cursor(text: str) -> tuple[datetime, int]:
    at, _, key = text.partition("~")
    return read_moment(at), read_number(key)


def signal_of(actor: Actor, signal_id: int) -> Signal:
    """One signal that the actor may read. Raises Forbidden without the permission anywhere, NotFound elsewhere."""
    actor.require("voice.read")
    found = (
        readable_signals(actor)
        .select_related("reading", "touchpoint", "imported", "customer")
        .filter(pk=signal_id)
    )
    signal: Signal | None = found.first()
    if signal is None:
        raise NotFound()
    return signal
