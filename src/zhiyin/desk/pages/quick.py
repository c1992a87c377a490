"""Correcting a voice in the inbox, without leaving it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyin.accounts.actor import Actor
from zhiyin.desk.queries.lines import as_lines
from zhiyin.desk.queries.quick import NOT_SPOKEN_OF, Word, standing, with_quick
from zhiyin.understand.actions.correct_reading import correct_reading, withdraw_correction
from zhiyin.understand.errors import NothingToCorrect, UnknownLabel
from zhiyin.understand.queries.voices import as_voices, signal_of


@require_POST
def correct(request: HttpRequest, signal_id: int) -> HttpResponse:
    """One label by one click; answers with the voice as it then stands and the way to undo it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    word = Word.of(request.POST.get("word", ""))
    undo, problem = None, ""
    before = standing(actor, signal_id, word)
    try:
        if word.value:
            value = None if word.value == NOT_SPOKEN_OF else word.value
            correct_reading(actor, signal_id=signal_id, field=word.field, key=word.key, value=value)
            undo = before
        else:
            withdraw_correction(actor, signal_id=signal_id, field=word.field, key=word.key)
    except (UnknownLabel, NothingToCorrect) as error:
        problem = str(error)
    if not request.headers.get("HX-Request"):
        if problem:
            messages.error(request, problem)
        else:
            messages.success(request, _("Corrected. Every number follows in a moment."))
        back = request.POST.get("back", "")
        return redirect(back if url_has_allowed_host_and_scheme(back, None) else "desk:inbox")
    (line,) = with_quick(actor, as_lines(as_voices(actor, [signal_of(actor, signal_id)])))
    context = {"line": line, "linked": True, "undo": undo, "problem": problem}
    context |= {"selected": True, "back": request.POST.get("back", "")}
    return render(request, "desk/voice.html", context)
