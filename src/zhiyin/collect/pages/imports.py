"""The imports: their list, what became of each, calling off, going on, undoing."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.cancel_import import cancel_import
from zhiyin.collect.actions.start_import import start_import
from zhiyin.collect.actions.undo_import import UNDOABLE, undo_import
from zhiyin.collect.errors import NotUndone
from zhiyin.collect.pages.shown import layout_words, problem_words, state_label
from zhiyin.collect.pages.understood import grouped, notes_words, preset_label, rows_words, sentence
from zhiyin.collect.phrases import GROUP_LABELS, KIND_LABELS, STATE_LABELS, reason
from zhiyin.collect.phrases.passed import passed_over, passed_over_line
from zhiyin.collect.queries.imports import ImportState, import_of, imports_page, rejects_of
from zhiyin.collect.queries.participation import TookPart, participation_of
from zhiyin.collect.queries.rejects_file import rejects_lines
from zhiyin.collect.queries.undoing import undo_progress, what_undoing_does
from zhiyin.journal.errors import ZhiyinError
from zhiyin.science.collect.fields import group_of
from zhiyin.science.collect.mapping import Mapping

PAGE = 30
REJECTS_SHOWN = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("signals.import")
    return actor


@require_http_methods(["GET", "HEAD"])
def imports(request: HttpRequest) -> HttpResponse:
    """The files handed over, the newest first; those in one state, those that words name."""
    actor = _actor(request)
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    state = request.GET.get("state", "")
    state = state if state in STATE_LABELS else ""
    words = request.GET.get("q", "").replace("\0", "")[:100]
    rows = imports_page(actor, before=before, limit=PAGE + 1, state=state, words=words)
    kept = {name: value for name, value in (("state", state), ("q", words)) if value}
    here = reverse("collect:imports")
    return render(
        request,
        "collect/imports.html",
        {
            "rows": [_ImportLine(row) for row in rows[:PAGE]],
            "state": state,
            "state_label": state_label(state) if state else _("Every state"),
            "states": [
                (_url(here, {**kept, "state": code}), str(label), code == state)
                for code, label in (("", _("Every state")), *STATE_LABELS.items())
            ],
            "words": words,
            "filtered": bool(kept),
            "newer_url": _url(here, kept) if before is not None else "",
            "older_url": _url(here, {**kept, "before": str(rows[PAGE - 1].id)}) if len(rows) > PAGE else "",
        },
    )


def _url(here: str, query: dict[str, str]) -> str:
    chosen = {name: value for name, value in query.items() if value}
    return f"{here}?{urlencode(chosen)}" if chosen else here


class _ImportLine:
    """A row of the list: the import and its codes in words."""

    def __init__(self, row: ImportState) -> None:
        self.row = row
        self.state = state_label(row.state)
        self.address = _address(row)
        self.preset = preset_label(row.preset)
        self.passed_over = passed_over_line(row.passed_over)
        self.waits = problem_words(row.problem) if row.state == "uploaded" else ""


def _address(row: ImportState) -> str:
    name = "collect:columns" if row.state == "uploaded" else "collect:import"
    return reverse(name, args=[row.id])


@require_http_methods(["GET", "HEAD"])
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far an import is, or what became of it. The fragment renews itself while the worker is at it."""
    actor = _actor(request)
    seen = import_of(actor, import_id)
    if seen.state == "uploaded":
        return redirect("collect:columns", seen.id)
    fragment = bool(request.headers.get("HX-Request"))
    context: dict[str, Any] = {
        "row": seen,
        "state": state_label(seen.state),
        "problem": problem_words(seen.problem),
        "undoing": undo_progress(seen),
        "stuck": seen.state == "undoing" and undo_progress(seen) is None,
        "layout": layout_words(seen.layout),
        "group": group_of(seen.mapping["kind"]),
    }
    if fragment:
        response = render(request, "collect/progress.html", context)
        if seen.state != "running" and context["undoing"] is None:
            response["HX-Refresh"] = "true"
        return response
    context["rejects"] = [
        (row, reason(row.code, {k: v for k, v in row.data.items() if k != "pointer"}))
        for row in rejects_of(actor, seen.id, limit=REJECTS_SHOWN)
    ]
    context["more_rejects"] = max(0, seen.rejected - REJECTS_SHOWN)
    mapping = Mapping.from_json(seen.mapping)
    context["understood"] = sentence(seen.preset, mapping.columns, rows_words(seen.rows, more=False))
    context["notes"] = notes_words(seen.layout)
    context["columns"] = grouped(seen.mapping, [[] for _column in mapping.columns], {}, whole=False)
    context["kind"] = KIND_LABELS.get(mapping.kind) or GROUP_LABELS.get(mapping.kind, mapping.kind)
    context["whole"] = mapping
    context["passed_over"] = passed_over(seen.passed_over)
    context["undone_at"] = datetime.fromisoformat(seen.undone["at"]) if "at" in seen.undone else None
    if mapping.kind == "call" and seen.state in ("done", "failed", "cancelled"):
        context["participation"] = [_took_part(one) for one in participation_of(actor, seen.id)]
    context["may_undo"] = seen.state in UNDOABLE and (seen.accepted or seen.revised)
    return render(request, "collect/import.html", context)


def _took_part(one: TookPart) -> dict[str, Any]:
    shares = {"share_of_all": one.count.of_all, "share_of_asked": one.count.of_asked}
    percent = {name: None if share is None else 100 * share for name, share in shares.items()}
    return {"label": one.label, "count": one.count, **percent}


@require_http_methods(["POST"])
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Call an import off."""
    try:
        cancel_import(_actor(request), import_id)
    except ZhiyinError as error:
        if error.status != 409:
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, _("Called off. What was taken in so far stays."))
    return redirect("collect:import", import_id)


@require_http_methods(["POST"])
def go_on(request: HttpRequest, import_id: int) -> HttpResponse:
    """Go on with an import that stopped."""
    try:
        start_import(_actor(request), import_id)
    except ZhiyinError as error:
        if error.status != 409:
            raise
        messages.error(request, str(error))
    return redirect("collect:import", import_id)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """What undoing would do; POST does it."""
    actor = _actor(request)
    seen = import_of(actor, import_id)
    if request.method == "POST":
        try:
            undo_import(actor, seen.id)
        except NotUndone as error:
            messages.error(request, str(error))
        return redirect("collect:import", seen.id)
    if seen.state not in UNDOABLE:
        return redirect("collect:import", seen.id)
    does = what_undoing_does(actor, seen.id)
    group = group_of(seen.mapping["kind"])
    return render(request, "collect/undo.html", {"row": seen, "does": does, "group": group})


@require_http_methods(["GET", "HEAD"])
def rejects(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """The rows that were not taken, for a spreadsheet program."""
    actor = _actor(request)
    seen = import_of(actor, import_id)
    response = StreamingHttpResponse(rejects_lines(actor, seen.id), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejects-{seen.id}.csv"'
    return response
