"""Alert rules: what opens cases, and what a change would do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import units_in_scope
from zhiyin.act.actions.save_rule import save_rule
from zhiyin.act.actions.switch_rule import switch_rule
from zhiyin.act.errors import BadRule, ChangedMeanwhile
from zhiyin.act.forms import RuleForm
from zhiyin.act.phrases import aspect_names
from zhiyin.act.queries.rules import RuleRow, list_rules, read_rule, replay
from zhiyin.journal.errors import NotFound
from zhiyin.measure.errors import BadCriteria
from zhiyin.understand.queries.fields import SIGNAL_SUBJECT
from zhiyin.understand.queries.taxonomies import category_names, current_taxonomies

STARTING = {"priority": 2, "due_minutes": 240, "max_age_days": 14, "is_active": True}


@require_http_methods(["GET", "HEAD"])
def alerts(request: HttpRequest) -> HttpResponse:
    """Every rule that holds where the reader sees cases."""
    actor = request.actor  # type: ignore[attr-defined]
    return render(
        request, "act/alerts.html", {"rules": list_rules(actor), "may_add": actor.may("alerts.manage")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_alert(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("alerts.manage")
    return _edit(request, actor, None)


@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, rule_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    return _edit(request, actor, read_rule(actor, rule_id))


@require_POST
def switch(request: HttpRequest, rule_id: int) -> HttpResponse:
    on = request.POST.get("on") == "1"
    switch_rule(request.actor, rule_id=rule_id, on=on)  # type: ignore[attr-defined]
    messages.success(request, _("The rule is on.") if on else _("The rule is off."))
    return redirect("act:alerts")


def _edit(request: HttpRequest, actor: Actor, row: RuleRow | None) -> HttpResponse:
    """The form; "preview" counts what the condition would have opened, "save" keeps it."""
    units = [
        (str(unit.id), "\u2003" * (unit.depth - 1) + unit.label)
        for unit in units_in_scope(actor, "alerts.manage")
    ]
    if row is not None and row.unit_id is not None and str(row.unit_id) not in dict(units):
        units.append((str(row.unit_id), row.unit))
    problem, status = "", 200
    if request.method == "POST":
        if row is not None and not row.may_change:
            actor.require("alerts.manage", "")
        form = RuleForm(units, request.POST)
        status = 422
        if form.is_valid():
            if "preview" in request.POST:
                return _page(request, actor, row, form)
            try:
                saved = save_rule(
                    actor,
                    content=form.content(),
                    rule_id=row.id if row else None,
                    version=form.cleaned_data["version"],
                )
            except BadRule as error:
                for name, words in error.data["errors"].items():
                    form.add_error(name, words)
            except ChangedMeanwhile as error:
                problem, status = str(error), error.status
            else:
                messages.success(request, _("The rule “%(name)s” is saved.") % {"name": saved.name})
                return redirect("act:alerts")
    else:
        form = RuleForm(units, initial=_initial(row))
    return _page(request, actor, row, form, problem=problem, status=status)


def _initial(row: RuleRow | None) -> dict[str, Any]:
    if row is None:
        return STARTING
    return {
        "name": row.name_zh,
        "name_en": row.name_en,
        "criteria": row.criteria,
        "unit": str(row.unit_id or ""),
        "priority": row.priority,
        "due_minutes": row.due_minutes,
        "max_age_days": row.max_age_days,
        "is_active": row.is_active,
        "version": row.version,
    }


def _page(
    request: HttpRequest,
    actor: Actor,
    row: RuleRow | None,
    form: RuleForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    bound = form.cleaned_data if form.is_bound and form.is_valid() else None
    criteria = bound["criteria"] if bound else (row.criteria if row else "")
    unit = bound["unit"] if bound else (str(row.unit_id or "") if row else "")
    found = None
    if criteria and not form.errors:
        try:
            found = replay(actor, criteria=criteria, unit_path=_path_of(actor, unit))
        except BadCriteria as error:
            form.add_error("criteria", str(error)) if bound else None
            status = 422 if bound else status
    return render(
        request,
        "act/alert.html",
        {
            "rule": row,
            "form": form,
            "found": found,
            "problem": problem,
            "may_change": row is None or row.may_change,
            "aspects": list(aspect_names().items()),
            "categories": list(category_names(current_taxonomies(), get_language() or "").items()),
            "names": [name for name in SIGNAL_SUBJECT.names() if name != "text"],
        },
        status=status,
    )


def _path_of(actor: Actor, unit_id: str) -> str:
    if not unit_id:
        return ""
    for unit in units_in_scope(actor, "cases.read"):
        if str(unit.id) == unit_id:
            return unit.path
    raise NotFound()
