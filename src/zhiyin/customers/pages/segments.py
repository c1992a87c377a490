"""Segments: the list, one with who is in it and was, making and changing, deleting."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.delete_segment import delete_segment
from zhiyin.customers.actions.save_segment import save_segment
from zhiyin.customers.actions.switch_segment import switch_segment
from zhiyin.customers.criteria import customer_subject
from zhiyin.customers.errors import UnusableSegment
from zhiyin.customers.phrases.segments import EXAMPLES, FIELD_NAMES, KINDS
from zhiyin.customers.queries.segment_order import asking_about
from zhiyin.customers.queries.segments import (
    Preview,
    SegmentRow,
    end_of,
    history,
    list_segments,
    may_undo,
    members,
    overlaps,
    preview,
    read_segment,
    size_at,
)
from zhiyin.customers.segment_forms import ListForm, SegmentForm
from zhiyin.journal.reach import is_number, is_within_reach
from zhiyin.search.errors import BadCondition

DAYS: Final = 30


@require_http_methods(["GET", "HEAD"])
def segments(request: HttpRequest) -> HttpResponse:
    """Every segment with its size."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "segments": [(row, KINDS[row.kind]) for row in list_segments(actor)],
        "may_add": actor.may("customers.manage", ""),
    }
    return render(request, "customers/segments.html", context)


@require_http_methods(["GET", "HEAD"])
def segment(request: HttpRequest, code: str) -> HttpResponse:
    """One segment: its size and days, what it shares with others, its members now or on a day."""
    actor = request.actor  # type: ignore[attr-defined]
    row = read_segment(actor, code)
    return render(request, "customers/segment.html", segment_context(request, actor, row))


def segment_context(
    request: HttpRequest, actor: Actor, row: SegmentRow, form: ListForm | None = None
) -> dict[str, Any]:
    """What the page of one segment shows."""
    on = _day(request.GET.get("on", ""))
    as_of = end_of(on) if on else None
    context: dict[str, Any] = {
        "segment": row,
        "kind": KINDS[row.kind],
        "days": history(actor, row.code, days=DAYS)[::-1],
        "overlaps": overlaps(actor, row.code)[:10],
        "on": on if as_of else None,
        "today": timezone.localdate(),
        "size": size_at(actor, row.code, as_of) if as_of else row.size,
        "may_undo": row.kind == "list" and may_undo(actor, row.code),
        "form": (form or ListForm()) if row.kind == "list" and row.may_change else None,
    }
    if actor.may("personal.read", ""):
        context["found"] = members(actor, row.code, as_of=as_of, after=_key(request.GET.get("after", "")))
    return context


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_within_reach(day) else None


def _key(text: str) -> int:
    return int(text) if is_number(text) else 0


@require_http_methods(["GET", "HEAD", "POST"])
def new_segment(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    kind = "list" if request.GET.get("kind") == "list" else "criteria"
    return _edit(request, actor, kind, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change_segment(request: HttpRequest, code: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    row = read_segment(actor, code)
    return _edit(request, actor, row.kind, row)


def _edit(request: HttpRequest, actor: Actor, kind: str, row: SegmentRow | None) -> HttpResponse:
    """The form; "preview" counts whom the condition holds for, "save" keeps it."""
    status, found = 200, None
    if request.method == "POST":
        form = SegmentForm(kind, row, request.POST)
        status = 422
        if form.is_valid() and "preview" in request.POST:
            try:
                found, status = preview(actor, form.content().criteria), 200
            except BadCondition as error:
                form.add_error("criteria", str(error))
        elif form.is_valid():
            try:
                saved = save_segment(actor, content=form.content(), code=row.code if row else None)
            except UnusableSegment as error:
                for name, words in error.data["errors"].items():
                    form.add_error(name if name in form.fields else None, words)
            else:
                messages.success(request, _("The segment “%(name)s” is saved.") % {"name": saved.name})
                return redirect("customers:segment", code=saved.code)
    else:
        initial = {"name": row.name, "description": row.description, "criteria": row.criteria} if row else {}
        form = SegmentForm(kind, row, initial=initial)
        if row and kind == "criteria":
            found = _previewed(actor, row.criteria)
    context = {
        "form": form,
        "segment": row,
        "kind": kind,
        "found": found,
        "names": [(name, FIELD_NAMES.get(name, "")) for name in customer_subject().names()],
        "examples": EXAMPLES,
    }
    return render(request, "customers/segment_form.html", context, status=status)


def _previewed(actor: Actor, criteria: str) -> Preview | None:
    try:
        return preview(actor, criteria)
    except BadCondition:  # the form says why when it is sent
        return None


@require_POST
def preview_segment(request: HttpRequest) -> HttpResponse:
    """What a condition would hold for, while it is being written: a part of the page."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    found, problem = None, ""
    text = request.POST.get("criteria", "").replace("\x00", "")
    if text.strip():
        try:
            found = preview(actor, text)
        except BadCondition as error:
            problem = str(error)
    return render(request, "customers/segment_preview.html", {"found": found, "problem": problem})


@require_POST
def switch(request: HttpRequest, code: str) -> HttpResponse:
    on = request.POST.get("on") == "1"
    switch_segment(request.actor, code=code, on=on)  # type: ignore[attr-defined]
    messages.success(request, _("The segment is on.") if on else _("The segment is off and stays as it is."))
    return redirect("customers:segment", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Ask first: the history goes with it."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    row = read_segment(actor, code)
    if request.method == "POST":
        delete_segment(actor, code=code)
        messages.success(request, _("The segment “%(name)s” is deleted.") % {"name": row.name})
        return redirect("customers:segments")
    context = {"segment": row, "users": asking_about(code)}
    return render(request, "customers/segment_delete.html", context)
