"""The organisation tree: look, search, add, edit, move, close, other names."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyin.accounts.actions.add_alias import add_alias, remove_alias
from zhiyin.accounts.actions.move_unit import move_unit
from zhiyin.accounts.actions.save_unit import add_unit, change_unit
from zhiyin.accounts.errors import AliasTaken, BadMove, CodeTaken, NotYet, TooDeep, TooEarly
from zhiyin.accounts.forms.fields import NO_UNIT
from zhiyin.accounts.forms.units import AliasForm, EditedUnitForm, MoveForm, NewUnitForm
from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.accounts.phrases import ownership_label, unit_kind
from zhiyin.accounts.queries.unit_changes import changes_of, closed_on, heard_after_closing, opened_on
from zhiyin.accounts.queries.unit_details import (
    parent_of,
    placed_units,
    search_units,
    unit_details,
    unsorted_units,
)
from zhiyin.accounts.queries.units import UnitNode
from zhiyin.accounts.unit_phrases import change_words, origin_words


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree: whether a list opens before it, whether one follows inside it, how many end after it."""

    node: UnitNode
    kind: str
    opens: bool
    holds: bool
    closes: range
    parent: str

    @property
    def ownership(self) -> str:
        return ownership_label(self.node.ownership)


def _lines(nodes: list[UnitNode]) -> list[Line]:
    """Depth first; a level is a unit above that is seen as well, so that two parts of the tree stand side by side."""
    levels: list[int] = []
    above: list[str] = []
    for node in nodes:
        while above and not node.path.startswith(above[-1]):
            above.pop()
        levels.append(len(above))
        above.append(node.path)
    lines = []
    for at, node in enumerate(nodes):
        before = levels[at - 1] if at else 0
        after = levels[at + 1] if at + 1 < len(levels) else 0
        opens, holds = levels[at] > before, after > levels[at]
        closes = range(max(levels[at] - after, 0))
        lines.append(Line(node, unit_kind(node.kind), opens, holds, closes, ""))
    return lines


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree, or the units that a search finds."""
    actor = signed_in(request)
    actor.require("organisation.manage")
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    if search:
        found = []
        for node in search_units(actor, search)[:200]:
            parent = parent_of(node)
            label = parent.label if parent and actor.may("organisation.manage", parent.path) else ""
            found.append(Line(node, unit_kind(node.kind), False, False, range(0), label))
    else:
        found = _lines(placed_units(actor))
    context = {
        "lines": found,
        "search": search,
        "waiting": len(unsorted_units(actor)),
        "units": len(found),
    }
    return settings_page(request, "accounts/units.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_unit(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    actor.require("organisation.manage")
    form = NewUnitForm(
        actor, request.POST or None, initial={"parent": request.GET.get("under", ""), "kind": "store"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            unit_id = add_unit(actor, form.unit_fields(), parent_id=form.cleaned_data["parent"])
        except CodeTaken as error:
            form.add_error("code", str(error))
        except TooDeep as error:
            form.add_error("parent", str(error))
        else:
            messages.success(request, _("Added."))
            return redirect("accounts:unit", unit_id=unit_id)
    return settings_page(
        request, "accounts/unit_add.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, unit_id: str) -> HttpResponse:
    actor = signed_in(request)
    details = unit_details(actor, unit_id)
    node = details.node
    form = EditedUnitForm(
        request.POST or None,
        initial={name: getattr(node, name) for name in ("code", "name", "short_name", "kind", "city")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            dated = form.cleaned_data
            change_unit(actor, form.unit_fields(), unit_id=unit_id, on=dated["on"], note=dated["note"])
        except CodeTaken as error:
            form.add_error("code", str(error))
        except (NotYet, TooEarly) as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:unit", unit_id=unit_id)
    context = {
        "details": details,
        "node": node,
        "kind": unit_kind(node.kind),
        "form": form,
        "alias_form": AliasForm(),
        "names": [(alias, origin_words(alias.origin)) for alias in details.aliases],
        "changes": [
            (change, change_words(change.kind, change.before, change.after))
            for change in changes_of(actor, unit_id)
        ],
        "ownership": ownership_label(node.ownership),
        "opened_on": opened_on(node.id),
        "closed_on": closed_on(node),
        "heard_after_closing": heard_after_closing(node),
    }
    return settings_page(request, "accounts/unit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, unit_id: str) -> HttpResponse:
    actor = signed_in(request)
    details = unit_details(actor, unit_id)
    now = str(details.parent.id) if details.parent else NO_UNIT
    form = MoveForm(actor, request.POST or None, initial={"parent": now})
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            move_unit(actor, unit_id=unit_id, parent_id=data["parent"], on=data["on"], note=data["note"])
        except (BadMove, TooDeep) as error:
            form.add_error("parent", str(error))
        except (NotYet, TooEarly) as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, _("Moved."))
            return redirect("accounts:unit", unit_id=unit_id)
    context = {"details": details, "node": details.node, "form": form}
    return settings_page(request, "accounts/unit_move.html", context, status=422 if form.errors else 200)


@require_POST
def new_alias(request: HttpRequest, unit_id: str) -> HttpResponse:
    actor = signed_in(request)
    details = unit_details(actor, unit_id)
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            add_alias(actor, unit_id=unit_id, alias=form.cleaned_data["alias"])
        except AliasTaken as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("Data under that name belong to %(unit)s.") % {"unit": details.node.label}
            )
    else:
        messages.error(request, _("Give a name of at most 150 characters."))
    return redirect("accounts:unit", unit_id=unit_id)


@require_POST
def drop_alias(request: HttpRequest, unit_id: str, alias_id: str) -> HttpResponse:
    """No question asked: the same name is added again in the field beside it."""
    remove_alias(signed_in(request), unit_id=unit_id, alias_id=alias_id)
    messages.success(request, _("Data under that name no longer belong here."))
    return redirect("accounts:unit", unit_id=unit_id)
