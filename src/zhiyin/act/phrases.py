"""The words of this room: states, priorities, kinds of entries, and what a case is called."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import gettext_noop

STATES: Final = {
    "open": _l("Open"),
    "working": _l("Being worked on"),
    "resolved": _l("Resolved"),
}
PRIORITIES: Final = {1: _l("Urgent"), 2: _l("High"), 3: _l("Normal")}

# construct -> how its score is written in a headline
SCORES: Final = {
    "nps": gettext_noop("NPS %(value)s"),
    "csat": gettext_noop("CSAT %(value)s"),
    "ces": gettext_noop("CES %(value)s"),
    "rating": gettext_noop("rating %(value)s"),
}
FEELINGS: Final = {
    "negative": gettext_noop("Unhappy words"),
    "neutral": gettext_noop("Feedback"),
    "positive": gettext_noop("Kind words"),
}


def named(code: Any, names: Mapping[Any, "str | Promise"]) -> str:
    """The label of a code, or the code itself where this version does not know it."""
    return str(names.get(code, code))


def aspect_label(code: str) -> str:
    """What an aspect is called."""
    return code.replace("_", " ")


def plain(value: float) -> str:
    """A score without a needless decimal: 3 rather than 3.0."""
    return f"{value:g}"


def headline(title: str, data: Mapping[str, Any]) -> str:
    """What a case is called, in the reader's language: a person's own words, or aspect and score of the
    reading.

    `data` is `Case.headline`. Never the customer's text.
    """
    if title:
        return title
    parts = [aspect_label(code) for code in data.get("aspects", ())]
    if not parts:
        parts = [_(FEELINGS.get(data.get("label", ""), "Feedback"))]
    return _(", ").join(parts) + "".join(
        " · " + _(SCORES[score["construct"]]) % {"value": plain(score["value"])}
        for score in data.get("scores", ())
        if score["construct"] in SCORES
    )
