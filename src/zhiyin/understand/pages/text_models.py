"""How texts are read, looked at: the shipped models with their cards, how right they are here, whether texts drift."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.science.understand import cards
from zhiyin.theme import wording
from zhiyin.understand.phrases.text_models import PURPOSES, TITLES
from zhiyin.understand.queries.drift import RECENT, Drifting, drifting
from zhiyin.understand.queries.text_models import TextModel, card_of, text_model, text_models
from zhiyin.understand.showing.text_models import (
    accuracy_sections,
    drift_rows,
    drift_sections,
    promised,
    share,
)


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """One row a model: version, size, what its card promises, how right it is here."""
    found = text_models(signed_in(request))
    rows = [_row(one) for one in found]
    context = {"rows": rows, "finding": _finding(found), "below": [row for row in rows if row["model"].below]}
    return settings_page(request, "understand/text_models.html", context)


@require_safe
def model(request: HttpRequest, code: str) -> HttpResponse:
    """One model: how right it is here, and its card."""
    actor = signed_in(request)
    found = text_model(actor, code)
    kind = code.partition("_")[0]
    context = {
        "row": _row(found),
        "purpose": PURPOSES[code],
        "measurable": found.here is not None,
        "sections": [*accuracy_sections(found.here, kind), *accuracy_sections(found.corrected, kind)],
        "blocks": cards.blocks(card_of(actor, code, get_language() or "")),
    }
    return settings_page(request, "understand/text_model.html", context)


@require_safe
def drift(request: HttpRequest) -> HttpResponse:
    """Weeks beside each other."""
    found = drifting(signed_in(request))
    context: dict[str, Any] = {
        "found": found,
        "finding": _moved(found),
        "weeks": len(found.weeks),
        "recent": RECENT,
        "earlier": len(found.weeks) - RECENT,
        "rows": drift_rows(found),
        "sections": drift_sections(found) if found.sampled else [],
    }
    return settings_page(request, "understand/drift.html", context)


def _row(one: TextModel) -> dict[str, Any]:
    here = one.measured
    return {
        "model": one,
        "title": TITLES[one.code],
        "megabytes": one.size / 1_000_000,
        "promised": promised(one),
        "here": share(here) if here and here.n else "–",
        "n": here.n if here else 0,
    }


def _finding(found: list[TextModel]) -> str:
    below = [str(TITLES[one.code]) for one in found if one.below]
    known = [one for one in found if (here := one.measured) and here.n]
    if below:
        names = _joined(below)
        return _("Clearly less right here than the card promises: %(names)s.") % {"names": names}
    if known:
        return _("No model is clearly less right here than its card promises.")
    return _(
        "Nobody has measured the models here yet. A round of coding does it: a hundred texts drawn at random."
    )


def _joined(names: list[str]) -> str:
    return ("、" if wording.is_chinese() else ", ").join(names)


def _moved(found: Drifting) -> str:
    if not found.sampled:
        return _("There are no texts in these weeks.")
    told = [one for one in found.tested.values() if one.told]
    if told:
        return _("Texts have changed: %(n)s of %(all)s measures moved by more than chance.") % {
            "n": len(told),
            "all": len(found.tested),
        }
    if all(one.index is None for one in found.tested.values()):
        return _("There are too few weeks with texts to tell a drift from chance.")
    return _("No drift beyond chance in the last weeks.")
