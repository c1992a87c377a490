"""Rounds of coding by hand: what is to be coded next, and what the codings say of people and of the machine."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import NotFound
from zhiyin.science.understand.agreement import NOMINAL, ORDINAL, Agreement, krippendorff_alpha
from zhiyin.science.understand.evaluation import Evaluation, Interval, Scores, evaluate
from zhiyin.understand.corrected import SENTIMENT_OF, UNCLEAR, digest
from zhiyin.understand.models import Coding, CodingItem, CodingRound, Reading
from zhiyin.understand.queries.shown import NOTHING, masks_for
from zhiyin.understand.queries.voices import readable_signals, words_of

LABELS = tuple(SENTIMENT_OF)
SPOKEN_OF, NOT_SPOKEN_OF = True, False


@dataclass(frozen=True, slots=True)
class Round:
    """`coders`: (name, texts coded), the busiest first; `mine`: texts that the actor has coded."""

    id: int
    name: str
    where: str
    texts: int
    coders: tuple[tuple[str, int], ...]
    mine: int
    asked_by: str
    asked_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToCode:
    """One text as a coder meets it: without anything that the machine or others say."""

    item: int
    position: int
    of: int
    words: str
    sentiment: str  # as the actor coded it before
    aspects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Topic:
    """One aspect: how far people agree whether it is spoken of, and how well the machine finds it."""

    code: str
    spoken_of: int  # texts, by people
    agreement: Agreement
    machine: Scores | None
    f1: Interval | None


@dataclass(frozen=True, slots=True)
class Results:
    """Of a round. `people`: alpha of the feeling (ordinal: negative < neutral < positive); `machine`: against what
    most coders say; `left_out`: texts whose words have changed, or that nobody coded clearly."""

    people: Agreement
    machine: Evaluation
    topics: tuple[Topic, ...]
    coded: int
    by_two: int
    left_out: int


def rounds(actor: Actor) -> list[Round]:
    """The newest first. Needs `voice.correct`."""
    actor.require("voice.correct")
    found = list(CodingRound.objects.annotate(texts=Count("items")).order_by("-id"))
    coders: dict[int, Counter[str]] = defaultdict(Counter)
    counted = Coding.objects.values_list("item__round_id", "by").annotate(n=Count("pk"))
    for number, name, n in counted:
        coders[number][name] += n
    return [_round(one, coders[one.pk], actor) for one in found]


def coding_round(actor: Actor, round_id: int) -> Round:
    """Needs `voice.correct`. Raises NotFound."""
    found = next((one for one in rounds(actor) if one.id == round_id), None)
    if found is None:
        raise NotFound()
    return found


def _round(one: CodingRound, coders: Counter[str], actor: Actor) -> Round:
    texts: int = one.texts  # type: ignore[attr-defined]
    return Round(
        one.pk,
        one.name,
        one.where,
        texts,
        tuple(coders.most_common()),
        coders[actor.name],
        one.asked_by,
        one.asked_at,
        one.closed_at,
    )


def next_to_code(actor: Actor, round_id: int, position: int | None = None) -> ToCode | None:
    """The text at `position`, or the first that the actor has not coded; None when all are coded."""
    actor.require("voice.correct")
    if actor.kind != "user":
        return None
    items = CodingItem.objects.filter(round_id=round_id, signal__in=readable_signals(actor))
    chosen = items.filter(position=position) if position else items.exclude(codings__coder_id=int(actor.id))
    item = chosen.select_related("signal__reading").order_by("position").first()
    if item is None:
        return None
    before = Coding.objects.filter(item=item, coder_id=int(actor.id)).first()
    return ToCode(
        item.pk,
        item.position,
        CodingItem.objects.filter(round_id=round_id).count(),
        masks_for(actor, [item.signal]).get(item.signal_id, NOTHING).over(words_of(item.signal)),
        before.sentiment if before else "",
        before.aspects if before else {},
    )


def results(actor: Actor, round_id: int) -> Results:
    """What the codings so far say. Needs `voice.correct` everywhere, since it counts all texts."""
    actor.require("voice.correct", "")
    items = list(
        CodingItem.objects.filter(Q(round_id=round_id)).select_related("signal").order_by("position")
    )
    if not items:
        raise NotFound()
    same = [item for item in items if digest(words_of(item.signal)) == item.words]
    codings: dict[int, list[Coding]] = defaultdict(list)
    for one in Coding.objects.filter(item__in=[item.pk for item in same]).order_by("id"):
        codings[one.item_id].append(one)
    coded = [item for item in same if codings[item.pk]]
    readings = Reading.objects.in_bulk([item.signal_id for item in coded])
    said = [(codings[item.pk], readings.get(item.signal_id)) for item in coded]
    gold = [most_say(one.sentiment for one in given if one.sentiment != UNCLEAR) for given, _ in said]
    machine = [_label(reading) for _, reading in said]
    return Results(
        alpha_of([[order_of(one.sentiment) for one in given] for given, _ in said], ORDINAL),
        evaluate(gold, machine, labels=LABELS),
        tuple(_topics(said)),
        len(coded),
        sum(len(given) > 1 for given, _ in said),
        len(items) - sum(label is not None for label in gold),
    )


def most_say(labels: Iterable[str]) -> str | None:
    """What most say; None when two labels are equally often said, or none is."""
    ranked = Counter(labels).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _label(reading: Reading | None) -> str | None:
    """What the machine said, whatever people corrected."""
    if reading is None:
        return None
    label = (reading.machine or {}).get("label", reading.label)
    return label if label in LABELS else None


def order_of(label: str) -> float | None:
    return SENTIMENT_OF.get(label)


def alpha_of(units: Sequence[Sequence[object]], level: str) -> Agreement:
    """Alpha over units with any number of values: who said which does not matter to it."""
    width = max((len(values) for values in units), default=0)
    ratings = [[values[i] if i < len(values) else None for values in units] for i in range(max(width, 1))]
    return krippendorff_alpha(ratings, level=level)


def _topics(said: Sequence[tuple[list[Coding], Reading | None]]) -> Iterable[Topic]:
    """Every aspect that a person or the machine speaks of, the most spoken of first."""
    found = []
    machine = [_machine_aspects(reading) for _, reading in said]
    codes = set().union(*machine, *(one.aspects for given, _ in said for one in given))
    for code in sorted(codes):
        votes = [[code in one.aspects for one in given] for given, _ in said]
        gold = [majority(values) for values in votes]
        scored = evaluate(gold, [code in names for names in machine], labels=(SPOKEN_OF, NOT_SPOKEN_OF))
        spoken = next((one for one in scored.classes if one.label is SPOKEN_OF), None)
        found.append(
            Topic(
                code,
                sum(label is True for label in gold),
                alpha_of(votes, NOMINAL),
                spoken.scores if spoken else None,
                spoken.f1 if spoken else None,
            )
        )
    return sorted(found, key=lambda one: (-one.spoken_of, one.code))


def majority(votes: Sequence[bool]) -> bool | None:
    yes = sum(votes)
    return None if 2 * yes == len(votes) else 2 * yes > len(votes)


def _machine_aspects(reading: Reading | None) -> frozenset[str]:
    if reading is None:
        return frozenset()
    mentions = (reading.machine or {}).get("mentions", reading.mentions)
    return frozenset(one["aspect"] for one in mentions)
