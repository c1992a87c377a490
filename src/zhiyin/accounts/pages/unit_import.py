"""Units from a file: choose it, see what it would change, carry it out."""

import json
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actions.import_units import import_unit_rows
from zhiyin.accounts.errors import UnreadableUnits
from zhiyin.accounts.forms.units import UnitFileForm
from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.accounts.phrases import ownership_label
from zhiyin.accounts.queries.unit_plan import PlannedUnit, plan_units
from zhiyin.accounts.rules.unit_rows import UnitRow, read_unit_rows, rows_from_json
from zhiyin.accounts.unit_phrases import COLUMNS
from zhiyin.journal.errors import ZhiyinError

SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
def import_units(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    actor.require("organisation.manage")
    if request.method == "POST" and "rows" in request.POST:
        return _carry_out(request)
    form = UnitFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, read_unit_rows(form.cleaned_data["file"].read()))
        except UnreadableUnits as error:
            form.add_error("file", str(error))
    return settings_page(
        request, "accounts/unit_import.html", {"form": form}, status=422 if form.errors else 200
    )


def _preview(request: HttpRequest, rows: list[UnitRow]) -> HttpResponse:
    """The rows travel on in the page: nothing is kept on the server until it is wanted."""
    planned = sorted(plan_units(signed_in(request), rows), key=lambda plan: plan.row.number)
    steps = [plan.step for plan in planned]
    # what needs attention comes first
    shown = sorted(planned, key=lambda plan: (plan.step != "refused", plan.step == "same"))[:SHOWN]
    context = {
        "planned": [_line(plan) for plan in shown],
        "more": len(planned) - len(shown),
        "counts": {step: steps.count(step) for step in ("add", "change", "same", "refused")},
        "rows": json.dumps([asdict(row) for row in rows], ensure_ascii=False, separators=(",", ":")),
        "may_import": "add" in steps or "change" in steps,
    }
    return settings_page(request, "accounts/unit_preview.html", context)


def _line(plan: PlannedUnit) -> dict[str, Any]:
    row = plan.row
    told = [
        _("other names: %(names)s") % {"names": _(", ").join(row.aliases)} if row.aliases else "",
        _("formerly: %(names)s") % {"names": _(", ").join(row.former_names)} if row.former_names else "",
        _("opened on %(day)s") % {"day": row.opened_on} if row.opened_on else "",
        _("closed on %(day)s") % {"day": row.closed_on} if row.closed_on else "",
        ownership_label(row.ownership),
    ]
    return {
        "row": row,
        "step": plan.step,
        "moves": plan.moves,
        "problem": plan.problem,
        "changes": [str(COLUMNS[name]) for name in plan.changes],
        "told": [words for words in told if words],
    }


def _carry_out(request: HttpRequest) -> HttpResponse:
    try:
        done = import_unit_rows(signed_in(request), rows_from_json(request.POST["rows"]))
    except ZhiyinError as error:
        messages.error(request, str(error))
        return redirect("accounts:import-units")
    messages.success(
        request,
        _("%(added)d added, %(changed)d changed, %(same)d as before, %(refused)d not taken.")
        % {
            "added": done.added,
            "changed": done.changed,
            "same": done.same,
            "refused": len(done.refused),
        },
    )
    return redirect("accounts:units")
