"""Learning from corrections: what there is to learn from, each attempt with its numbers, and the way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.journal.errors import Conflict
from zhiyin.understand.actions.learn_from_corrections import (
    learn_from_corrections,
    revert_learning,
    subject_of,
)
from zhiyin.understand.phrases.text_models import ATTEMPT_STATES
from zhiyin.understand.queries.learning import (
    Attempt,
    attempt,
    attempts,
    corrections_to_learn_from,
    misleading_words,
)
from zhiyin.understand.showing.learning import numbers_in_words, reason_words
from zhiyin.understand.showing.text_models import aspect_names


@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """The attempts, the newest first, and words that mislead."""
    actor = signed_in(request)
    names = aspect_names()
    context = {
        **_attempts(actor),
        "corrections": corrections_to_learn_from(actor),
        "misleading": [(one, names.get(one.aspect, one.aspect)) for one in misleading_words(actor)],
    }
    return settings_page(request, "understand/learning.html", context)


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The attempts alone, for a page that looks again every two seconds."""
    return render(request, "understand/learning_attempts.html", _attempts(signed_in(request)))


@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    try:
        learn_from_corrections(signed_in(request))
        messages.success(request, _("It is learning from the corrections. This takes a minute or so."))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("understand:learning")


@require_POST
def revert(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Back to the models as shipped, after a second look."""
    actor = signed_in(request)
    found = attempt(actor, attempt_id)
    if not request.POST.get("confirmed"):
        return settings_page(request, "understand/learning_revert.html", {"number": found.id})
    try:
        revert_learning(actor, attempt_id)
        messages.success(
            request, _("New texts are read with the models as they were shipped. Read everything again for the others.")
        )  # fmt: skip
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("understand:learning")


def _attempts(actor: Actor) -> dict[str, Any]:
    rows = [_row(one) for one in attempts(actor)]
    return {
        "attempts": rows,
        "in_force": next((row for row in rows if row["attempt"].state == "in_force"), None),
        "is_learning": any(row["is_learning"] for row in rows),
    }


def _row(one: Attempt) -> dict[str, Any]:
    """An attempt in words. One whose job broke off has failed, whatever it says of itself."""
    job = latest_about(subject_of(one.id)) if one.state == "learning" else None
    state = "failed" if job is not None and job.state in ("failed", "cancelled") else one.state
    return {
        "attempt": one,
        "state": ATTEMPT_STATES[state],
        "is_learning": state == "learning",
        "reason": reason_words(one.result),
        "facts": numbers_in_words(one.result),
    }
