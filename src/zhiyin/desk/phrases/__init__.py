"""Codes as people read them: channels, kinds, constructs, roles, aspects, tiers."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhiyin.measure.phrases import CHANNELS, KINDS, LANGUAGES, SENTIMENTS, TIERS
from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.theme import wording

CONSTRUCTS: Final = {
    "nps": gettext_lazy("Would recommend"),
    "csat": gettext_lazy("Satisfaction"),
    "ces": gettext_lazy("Made it easy"),
    "rating": gettext_lazy("Rating"),
    "number": gettext_lazy("Number"),
}
ROLES: Final = {
    "expectation": gettext_lazy("expectation"),
    "experience": gettext_lazy("experience"),
    "importance": gettext_lazy("importance"),
    "performance": gettext_lazy("performance"),
    "functional": gettext_lazy("if present"),
    "dysfunctional": gettext_lazy("if absent"),
}
IDENTITIES: Final = {
    "known": gettext_lazy("named"),
    "confidential": gettext_lazy("confidential"),
    "anonymous": gettext_lazy("anonymous"),
}


def named(code: str, names: Mapping[str, Any]) -> str:
    """The code's name, or the code itself."""
    return str(names.get(code, code))


def aspect_names() -> dict[str, str]:
    """Aspect codes in the reader's language."""
    english = (get_language() or "").startswith("en")
    return {aspect.code: aspect.en if english else aspect.zh for aspect in aspects()}


STATUSES: Final = {
    "skipped": gettext_lazy("not answered"),
    "not_applicable": gettext_lazy("does not apply"),
    "dont_know": gettext_lazy("does not know"),
    "not_reached": gettext_lazy("not reached"),
    "not_asked": gettext_lazy("not asked"),
}


def score_in_words(
    construct: str,
    item: str,
    role: str,
    value: float,
    high: float | None,
    items: Mapping[str, str],
    label: str = "",
) -> str:
    """Would recommend 9 / 10; with the role where there is one: queue, expectation 8 / 10.

    `items` names questions about a touchpoint by its code; `label` is the question's own wording, which wins.
    """
    if label:
        name = label
    elif construct in {"rating", "number"}:
        name = _item(item, construct, items)
    else:
        name = named(construct, CONSTRUCTS)
    if role in ROLES:
        name = _("%(item)s, %(role)s") % {"item": name, "role": named(role, ROLES)}
    top = f" / {wording.number(high)}" if high is not None else ""
    return f"{name} {wording.number(value, 0 if value == int(value) else 1)}{top}"


def _item(item: str, construct: str, items: Mapping[str, str]) -> str:
    known = {"stars": _("Stars"), **aspect_names(), **items}
    return known.get(item, item) or named(construct, CONSTRUCTS)


def mentions_in_words(mentions: Any) -> list[tuple[str, str]]:
    """(aspect, "▼" or "▲" or "") of each aspect that was spoken of, once, in order."""
    names = aspect_names()
    found: dict[str, float] = {}
    for mention in mentions:
        found.setdefault(mention["aspect"], float(mention.get("sentiment") or 0.0))
    return [
        (names.get(aspect, aspect), "▼" if feeling < -0.1 else "▲" if feeling > 0.1 else "")
        for aspect, feeling in found.items()
    ]


__all__ = [
    "CHANNELS",
    "CONSTRUCTS",
    "IDENTITIES",
    "KINDS",
    "LANGUAGES",
    "SENTIMENTS",
    "STATUSES",
    "TIERS",
    "aspect_names",
    "mentions_in_words",
    "named",
    "score_in_words",
]
