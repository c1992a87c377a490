"""The list of cases, and opening one by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.queries.units import UnitNode, unit_by_id, units_in_scope
from zhiyin.act.actions.open_case import open_case
from zhiyin.act.errors import AnotherCaseIsOpen, BadCase
from zhiyin.act.forms import OpenCaseForm
from zhiyin.act.queries.cases import FILTERS, cases_of_signal, counts, list_cases
from zhiyin.journal.errors import NotFound
from zhiyin.journal.reach import is_number


@require_http_methods(["GET", "HEAD"])
def cases(request: HttpRequest) -> HttpResponse:
    """Cases by their clock; the filter, the search and the page live in the address."""
    actor = request.actor  # type: ignore[attr-defined]
    show = request.GET.get("show", "open")
    show = show if show in FILTERS else "open"
    search = request.GET.get("q", "").replace("\x00", "")[:100]
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 7 else 1
    unit = _unit_asked_for(request)
    found = list_cases(actor, show=show, search=search, page=page, unit_path=unit.path if unit else "")
    held = counts(actor, unit.path if unit else "")

    def address(**changes: str | int) -> str:
        query: dict[str, str | int] = {"show": show, "q": search, "unit": unit.id if unit else "", **changes}
        return "?" + urlencode({name: value for name, value in query.items() if value})

    return render(
        request,
        "act/cases.html",
        {
            "found": found,
            "show": show,
            "search": search,
            "unit": unit,
            "anywhere": address(unit=""),
            "filters": [(name, filter_label(name), held[name], address(show=name)) for name in FILTERS],
            "newer": address(page=found.page - 1) if found.page > 1 else "",
            "older": address(page=found.page + 1) if found.page < found.pages else "",
            "late": held["late"],
            "may_open": actor.may("cases.work"),
        },
    )


def _unit_asked_for(request: HttpRequest) -> UnitNode | None:
    """The unit in the address, with everything below it; None for none. Raises NotFound."""
    asked = request.GET.get("unit", "")
    return unit_by_id(request.actor, asked, "cases.read") if asked else None  # type: ignore[attr-defined]


def filter_label(name: str) -> str:
    """The filter in words."""
    return {
        "mine": _("Mine"),
        "untaken": _("Nobody's yet"),
        "late": _("Late"),
        "open": pgettext("case", "Open"),
        "resolved": _("Resolved"),
    }[name]


@require_http_methods(["GET", "HEAD", "POST"])
def open_by_hand(request: HttpRequest) -> HttpResponse:
    """Open a case about something seen at a unit, or (`signal`) about a voice."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("cases.work")
    signal = request.POST.get("signal", "")
    if request.method == "POST" and signal:
        return _about_signal(request, signal)
    units = [
        (str(unit.id), "\u2003" * (unit.depth - 1) + unit.label)
        for unit in units_in_scope(actor, "cases.work")
    ]
    form = OpenCaseForm(units, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_case(
                actor,
                unit_id=int(form.cleaned_data["unit"]),
                title=form.cleaned_data["title"],
                priority=form.cleaned_data["priority"],
            )
        except BadCase as error:
            for name, problem in error.data["errors"].items():
                form.add_error(name, problem)
        else:
            messages.success(request, _("The case is open."))
            return redirect("act:case", opened.id)
    return render(request, "act/open.html", {"form": form}, status=422 if form.errors else 200)


def _about_signal(request: HttpRequest, signal: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if not is_number(signal):
        raise NotFound()
    try:
        opened = open_case(actor, signal_id=int(signal))
    except AnotherCaseIsOpen:
        (newest, *_others) = cases_of_signal(actor, int(signal))
        return redirect("act:case", newest.id)
    messages.success(request, _("The case is open."))
    return redirect("act:case", opened.id)
