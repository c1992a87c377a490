"""Units that arrived in data before anybody placed them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiyin.accounts.actions.place_unsorted_unit import merge_unsorted_unit, place_unsorted_unit
from zhiyin.accounts.errors import TooDeep
from zhiyin.accounts.forms.units import MergeForm, PlaceForm
from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.accounts.queries.unit_details import unit_details, unsorted_units
from zhiyin.journal.errors import NotFound


@require_safe
def unsorted(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    actor.require("organisation.manage")
    waiting = unsorted_units(actor)
    context = {"waiting": waiting[:200], "count": len(waiting)}
    return settings_page(request, "accounts/unsorted.html", context)


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
