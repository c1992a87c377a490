"""The customer's own page: what they allow and what they want no more. Needs no password, so it names nobody."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.limits import within_limit
from zhiyin.customers.actions.open_request import open_request
from zhiyin.customers.actions.opt_out import opt_in_again, opt_out_person
from zhiyin.customers.actions.remove_preference import forget_preferences
from zhiyin.customers.actions.save_preference import save_preference
from zhiyin.customers.actions.write_down_consent import write_down_consent
from zhiyin.customers.errors import BadDetails
from zhiyin.customers.phrases.profiles import REACHED_BY
from zhiyin.customers.preference_links import customer_behind
from zhiyin.customers.queries.consents import Allowance, allowances_of, is_opted_out, opt_outs_of
from zhiyin.customers.queries.persons import persons_of
from zhiyin.customers.queries.profiles import preferences_of

CENTRE = Actor.system("preference centre")
RIGHTS = ("export", "correct", "restrict", "erase")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Shows and changes what a customer allows. Only a POST changes: programs that check mail follow every link."""
    within_limit(request, "preferences", most=60)
    customer_id = customer_behind(token)
    if customer_id is None:
        return render(request, "customers/preferences_gone.html", status=404)
    language = get_language() or ""
    if request.method == "POST":
        _change(request, customer_id, language)
        return redirect("customers:preferences", token)
    person_id = persons_of([customer_id])[customer_id]
    context = {
        "allowances": allowances_of(person_id, language),
        "is_opted_out": is_opted_out(person_id),
        "has_silenced": opt_outs_of(person_id).exists(),
        "reach": preferences_of(person_id),
        "channels": REACHED_BY.items(),
        "languages": settings.LANGUAGES,
    }
    return render(request, "customers/preferences.html", context)


def _change(request: HttpRequest, customer_id: int, language: str) -> None:
    wish = request.POST.get("wish", "")
    if wish == "stop":
        opt_out_person(CENTRE, customer_id=customer_id, reason="unsubscribed")
        messages.success(request, _("Done: we write to you no more, by no channel."))
    elif wish == "resume":
        opt_in_again(CENTRE, customer_id=customer_id)
        messages.success(request, _("Done: we may write to you again, for what you allow below."))
    elif wish == "save":
        person_id = persons_of([customer_id])[customer_id]
        ticked = set(request.POST.getlist("allowed"))
        changed = [
            allowance
            for allowance in allowances_of(person_id, language)
            if allowance.may_change
            and not allowance.needs_words
            and (allowance.code in ticked) != allowance.allowed_anywhere
        ]
        for allowance in changed:
            _say(allowance, customer_id, language, agreed=allowance.code in ticked)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    elif wish == "reach":
        _reach(request, customer_id)
    elif wish in RIGHTS:
        open_request(CENTRE, customer_id, wish, via="preference_centre")
        messages.success(request, _("We have your request and answer it within 15 working days."))


def _reach(request: HttpRequest, customer_id: int) -> None:
    """Language, channel and hours; an empty field says that it does not matter any more."""
    hours = {"from": request.POST.get("from", ""), "until": request.POST.get("until", "")}
    wanted: dict[str, Any] = {
        "language": request.POST.get("language", ""),
        "channel": request.POST.get("channel", ""),
        "hours": hours if any(hours.values()) else "",
    }
    try:
        with transaction.atomic():
            for code, value in wanted.items():
                if not value:
                    forget_preferences(CENTRE, customer_id=customer_id, code=code)
                else:
                    save_preference(
                        CENTRE, customer_id=customer_id, code=code, value=value, source="preference_centre"
                    )
    except BadDetails as error:
        messages.error(request, " ".join(error.data["errors"].values()))
    else:
        messages.success(request, _("Saved."))


def _say(allowance: Allowance, customer_id: int, language: str, *, agreed: bool) -> None:
    write_down_consent(
        CENTRE,
        customer_id=customer_id,
        purpose=allowance.code,
        state="given" if agreed else "withdrawn",
        text_version=allowance.text_version if agreed else None,
        language=language,
        source="preference_centre",
        proof={"how": "web_form"},
    )
