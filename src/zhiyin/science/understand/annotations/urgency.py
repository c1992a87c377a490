"""How soon somebody should look at a text, and what in it says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from zhiyin.science.understand.annotations.annotation import EFFORT, INTENT, RISK, Annotation

LOW, NORMAL, HIGH, IMMEDIATE = "low", "normal", "high", "immediate"
LEVELS: Final = (LOW, NORMAL, HIGH, IMMEDIATE)

# Reasons that are no annotation's code.
REPEATED_CONTACT, DISSATISFACTION, NOTHING = "repeated_contact", "dissatisfaction", "nothing"

# Surer than this, a finding raises the alarm; a text that is this pleased speaks of harm that is none.
_SURE = 0.5
_PLEASED = 0.6
_DISPLEASED = -0.3
# Strength of three times (`effort.count`: 1 - 1/n).
_THREE_TIMES = 0.66
# Strength of harm; below are lapses of hygiene and what might come of them.
_HARM = 0.6
# What is looked for, the most urgent first.
_HIGH: Final = (
    (RISK, "safety"),
    (INTENT, "legal_threat"),
    (INTENT, "media_threat"),
    (RISK, "money"),
    (RISK, "vulnerable"),
    (RISK, "deadline"),
)
_NORMAL: Final = (
    (INTENT, "churn_threat"),
    (INTENT, "request"),
    (INTENT, "complaint"),
    (INTENT, "question"),
)
# Harm to these, or harm with a clock running, does not wait.
_WORSE: Final = frozenset({"vulnerable", "deadline"})


@dataclass(frozen=True, slots=True)
class Urgency:
    """A level of LEVELS, the code of the reason, and the annotation that shows it (None: the sentiment, or nothing)."""

    level: str
    reason: str
    shown_by: Annotation | None


def urgency(annotations: Sequence[Annotation], *, sentiment: float | None = None) -> Urgency:
    """The urgency of one text from its annotations and its sentiment (-1 … 1; None where it was not read).

    Immediate: a call for help, or harm that meets the weak or a deadline. High: harm, money gone, a legal or media
    threat, the weak let down, a deadline, three or more attempts at contact. Normal: who wants to leave, asks,
    complains, or is displeased. Low: all else. A text that is pleased (> 0.6) is normal where it would be high.
    """
    sure = _strongest(annotations)
    emergency = sure.get((INTENT, "emergency"))
    if emergency is not None:
        return Urgency(IMMEDIATE, emergency.code, emergency)
    pleased = sentiment is not None and sentiment > _PLEASED
    for kind, code in _HIGH:
        found = sure.get((kind, code))
        if found is None:
            continue
        if pleased and kind == RISK:
            return Urgency(NORMAL, code, found)
        if code == "safety" and found.strength < _HARM:
            return Urgency(NORMAL, code, found)
        worse = code == "safety" and any((RISK, other) in sure for other in _WORSE)
        return Urgency(IMMEDIATE if worse else HIGH, code, found)
    contact = sure.get((EFFORT, "repeated_contact"))
    if contact is not None and not pleased:
        return Urgency(HIGH if contact.strength >= _THREE_TIMES else NORMAL, REPEATED_CONTACT, contact)
    for kind, code in _NORMAL:
        found = sure.get((kind, code))
        if found is not None and not (pleased and code == "complaint"):
            return Urgency(NORMAL, code, found)
    if sentiment is not None and sentiment < _DISPLEASED:
        return Urgency(NORMAL, DISSATISFACTION, None)
    praise = sure.get((INTENT, "praise"))
    return Urgency(LOW, NOTHING if praise is None else praise.code, praise)


def _strongest(annotations: Sequence[Annotation]) -> dict[tuple[str, str], Annotation]:
    """The strongest annotation of each kind and code, of those that are sure."""
    best: dict[tuple[str, str], Annotation] = {}
    for each in annotations:
        if each.confidence < _SURE:
            continue
        known = best.get((each.kind, each.code))
        if known is None or each.strength * each.confidence > known.strength * known.confidence:
            best[each.kind, each.code] = each
    return best
