"""Changing what is held of a customer: corrections, wishes, interests, days."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.correct_profile import correct_profile
from zhiyin.customers.actions.remove_date import remove_date
from zhiyin.customers.actions.remove_interest import remove_interest
from zhiyin.customers.actions.remove_preference import remove_preference
from zhiyin.customers.actions.save_date import save_date
from zhiyin.customers.actions.save_interest import save_interest
from zhiyin.customers.actions.save_preference import save_preference
from zhiyin.customers.errors import BadDetails, NoSuchDetail
from zhiyin.customers.profile_forms import CorrectionForm, DateForm, InterestForm, PreferenceForm
from zhiyin.customers.queries.people import person_for
from zhiyin.customers.queries.profiles import days_of, facts_of, interests_of, wishes_of

FORMS: dict[str, type[forms.Form]] = {
    "correction": CorrectionForm,
    "preference": PreferenceForm,
    "interest": InterestForm,
    "date": DateForm,
}


@require_http_methods(["GET", "HEAD"])
def profile(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Everything that can be changed about a person."""
    return _page(request, customer_id)


def _page(request: HttpRequest, customer_id: int, **filled: forms.Form) -> HttpResponse:
    person = person_for(request.actor, customer_id, "customers.manage")  # type: ignore[attr-defined]
    fresh = {
        "correction": CorrectionForm(initial=_held(person), auto_id="correction_%s"),
        "preference": PreferenceForm(auto_id="preference_%s"),
        "interest": InterestForm(auto_id="interest_%s"),
        "date": DateForm(auto_id="date_%s"),
    }
    context = {
        "person_id": person.pk,
        "name": person.name or _("A customer without a name"),
        "facts": [fact for fact in facts_of(person) if fact.source == "person"],
        "wishes": wishes_of(person.pk),
        "interests": interests_of(person.pk),
        "days": [day for day in days_of(person) if day.id],
        "forms": fresh | filled,
    }
    return render(request, "customers/profile.html", context, status=422 if filled else 200)


def _held(person: Any) -> dict[str, Any]:
    return {
        "name": person.name,
        "tier": person.tier,
        "language": person.language,
        "born_on": person.born_on,
    }


@require_POST
def add(request: HttpRequest, customer_id: int, what: str) -> HttpResponse:
    """Add a wish, an interest or a day, or correct the profile; what is wrong is shown beside its field."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = person_for(actor, customer_id, "customers.manage")
    if what not in FORMS:
        raise NoSuchDetail()
    form = FORMS[what](request.POST, auto_id=f"{what}_%s")
    if form.is_valid():
        try:
            _saved(actor, person, what, form)
        except BadDetails as error:
            for name, problem in error.data["errors"].items():
                form.add_error(_place(form, name), problem)
        else:
            messages.success(request, _("It is written down."))
            return redirect("customers:profile", person.pk)
    return _page(request, person.pk, **{what: form})


def _saved(actor: Actor, person: Any, what: str, form: forms.Form) -> None:
    if isinstance(form, CorrectionForm):
        changed = {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in form.cleaned_data.items()
            if (value or "") != (_held(person)[name] or "")
        }
        if changed:
            correct_profile(
                actor, customer_id=person.pk, fields={name: value or None for name, value in changed.items()}
            )
    elif isinstance(form, PreferenceForm):
        save_preference(
            actor,
            customer_id=person.pk,
            code=form.cleaned_data["code"],
            value=form.value(),
            note=form.cleaned_data["note"],
        )
    elif isinstance(form, InterestForm):
        save_interest(actor, customer_id=person.pk, name=form.cleaned_data["name"])
    elif isinstance(form, DateForm):
        save_date(actor, customer_id=person.pk, content=form.content())


def _place(form: forms.Form, name: str) -> str | None:
    """The field next to which a problem is told; None for the whole form."""
    if name == "value" and isinstance(form, PreferenceForm):
        return form.FIELD_OF.get(form.cleaned_data.get("code", ""), "text")
    return name if name in form.fields else None


REMOVING: dict[str, Callable[[Actor, int, int], None]] = {
    "preference": lambda actor, person, row: remove_preference(actor, customer_id=person, preference_id=row),
    "interest": lambda actor, person, row: remove_interest(actor, customer_id=person, interest_id=row),
    "date": lambda actor, person, row: remove_date(actor, customer_id=person, date_id=row),
}


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, customer_id: int, what: str, row_id: int) -> HttpResponse:
    """Ask, then take a wish, an interest or a day away."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = person_for(actor, customer_id, "customers.manage")
    shown = {
        "preference": [(one.id, f"{one.label}: {one.words}") for one in wishes_of(person.pk)],
        "interest": [(one.id, one.name) for one in interests_of(person.pk)],
        "date": [(one.id, f"{one.label or one.kind_label}: {one.words}") for one in days_of(person)],
    }.get(what, [])
    words = dict(shown).get(row_id)
    if words is None or what not in REMOVING:
        raise NoSuchDetail()
    if request.method == "POST":
        REMOVING[what](actor, person.pk, row_id)
        messages.success(request, _("It is taken away."))
        return redirect("customers:profile", person.pk)
    context = {
        "person_id": person.pk,
        "name": person.name or _("A customer without a name"),
        "words": words,
    }
    return render(request, "customers/profile_remove.html", context)
