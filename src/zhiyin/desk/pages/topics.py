"""What people talk about: what is spoken of, how they feel about it, what has changed, in their own words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.pages.frame import signed_in
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.pages.filters import Choice
from zhiyin.desk.queries.opinions import condition_of, opinions, quotes
from zhiyin.desk.topic_findings import topic_finding, topics_finding
from zhiyin.facts.reading import Snapshot
from zhiyin.journal.errors import NotFound
from zhiyin.measure.actions.export_measures import export_measures
from zhiyin.measure.errors import Unanswerable
from zhiyin.measure.forms.topics import DEFAULTS, TopicsForm
from zhiyin.measure.queries.lake import facts
from zhiyin.measure.queries.question import EVERYTHING_HEARD, Cell, Key
from zhiyin.measure.queries.sentences import span_label
from zhiyin.measure.queries.topics import (
    ANNOTATIONS,
    ASPECTS,
    LEAVING,
    SORTS,
    OneTopic,
    Topics,
    With,
    export_question,
    kind_of,
    listings,
    one_topic,
    reasons_to_leave,
    topics,
)
from zhiyin.measure.registry import METRICS
from zhiyin.measure.showing.as_csv import FILE_TYPE, file_name, to_csv
from zhiyin.measure.showing.findings import trend_finding
from zhiyin.theme import wording
from zhiyin.understand.set_aside import LEFT_OUT

UNITS: Final = 20
BESIDE: Final = 12
REASONS: Final = 8
WHO_AND_ASIDE: Final = {
    "customer": {"who": "customer", "aside": "counted"},
    EVERYTHING_HEARD: {"who": "customer"},
    **{one: {"who": "customer", "aside": one} for one in LEFT_OUT},
    **{one: {"who": one} for one in ("staff", "inspector", "test")},
}
"""Populations of figures as the inbox asks for them."""


@require_safe
def topics_page(request: HttpRequest) -> HttpResponse:
    """Aspects, or the categories of a taxonomy; below, what people want and feel, and why they threaten to leave."""
    actor = signed_in(request)
    actor.require("measures.read")
    form, at = TopicsForm(_given(request)), facts().snapshot()
    of, sort = request.GET.get("of") or ASPECTS, request.GET.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    context: dict[str, Any] = {"form": form, "of": of, "sort": sort}
    if form.is_valid():
        try:
            found = topics(actor, form.about(), of, sort=sort, at=at)
            context |= _shown(request, actor, found, at)
        except Unanswerable as error:
            form.add_refusal(error)
        except NotFound as error:
            form.add_error("unit", str(error))
    return render(request, "desk/topics.html", context, status=422 if form.errors else 200)


@require_safe
def topic_page(request: HttpRequest, code: str) -> HttpResponse:
    """One topic: by month, by unit, what comes with it, and in people's own words."""
    actor = signed_in(request)
    actor.require("measures.read")
    form, at = TopicsForm(_given(request)), facts().snapshot()
    context: dict[str, Any] = {"form": form, "code": code}
    if form.is_valid():
        try:
            found = one_topic(actor, form.about(), code, at=at)
            context |= _one(request, found)
            if actor.may("voice.read"):
                context |= _said(request, actor, found, at)
        except Unanswerable as error:
            form.add_refusal(error)
    return render(request, "desk/topic.html", context, status=422 if form.errors else 200)


@require_safe
def download_page(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The numbers of the list as a file."""
    actor = signed_in(request)
    actor.require("export")
    form = TopicsForm(_given(request))
    if not form.is_valid():
        return render(request, "desk/topics.html", {"form": form}, status=422)
    question = export_question(actor, form.about(), request.GET.get("of") or ASPECTS)
    answer = export_measures(actor, question)
    response = StreamingHttpResponse(to_csv(answer), content_type=FILE_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(answer)}"'
    return response


def _given(request: HttpRequest) -> QueryDict:
    given = request.GET.copy()
    for name in list(given):
        given.setlist(name, [value.replace("\0", "") for value in given.getlist(name)])
    for name, value in DEFAULTS.items():
        given.setdefault(name, value)
    return given


def _shown(request: HttpRequest, actor: Actor, found: Topics, at: Snapshot) -> dict[str, Any]:
    felt = topics(actor, found.about, ANNOTATIONS, sort="share", at=at)
    leaving = next((one for one in felt.topics if one.code == LEAVING and one.texts.n), None)
    lists = listings()
    return {
        "found": found,
        "finding": topics_finding(found),
        "period": span_label(found.span),
        "lines": [_line(request, one) for one in found.topics],
        "felt": [_line(request, one) for one in felt.topics],
        "leaving": leaving,
        "reasons": _with(request, reasons_to_leave(actor, found.about, at=at)[:REASONS]) if leaving else [],
        "list_label": next((one.label for one in lists if one.code == found.of), ""),
        "list_choices": [
            Choice(
                one.label,
                with_choice(request, of="" if one.code == ASPECTS else one.code),
                one.code == found.of,
            )
            for one in lists
        ],
        "sort_choices": {name: with_choice(request, sort="" if name == SORTS[0] else name) for name in SORTS},
        "download_url": _address(request, "desk:topics-download") if actor.may("export") else "",
    }


def _line(request: HttpRequest, topic: Any) -> dict[str, Any]:
    return {"topic": topic, "url": _address(request, "desk:topic", topic.code)}


def _address(request: HttpRequest, name: str, *at: str, **more: str) -> str:
    """Another page about the same voices."""
    kept = {key: str(value) for key, value in request.GET.items() if value and key != "sort"}
    if at:
        kept.pop("of", None)
    kept |= more
    return f"{reverse(name, args=at)}{'?' + urlencode(kept) if kept else ''}"


def _with(request: HttpRequest, found: Sequence[With]) -> list[dict[str, Any]]:
    return [{"one": one, "url": _address(request, "desk:topic", one.code)} for one in found]


def _one(request: HttpRequest, found: OneTopic) -> dict[str, Any]:
    trend = [(key, share, net) for key, share, net in found.trend if key.start]
    units = [one for one in found.units if one[1].value is not None or one[1].reason]
    felt = kind_of(found.topic.code) == ANNOTATIONS
    return {
        "found": found,
        "topic": found.topic,
        "is_felt": felt,
        "finding": topic_finding(found),
        "period": span_label(found.span),
        "labels": [wording.month(key.start) for key, _share, _net in trend if key.start],
        "shares": [share for _key, share, _net in trend],
        "nets": [net for _key, _share, net in trend],
        "trend_of_shares": trend_finding(
            METRICS["mention_share"], [(key.label, share) for key, share, _net in trend]
        ),
        "trend_of_nets": trend_finding(
            METRICS["net_sentiment"], [(key.label, net) for key, _share, net in trend]
        ),
        "units": [_unit(request, key, share if felt else negative) for key, share, negative in units[:UNITS]],
        "more_units": max(0, len(units) - UNITS),
        "reference": (found.topic.share if felt else found.topic.negative).value,
        "beside": _with(request, found.beside[:BESIDE]),
        "back_url": _address(request, "desk:topics"),
    }


def _unit(request: HttpRequest, key: Key, cell: Cell) -> dict[str, Any]:
    here = request.resolver_match
    code = here.kwargs["code"] if here else ""
    url = _address(request, "desk:topic", code, unit=key.code) if key.code else ""
    return {"label": key.label, "cell": cell, "url": url, "note": ""}


def _said(request: HttpRequest, actor: Actor, found: OneTopic, at: Snapshot) -> dict[str, Any]:
    code, about = found.topic.code, found.about
    said = opinions(actor, about, code, at=at)
    feelings = ("",) if kind_of(code) == ANNOTATIONS else ("negative", "positive")
    by_feeling = {feeling: quotes(actor, about, code, feeling, at=at) for feeling in feelings}
    return {
        "said": said,
        "said_sides": [(_("Unhappy"), said.unhappy, "neg"), (_("Happy"), said.happy, "pos")],
        "quotes": [
            {"feeling": feeling, "found": one, "all_url": _inbox(found, feeling) if one.lines else ""}
            for feeling, one in by_feeling.items()
        ],
        "withheld": any(one.withheld for one in by_feeling.values()),
        "words_url": reverse("desk:words"),
        "inbox_url": _inbox(found) if found.topic.texts.n else "",
    }


def _inbox(found: OneTopic, feeling: str = "") -> str:
    """The inbox with all voices that this page counts, or those that feel so about it."""
    about, span = found.about, found.span
    parts = [condition_of(found.topic.code, feeling)]
    parts += [f'occurred_at >= "{span.start.isoformat()}"'] if span.start else []
    parts += [f'occurred_at < "{(span.end + timedelta(days=1)).isoformat()}"'] if span.end else []
    parts += [f"({about.where})"] if about.where.strip() else []
    asked = {
        "where": replace(about, where=" && ".join(parts)).condition() or "",
        "unit": about.unit,
        **WHO_AND_ASIDE[about.population],
    }
    return f"{reverse('desk:inbox')}?{urlencode({name: value for name, value in asked.items() if value})}"
