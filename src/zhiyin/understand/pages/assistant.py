"""The assistant: its settings, asking it about a voice, what it wrote."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.journal.errors import Conflict, Invalid
from zhiyin.journal.reach import is_number
from zhiyin.understand.actions.ask_assistant import ask_reply, ask_translation, try_assistant
from zhiyin.understand.actions.drop_written import drop_written
from zhiyin.understand.actions.save_assistant import save_assistant, switch_assistant
from zhiyin.understand.assistant.uses import REPLY, TRANSLATION
from zhiyin.understand.assistant_forms import AssistantForm
from zhiyin.understand.errors import UnusableAssistant
from zhiyin.understand.queries.assistant import assistant_state, trial, written
from zhiyin.understand.showing.assistant import shown

ABOUT_A_VOICE = {TRANSLATION: ask_translation, REPLY: ask_reply}
PLACES = {"case": "act:case", "theme": "desk:theme"}


@require_http_methods(["GET", "HEAD", "POST"])
def assistant(request: HttpRequest) -> HttpResponse:
    """How it is set up, what it has cost this month; saving does not switch it on."""
    actor = signed_in(request)
    state = assistant_state(actor)
    form = AssistantForm(state, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            save_assistant(actor, form.fields_given())
        except UnusableAssistant as error:
            for name, words in error.data["errors"].items():
                form.add_error(name, words)
        else:
            messages.success(request, _("Saved. Let it say a word to see whether it works."))
            return redirect("understand:assistant")
    last = trial(actor)
    context = {"form": form, "state": state, "last": shown(last) if last else None}
    return settings_page(request, "understand/assistant.html", context, status=422 if form.errors else 200)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """On, or off at once."""
    on = request.POST.get("on") == "1"
    try:
        switch_assistant(signed_in(request), on=on)
    except UnusableAssistant as error:
        messages.error(request, error.data["errors"]["address"])
    else:
        messages.success(
            request, _("The assistant is on.") if on else _("The assistant is off. Nothing is sent any more.")
        )
    return redirect("understand:assistant")


@require_POST
def try_it(request: HttpRequest) -> HttpResponse:
    """One word, without anybody's texts."""
    try:
        try_assistant(signed_in(request))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("understand:assistant")


@require_POST
def ask_about(request: HttpRequest, signal_id: int, use: str) -> HttpResponse:
    """A translation or the draft of a reply; `back` is "case:12" on a case's page."""
    actor = signed_in(request)
    try:
        ABOUT_A_VOICE[use](actor, signal_id)
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    return _back(request, signal_id)


@never_cache
@require_safe
def text(request: HttpRequest, written_id: int) -> HttpResponse:
    """What was written, on a page of its own; the part that changes alone when it is asked for by the page."""
    found = shown(written(signed_in(request), written_id))
    if not getattr(request, "htmx", False):
        return render(request, "understand/written.html", {"one": found})
    back = request.GET.get("back", "")
    context = {"one": found, "back": back if _led_from(back) else ""}
    return render(request, "understand/written_part.html", context)


@require_POST
def drop(request: HttpRequest, written_id: int) -> HttpResponse:
    """Throw it away: asked again, it is written anew."""
    actor = signed_in(request)
    signal_id = written(actor, written_id).signal
    drop_written(actor, written_id)
    messages.success(request, _("Thrown away."))
    return _back(request, signal_id)


def _back(request: HttpRequest, signal_id: int | None) -> HttpResponse:
    """Where it was asked for: a case, a theme, the voice, else the inbox."""
    if place := _led_from(request.POST.get("back", "")):
        return redirect(*place)
    return redirect("desk:signal", signal_id) if signal_id is not None else redirect("desk:inbox")


def _led_from(back: str) -> tuple[str, int] | None:
    """The page that "case:12" or "theme:12" stands for."""
    kind, _colon, number = back.partition(":")
    return (PLACES[kind], int(number)) if kind in PLACES and is_number(number) else None
