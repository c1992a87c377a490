"""One theme: its words, quotes, course and units, and what people change about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actor import Actor
from zhiyin.desk.pages.themes import links_of
from zhiyin.desk.phrases import SENTIMENTS
from zhiyin.desk.showing.themes import course, course_finding, growth, percent
from zhiyin.journal.errors import Conflict, Invalid, NotFound
from zhiyin.journal.reach import is_number
from zhiyin.science.estimate.proportion import proportion
from zhiyin.understand.actions.ask_assistant import ask_name_of_theme
from zhiyin.understand.actions.edit_themes import (
    MOST_PARTS,
    hide_theme,
    merge_themes,
    rename_theme,
    split_theme,
    undo_edit,
)
from zhiyin.understand.actions.pin_theme import pin_theme, unpin_topic
from zhiyin.understand.assistant.uses import THEME_NAME
from zhiyin.understand.queries.assistant import offered, suggested_name
from zhiyin.understand.queries.themes.themes import LOOKS, PastEdit, ThemeDetail, merged_into, theme_detail
from zhiyin.understand.queries.themes.topics import SeenTopic, topic_of
from zhiyin.understand.showing.assistant import shown

MOST_UNITS = 12
EDITS = {
    "rename": gettext_lazy("renamed"),
    "merge": gettext_lazy("merged"),
    "split": gettext_lazy("split"),
    "hide": gettext_lazy("hidden"),
    "show": gettext_lazy("shown again"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: HttpRequest, theme_id: int) -> HttpResponse:
    """The theme; posted, it is changed. One that was merged leads to where its texts are now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        return _changed(request, actor, theme_id)
    try:
        found = theme_detail(actor, theme_id)
    except NotFound:
        elsewhere = merged_into(actor, theme_id)
        if elsewhere is None:
            raise
        return redirect("desk:theme", elsewhere)
    one = found.theme
    labels, cells = course(found.begins, one.weeks, found.weeks)
    felt = sum(n for label, n in one.labels.items() if label)
    context: dict[str, Any] = {
        "detail": found,
        "theme": one,
        "share": percent(one.share),
        "growth": growth(one),
        "labels": labels,
        "cells": cells,
        "course_finding": course_finding(labels, cells),
        "feelings": [
            (name, percent(proportion(one.labels.get(label, 0), felt)), one.labels.get(label, 0))
            for label, name in SENTIMENTS.items()
        ],
        "felt": felt,
        "units": [{"label": unit.label, "cell": percent(unit.share)} for unit in found.units[:MOST_UNITS]],
        "more_units": max(len(found.units) - MOST_UNITS, 0),
        "edits": [(edit, EDITS[edit.kind], _about(edit)) for edit in found.edits],
        "links": links_of(one.topic) if one.topic else {},
        "topic": topic_of(actor, one.topic) if one.topic else None,
        "parts": range(2, MOST_PARTS + 1),
        "last_weeks": LOOKS,
        "naming": _naming(request, actor, found),
    }
    return render(request, "desk/theme.html", context)


def _naming(request: HttpRequest, actor: Actor, found: ThemeDetail) -> dict[str, Any] | None:
    """What the assistant suggests, for the field of the name; None while it is off, or for who may not rename."""
    if not found.may_edit or THEME_NAME not in offered(actor):
        return None
    asked = request.GET.get("suggestion", "")
    one = suggested_name(actor, int(asked), found.theme.id) if is_number(asked) else None
    return {
        "one": shown(one) if one else None,
        "name": one.text if one and one.state == "ready" else "",
        "may_ask": one is None or one.state == "failed",
        "back": f"theme:{found.theme.id}",
    }


def _about(edit: PastEdit) -> str:
    return (" → " if edit.kind == "rename" else " + ").join(edit.names)


def _changed(request: HttpRequest, actor: Actor, theme_id: int) -> HttpResponse:
    given = request.POST
    do = given.get("do", "")
    try:
        if do == "suggest":
            number = ask_name_of_theme(actor, theme_id)
            return redirect(f"{reverse('desk:theme', args=[theme_id])}?suggestion={number}#name")
        if do == "rename":
            rename_theme(actor, theme_id, name=given.get("name", "").replace("\x00", ""))
            said = _("Renamed. Later findings keep the name.")
        elif do == "merge":
            others = [int(key) for key in given.getlist("other") if is_number(key)]
            merge_themes(actor, [theme_id, *others])
            said = _("Merged. It can be undone below.")
        elif do == "split":
            parts = given.get("parts", "2")
            split_theme(actor, theme_id, parts=int(parts) if is_number(parts) else 2)
            said = _("Split. It can be undone below.")
        elif do in ("hide", "show"):
            hide_theme(actor, theme_id, hidden=do == "hide")
            said = _("Hidden.") if do == "hide" else _("Shown again.")
        elif do == "pin":
            pin_theme(actor, theme_id)
            said = _(
                "Pinned. Every text that uses its words belongs to it now; earlier ones follow in a moment."
            )
        elif do == "undo" and is_number(given.get("edit", "")):
            undo_edit(actor, theme_id, int(given["edit"]))
            said = _("Undone.")
        else:
            raise Invalid(_("Choose what to change."))
        messages.success(request, said)
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    try:
        theme_detail(actor, theme_id)
    except NotFound:  # undone away
        return redirect("desk:themes")
    return redirect("desk:theme", theme_id)


@require_http_methods(["GET", "HEAD", "POST"])
def unpin(request: HttpRequest, topic_id: int) -> HttpResponse:
    """After a second look: conditions that name the topic fit nothing any more."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    topic: SeenTopic = topic_of(actor, topic_id)
    if request.method == "POST":
        unpin_topic(actor, topic_id)
        messages.success(request, _("Unpinned. Its theme stays where it is found."))
        return redirect("desk:theme", topic.theme) if topic.theme else redirect("desk:themes")
    return render(request, "desk/unpin.html", {"topic": topic})
