"""Consent: what data is used for, in which words it was explained, and what one customer said."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.customers.actions.opt_out import opt_in_again, opt_out_person
from zhiyin.customers.actions.save_purpose import publish_text, save_purpose
from zhiyin.customers.actions.write_down_consent import write_down_consent
from zhiyin.customers.errors import NoSuchPurpose, UnusableConsent, UnusablePurpose
from zhiyin.customers.forms import ConsentForm, PurposeForm, TextForm
from zhiyin.customers.phrases.consent import BASES
from zhiyin.customers.preference_links import link_for
from zhiyin.customers.queries.consents import allowances_of, history_of, is_opted_out, list_purposes
from zhiyin.customers.queries.people import person_for, visible_people


@require_http_methods(["GET", "HEAD", "POST"])
def purposes(request: HttpRequest) -> HttpResponse:
    """Every purpose and its words; a purpose of one's own is added here."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = list_purposes(actor)
    form, problem, status = PurposeForm(), "", 200
    if request.method == "POST":
        form, status = PurposeForm(request.POST), 422
        if form.is_valid():
            content = {key: value for key, value in form.cleaned_data.items() if key != "code"}
            try:
                purpose = save_purpose(actor, code=form.cleaned_data["code"], content=content)
                messages.success(request, _("The purpose is saved. Now publish the words that explain it."))
                return redirect("customers:purpose", purpose.code)
            except UnusablePurpose as error:
                problem = str(error)
    shown = [(row, BASES[row.basis]) for row in rows]
    return render(
        request,
        "customers/purposes.html",
        {"rows": shown, "form": form, "problem": problem, "may_change": actor.may("consent.manage", "")},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: HttpRequest, code: str) -> HttpResponse:
    """One purpose: the versions of its words, and the next one."""
    actor = request.actor  # type: ignore[attr-defined]
    row = next((one for one in list_purposes(actor) if one.code == code), None)
    if row is None:
        raise NoSuchPurpose(purpose=code)
    form, problem, status = TextForm(), "", 200
    if request.method == "POST":
        form, status = TextForm(request.POST), 422
        if form.is_valid():
            texts = {"zh-hans": form.cleaned_data["zh"], "en": form.cleaned_data["en"]}
            try:
                publish_text(actor, purpose=code, texts=texts, asks_again=form.cleaned_data["asks_again"])
                messages.success(request, _("The words are published. From now on consent names them."))
                return redirect("customers:purpose", code)
            except UnusablePurpose as error:
                problem = str(error)
    return render(
        request,
        "customers/purpose.html",
        {
            "row": row,
            "basis": BASES[row.basis],
            "form": form,
            "problem": problem,
            "may_change": actor.may("consent.manage", ""),
        },
        status=status,
    )


@require_POST
def switch_purpose(request: HttpRequest, code: str) -> HttpResponse:
    is_active = request.POST.get("on") == "1"
    save_purpose(request.actor, code=code, content={"is_active": is_active})  # type: ignore[attr-defined]
    messages.success(
        request,
        _("The purpose is in use.")
        if is_active
        else _("The purpose is not in use any more: nothing is done for it."),
    )
    return redirect("customers:purposes")


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What one customer allows, everything they said about it, and the next word."""
    actor = request.actor  # type: ignore[attr-defined]
    person = person_for(actor, customer_id)
    form, problem, status = ConsentForm(list_purposes(actor)), "", 200
    if request.method == "POST":
        form, status = ConsentForm(list_purposes(actor), request.POST), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                write_down_consent(
                    actor,
                    customer_id=customer_id,
                    purpose=given["purpose"],
                    state=given["state"],
                    channel=given["channel"],
                    language=get_language() or "",
                    by_guardian=given["by_guardian"],
                    is_once=given["is_once"],
                    proof={"how": given["how"], "reference": given["reference"]},
                )
                messages.success(request, _("Written down."))
                return redirect("customers:consent", customer_id)
            except UnusableConsent as error:
                problem = str(error)
    # to see a customer is one permission, to write down their consent another, perhaps held elsewhere
    may_change = (
        actor.may("consent.manage") and visible_people(actor, "consent.manage").filter(id=person.pk).exists()
    )
    return render(
        request,
        "customers/consent.html",
        {
            "person": person,
            "allowances": allowances_of(person.pk, get_language() or ""),
            "history": history_of(actor, person.pk),
            "is_opted_out": is_opted_out(person.pk),
            "link": link_for(person.pk) if may_change else "",
            "form": form,
            "problem": problem,
            "may_change": may_change,
        },
        status=status,
    )


@require_POST
def stop_contact(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if request.POST.get("on") == "1":
        opt_in_again(actor, customer_id=customer_id)
        messages.success(request, _("This customer may be written to again, as far as they agree."))
    else:
        opt_out_person(actor, customer_id=customer_id, reason="asked_staff")
        messages.success(request, _("Nothing more is sent to this customer, by no channel."))
    return redirect("customers:consent", customer_id)
