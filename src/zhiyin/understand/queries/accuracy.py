"""How right the models are here: against texts that people coded blind, and against what people corrected.

Texts of a closed round of coding were drawn at random: what they say of a model holds for all texts of the round's
condition. Corrections are made where somebody saw something wrong: they tell which way a model errs, not how often.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhiyin.accounts.actor import Actor
from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.results import Estimate
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.agreement import ORDINAL, Agreement, cohen_kappa
from zhiyin.science.understand.evaluation import Evaluation, Interval, Scores, evaluate
from zhiyin.understand.corrected import ASPECT, SENTIMENT, UNCLEAR, Said, digest, is_held_out
from zhiyin.understand.models import Coding, CodingItem, Correction, Reading
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.coding import LABELS, alpha_of, majority, most_say, order_of
from zhiyin.understand.queries.voices import words_of

CODED, CORRECTED = "coded", "corrected"
MOST: Final = 20_000
"""Of more corrections the newest are looked at."""
SURE: Final = 0.1
"""From how far off 0 an aspect's feeling is praise or blame."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One text with what people and the machine say: `label` and `aspects` (code -> feeling, None: not spoken of)
    are people's, as far as they say anything; `votes` are the coders' labels."""

    label: str | None
    aspects: Mapping[str, str | None]
    said: Said
    model: str
    analyser: str
    votes: Sequence[str] = ()
    every_aspect: bool = False  # what is not among the aspects is not spoken of
    divided: frozenset[str] = frozenset()  # aspects that coders do not agree about


@dataclass(frozen=True, slots=True)
class AspectAccuracy:
    """One aspect, spoken of or not: `texts` judged, `spoken_of` by people; kappa of people and machine."""

    code: str
    texts: int
    spoken_of: int
    scores: Scores
    f1: Interval
    kappa: Agreement


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of one model, from one source. `sign`: of texts that people call happy or unhappy, as cards count it;
    `labels`: all labels; `kappa` of people and machine; `people`: alpha among coders; `feelings`: of aspects that
    both name; `older`: texts that an earlier version read; `only_held_out`: something learnt here is in force,
    so that the texts it learnt from are left out."""

    source: str
    model: str
    texts: int
    sign: Estimate
    labels: Evaluation
    kappa: Agreement
    people: Agreement
    feelings: Estimate
    aspects: tuple[AspectAccuracy, ...]
    older: int
    only_held_out: bool


def measured(actor: Actor) -> list[Accuracy]:
    """Every language model against both sources, the unbiased first. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    only_held_out = analyser.adaptation() is not None
    name = analyser.name()
    found = []
    for source, texts in (
        (CODED, list(_coded(only_held_out))),
        (CORRECTED, list(_corrected(only_held_out))),
    ):
        for model in sentiment.MODELS:
            mine = [one for one in texts if one.model == model]
            found.append(_accuracy(source, model, mine, name, only_held_out))
    return found


def _coded(only_held_out: bool) -> Iterable[Judged]:
    items = CodingItem.objects.filter(round__closed_at__isnull=False).select_related("signal").order_by("-pk")
    codings: dict[int, list[Coding]] = {}
    for one in Coding.objects.filter(item__round__closed_at__isnull=False).order_by("id"):
        codings.setdefault(one.item_id, []).append(one)
    kept: dict[int, tuple[CodingItem, list[Coding]]] = {}
    for item in items.iterator(chunk_size=1_000):
        given = codings.get(item.pk)
        if given and digest(words_of(item.signal)) == item.words:
            kept.setdefault(item.signal_id, (item, []))[1].extend(given)
    readings = _readings(kept)
    for key, (item, given) in kept.items():
        if key not in readings or (only_held_out and not is_held_out(item.words)):
            continue
        labels = [one.sentiment for one in given if one.sentiment != UNCLEAR]
        codes = {code for one in given for code in one.aspects}
        divided = frozenset(code for code in codes if _spoken_of(code, given) is None)
        aspects = {code: _feeling(code, given) for code in codes - divided}
        said, model, by = _said(readings[key])
        yield Judged(most_say(labels), aspects, said, model, by, labels, True, divided)


def _spoken_of(code: str, given: Sequence[Coding]) -> bool | None:
    return majority([code in one.aspects for one in given])


def _feeling(code: str, given: Sequence[Coding]) -> str | None:
    """What most who name it feel about it; "" when they are divided; None when most do not name it."""
    if not _spoken_of(code, given):
        return None
    return most_say(one.aspects[code] for one in given if code in one.aspects) or ""


def _corrected(only_held_out: bool) -> Iterable[Judged]:
    newest = Correction.objects.filter(field__in=(SENTIMENT, ASPECT)).select_related("signal").order_by("-at")
    by: dict[int, list[Correction]] = {}
    for one in newest[:MOST]:
        if one.words == digest(words_of(one.signal)) and not (only_held_out and not is_held_out(one.words)):
            by.setdefault(one.signal_id, []).append(one)
    readings = _readings(by)
    for key, words in by.items():
        if key in readings:
            label = next((str(one.value) for one in words if one.field == SENTIMENT), None)
            aspects = {
                one.key: None if one.value is None else str(one.value) for one in words if one.field == ASPECT
            }
            yield Judged(label, aspects, *_said(readings[key]))


def _readings(keys: Iterable[int]) -> dict[int, Reading]:
    wanted = list(keys)
    found: dict[int, Reading] = {}
    for begin in range(0, len(wanted), 1_000):
        found |= Reading.objects.in_bulk(wanted[begin : begin + 1_000])
    return found


def _said(reading: Reading) -> tuple[Said, str, str]:
    """What the machine said beneath corrections, the model of its language, and the version that read it."""
    said = Said(**(reading.machine or {name: getattr(reading, name) for name in Said.__dataclass_fields__}))
    return said, sentiment.READERS.get(reading.language, ("",))[0], reading.analyser


def _accuracy(source: str, model: str, texts: Sequence[Judged], name: str, only_held_out: bool) -> Accuracy:
    gold = [one.label for one in texts]
    machine = [one.said.label if one.said.label in LABELS else None for one in texts]
    signs = [
        (one.said.sentiment > 0) == (one.label == sentiment.POSITIVE)
        for one in texts
        if one.said.sentiment is not None and one.label in (sentiment.POSITIVE, sentiment.NEGATIVE)
    ]
    felt = [right for one in texts for right in _felt(one)]
    return Accuracy(
        source,
        model,
        len(texts),
        proportion(sum(signs), len(signs)),
        evaluate(gold, machine, labels=LABELS),
        cohen_kappa(gold, machine, labels=LABELS),
        alpha_of([[order_of(label) for label in one.votes] for one in texts], ORDINAL),
        proportion(sum(felt), len(felt)),
        tuple(_aspects(texts)),
        sum(one.analyser != name for one in texts),
        only_held_out,
    )


def _felt(one: Judged) -> Iterable[bool]:
    """Whether the machine feels about each aspect that both name as people do: praise, blame or neither."""
    found = _feelings(one.said.mentions)
    for code, feeling in one.aspects.items():
        if feeling and code in found:
            value = found[code]
            told = "positive" if value > SURE else "negative" if value < -SURE else "neutral"
            yield told == feeling


def _feelings(mentions: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    sums: dict[str, list[float]] = {}
    for one in mentions:
        sums.setdefault(one["aspect"], []).append(float(one["sentiment"] or 0.0))
    return {code: sum(values) / len(values) for code, values in sums.items()}


def _aspects(texts: Sequence[Judged]) -> list[AspectAccuracy]:
    """Every aspect that people judged, the most judged first."""
    names = [frozenset(_feelings(one.said.mentions)) for one in texts]
    codes = set().union(*(one.aspects for one in texts), *(
        mine for one, mine in zip(texts, names, strict=True) if one.every_aspect
    ))  # fmt: skip
    found = []
    for code in codes:
        pairs = [
            (one.aspects.get(code) is not None, code in mine)
            for one, mine in zip(texts, names, strict=True)
            if code in one.aspects or (one.every_aspect and code not in one.divided)
        ]
        if (
            not pairs
        ):  # the coders of every text with it were divided: there is nothing to hold the machine against
            continue
        gold, machine = [first for first, _ in pairs], [second for _, second in pairs]
        scored = evaluate(gold, machine, labels=(True, False))
        spoken = scored.classes[0]
        kappa = cohen_kappa(gold, machine, labels=(True, False))
        found.append(AspectAccuracy(code, len(pairs), sum(gold), spoken.scores, spoken.f1, kappa))
    return sorted(found, key=lambda one: (-one.spoken_of, -one.texts, one.code))
