"""Who is one person: the queue of questions, a merge explained, a person's keys, undoing, splitting, keeping apart."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.customers.actions.decide_suggestion import VERDICTS, decide_suggestions
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.keep_apart import allow_again, keep_apart
from zhiyin.customers.actions.mark_shared_key import mark_shared_key
from zhiyin.customers.actions.split_customer import split_customer
from zhiyin.customers.actions.undo_merge import restore_merge, undo_merge
from zhiyin.customers.errors import NothingToPart
from zhiyin.customers.phrases.identity import EVIDENCE_ORDER, evidence_words, kind_label, state_label
from zhiyin.customers.queries.joining import STATES, questions, read_question
from zhiyin.customers.queries.people import person_for
from zhiyin.customers.queries.persons import (
    find_by_key,
    history_of,
    key_for,
    keys_of,
    name_of,
    read_merge,
)
from zhiyin.journal.errors import NotFound

MOST = 200  # questions answered at once


@require_http_methods(["GET", "HEAD"])
def joining(request: HttpRequest) -> HttpResponse:
    """Questions whether two customers are one person."""
    actor = request.actor  # type: ignore[attr-defined]
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    found = questions(actor, state=state, page=_number(request.GET.get("page", "1")))
    return render(
        request,
        "customers/joining.html",
        {
            "found": found,
            "state": state,
            "states": [(code, state_label(code), f"?state={code}") for code in STATES],
            "may_decide": actor.may("customers.manage", ""),
            "newer": f"?state={state}&page={found.page - 1}" if found.page > 1 else "",
            "older": f"?state={state}&page={found.page + 1}" if found.page < found.pages else "",
        },
    )


@require_http_methods(["GET", "HEAD"])
def question(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """One question, both sides in full."""
    actor = request.actor  # type: ignore[attr-defined]
    return render(
        request,
        "customers/joining_question.html",
        {"one": read_question(actor, suggestion_id), "may_decide": actor.may("customers.manage", "")},
    )


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Answer one question at once, several after a look at what will happen; each answer can be taken back."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    single, _colon, verdict = request.POST.get("one", "").partition(":")
    chosen = [single] if single else request.POST.getlist("ticked")
    verdict = verdict or request.POST.get("verdict", "")
    ids = _numbers(chosen)[:MOST]
    if verdict not in VERDICTS:
        raise NotFound
    if not ids:
        messages.warning(request, _("Tick the questions that you want to answer."))
        return redirect("customers:joining")
    if not single and "confirmed" not in request.POST:
        return render(
            request, "customers/joining_confirm.html", {"ids": ids, "verdict": verdict, "count": len(ids)}
        )
    done = decide_suggestions(actor, suggestion_ids=ids, verdict=verdict)
    words = ngettext("%(count)s question is answered.", "%(count)s questions are answered.", len(done))
    if verdict == "undo":
        words = ngettext("%(count)s answer is taken back.", "%(count)s answers are taken back.", len(done))
    messages.success(request, words % {"count": len(done)})
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    state = request.POST.get("state", "open")
    return reverse("customers:joining") + (f"?state={state}" if state in STATES[1:] else "")


@require_http_methods(["GET", "HEAD"])
def merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Why two customers are, or were, one person, and who each of them is without the other."""
    actor = request.actor  # type: ignore[attr-defined]
    view = read_merge(actor, merge_id)
    found = sorted(view.found, key=lambda one: EVIDENCE_ORDER.get(one["code"], 99))
    return render(
        request,
        "customers/merge.html",
        {
            "view": view,
            "kinds": [kind_label(kind) for kind in view.kinds],
            "found": [(one["for"], evidence_words(one["code"], one.get("data", {}))) for one in found],
            "may_decide": actor.may("customers.manage", ""),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_merge(request: HttpRequest, merge_id: int, what: str) -> HttpResponse:
    """Undo a merge, or make it again, after a look at what that does."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    view = read_merge(actor, merge_id)
    if what not in ("undo", "restore"):
        raise NotFound
    if request.method == "POST":
        if what == "undo":
            if undo_merge(actor, merge_id=merge_id, why=request.POST.get("why", "")):
                messages.success(
                    request, _("The two are different people again. No rule joins them any more.")
                )
            else:
                messages.warning(request, _("This merge is undone, but other merges still join the two."))
            return redirect("customers:merge", merge_id=merge_id)
        again = restore_merge(actor, merge_id=merge_id)
        messages.success(request, _("The two are one person again."))
        return redirect("customers:merge", merge_id=again.pk)
    return render(request, "customers/merge_change.html", {"view": view, "what": what})


@require_http_methods(["GET", "HEAD"])
def identity(request: HttpRequest, customer_id: int) -> HttpResponse:
    """By which keys a person is known, and what joined and parted them."""
    actor = request.actor  # type: ignore[attr-defined]
    person = person_for(actor, customer_id)
    return render(
        request,
        "customers/identity.html",
        {
            "person": person,
            "keys": keys_of(actor, person.pk),
            "history": history_of(actor, person.pk),
            "may_decide": actor.may("customers.manage", ""),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Choose the keys that are somebody else's."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    person = person_for(actor, customer_id, "customers.manage")
    chosen = _numbers(request.POST.getlist("keys"))
    problem, status = "", 200
    if request.method == "POST":
        try:
            new = split_customer(
                actor, person_id=person.pk, identity_ids=chosen, why=request.POST.get("why", "")
            )
        except NothingToPart as error:
            problem, status = str(error), error.status
        else:
            messages.success(request, _("These keys are a person of their own now."))
            return redirect("customers:identity", customer_id=new)
    context = {"person": person, "keys": keys_of(actor, person.pk), "chosen": chosen, "problem": problem}
    return render(request, "customers/identity_split.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def with_another(request: HttpRequest, customer_id: int, what: str) -> HttpResponse:
    """Join a person with another one, or keep the two apart: first the other one's key, then a look, then the act."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    person = person_for(actor, customer_id, "customers.manage")
    if what not in ("join", "apart"):
        raise NotFound
    other, problem = None, ""
    sought = request.POST.get("key", "").strip()[:190]  # posted, so that no log of addresses holds a number
    if sought:
        other = find_by_key(actor, sought)
        if other is None or other == person.pk:
            problem = _("Nobody else is known by this key.")
            other = None
    if request.method == "POST" and other is not None and "confirmed" in request.POST:
        why = request.POST.get("why", "")
        if what == "join":
            made = join_customers(actor, left=person.pk, right=other, why=why)
            messages.success(request, _("The two are one person now."))
            return redirect("customers:merge", merge_id=made.pk)
        keep_apart(actor, left=person.pk, right=other, why=why)
        messages.success(request, _("The two stay different people. No rule joins them."))
        return redirect("customers:identity", customer_id=person.pk)
    context: dict[str, Any] = {"person": person, "what": what, "sought": sought, "problem": problem}
    if other is not None:
        context |= {"other": other, "other_name": name_of(other), "other_keys": keys_of(actor, other)}
    return render(request, "customers/identity_other.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def shared_key(request: HttpRequest, identity_id: int) -> HttpResponse:
    """Say that a key is many people's, or one person's after all."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    key, person_id = key_for(actor, identity_id)
    if request.method == "POST":
        mark_shared_key(actor, identity_id=identity_id, shared=not key.is_shared)
        messages.success(
            request,
            _("This key is one person’s again.") if key.is_shared else _("This key tells nobody any more."),
        )
        return redirect("customers:identity", customer_id=person_id)
    return render(request, "customers/identity_key.html", {"key": key, "person_id": person_id})


@require_POST
def allow(request: HttpRequest, customer_id: int, apart_id: int) -> HttpResponse:
    """Take back that two customers are different people."""
    allow_again(request.actor, apart_id=apart_id)  # type: ignore[attr-defined]
    messages.success(request, _("Rules may join these two again, and you may be asked about them."))
    return redirect("customers:identity", customer_id=customer_id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 7 else 1


def _numbers(texts: Iterable[str]) -> list[int]:
    """Those that can be a row's number."""
    return [int(one) for one in texts if one.isascii() and one.isdecimal() and len(one) < 19]
