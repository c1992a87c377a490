"""One signal's page: the words with their evidence, the scores, where it came from, what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.act.queries.cases import cases_of_signal
from zhiyin.customers.queries.vault import may_open
from zhiyin.desk import evidence
from zhiyin.desk.phrases import LANGUAGES, SENTIMENTS, STATUSES, named
from zhiyin.desk.queries.correcting import correcting
from zhiyin.desk.queries.lines import as_line, scores_in_words
from zhiyin.desk.showing.belonging import category_chips, topic_chips
from zhiyin.journeys.queries.touchpoints import touchpoint_names
from zhiyin.science.understand.annotations.annotation import SPAM
from zhiyin.understand.phrases.annotations import label_of
from zhiyin.understand.queries.themes.themes import themes_of
from zhiyin.understand.queries.voice import voice_detail
from zhiyin.understand.showing.assistant import helping


@require_safe
def signal(request: HttpRequest, signal_id: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    detail = voice_detail(actor, signal_id)
    touchpoints = touchpoint_names()
    reading, themes = detail.reading, themes_of(actor, signal_id)
    context = {
        "detail": detail,
        "line": as_line(detail.voice, touchpoints),
        "scores": scores_in_words(detail.scores, touchpoints, whole=True),
        "unanswered": [(one.label, named(one.status, STATUSES)) for one in detail.unanswered],
        "language": named(reading.language, LANGUAGES) if reading else "",
        "feeling": named(reading.label, SENTIMENTS) if reading and reading.label else "",
        "surety": 100 * reading.confidence if reading and reading.confidence is not None else None,
        "touchpoint": touchpoints.get(detail.touchpoint, detail.touchpoint),
        "shown": evidence.shown(detail.voice, reading),
        "evidence": evidence.rows(detail.voice, reading),
        "annotations": [
            {
                "label": label_of(one["kind"], one["code"]),
                "words": detail.voice.words[one["start"] : one["end"]],
                "strength": one["strength"],
                "surety": 100 * one["confidence"],
                "rule": one["rule"],
            }
            for one in detail.voice.annotations
        ],
        "themes": themes,
        "topics": topic_chips(actor, signal_id, [key for key, _name in themes]),
        "categories": category_chips(actor, detail.voice),
        "spam_key": next(
            (f"{one['kind']}:{one['code']}" for one in detail.voice.annotations if one["kind"] == SPAM), ""
        ),
        "cases": cases_of_signal(actor, signal_id) if actor.may("cases.read", detail.unit_path) else [],
        "may_open": actor.may("cases.work", detail.unit_path),
        "correcting": correcting(
            actor, signal_id, reading.label, may=actor.may("voice.correct", detail.unit_path)
        )
        if reading
        else None,
        "helping": helping(actor, signal_id) if detail.voice.words else None,
        "may_unseal": may_open(actor, f"signal:{signal_id}"),
    }
    return render(request, "desk/signal.html", context)
