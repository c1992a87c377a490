"""Learn from people's corrections, and keep what was learnt only if it is better on corrections it never saw."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record
from zhiyin.science.understand.adaptation import Adaptation
from zhiyin.science.understand.cards import claim, shipped
from zhiyin.science.understand.general import general
from zhiyin.science.understand.sentiment import POSITIVE
from zhiyin.understand.errors import LearningUnderWay, NothingInForce
from zhiyin.understand.models import LearntAdaptation
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.teaching import Lesson, anchors, lessons

if TYPE_CHECKING:
    from zhiyin.science.understand.adapting import Paired

KIND: Final = "understand.learn"
LEAST_TAUGHT: Final = 30
LEAST_HELD_OUT: Final = 10
LEVEL: Final = 0.05
"""The sign test on held-out corrections has to be below this."""
MOST_TURNED: Final = 0.03
"""No more of the texts that nobody corrected may get another label."""
MOST_UNLEARNT: Final = 0.005
"""No more of the general sample may be lost on balance."""

NOTHING_LEARNT, TOO_FEW, NOT_BETTER = "nothing_learnt", "too_few", "not_better"
UNLEARNS, TURNS_TOO_MUCH, WORSE_AT_RANDOM = "unlearns", "turns_too_much", "worse_at_random"


@dataclass(slots=True)
class Result:
    """`held_out`: corrections and codings kept from training; `coded` those of them that were drawn at random.
    `general_before`, `general_after`: of `general_texts` right. `turned` of `others` that nobody corrected.
    `mends` and `breaks`: shares of all texts that it is expected to put right, and at most to turn wrong.
    `reason` why it was refused, "" if it was not. `version_before` is what was in force then, "" as shipped."""

    taught: int = 0
    anchors: int = 0
    weights: int = 0
    offsets: dict[str, float] = field(default_factory=dict)
    held_out: dict[str, Any] = field(default_factory=dict)
    coded: dict[str, Any] = field(default_factory=dict)
    general_texts: int = 0
    general_before: int = 0
    general_after: int = 0
    others: int = 0
    turned: int = 0
    mends: float = 0.0
    breaks: float = 0.0
    version_before: str = ""
    reason: str = ""


def learn_from_corrections(actor: Actor) -> int:
    """Learn in the background; returns the id of the attempt.

    Needs `settings.manage` everywhere. Journals `understand.learning_asked`. Raises LearningUnderWay.
    """
    actor.require("settings.manage", "")
    with transaction.atomic():
        for other in LearntAdaptation.objects.select_for_update().filter(state="learning"):
            about = latest_about(subject_of(other.pk))
            if about is not None and about.finished_at is None:
                raise LearningUnderWay()
            LearntAdaptation.objects.filter(pk=other.pk).update(state="failed", ended_at=timezone.now())
        attempt = LearntAdaptation.objects.create(asked_by=actor.name)
        enqueue(actor, KIND, {"attempt": attempt.pk}, subject=subject_of(attempt.pk))
        record(actor, "understand.learning_asked", {}, subject=subject_of(attempt.pk))
    return attempt.pk


def revert_learning(actor: Actor, attempt_id: int) -> None:
    """Read with the models as they are shipped again. Already reverted is no error.

    Needs `settings.manage` everywhere. Journals `understand.learning_reverted`. Raises NotFound, NothingInForce.
    """
    actor.require("settings.manage", "")
    with transaction.atomic():
        found = LearntAdaptation.objects.select_for_update().filter(pk=attempt_id).first()
        if found is None:
            raise NotFound()
        if found.state == "reverted":
            return
        if found.state != "in_force":
            raise NothingInForce()
        found.state, found.reverted_by, found.ended_at = "reverted", actor.name, timezone.now()
        found.save(update_fields=["state", "reverted_by", "ended_at"])
        record(actor, "understand.learning_reverted", {}, subject=subject_of(attempt_id))


def subject_of(attempt_id: int) -> str:
    """By which its job and events are found."""
    return f"learning:{attempt_id}"


@job(KIND)
def carry_out(running: Running) -> dict[str, Any]:
    """Begun again after a crash it learns the same anew."""
    number = running.payload["attempt"]
    if not LearntAdaptation.objects.filter(pk=number, state="learning").exists():
        return {}
    now = analyser.adaptation()
    result = Result(version_before=now.version if now else "")
    learnt = _learn(result)
    if learnt is not None and not result.reason:
        _judge(result, now, learnt)
    actor = Actor.system("learner")
    with transaction.atomic():
        attempt = LearntAdaptation.objects.select_for_update().get(pk=number)
        if attempt.state != "learning":
            return {}
        attempt.result, attempt.ended_at = asdict(result), timezone.now()
        attempt.state = "refused" if result.reason or learnt is None else "in_force"
        if attempt.state == "in_force" and learnt is not None:
            LearntAdaptation.objects.filter(state="in_force").update(state="replaced")
            attempt.content, attempt.version = learnt.kept(), learnt.version
        attempt.save()
        told = {"kept": attempt.state == "in_force", "reason": result.reason}
        record(actor, "understand.learning_ended", told, subject=subject_of(number))
    return told


def _learn(result: Result) -> Adaptation | None:
    # with its solver slow to import, and seldom needed in a process that registers this job
    from zhiyin.science.understand.adapting import Taught, learn  # noqa: PLC0415

    taught = list(lessons(held_out=False))
    beside = anchors(held_out=False)
    result.taught, result.anchors = len(taught), len(beside)
    if len(taught) < LEAST_TAUGHT:
        result.reason = TOO_FEW
        return None
    words = [*(one.words for one in taught), *beside]
    labels = [*(one.label for one in taught), *[None] * len(beside)]
    shipped = analyser.read_as(words, None)
    learnt = learn([Taught(*one) for one in zip(words, shipped, labels, strict=True)])
    if learnt is None:
        result.reason = NOTHING_LEARNT
        return None
    result.weights, result.offsets = len(learnt.weights), dict(learnt.offsets)
    return learnt


def _judge(result: Result, now: Adaptation | None, learnt: Adaptation) -> None:
    """What it is worth on texts that it has not learnt from; sets the reason of a refusal."""
    kept = list(lessons(held_out=True))
    if len(kept) < LEAST_HELD_OUT:
        result.reason = TOO_FEW
        return
    before, after = _labels([one.words for one in kept], now), _labels([one.words for one in kept], learnt)
    held_out = _paired(kept, before, after)
    at_random = [at for at, one in enumerate(kept) if one.is_coded]
    coded = _paired(
        [kept[at] for at in at_random], [before[at] for at in at_random], [after[at] for at in at_random]
    )
    result.held_out, result.coded = asdict(held_out), asdict(coded)
    plain, right = zip(*general(), strict=True)
    result.general_texts = len(plain)
    result.general_before, result.general_after = (
        sum(
            one.sentiment is not None and (one.sentiment > 0) == (label == POSITIVE)
            for one, label in zip(analyser.read_as(plain, version), right, strict=True)
        )
        for version in (now, learnt)
    )
    others = anchors(held_out=True)
    result.others = len(others)
    result.turned = sum(a != b for a, b in zip(_labels(others, now), _labels(others, learnt), strict=True))
    # Corrections are of wrong readings, whatever is learnt mends some; so what it does to all texts is weighed: of
    # the share that cards call wrong it mends as large a part as of the held-out ones, and every uncorrected text
    # that it turns is taken for one that was right.
    result.mends = _error_of_cards() * held_out.better / max(held_out.n - held_out.before, 1)
    result.breaks = result.turned / max(result.others, 1)
    if held_out.better <= held_out.worse or held_out.p >= LEVEL:
        result.reason = NOT_BETTER
    elif coded.worse > coded.better:
        result.reason = WORSE_AT_RANDOM
    elif result.general_before - result.general_after > MOST_UNLEARNT * result.general_texts:
        result.reason = UNLEARNS
    elif result.turned > MOST_TURNED * result.others or result.breaks >= result.mends:
        result.reason = TURNS_TOO_MUCH


def _error_of_cards() -> float:
    """The smallest share of wrong signs that a sentiment model's card states."""
    claims = [claim(model) for model in shipped() if model.code.startswith("sentiment_")]
    return min((1 - one.value for one in claims if one), default=0.0)


def _labels(texts: Sequence[str], version: Adaptation | None) -> list[str | None]:
    return [one.label for one in analyser.read_as(texts, version)]


def _paired(kept: Sequence[Lesson], before: Sequence[str | None], after: Sequence[str | None]) -> "Paired":
    from zhiyin.science.understand.adapting import paired  # noqa: PLC0415  (as above)

    return paired([one.label for one in kept], before, after)
