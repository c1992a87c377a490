"""The words of this room: states, priorities, kinds of entries, and what a case is called."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, gettext_noop, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from zhiyin.contact.phrases import Notice, words_for
from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.theme.wording import moment

STATES: Final = {
    "open": pgettext_lazy("case", "Open"),
    "working": gettext_lazy("Being worked on"),
    "resolved": gettext_lazy("Resolved"),
}
PRIORITIES: Final = {1: gettext_lazy("Urgent"), 2: gettext_lazy("High"), 3: gettext_lazy("Normal")}

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


def aspect_names() -> dict[str, str]:
    """What each aspect is called in the reader's language, by code."""
    english = (get_language() or "").startswith("en")
    return {aspect.code: aspect.en if english else aspect.zh for aspect in aspects()}


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
    names = aspect_names()
    parts = [names.get(code, code) for code in data.get("aspects", ())]
    if not parts:
        parts = [_(FEELINGS.get(data.get("label", ""), "Feedback"))]
    scores = [
        score_words(score["construct"], score["value"], score.get("max")) for score in data.get("scores", ())
    ]
    return " · ".join([_(", ").join(parts), *scores])


def score_words(construct: str, value: float, highest: float | None) -> str:
    """NPS 3; with its scale where that is not known from the name: rating 2/5."""
    scale = f"/{plain(highest)}" if highest is not None and construct == "rating" else ""
    words = SCORES.get(construct)
    return (_(words) % {"value": plain(value)} if words else f"{construct} {plain(value)}") + scale


def story_line(
    kind: str, data: Mapping[str, Any], causes: Mapping[str, str], rules: Mapping[str, str]
) -> str:
    """One line of a case's story without its text; `causes` and `rules` name codes in the reader's language."""
    cause = causes.get(data.get("cause", ""), data.get("cause", ""))
    match kind:
        case "opened" if data.get("rule"):
            return _("opened by the rule “%(rule)s”") % {"rule": rules.get(data["rule"], data["rule"])}
        case "opened":
            return _("opened the case")
        case "assigned" if data.get("to"):
            return _("gave it to %(name)s") % {"name": data["to"]}
        case "assigned":
            return _("took it back from its owner")
        case "comment" if data.get("contacted"):
            return _("spoke with the customer")
        case "comment":
            return _("commented")
        case "message":
            return _("wrote to the customer")
        case "reply" if data.get("after_end"):
            return _("the customer answered after the end; look whether the case should be taken up again")
        case "reply":
            return _("the customer answered")
        case "cause":
            return _("named the cause: %(cause)s") % {"cause": cause}
        case "resolved":
            return _("resolved it; cause: %(cause)s") % {"cause": cause}
        case "reopened":
            return _("took it up again")
        case "undone":
            return _("undid the last step")
        case "withdrawn" if data.get("closed"):
            return _("closed, as nobody had begun: the voice was taken back, its import was undone")
        case "withdrawn":
            return _("the voice was taken back: its import was undone")
        case "erased":
            return _("the customer and their words were erased")
        case _:
            return kind


def _due(data: Mapping[str, Any]) -> str:
    return _("First answer due %(due)s.") % {"due": moment(datetime.fromisoformat(data["due_at"]))}


def _called(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": headline(data.get("title", ""), data.get("headline", {})),
        "unit": data.get("unit", ""),
        "number": data.get("case", ""),
    }


@words_for("case_opened")
def case_opened(data: Mapping[str, Any]) -> Notice:
    """A case has been opened at the reader's unit."""
    return Notice(_("New case at %(unit)s: %(title)s") % _called(data), _due(data))


@words_for("cases_opened")
def cases_opened(data: Mapping[str, Any]) -> Notice:
    """Many cases at once."""
    count = int(data["count"])
    title = ngettext("%(count)s new case", "%(count)s new cases", count) % {"count": count}
    return Notice(title, _(", ").join(data["units"]))


@words_for("case_assigned")
def case_assigned(data: Mapping[str, Any]) -> Notice:
    """The reader has been made responsible."""
    words = _("%(by)s gave you case %(number)s: %(title)s") % {**_called(data), "by": data.get("by", "")}
    return Notice(words, f"{data.get('unit', '')} · {_due(data)}")


@words_for("case_answered")
def case_answered(data: Mapping[str, Any]) -> Notice:
    """A customer has answered in a case of the reader's."""
    words = _("The customer answered in case %(number)s: %(title)s") % _called(data)
    after = (
        _("The case is resolved; look whether it should be taken up again.") if data.get("after_end") else ""
    )
    return Notice(words, after)
