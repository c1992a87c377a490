"""The models of people: the overview, one model's page, the terms they rest on, judging now."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.accounts.who_asks import who_asks
from zhiyin.customers.phrases.judgements import NOT_FOR_PRICES
from zhiyin.understand.actions.judge_people import judge_people
from zhiyin.understand.actions.save_terms import save_terms
from zhiyin.understand.errors import UnusableTerms
from zhiyin.understand.forms import TermsForm
from zhiyin.understand.phrases.people_models import LIMITS, METHODS, PURPOSES, STATES, TITLES
from zhiyin.understand.queries.judging_terms import attributes_with_few_values, read_terms
from zhiyin.understand.queries.people_models import latest_run, newest_cards, next_run, past_runs, read_card
from zhiyin.understand.showing.models import shown, stated_terms


@require_http_methods(["GET", "HEAD"])
def models(request: HttpRequest) -> HttpResponse:
    """One row a model: what it says, from how many, how good it is."""
    actor = who_asks(request)
    cards = newest_cards(actor)
    context = {
        "rows": [(card, TITLES[card.code], shown(card), STATES[card.state]) for card in cards],
        "first": cards[0] if cards else None,
        "next_run": next_run(),
        "not_for_prices": NOT_FOR_PRICES,
    }
    return render(request, "understand/models.html", context | _running(request))


@require_http_methods(["GET", "HEAD"])
def progress(request: HttpRequest) -> HttpResponse:
    """The bar alone, for a page that looks again every second."""
    return render(request, "understand/run.html", _running(request))


def _running(request: HttpRequest) -> dict[str, Any]:
    actor = who_asks(request)
    return {"run": latest_run(actor), "may_run": actor.may("customers.manage", "")}


@require_http_methods(["GET", "HEAD"])
def model(request: HttpRequest, code: str) -> HttpResponse:
    """One model: what it is for, data, terms, quality, limits, earlier runs."""
    actor = who_asks(request)
    card = read_card(actor, code)
    context: dict[str, Any] = {
        "code": code,
        "title": TITLES[code],
        "purpose": PURPOSES[code],
        "method": METHODS[code],
        "limits": LIMITS[code],
        "card": card,
        "not_for_prices": NOT_FOR_PRICES,
    }
    if card is not None:
        context |= {
            "shown": shown(card),
            "state": STATES[card.state],
            "terms": stated_terms(code, card.terms),
            "runs": [(one, STATES[one.state], shown(one)) for one in past_runs(actor, code)],
        }
    return render(request, "understand/model.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """What judgements rest on; whoever may not change it reads it."""
    actor = who_asks(request)
    kept = read_terms(actor)
    may_change = actor.may("customers.manage", "")
    status, form = 200, TermsForm(kept.terms)
    if request.method == "POST":
        actor.require("customers.manage", "")
        form, status = TermsForm(kept.terms, request.POST), 422
        if form.is_valid():
            try:
                save_terms(actor, content=form.cleaned_data)
            except UnusableTerms as error:
                for name, words in error.data["errors"].items():
                    form.add_error(name, words)
            else:
                messages.success(request, _("Saved. The terms hold from the next run on."))
                return redirect("understand:models")
    context = {
        "form": form,
        "kept": kept,
        "may_change": may_change,
        "few": attributes_with_few_values(actor) if may_change else [],
    }
    return render(request, "understand/terms.html", context, status=status)


@require_POST
def judge_now(request: HttpRequest) -> HttpResponse:
    """Judge everybody anew in the background."""
    actor = who_asks(request)
    judge_people(actor)
    return redirect("understand:models")
