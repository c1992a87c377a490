"""One signal's page: the words with their evidence, the scores, where it came from, what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.act.queries.cases import cases_of_signal
from zhiyin.customers.queries.vault import may_open
from zhiyin.desk.phrases import LANGUAGES, SENTIMENTS, STATUSES, aspect_names, named
from zhiyin.desk.queries.lines import as_line, scores_in_words
from zhiyin.journeys.queries.touchpoints import touchpoint_names
from zhiyin.understand.queries.voice import voice_detail


@require_safe
def signal(request: HttpRequest, signal_id: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    detail = voice_detail(actor, signal_id)
    names, touchpoints = aspect_names(), touchpoint_names()
    reading = detail.reading
    context = {
        "detail": detail,
        "line": as_line(detail.voice, touchpoints),
        "scores": scores_in_words(detail.scores, touchpoints, whole=True),
        "unanswered": [(one.label, named(one.status, STATUSES)) for one in detail.unanswered],
        "language": named(reading.language, LANGUAGES) if reading else "",
        "feeling": named(reading.label, SENTIMENTS) if reading and reading.label else "",
        "surety": 100 * reading.confidence if reading and reading.confidence is not None else None,
        "touchpoint": touchpoints.get(detail.touchpoint, detail.touchpoint),
        "evidence": [
            {
                "aspect": names.get(mention["aspect"], mention["aspect"]),
                "words": detail.voice.words[mention["start"] : mention["end"]],
                "sentiment": mention["sentiment"],
            }
            for mention in detail.voice.mentions
        ],
        "cases": cases_of_signal(actor, signal_id) if actor.may("cases.read", detail.unit_path) else [],
        "may_open": actor.may("cases.work", detail.unit_path),
        "may_unseal": may_open(actor, f"signal:{signal_id}"),
    }
    return render(request, "desk/signal.html", context)
