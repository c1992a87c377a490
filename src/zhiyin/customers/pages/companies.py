"""Companies: the list, writing one down, who speaks for it."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import units_in_scope
from zhiyin.customers.actions.end_contact import end_contact
from zhiyin.customers.actions.remove_company import remove_company
from zhiyin.customers.actions.save_company import save_company
from zhiyin.customers.actions.save_contact import save_contact
from zhiyin.customers.errors import BadDetails, NoSuchDetail
from zhiyin.customers.profile_forms import CompanyForm, ContactForm
from zhiyin.customers.queries.companies import (
    RENEWALS,
    SORTS,
    CompanyPage,
    any_companies,
    as_company,
    company_for,
    contacts_of,
    list_companies,
)
from zhiyin.customers.queries.finding import found_by_key
from zhiyin.journal.errors import BadCursor

SORT_LABELS: Final = {
    "name": gettext_lazy("Name of the company"),
    "renewal": gettext_lazy("Renewal"),
    "value": gettext_lazy("Contract value a year"),
}
RENEWAL_LABELS: Final = {
    "": gettext_lazy("Renews at any time"),
    "30": gettext_lazy("Renews within 30 days"),
    "90": gettext_lazy("Renews within 90 days"),
    "180": gettext_lazy("Renews within 180 days"),
}


@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    """Companies that are customers; search, renewal, order and page live in the address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("personal.read")
    search = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    renews, sort = request.GET.get("renews", ""), request.GET.get("sort", "name")
    renews, sort = renews if renews in RENEWALS else "", sort if sort in SORTS else "name"
    problem, page = "", CompanyPage([])
    try:
        page = list_companies(
            actor,
            search=search,
            renews_within=RENEWALS.get(renews),
            sort=sort,
            cursor=request.GET.get("after", ""),
        )
    except BadCursor as error:
        problem = str(error)

    def address(**changes: str) -> str:
        chosen = {"q": search, "renews": renews, "sort": "" if sort == "name" else sort, **changes}
        return "?" + urlencode({name: value for name, value in chosen.items() if value})

    context = {
        "companies": page.companies,
        "search": search,
        "renews": renews,
        "sort": sort,
        "problem": problem,
        "renewals": [(code, label, address(renews=code)) for code, label in RENEWAL_LABELS.items()],
        "renews_label": RENEWAL_LABELS[renews],
        "sorts": [(code, label, address(sort=code)) for code, label in SORT_LABELS.items()],
        "sort_label": SORT_LABELS[sort],
        "older_url": address(after=page.older) if page.older else "",
        "newest_url": address() if request.GET.get("after") else "",
        "none_yet": not page.companies and not search and not renews and not any_companies(actor),
        "may_manage": actor.may("customers.manage"),
    }
    return render(request, "customers/companies.html", context, status=422 if problem else 200)


def _units(actor: Actor, held: int | None = None) -> list[tuple[str, Any]]:
    """Open units, and `held`, to which the company belongs: what is not in the list cannot stay as it is."""
    units = [
        (str(unit.id), "\u2003" * max(0, unit.depth - 1) + unit.label)
        for unit in units_in_scope(actor, "customers.manage")
        if unit.is_active or unit.id == held
    ]
    everybody = [("", _("Everybody’s"))] if actor.may("customers.manage", "") else []
    return [*everybody, *units]


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write a company down."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage")
    form = CompanyForm(_units(actor), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_company(actor, content=form.content({}))
        except BadDetails as error:
            _tell(form, error)
        else:
            messages.success(request, _("The company is written down."))
            return redirect("desk:company", saved.pk)
    context = {"form": form, "company": None}
    return render(request, "customers/company_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, company_id: int) -> HttpResponse:
    """Change a company."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = as_company(company_for(actor, company_id, "customers.manage"))
    initial = {
        "name": held.name,
        "code": held.code,
        "tier": held.tier,
        "industry": held.industry,
        "unit": str(held.unit_id or ""),
        "contract_value": held.contract_value,
        "acquisition_cost": held.acquisition_cost,
        "renews_on": held.renews_on,
    }
    form = CompanyForm(_units(actor, held.unit_id), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_company(actor, content=form.content(dict(held.attributes)), company_id=company_id)
        except BadDetails as error:
            _tell(form, error)
        else:
            messages.success(request, _("The company is written down."))
            return redirect("desk:company", company_id)
    context = {"form": form, "company": held}
    return render(request, "customers/company_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, company_id: int) -> HttpResponse:
    """Ask, then take a company away."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = as_company(company_for(actor, company_id, "customers.manage"))
    if request.method == "POST":
        remove_company(actor, company_id=company_id)
        messages.success(request, _("The company is taken away."))
        return redirect("customers:companies")
    context = {
        "company": held,
        "question": _("Take %(company)s away?") % {"company": held.name},
        "note": _("Its contacts and what they said stay; only their part in it is forgotten."),
    }
    return render(request, "customers/company_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_contact(request: HttpRequest, company_id: int) -> HttpResponse:
    """Say who speaks for a company."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = as_company(company_for(actor, company_id, "customers.manage"))
    form = ContactForm(request.POST or None, initial={"person": request.GET.get("person", "")[:100]})
    if request.method == "POST" and form.is_valid():
        people = list(found_by_key(actor, form.cleaned_data["person"], "customers.manage")[:2])
        if len(people) != 1:
            form.add_error("person", _("Nobody whom you may see is known by this. Give it whole."))
        else:
            try:
                save_contact(
                    actor,
                    company_id=company_id,
                    customer_id=people[0].pk,
                    role=form.cleaned_data["role"],
                    title=form.cleaned_data["title"],
                )
            except BadDetails as error:
                _tell(form, error)
            else:
                messages.success(request, _("The contact is written down."))
                return redirect("desk:company", company_id)
    context = {"form": form, "company": held}
    return render(request, "customers/company_contact.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, company_id: int, contact_id: int) -> HttpResponse:
    """Ask, then end a person's part in a company."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    held = as_company(company_for(actor, company_id, "customers.manage"))
    contact = next(
        (one for one in contacts_of(actor, company_id) if one.id == contact_id and one.until is None), None
    )
    if contact is None:
        raise NoSuchDetail()
    if request.method == "POST":
        end_contact(actor, company_id=company_id, contact_id=contact_id)
        messages.success(request, _("They speak for the company no longer."))
        return redirect("desk:company", company_id)
    context = {
        "company": held,
        "question": _("%(person)s speaks for %(company)s no longer?")
        % {"person": contact.name or contact.role_label, "company": held.name},
        "note": _("That they did stays written down, with both days."),
    }
    return render(request, "customers/company_remove.html", context)


def _tell(form: Any, error: BadDetails) -> None:
    for name, problem in error.data["errors"].items():
        form.add_error(name if name in form.fields else None, problem)
