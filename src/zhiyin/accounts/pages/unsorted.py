"""Names that arrived in data and mean no unit for sure: what they may mean, and what a person says."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.accounts.actions.brand_words import add_brand_word, remove_brand_word
from zhiyin.accounts.actions.place_unsorted_unit import merge_unsorted_unit, place_unsorted_unit
from zhiyin.accounts.actions.settle_names import VERDICTS, Saying, Settled, settle_names
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import TooDeep
from zhiyin.accounts.forms.units import BrandForm, MergeForm, PlaceForm
from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.accounts.queries.unit_details import unit_details
from zhiyin.accounts.queries.waiting_names import (
    Suggestion,
    WaitingName,
    brand_words,
    by_weight,
    waiting_names,
    waiting_units,
)
from zhiyin.accounts.unit_phrases import confidence_words, evidence_words
from zhiyin.journal.errors import NotFound

SHOWN = 25


@require_http_methods(["GET", "HEAD", "POST"])
def unsorted(request: HttpRequest) -> HttpResponse:
    """The queue. A POST settles one name by its button, or all that are ticked."""
    actor = signed_in(request)
    actor.require("organisation.manage")
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    page = int(found) if (found := request.GET.get("page", "")).isdecimal() and len(found) < 6 else 1
    if request.method == "POST":
        return _settle(request, actor, search, page)
    nodes = by_weight(waiting_units(actor, search))
    page = max(1, min(page, -(-len(nodes) // SHOWN)))
    names = waiting_names(actor, nodes[(page - 1) * SHOWN : page * SHOWN])
    context = {
        "names": [(name, [_shown(name, one) for one in name.suggestions]) for name in names],
        "ticked": sum(name.clear is not None for name in names),
        "count": len(nodes),
        "search": search,
        "newer_url": _address(search, page - 1) if page > 1 else "",
        "older_url": _address(search, page + 1) if page * SHOWN < len(nodes) else "",
        "brands": brand_words(actor),
        "brand_form": BrandForm() if actor.may("organisation.manage", "") else None,
    }
    return settings_page(request, "accounts/unsorted.html", context)


def _shown(name: WaitingName, suggestion: Suggestion) -> dict[str, object]:
    words = [evidence_words(one.code, one.data) for one in suggestion.evidence]
    return {
        "node": suggestion.node,
        "above": suggestion.above,
        "score": suggestion.score,
        "confidence": confidence_words(suggestion.score),
        "evidence": _(", ").join(words),
        "clear": name.clear is suggestion,
    }


def _address(search: str, page: int) -> str:
    query = {"q": search, "page": str(page) if page > 1 else ""}
    asked = urlencode({name: value for name, value in query.items() if value})
    return reverse("accounts:unsorted") + (f"?{asked}" if asked else "")


def _settle(request: HttpRequest, actor: Actor, search: str, page: int) -> HttpResponse:
    """Buttons and boxes say `verdict:name:unit`; the unit is empty where none is meant."""
    said = [request.POST["say"]] if "say" in request.POST else request.POST.getlist("ticked")[:SHOWN]
    sayings = [saying for text in said if (saying := _saying(text)) is not None]
    if len(sayings) < len(said):
        raise NotFound()
    _tell(request, settle_names(actor, sayings))
    return redirect(_address(search, page))


def _saying(text: str) -> Saying | None:
    verdict, _colon, rest = text.partition(":")
    unit_id, _colon, other_id = rest.partition(":")
    return Saying(unit_id, verdict, other_id or None) if verdict in VERDICTS and verdict != "new" else None


def _tell(request: HttpRequest, settled: list[Settled]) -> None:
    done = sum(not one.problem for one in settled)
    if done:
        messages.success(
            request, ngettext("%(count)d name settled.", "%(count)d names settled.", done) % {"count": done}
        )
    for problem in {one.problem for one in settled if one.problem}:
        messages.error(request, problem)
    if not settled:
        messages.error(request, _("Nothing is ticked."))


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, unit_id: str) -> HttpResponse:
    """Two ways out: a place of its own, or another name of a unit there is."""
    actor = signed_in(request)
    node = unit_details(actor, unit_id).node
    if not node.is_unsorted or node.merged_into is not None:
        raise NotFound()
    merging = request.method == "POST" and "into" in request.POST
    placing = request.method == "POST" and not merging
    place_form = PlaceForm(actor, request.POST if placing else None, initial={"kind": "store"})
    merge_form = MergeForm(actor, request.POST if merging else None)
    if placing and place_form.is_valid():
        data = place_form.cleaned_data
        try:
            place_unsorted_unit(actor, unit_id=unit_id, parent_id=data["parent"], kind=data["kind"])
        except TooDeep as error:
            place_form.add_error("parent", str(error))
        else:
            messages.success(request, _("%(unit)s has its place.") % {"unit": node.label})
            return redirect("accounts:unsorted")
    if merging and merge_form.is_valid():
        merge_unsorted_unit(actor, unit_id=unit_id, into_id=merge_form.cleaned_data["into"])
        messages.success(request, _("“%(unit)s” is another name now.") % {"unit": node.label})
        return redirect("accounts:unsorted")
    status = 422 if place_form.errors or merge_form.errors else 200
    context = {"node": node, "place_form": place_form, "merge_form": merge_form}
    return settings_page(request, "accounts/place.html", context, status=status)


@require_POST
def new_brand(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    actor.require("organisation.manage", "")
    form = BrandForm(request.POST)
    if form.is_valid():
        add_brand_word(actor, word=form.cleaned_data["word"])
        messages.success(request, _("Names are compared without “%(word)s”.") % form.cleaned_data)
    else:
        messages.error(request, _("Give a word of 2 to 60 characters."))
    return redirect("accounts:unsorted")


@require_POST
def drop_brand(request: HttpRequest, word_id: str) -> HttpResponse:
    remove_brand_word(signed_in(request), word_id=word_id)
    messages.success(request, _("The word counts again when names are compared."))
    return redirect("accounts:unsorted")
