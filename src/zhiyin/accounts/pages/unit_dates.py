"""Dated changes of a unit: closing, reopening, who runs it, when it opened, a merge taken back."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actions.change_ownership import change_ownership
from zhiyin.accounts.actions.date_opening import date_opening
from zhiyin.accounts.actions.place_unsorted_unit import split_merged_unit
from zhiyin.accounts.actions.save_unit import close_unit, reopen_unit
from zhiyin.accounts.errors import NotYet, StillMerged, StillOpenBelow, TooEarly, TooLate
from zhiyin.accounts.forms.units import DatedForm, OpeningForm, OwnershipForm
from zhiyin.accounts.pages.frame import confirm, settings_page, signed_in
from zhiyin.accounts.queries.unit_changes import opened_on
from zhiyin.accounts.queries.unit_details import unit_details
from zhiyin.journal.errors import NotFound


def _dated(
    request: HttpRequest,
    unit_id: str,
    form: forms.Form,
    change: Callable[[forms.Form], None],
    *,
    title: str,
    text: list[str],
    action: str,
    done: str,
    harm: bool = False,
) -> HttpResponse:
    """A page with a day and a note; what cannot be dated so is said next to the day."""
    if request.method == "POST" and form.is_valid():
        try:
            change(form)
        except (NotYet, TooEarly, TooLate) as error:
            form.add_error("on", str(error))
        except (StillOpenBelow, StillMerged) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("accounts:unit", unit_id=unit_id)
    context = {
        "heading": title,
        "text": text,
        "action": action,
        "form": form,
        "harm": harm,
        "back": reverse("accounts:unit", kwargs={"unit_id": unit_id}),
    }
    return settings_page(request, "accounts/unit_dated.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, unit_id: str) -> HttpResponse:
    actor = signed_in(request)
    label = unit_details(actor, unit_id).node.label

    def change(form: forms.Form) -> None:
        close_unit(actor, unit_id=unit_id, on=form.cleaned_data["on"], note=form.cleaned_data["note"])

    return _dated(
        request,
        unit_id,
        DatedForm(request.POST if request.method == "POST" else None),
        change,
        title=_("Close %(unit)s?") % {"unit": label},
        text=[
            _("What was heard there stays, and data that still arrive for it are taken."),
            _("It can be reopened at any time."),
        ],
        action=_("Close it"),
        done=_("%(unit)s is closed.") % {"unit": label},
        harm=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, unit_id: str) -> HttpResponse:
    actor = signed_in(request)
    label = unit_details(actor, unit_id).node.label

    def change(form: forms.Form) -> None:
        reopen_unit(actor, unit_id=unit_id, on=form.cleaned_data["on"], note=form.cleaned_data["note"])

    return _dated(
        request,
        unit_id,
        DatedForm(request.POST if request.method == "POST" else None),
        change,
        title=_("Reopen %(unit)s") % {"unit": label},
        text=[],
        action=_("Reopen it"),
        done=_("Open again."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ownership(request: HttpRequest, unit_id: str) -> HttpResponse:
    actor = signed_in(request)
    node = unit_details(actor, unit_id).node

    def change(form: forms.Form) -> None:
        data = form.cleaned_data
        change_ownership(
            actor, unit_id=unit_id, ownership=data["ownership"], on=data["on"], note=data["note"]
        )

    posted = request.POST if request.method == "POST" else None
    return _dated(
        request,
        unit_id,
        OwnershipForm(posted, initial={"ownership": node.ownership}),
        change,
        title=_("Who runs %(unit)s") % {"unit": node.label},
        text=[],
        action=_("Save"),
        done=_("Saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, unit_id: str) -> HttpResponse:
    actor = signed_in(request)
    node = unit_details(actor, unit_id).node

    def change(form: forms.Form) -> None:
        date_opening(actor, unit_id=unit_id, on=form.cleaned_data["on"], note=form.cleaned_data["note"])

    posted = request.POST if request.method == "POST" else None
    return _dated(
        request,
        unit_id,
        OpeningForm(posted, initial={"on": opened_on(node.id)}),
        change,
        title=_("Since when there is %(unit)s") % {"unit": node.label},
        text=[],
        action=_("Save"),
        done=_("Saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, unit_id: str) -> HttpResponse:
    """The address names the name that was merged; what went along with it comes back."""
    actor = signed_in(request)
    node = unit_details(actor, unit_id).node
    if node.merged_into is None:
        raise NotFound()
    back = reverse("accounts:unit", kwargs={"unit_id": node.merged_into})
    if request.method == "POST":
        split_merged_unit(actor, unit_id=unit_id)
        messages.success(request, _("“%(unit)s” waits in the queue again.") % {"unit": node.label})
        return redirect(back)
    return confirm(
        request,
        title=_("Take back the merge of “%(unit)s”?") % {"unit": node.label},
        text=[
            _("What was heard under this name until the merge comes back to it, in the background."),
            _("What arrived under it since then stays where it is."),
        ],
        action=_("Take it back"),
        back=back,
    )
