"""What slang means here: own words with a sample of what they do, and the shipped words with their switches."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.science.understand.slang.shipped import shipped
from zhiyin.science.understand.slang.words import LISTS
from zhiyin.understand.actions.save_slang import save_slang, switch_shipped, usable
from zhiyin.understand.errors import UnusableSlang
from zhiyin.understand.phrases.slang import MEANINGS
from zhiyin.understand.queries.slang import list_shipped, read_slang
from zhiyin.understand.queries.slang_sample import read_slang_sample
from zhiyin.understand.showing.slang import sample_rows, shipped_rows
from zhiyin.understand.slang_form import SlangForm

SHOWN: Final = 50
ERRORS_SHOWN: Final = 20


@require_http_methods(["GET", "HEAD", "POST"])
def slang(request: HttpRequest) -> HttpResponse:
    """All lists, to be changed by typing or pasting; "Read the sample" shows what they would do and saves nothing."""
    actor = signed_in(request)
    kept = read_slang(actor)
    status, form, trial = 200, SlangForm(kept.slang), {}
    if request.method == "POST":
        form = SlangForm(kept.slang, request.POST)
        if "preview" in request.POST:
            trial = _trial(request, form)
        elif form.is_valid():
            try:
                save_slang(actor, lists={name: form.cleaned_data[name] for name in LISTS})
            except UnusableSlang as error:
                _tell(form, error)
            else:
                messages.success(
                    request, _("Saved. New texts are read with these words; earlier ones can be read again.")
                )
                return redirect("understand:slang")
        status = 422 if form.errors else 200
    query, meaning = request.GET.get("q", "")[:60], request.GET.get("meaning", "")
    meaning = meaning if meaning in MEANINGS else ""
    found = list_shipped(actor, query=query, meaning=meaning)
    context = {
        "form": form,
        "kept": kept,
        "rows": shipped_rows(found[:SHOWN]),
        "found": len(found),
        "every": len(shipped()),
        "query": query,
        "meaning": meaning,
        "meanings": MEANINGS,
        "may_read": actor.may("voice.read"),
    }
    return settings_page(request, "understand/slang.html", context | trial, status=status)


@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """What the lists as they are typed would do to the newest voices; nothing is saved."""
    actor = signed_in(request)
    kept = read_slang(actor)
    context = {"may_read": actor.may("voice.read")}
    return render(
        request,
        "understand/slang_sample.html",
        context | _trial(request, SlangForm(kept.slang, request.POST)),
    )


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Switches one shipped word off or on again."""
    word, on = request.POST.get("word", "")[:60], request.POST.get("on") == "1"
    switch_shipped(signed_in(request), word=word, on=on)
    told = _("“%(word)s” counts again in new texts.") if on else _("“%(word)s” means nothing in new texts.")
    messages.success(request, told % {"word": word})
    asked = {name: request.POST.get(name, "")[:60] for name in ("q", "meaning")}
    given = urlencode({name: value for name, value in asked.items() if value})
    return redirect(reverse("understand:slang") + (f"?{given}" if given else "") + "#shipped")


def _trial(request: HttpRequest, form: SlangForm) -> dict[str, Any]:
    """The sample, or what is wrong with the lists; nothing for whoever may not read voices."""
    actor = signed_in(request)
    if not form.is_valid():
        return {"problems": [words for errors in form.errors.values() for words in errors]}
    try:
        draft = usable({name: form.cleaned_data[name] for name in LISTS})
    except UnusableSlang as error:
        _tell(form, error)
        return {"problems": [one["message"] for one in error.data["errors"][:ERRORS_SHOWN]]}
    if not actor.may("voice.read"):
        return {}
    trial = read_slang_sample(actor, draft)
    return {"trial": trial, "changes": sample_rows(trial)}


def _tell(form: SlangForm, error: UnusableSlang) -> None:
    for one in error.data["errors"][:ERRORS_SHOWN]:
        form.add_error(one["list"], one["message"])
