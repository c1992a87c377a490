"""How long records are kept."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.customers.actions.save_retention_rule import LONGEST_DAYS, save_retention_rule
from zhiyin.customers.queries.retention import retention_rules, retention_runs


class _Days(forms.Form):
    kind = forms.CharField(max_length=40)
    days = forms.IntegerField(min_value=1, max_value=LONGEST_DAYS, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """Each kind of record with its days, and what was forgotten lately."""
    actor = request.actor  # type: ignore[attr-defined]
    problem, status = "", 200
    if request.method == "POST":
        form = _Days(request.POST)
        if form.is_valid():
            save_retention_rule(actor, kind=form.cleaned_data["kind"], days=form.cleaned_data["days"])
            messages.success(request, _("Saved. It is carried out within the hour."))
            return redirect("customers:retention")
        problem, status = (
            _("Give a number of days from 1 to 36,500, or leave it empty to keep records for ever."),
            422,
        )
    context = {"rows": retention_rules(actor), "runs": retention_runs(actor), "problem": problem}
    return render(request, "customers/retention.html", context, status=status)
