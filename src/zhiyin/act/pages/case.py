"""One case: the voice, its story, and everything that can be done about it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.act.actions.assign_case import assign_case
from zhiyin.act.actions.comment_on_case import comment_on_case
from zhiyin.act.actions.name_cause import name_cause
from zhiyin.act.actions.reopen_case import reopen_case
from zhiyin.act.actions.resolve_case import resolve_case
from zhiyin.act.actions.undo_step import undo_step
from zhiyin.act.actions.write_to_customer import write_to_customer
from zhiyin.act.errors import BadCase
from zhiyin.act.forms import AssignForm, CauseForm, CommentForm, LetterForm, ReopenForm, ResolveForm
from zhiyin.act.queries.case import CaseView, read_case
from zhiyin.contact.errors import MayNotContact
from zhiyin.journal.errors import Conflict
from zhiyin.journal.reach import is_number
from zhiyin.understand.assistant.uses import REPLY
from zhiyin.understand.queries.assistant import draft
from zhiyin.understand.showing.assistant import helping


@require_http_methods(["GET", "HEAD"])
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The case's page."""
    return _page(request, read_case(request.actor, case_id))  # type: ignore[attr-defined]


def _page(
    request: HttpRequest,
    view: CaseView,
    *,
    bound: dict[str, forms.Form] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    seen = {"version": view.row.version}
    fresh: dict[str, forms.Form] = {}
    if view.may_work:
        if view.row.state == "resolved":
            fresh["reopen"] = ReopenForm(initial=seen, auto_id="reopen_%s")
        else:
            person = {"person": str(view.row.assignee_id or "0")}
            cause = {"root_cause": view.cause}
            fresh["assign"] = AssignForm(view, initial={**seen, **person}, auto_id="assign_%s")
            fresh["cause"] = CauseForm(view, initial={**seen, **cause}, auto_id="cause_%s")
            fresh["resolve"] = ResolveForm(view, initial={**seen, **cause}, auto_id="resolve_%s")
        fresh["comment"] = CommentForm(auto_id="comment_%s")
        if view.may_write:
            fresh["letter"] = LetterForm.fresh(_drafted(request, view))
    context = {
        "view": view,
        "row": view.row,
        "forms": {**fresh, **(bound or {})},
        "problem": problem,
        "helping": _helping(request, view),
        "helping_back": f"case:{view.row.id}",
    }
    return render(request, "act/case.html", context, status=status)


def _helping(request: HttpRequest, view: CaseView) -> dict[str, Any] | None:
    """The draft of a reply by the optional assistant, where a letter can be written."""
    if view.voice is None or not view.voice.words or not view.may_write:
        return None
    return helping(request.actor, view.voice.signal_id, (REPLY,))  # type: ignore[attr-defined]


def _drafted(request: HttpRequest, view: CaseView) -> str:
    """A draft that was taken over by `?draft=12`; a person sends it, or not."""
    number = request.GET.get("draft", "")
    if view.voice is None or not is_number(number):
        return ""
    return draft(request.actor, int(number), view.voice.signal_id)  # type: ignore[attr-defined]


def _carry_out(
    request: HttpRequest,
    case_id: int,
    name: str,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """Do it when the form is in order; else the page again, with what was typed and what is wrong."""
    problem, status = "", 422
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except BadCase as error:
            for field, words in error.data["errors"].items():
                form.add_error(field if field in form.fields else None, words)
        except (Conflict, MayNotContact) as error:
            problem, status = str(error), error.status
        else:
            messages.success(request, done)
            return redirect("act:case", case_id)
    view = read_case(request.actor, case_id)  # type: ignore[attr-defined]
    if problem and "version" in form.fields:
        # whoever tries again does so knowing the newest state, which the page shows
        typed = request.POST.copy()
        typed["version"] = str(view.row.version)
        form.data = typed
    return _page(request, view, bound={name: form}, problem=problem, status=status)


@require_POST
def assign(request: HttpRequest, case_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = AssignForm(read_case(actor, case_id), request.POST, auto_id="assign_%s")

    def do(data: dict[str, Any]) -> object:
        person = int(data["person"]) or None
        return assign_case(actor, case_id=case_id, user_id=person, version=data["version"])

    return _carry_out(request, case_id, "assign", form, do, _("The case has its owner."))


@require_POST
def comment(request: HttpRequest, case_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = CommentForm(request.POST, auto_id="comment_%s")

    def do(data: dict[str, Any]) -> object:
        return comment_on_case(actor, case_id=case_id, text=data["text"], contacted=data["contacted"])

    return _carry_out(request, case_id, "comment", form, do, _("The comment is in the story."))


@require_POST
def write(request: HttpRequest, case_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = LetterForm(request.POST, auto_id="letter_%s")

    def do(data: dict[str, Any]) -> object:
        token = f"{actor.kind}:{actor.id}:{data['token']}"
        return write_to_customer(
            actor, case_id=case_id, subject=data["subject"], body=data["body"], token=token
        )

    return _carry_out(request, case_id, "letter", form, do, _("The letter is in the outbox."))


@require_POST
def cause(request: HttpRequest, case_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = CauseForm(read_case(actor, case_id), request.POST, auto_id="cause_%s")

    def do(data: dict[str, Any]) -> object:
        return name_cause(actor, case_id=case_id, cause=data["root_cause"], version=data["version"])

    return _carry_out(request, case_id, "cause", form, do, _("The cause is noted."))


@require_POST
def resolve(request: HttpRequest, case_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = ResolveForm(read_case(actor, case_id), request.POST, auto_id="resolve_%s")

    def do(data: dict[str, Any]) -> object:
        return resolve_case(
            actor,
            case_id=case_id,
            cause=data["root_cause"],
            resolution=data["resolution"],
            version=data["version"],
        )

    return _carry_out(request, case_id, "resolve", form, do, _("The case is resolved."))


@require_POST
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    form = ReopenForm(request.POST, auto_id="reopen_%s")

    def do(data: dict[str, Any]) -> object:
        return reopen_case(actor, case_id=case_id, reason=data["reason"], version=data["version"])

    return _carry_out(request, case_id, "reopen", form, do, _("The case is open again."))


@require_POST
def undo(request: HttpRequest, case_id: int) -> HttpResponse:
    undo_step(request.actor, case_id=case_id)  # type: ignore[attr-defined]
    messages.success(request, _("The last step is undone."))
    return redirect("act:case", case_id)
