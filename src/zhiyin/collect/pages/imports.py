"""Handing over a file: upload, agree on its columns, watch it come in, see what became of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.cancel_import import cancel_import
from zhiyin.collect.actions.start_import import receive_file, start_import
from zhiyin.collect.errors import FileProblem
from zhiyin.collect.forms import UploadForm, WholeFileForm, columns_chosen
from zhiyin.collect.pages.shown import column_lines, layout_words, problem_words, state_label
from zhiyin.collect.phrases import reason
from zhiyin.collect.queries.imports import ImportState, import_of, imports_page, rejects_of
from zhiyin.collect.queries.preview import preview_of
from zhiyin.collect.queries.rejects_file import rejects_lines
from zhiyin.collect.rules import checked_mapping
from zhiyin.journal.errors import DiskFull, Invalid, ZhiyinError, is_full
from zhiyin.science.collect.mapping import Mapping

PAGE = 30
REJECTS_SHOWN = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("signals.import")
    return actor


@require_http_methods(["GET", "HEAD"])
def imports(request: HttpRequest) -> HttpResponse:
    """The files handed over, the newest first."""
    actor = _actor(request)
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    rows = imports_page(actor, before=before, limit=PAGE + 1)
    older = f"?before={rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    return render(
        request,
        "collect/imports.html",
        {
            "rows": [(row, state_label(row.state), _address(row)) for row in rows[:PAGE]],
            "newer_url": reverse("collect:imports") if before is not None else "",
            "older_url": older,
        },
    )


def _address(row: ImportState) -> str:
    name = "collect:columns" if row.state == "uploaded" else "collect:import"
    return reverse(name, args=[row.id])


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file."""
    actor = _actor(request)
    form = UploadForm(*_posted(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = receive_file(actor, file.name, file.chunks())
        except (FileProblem, DiskFull) as error:
            form.add_error("file", str(error))
        else:
            return redirect("collect:columns", made)
    return render(request, "collect/upload.html", {"form": form}, status=422 if form.errors else 200)


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    if request.method != "POST":
        return None, None
    try:
        return request.POST, request.FILES
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """What each column is, to be agreed; POST with `start` begins, without it shows what would become of the rows."""
    actor = _actor(request)
    seen = import_of(actor, import_id)
    if seen.state != "uploaded":
        return redirect("collect:import", seen.id)
    stored, problem = seen.mapping, ""
    errors: dict[int, str] = {}
    whole = WholeFileForm(request.POST if request.method == "POST" else None, initial=seen.mapping)
    if request.method == "POST":
        stored, errors = columns_chosen(request.POST, seen.mapping)
        if whole.is_valid() and not errors:
            stored = {**stored, **whole.cleaned_data}
            try:
                stored = checked_mapping(stored).as_json()
                if "start" in request.POST:
                    start_import(actor, seen.id, mapping=stored)
                    return redirect("collect:import", seen.id)
            except Invalid as error:
                problem = str(error)
    preview = preview_of(actor, seen.id, Mapping.from_json(stored if not problem else seen.mapping))
    context = {
        "row": seen,
        "layout": layout_words(seen.layout),
        "whole": whole,
        "preview": preview,
        "lines": column_lines(stored, preview.samples, errors),
        "problem": problem,
    }
    failed = bool(problem or errors or whole.errors)
    return render(request, "collect/columns.html", context, status=422 if failed else 200)


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
        "layout": layout_words(seen.layout),
    }
    if fragment:
        response = render(request, "collect/progress.html", context)
        if seen.state != "running":
            response["HX-Refresh"] = "true"
        return response
    context["rejects"] = [
        (row, reason(row.code, {k: v for k, v in row.data.items() if k != "pointer"}))
        for row in rejects_of(actor, seen.id, limit=REJECTS_SHOWN)
    ]
    context["more_rejects"] = max(0, seen.rejected - REJECTS_SHOWN)
    return render(request, "collect/import.html", context)


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


@require_http_methods(["GET", "HEAD"])
def rejects(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """The rows that were not taken, for a spreadsheet program."""
    actor = _actor(request)
    seen = import_of(actor, import_id)
    response = StreamingHttpResponse(rejects_lines(actor, seen.id), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejects-{seen.id}.csv"'
    return response
