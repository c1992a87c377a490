"""The analyser: which version is installed, reading everything again with it, and how the versions compare."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.journal.errors import Conflict, Invalid
from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.theme import wording
from zhiyin.understand.actions.replace_readings import replace_readings
from zhiyin.understand.actions.reread import discard_rereading, reread
from zhiyin.understand.comparing import NOT_READ, Comparison
from zhiyin.understand.phrases.feelings import FEELINGS
from zhiyin.understand.queries.rereading import RereadingState, rereading, rereadings, versions
from zhiyin.understand.queries.transformer import problem, transformer

STATES: Final = {
    "reading": gettext_lazy("being read"),
    "ready": gettext_lazy("waits for a decision"),
    "replacing": gettext_lazy("being put in place"),
    "replaced": gettext_lazy("in place"),
    "discarded": gettext_lazy("discarded"),
}
LABELS: Final = {
    **FEELINGS,
    NOT_READ: gettext_lazy("not read"),
}
UNDER_WAY: Final = ("reading", "replacing")
MOST_ASPECTS: Final = 12
MOST_SAMPLES: Final = 10


@require_safe
def analyser(request: HttpRequest) -> HttpResponse:
    """Versions, the re-reading that is under way or waits, and the earlier ones."""
    actor = signed_in(request)
    runs = rereadings(actor)
    newest = runs[0] if runs else None
    current = newest if newest is not None and newest.ended_at is None else None
    context: dict[str, Any] = {
        "versions": versions(actor),
        "transformer": transformer(),
        "transformer_problem": problem(),
        "current": _shown(current) if current else None,
        "earlier": [(run, STATES[run.state]) for run in runs if run is not current],
    }
    return settings_page(request, "understand/analyser.html", context)


@require_safe
def progress(request: HttpRequest, rereading_id: int) -> HttpResponse:
    """The bar alone, for a page that looks again every two seconds."""
    run = rereading(signed_in(request), rereading_id)
    return render(request, "understand/rereading_bar.html", {"current": _shown(run)})


def _shown(run: RereadingState) -> dict[str, Any]:
    compared = run.comparison
    return {
        "run": run,
        "state": STATES[run.state],
        "is_under_way": run.state in UNDER_WAY,
        "percent": 100 * run.done // max(run.total, 1),
        "finding": _finding(compared),
        "labels": [
            (LABELS[old], LABELS[new], count)
            for (old, new), count in compared.labels.most_common()
            if old != new
        ],
        "aspects": _aspects(compared),
        "judged": _judged(compared),
        "samples": [signal for _distance, signal in sorted(compared.samples, reverse=True)[:MOST_SAMPLES]],
    }


def _finding(compared: Comparison) -> str:
    if not compared.texts:
        return _("Nothing is compared yet.")
    words = {
        "changed": wording.number(compared.changed),
        "texts": wording.number(compared.texts),
        "share": wording.number(100 * compared.changed / compared.texts, 1),
    }
    return _("%(changed)s of %(texts)s texts would feel otherwise (%(share)s%%).") % words


def _aspects(compared: Comparison) -> list[dict[str, Any]]:
    """Those that come or go most."""
    english = (get_language() or "").startswith("en")
    names = {aspect.code: aspect.en if english else aspect.zh for aspect in aspects()}
    ranked = sorted(compared.aspects.items(), key=lambda one: -(one[1][1] + one[1][2]))
    return [
        {"name": names.get(code, code), "both": both, "gone": gone, "new": new}
        for code, (both, gone, new) in ranked[:MOST_ASPECTS]
        if gone or new
    ]


def _judged(compared: Comparison) -> list[tuple[str, int, int, int]]:
    """(what, before, now, of) from people's corrections; rows without any are left out."""
    before, now = compared.before, compared.now
    spoken = before.found + before.overlooked
    rows = [
        (_("Feelings as people say"), before.feelings, now.feelings, compared.judged),
        (_("Aspects that people say are there, found"), before.found, now.found, spoken),
        (
            _("Aspects that people say are not there, found"),
            before.wrong,
            now.wrong,
            max(before.wrong, now.wrong),
        ),
    ]
    return [row for row in rows if row[3]]


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    try:
        reread(signed_in(request))
        messages.success(request, _("Everything is being read again, beside what is in force."))
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    return redirect("understand:analyser")


@require_POST
def decide(request: HttpRequest, rereading_id: int) -> HttpResponse:
    """Put the new readings in place, after a second look, or throw them away."""
    actor = signed_in(request)
    run = rereading(actor, rereading_id)
    try:
        if request.POST.get("discard"):
            discard_rereading(actor, rereading_id)
            messages.success(request, _("The new readings were discarded. Nothing changed."))
        elif not request.POST.get("confirmed"):
            return settings_page(request, "understand/rereading_confirm.html", {"current": _shown(run)})
        else:
            replace_readings(actor, rereading_id)
            messages.success(request, _("The new readings are being put in place."))
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    return redirect("understand:analyser")
