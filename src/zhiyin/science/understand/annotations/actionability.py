"""Whether a text names something that the organisation can change, and what in it says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from zhiyin.science.understand.annotations.annotation import (
    EFFORT,
    EXPECTATION,
    INTENT,
    NAMED,
    OFFER,
    RISK,
    Annotation,
)
from zhiyin.science.understand.aspects.mentions import Mention

# Reasons that are no annotation's code.
ASPECT_BLAMED, VENTING, PRAISE, POLITENESS, NOTHING = (
    "aspect_blamed",
    "venting",
    "praise",
    "politeness",
    "nothing",
)

# How much each finding alone says that there is something to do.
_WEIGHTS: Final = {
    (INTENT, "suggestion"): 0.85,
    (INTENT, "request"): 0.8,
    (INTENT, "emergency"): 0.9,
    (INTENT, "question"): 0.5,
    (INTENT, "complaint"): 0.4,
    (INTENT, "legal_threat"): 0.5,
    (INTENT, "media_threat"): 0.5,
    (INTENT, "churn_threat"): 0.45,
    (RISK, "deadline"): 0.5,
    (RISK, "safety"): 0.8,
    (RISK, "money"): 0.7,
    (RISK, "vulnerable"): 0.6,
    (EFFORT, "repeated_contact"): 0.65,
    (EFFORT, "repeated_visit"): 0.65,
    (EFFORT, "waiting"): 0.65,
    (EFFORT, "redoing"): 0.65,
    (EFFORT, "passed_around"): 0.65,
    (EXPECTATION, "missed"): 0.45,
    (OFFER, "price"): 0.5,
    (OFFER, "service"): 0.5,
    (OFFER, "product"): 0.5,
    (NAMED, "staff_blamed"): 0.6,
    (NAMED, "staff_praised"): 0.2,
}
_ASPECT_BLAMED = 0.5
_BLAMED = -0.2
# Blame or expectation without anything named is venting, whatever its words.
_VAGUE: Final = frozenset({(INTENT, "complaint"), (INTENT, "churn_threat"), (EXPECTATION, "missed")})
_MOST_OF_VENTING = 0.45
_DISPLEASED = -0.3


@dataclass(frozen=True, slots=True)
class Actionability:
    """0 … 1, the code of the strongest reason, and the annotation that shows it (None: an aspect, or nothing)."""

    value: float
    reason: str
    shown_by: Annotation | None


def actionability(
    annotations: Sequence[Annotation], *, sentiment: float | None = None, mentions: Sequence[Mention] = ()
) -> Actionability:
    """How much there is to do about one text, from its annotations, its sentiment (-1 … 1) and its aspects.

    Each finding and each blamed aspect has a weight w; together they give 1 - (1 - w1)(1 - w2) …, each code counted
    once. Blame that names nothing (no blamed aspect, fault, effort, request …) is venting and reaches at most 0.45;
    praise alone is at most 0.2, thanks and politeness 0.05.
    """
    best: dict[tuple[str, str], Annotation] = {}
    for each in annotations:
        what = (each.kind, each.code)
        if what in _WEIGHTS and (what not in best or each.confidence > best[what].confidence):
            best[what] = each
    weights = {what: _WEIGHTS[what] * min(1.0, 0.4 + each.confidence * 0.7) for what, each in best.items()}
    blamed = {mention.aspect for mention in mentions if mention.sentiment < _BLAMED}
    left = 1.0
    for weight in weights.values():
        left *= 1 - weight
    left *= (1 - _ASPECT_BLAMED) ** min(len(blamed), 3)
    value = 1 - left
    if not blamed and weights and set(weights) <= _VAGUE:
        value = min(value, _MOST_OF_VENTING)
    if weights:
        strongest = max(weights, key=lambda what: weights[what])
        if blamed and weights[strongest] < _ASPECT_BLAMED:
            return Actionability(value, ASPECT_BLAMED, None)
        if not blamed and set(weights) <= _VAGUE:
            return Actionability(value, VENTING, best[strongest])
        return Actionability(value, strongest[1], best[strongest])
    if blamed:
        return Actionability(value, ASPECT_BLAMED, None)
    return _nothing_to_do(annotations, sentiment)


def _nothing_to_do(annotations: Sequence[Annotation], sentiment: float | None) -> Actionability:
    """What is left when nothing is named: venting, praise, politeness."""
    praise = next((each for each in annotations if each.kind == INTENT and each.code == "praise"), None)
    if sentiment is not None and sentiment < _DISPLEASED:
        return Actionability(0.25, VENTING, None)
    if praise is not None:
        return Actionability(0.1, PRAISE, praise)
    if annotations:
        anger = next(
            (each for each in annotations if each.code in ("anger", "disappointment", "disgust")), None
        )
        if anger is not None:
            return Actionability(0.25, VENTING, anger)
        return Actionability(0.05, POLITENESS, annotations[0])
    return Actionability(0.0, NOTHING, None)
