"""Coding by hand: rounds, one text after the other, and what the codings say."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.who_asks import who_asks
from zhiyin.journal.errors import Invalid, ZhiyinError
from zhiyin.journal.reach import is_number
from zhiyin.science.understand.agreement import judgement
from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.search.errors import BadCondition
from zhiyin.understand.actions.code_text import code_text
from zhiyin.understand.actions.start_coding import close_coding, reopen_coding, start_coding
from zhiyin.understand.coding_forms import RoundForm
from zhiyin.understand.corrected import SENTIMENT_OF, UNCLEAR
from zhiyin.understand.errors import NothingToCode
from zhiyin.understand.phrases.taxonomies import FACTORS
from zhiyin.understand.queries.coding import Results, coding_round, next_to_code, results, rounds

FEELINGS: Final = {
    "positive": gettext_lazy("happy"),
    "neutral": gettext_lazy("neither"),
    "mixed": gettext_lazy("both"),
    "negative": gettext_lazy("unhappy"),
    UNCLEAR: gettext_lazy("cannot be told"),
}
VERDICTS: Final = {
    "reliable": gettext_lazy("reliable"),
    "tentative": gettext_lazy("tentative"),
    "unreliable": gettext_lazy("not reliable"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def coding(request: HttpRequest) -> HttpResponse:
    """All rounds; whoever reads everywhere starts a new one."""
    actor = who_asks(request)
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = start_coding(actor, **form.cleaned_data)
            return redirect("understand:code", number)
        except BadCondition as error:
            form.add_error("where", str(error))
        except (Invalid, NothingToCode) as error:
            form.add_error(None, str(error))
    context = {"rounds": rounds(actor), "form": form, "may_start": actor.may("voice.correct", "")}
    return render(request, "understand/coding.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, round_id: int) -> HttpResponse:
    """One text; after saving, the next."""
    actor = who_asks(request)
    if request.method == "POST":
        try:
            _save(actor, request)
            return redirect("understand:code", round_id)
        except ZhiyinError as error:
            messages.error(request, str(error))
    at = request.GET.get("at", "")
    text = next_to_code(actor, round_id, int(at) if is_number(at) else None)
    english = (get_language() or "").startswith("en")
    groups: dict[str, list[dict[str, Any]]] = {}
    for aspect in aspects():
        chosen = text.aspects.get(aspect.code, "") if text else ""
        groups.setdefault(str(FACTORS[aspect.factor]), []).append(
            {"code": aspect.code, "name": aspect.en if english else aspect.zh, "chosen": chosen}
        )
    context = {
        "round": coding_round(actor, round_id),
        "text": text,
        "groups": groups.items(),
        "may_see_results": actor.may("voice.correct", ""),
        "feelings": FEELINGS.items(),
        "aspect_feelings": [(label, FEELINGS[label]) for label in ("positive", "neutral", "negative")],
    }
    return render(request, "understand/code.html", context)


def _save(actor: Actor, request: HttpRequest) -> None:
    given = request.POST
    item = given.get("item", "")
    if not is_number(item) or not given.get("sentiment"):
        raise Invalid(_("Say how the whole feels, or that it cannot be told."))
    spoken = {
        name.removeprefix("aspect_"): value
        for name, value in given.items()
        if name.startswith("aspect_") and value in SENTIMENT_OF
    }
    code_text(actor, item_id=int(item), sentiment=given["sentiment"], aspects=spoken)


@require_safe
def coded(request: HttpRequest, round_id: int) -> HttpResponse:
    """What the codings say: agreement between people, and the machine against what most of them say."""
    actor = who_asks(request)
    found = results(actor, round_id)
    english = (get_language() or "").startswith("en")
    names = {aspect.code: aspect.en if english else aspect.zh for aspect in aspects()}
    labels = found.machine.labels
    context = {
        "round": coding_round(actor, round_id),
        "found": found,
        "finding": _finding(found),
        "verdict": _verdict(found),
        "labels": [FEELINGS[str(label)] for label in labels],
        "confusion": [
            (FEELINGS[str(label)], row) for label, row in zip(labels, found.machine.confusion, strict=True)
        ],
        "low": _percent(found.machine.accuracy.low),
        "high": _percent(found.machine.accuracy.high),
        "topics": [
            {
                "name": names.get(topic.code, topic.code),
                "spoken_of": topic.spoken_of,
                "precision": _percent(topic.machine.precision if topic.machine else None),
                "recall": _percent(topic.machine.recall if topic.machine else None),
                "f1": topic.f1,
                "agreement": topic.agreement,
            }
            for topic in found.topics
        ],
    }
    return render(request, "understand/coded.html", context)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _verdict(found: Results) -> str:
    value = found.people.value
    return str(VERDICTS[judgement(value)]) if value is not None else ""


def _finding(found: Results) -> str:
    accuracy = found.machine.accuracy.value
    if not found.coded:
        return _("Nothing is coded yet.")
    if accuracy is None:
        return _("No text has a clear label from people yet, so the machine cannot be measured.")
    words = {"share": f"{100 * accuracy:.0f}", "n": f"{found.machine.n:,}"}
    return _("The machine feels as most people do in %(share)s%% of %(n)s texts.") % words


@require_POST
def close(request: HttpRequest, round_id: int) -> HttpResponse:
    actor = who_asks(request)
    if request.POST.get("open"):
        reopen_coding(actor, round_id)
        messages.success(request, _("The round is open again."))
    else:
        close_coding(actor, round_id)
        messages.success(request, _("The round is closed."))
    return redirect("understand:coded", round_id)
