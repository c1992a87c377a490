"""Lists that people keep: keys are pasted to put customers on or take them off; the last change is taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zhiyin.customers.actions.change_list import change_list, undo_list_change
from zhiyin.customers.pages.segments import segment_context
from zhiyin.customers.queries.pasted_keys import MOST, customers_by_keys, keys_in
from zhiyin.customers.queries.segments import read_segment
from zhiyin.customers.segment_forms import ListForm


@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Put whoever has these keys on the list, or take them off; keys that nobody has are shown again."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    row = read_segment(actor, code)
    form = ListForm(request.POST)
    if not form.is_valid():
        return render(
            request, "customers/segment.html", segment_context(request, actor, row, form), status=422
        )
    data = form.cleaned_data
    values = keys_in(data["keys"])
    if len(values) > MOST:
        form.add_error("keys", _("Paste up to %(most)s keys at a time.") % {"most": f"{MOST:,}"})
        return render(
            request, "customers/segment.html", segment_context(request, actor, row, form), status=422
        )
    found = customers_by_keys(actor, kind=data["kind"], values=values, scope=data["scope"])
    if "remove" in request.POST:
        count = change_list(actor, code=code, remove=found.customers).removed
        said = ngettext("%(count)s person was taken off.", "%(count)s people were taken off.", count)
    else:
        count = change_list(actor, code=code, add=found.customers).added
        said = ngettext("%(count)s person was put on.", "%(count)s people were put on.", count)
    messages.success(request, said % {"count": count})
    if not found.unknown and not found.shared:
        return redirect("customers:segment", code=code)
    row = read_segment(actor, code)
    context = segment_context(
        request, actor, row, ListForm(initial={"kind": data["kind"], "scope": data["scope"]})
    )
    return render(request, "customers/segment.html", {**context, "pasted": found})


@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    undo_list_change(request.actor, code=code)  # type: ignore[attr-defined]
    messages.success(request, _("The last change was taken back."))
    return redirect("customers:segment", code=code)
