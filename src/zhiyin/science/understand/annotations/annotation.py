"""One finding in a text with the span that shows it."""

from dataclasses import dataclass

EMOTION, EFFORT, EXPECTATION, INTENT, OFFER = "emotion", "effort", "expectation", "intent", "offer"
NAMED = "named"  # competitor, product, staff
# What makes a text urgent must be shown by a span like everything else: harm, the weak, money, a deadline.
RISK = "risk"
SPAM = "spam"  # found by zhiyin.science.understand.spam
# Of the text as a whole, with the span that shows most of it.
URGENCY, ACTION = "urgency", "action"
KINDS = (EMOTION, EFFORT, EXPECTATION, INTENT, OFFER, NAMED, RISK, SPAM, URGENCY, ACTION)


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one span of a text shows.

    `kind` is one of KINDS, `code` one of the kind's codes. `start` and `end` are positions in the text as given, end
    exclusive. `strength` (0 … 1) says how strongly (intensity of an emotion, amount of effort), `confidence` (0 … 1)
    how sure the finding is; `rule` names what found it, so that it can be traced: "emotion.anger" or a model's name.
    """

    kind: str
    code: str
    start: int
    end: int
    strength: float
    confidence: float
    rule: str
