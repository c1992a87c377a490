"""From a card to what is shown of it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from zhiyin.theme import wording
from zhiyin.understand.phrases.people_models import REASONS, TERMS, TERMS_OF, Text
from zhiyin.understand.queries.people_models import Card
from zhiyin.understand.showing import buying, leaving, ties
from zhiyin.understand.showing.parts import Shown

BY_CODE: dict[str, Callable[[dict[str, Any], int], Shown]] = {
    "tiers": buying.tiers,
    "rfm": buying.rfm,
    "churn": leaving.churn_by_definition,
    "churn_contract": leaving.churn,
    "silence": leaving.silence,
    "next_product": leaving.next_product,
    "loyalty": ties.loyalty,
    "base": ties.base,
    "retention": ties.retention,
    "acquisition": ties.acquisition,
}


def shown(card: Card) -> Shown:
    """What a model says, or why it says nothing."""
    if card.state == "failed":
        return Shown(
            _("This model stopped because of a fault on our side. What it said before still stands.")
        )
    if card.state != "ready":
        return Shown(missing(card.reason))
    if card.code == "value":
        return buying.value(card.card, card.customers, card.terms)
    return BY_CODE[card.code](card.card, card.customers)


def missing(reason: dict[str, Any]) -> str:
    """Why there is not enough, in one sentence: how many of what, and how many it takes."""
    code = str(reason.get("code") or "")
    if code == "left_attribute":
        return _("Not set up: say in the terms which attribute tells that a customer has left.")
    return _("Not enough: it takes %(need)s %(what)s, there are %(have)s. So nothing is said of anybody.") % {
        "need": wording.number(reason.get("need")),
        "have": wording.number(reason.get("have")),
        "what": REASONS.get(code, code),
    }


def stated_terms(code: str, terms: dict[str, Any]) -> list[tuple[Text, str]]:
    """The terms a model rests on, as they were on that run."""
    found = []
    for name in TERMS_OF.get(code, ()):
        told = terms.get(name)
        if told not in (None, ""):
            text = told if isinstance(told, str) else wording.number(told, 0 if told == int(told) else 2)
            found.append((TERMS[name], text))
    return found
