"""The list of customers."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.customers.phrases.judgements import VALUE_TIERS
from zhiyin.customers.phrases.profiles import TIERS, named
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.queries.people import (
    LONGEST_SEARCH,
    PeopleFilters,
    PersonPage,
    anybody_known,
    list_people,
    segment_choices,
    tiers_in_use,
)
from zhiyin.journal.errors import BadCursor

UNHEARD: Final = {
    "": gettext_lazy("Heard at any time"),
    "30": gettext_lazy("Not heard for 30 days"),
    "90": gettext_lazy("Not heard for 90 days"),
    "365": gettext_lazy("Not heard for a year"),
}
RISKS: Final = {
    "": gettext_lazy("Any risk of leaving"),
    "0.3": gettext_lazy("Risk of leaving 30% or more"),
    "0.5": gettext_lazy("Risk of leaving 50% or more"),
    "0.7": gettext_lazy("Risk of leaving 70% or more"),
}
ORDERS: Final = {
    "heard": pgettext_lazy("order of a list", "Last heard"),
    "value": pgettext_lazy("order of a list", "Expected worth"),
    "risk": pgettext_lazy("order of a list", "Risk of leaving"),
    "name": pgettext_lazy("order of a list", "Name"),
}
TITLES: Final = {
    "heard": gettext_lazy("Whom we heard last"),
    "value": gettext_lazy("Who is worth most"),
    "risk": gettext_lazy("Who may leave"),
    "name": gettext_lazy("Customers by name"),
}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Customers by name or key, narrowed by what stands in the address; 50 at a time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("personal.read")
    filters = read_filters(request)
    problem, page = "", PersonPage([])
    try:
        page = list_people(actor, filters, cursor=request.GET.get("after", "").replace("\x00", "")[:200])
    except BadCursor as error:
        problem = str(error)
    segments = dict(segment_choices())
    tiers = {tier: named(tier, TIERS) for tier in tiers_in_use()}
    menus = [
        _menu(request, "segment", {"": _("All segments"), **segments}, filters.segment),
        _menu(request, "tier", {"": _("All tiers"), **tiers}, filters.tier),
        _menu(request, "worth", {"": _("Any value tier"), **VALUE_TIERS}, filters.value_tier),
        _menu(request, "unheard", UNHEARD, request.GET.get("unheard", "")),
        _menu(request, "risk", RISKS, request.GET.get("risk", "")),
    ]
    orders = [_choice(request, "sort", code, label, filters.order) for code, label in ORDERS.items()]
    context = {
        "people": page.people,
        "filters": filters,
        "order": filters.order,
        "title": TITLES[filters.order],
        "problem": problem,
        "menus": [menu for menu in menus if len(menu["choices"]) > 1],
        "orders": orders,
        "order_label": ORDERS[filters.order],
        "older_url": with_choice(request, after=page.older) if page.older else "",
        "newest_url": with_choice(request) if request.GET.get("after") else "",
        "clear_url": request.path,
        "kept": {
            name: request.GET[name]
            for name in ("segment", "tier", "worth", "unheard", "risk", "sort")
            if request.GET.get(name)
        },
        "nobody": not page.people and filters.is_empty and not anybody_known(),
        "may_import": actor.may("signals.import"),
    }
    return render(request, "desk/people.html", context, status=422 if problem else 200)


def read_filters(request: HttpRequest) -> PeopleFilters:
    """What the address asks for; what it names that does not exist is ignored."""
    unheard, risk = request.GET.get("unheard", ""), request.GET.get("risk", "")
    sort = request.GET.get("sort", "")
    return PeopleFilters(
        search=_clean(request, "q")[:LONGEST_SEARCH],
        segment=_clean(request, "segment")[:50],
        tier=_clean(request, "tier")[:30],
        value_tier=_clean(request, "worth")[:20],
        unheard_days=int(unheard) if unheard and unheard in UNHEARD else None,
        risk=float(risk) if risk and risk in RISKS else None,
        sort=sort if sort in ORDERS else "",
    )


def _clean(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()


def _menu(request: HttpRequest, name: str, labels: dict[str, Any], chosen: str) -> dict[str, Any]:
    choices = [_choice(request, name, code, label, chosen) for code, label in labels.items()]
    label = next((choice["label"] for choice in choices if choice["chosen"]), choices[0]["label"])
    return {"label": label, "choices": choices}


def _choice(request: HttpRequest, name: str, code: str, label: Any, chosen: str) -> dict[str, Any]:
    return {"label": str(label), "url": with_choice(request, **{name: code}), "chosen": code == chosen}
