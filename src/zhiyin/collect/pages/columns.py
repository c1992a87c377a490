"""Handing over a file: upload, see what was understood, agree on its columns."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.receive_description import Described
from zhiyin.collect.actions.start_import import receive, start_import
from zhiyin.collect.actions.take_file_as import take_file_as
from zhiyin.collect.errors import FileProblem, LayoutChanged
from zhiyin.collect.forms import UploadForm, columns_chosen, whole_file_form
from zhiyin.collect.pages.previewed import meaning_of
from zhiyin.collect.pages.shown import layout_words, problem_words
from zhiyin.collect.pages.understood import asked_scales, grouped, notes_words, rows_words, sentence
from zhiyin.collect.phrases import GROUP_LABELS
from zhiyin.collect.phrases.changes import change
from zhiyin.collect.phrases.described import described
from zhiyin.collect.phrases.passed import passed_over_line
from zhiyin.collect.queries.descriptions import describes_survey
from zhiyin.collect.queries.imports import ImportState, import_of
from zhiyin.collect.queries.preview import LOOKED_AT, preview_of
from zhiyin.collect.queries.sources import layout_changes, source_names
from zhiyin.collect.rules import checked_mapping
from zhiyin.journal.errors import DiskFull, Invalid, is_full
from zhiyin.science.collect.fields import group_of
from zhiyin.science.collect.mapping import Mapping

# Of wide files the first rows are shown with the columns that say something.
MOST_PREVIEWED = 40


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("signals.import")
    return actor


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file, or several."""
    actor = _actor(request)
    form = UploadForm(*_posted(request))
    if request.method == "POST" and form.is_valid():
        made: list[int] = []
        # descriptions first, in whatever order they were chosen
        for file in sorted(form.cleaned_data["file"], key=lambda one: not describes_survey(one.file)):
            try:
                received = receive(actor, file.name, file.chunks())
                if isinstance(received, Described):
                    messages.success(
                        request, described(received.title or received.survey, received.questions)
                    )
                else:
                    made.append(received)
            except (FileProblem, DiskFull) as error:
                alone = len(form.cleaned_data["file"]) == 1
                form.add_error("file", str(error) if alone else f"{file.name}: {error}")
                break
        if len(made) == 1 and not form.errors:
            return redirect("collect:columns", made[0])
        if made:
            told = ngettext(
                "%(n)s file was received. Look at its columns, then start it.",
                "%(n)s files were received. Look at the columns of each, then start it.",
                len(made),
            )
            messages.success(request, told % {"n": len(made)})
        if made and not form.errors:
            return redirect("collect:imports")
        if not form.errors:  # only descriptions: their responses are still to come
            return redirect("collect:upload")
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


@require_http_methods(["POST"])
def read_as(request: HttpRequest, import_id: int) -> HttpResponse:
    """Read the file as what a person says that it holds: feedback, purchases or customers."""
    take_file_as(_actor(request), import_id, request.POST.get("group", ""))
    return redirect("collect:columns", import_id)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """What each column is, to be agreed; POST with `start` begins, without it shows what would become of the rows."""
    actor = _actor(request)
    seen = import_of(actor, import_id)
    if seen.state != "uploaded":
        return redirect("collect:import", seen.id)
    stored, problem = seen.mapping, problem_words(seen.problem)
    errors: dict[int, str] = {}
    refused = impossible = False
    group = group_of(seen.mapping["kind"])
    whole = whole_file_form(group)(request.POST if request.method == "POST" else None, initial=seen.mapping)
    if request.method == "POST":
        problem = ""
        stored, errors = columns_chosen(request.POST, seen.mapping, starting="start" in request.POST)
        if whole.is_valid() and not errors:
            stored = {**stored, **whole.cleaned_data}
            try:
                stored = checked_mapping(stored).as_json()
                if "start" in request.POST:
                    start_import(
                        actor, seen.id, mapping=stored, accept_layout="accept_layout" in request.POST
                    )
                    return redirect("collect:import", seen.id)
            except LayoutChanged:
                problem, refused = _("Look at what has changed, and say that it is right."), True
            except Invalid as error:
                problem, refused, impossible = str(error), True, True
    mapping = Mapping.from_json(seen.mapping if impossible or errors else stored)
    preview = preview_of(actor, seen.id, mapping)
    shown = _previewed(mapping)
    asked = asked_scales(seen.mapping, request.POST.dict(), errors)
    changes = layout_changes(mapping, seen.layout)
    context = {
        "row": seen,
        "layout": layout_words(seen.layout),
        "understood": sentence(
            seen.preset,
            mapping.columns,
            rows_words(preview.looked_at, more=preview.looked_at == LOOKED_AT),
        ),
        "notes": notes_words(seen.layout),
        "whole": whole,
        "group": group,
        "groups": [(code, label, code == group) for code, label in GROUP_LABELS.items()],
        "sources": source_names(actor),
        "known": _known(seen, mapping.source),
        "wants_consent": any(one.wants_consent for one in changes),
        "changes": [words for one in changes if (words := change(one.as_json()))],
        "accepted": "accept_layout" in request.POST,
        "asked": asked,
        "preview": preview,
        "passed_over": passed_over_line(preview.passed_over),
        "shown": shown,
        "preview_rows": [
            (
                one.number,
                [one.cells[place] for place, _name in shown],
                one.problem,
                meaning_of(one.understood),
            )
            for one in preview.rows
        ],
        "columns": grouped(stored, preview.samples, errors),
        "problem": problem,
    }
    failed = bool(refused or errors or whole.errors)
    return render(request, "collect/columns.html", context, status=422 if failed else 200)


def _known(seen: ImportState, source: str) -> dict[str, Any] | None:
    """By whom and when the columns were agreed, and which further sources look alike."""
    known = seen.layout.get("known")
    if not known or (known["source"] and known["source"] != source):
        return None
    return {**known, "at": datetime.fromisoformat(known["at"])}


def _previewed(mapping: Mapping) -> list[tuple[int, str]]:
    """Positions and names of the columns whose cells are shown."""
    every = list(enumerate(column.name for column in mapping.columns))
    if len(every) <= MOST_PREVIEWED:
        return every
    telling = [one for one in every if mapping.columns[one[0]].field not in ("attribute", "ignore", "option")]
    return telling[:MOST_PREVIEWED] or every[:MOST_PREVIEWED]
