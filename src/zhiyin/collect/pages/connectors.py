"""Feedback that comes by itself: folders that are watched, APIs that are asked."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.fetching.save_connector import (
    ask_now,
    remove_connector,
    save_connector,
    switch_connector,
)
from zhiyin.collect.actions.fetching.try_api import try_api
from zhiyin.collect.connector_forms import LIKE, LIKE_LABELS, ApiForm, FolderForm
from zhiyin.collect.phrases import STATE_LABELS
from zhiyin.collect.queries.connectors import ConnectorState, connector_of, connectors_of, fetched_by
from zhiyin.journal.errors import NotFound, ZhiyinError


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("settings.manage", "")
    return actor


@require_http_methods(["GET", "HEAD"])
def connectors(request: HttpRequest) -> HttpResponse:
    """Where feedback is fetched from, and how that goes."""
    return render(request, "collect/connectors.html", {"rows": connectors_of(_actor(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def new_connector(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a folder or an API; `?like=` fills in how a known system is asked."""
    actor = _actor(request)
    if kind not in ("folder", "api"):
        raise NotFound
    like = request.GET.get("like", "")
    return _edit(request, actor, None, kind, initial=LIKE.get(like, {}), like=like)


@require_http_methods(["GET", "HEAD", "POST"])
def connector(request: HttpRequest, connector_id: int) -> HttpResponse:
    """One connector: what it brought, how it is set up."""
    actor = _actor(request)
    row = connector_of(actor, connector_id)
    return _edit(request, actor, row, row.kind, initial=_initial(row))


def _edit(
    request: HttpRequest,
    actor: Actor,
    row: ConnectorState | None,
    kind: str,
    *,
    initial: dict[str, Any],
    like: str = "",
) -> HttpResponse:
    form_class = FolderForm if kind == "folder" else ApiForm
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted, initial=initial) if posted is not None or initial else form_class()
    context: dict[str, Any] = {"form": form, "kind": kind, "row": row, "problem": "", "tried": None}
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                if "try" in posted and kind == "api":
                    context["tried"] = try_api(
                        actor, form.fields_given(), connector_id=row.id if row else None
                    )
                    status = 200
                else:
                    saved = save_connector(actor, form.fields_given(), connector_id=row.id if row else None)
                    messages.success(request, _("Saved. It is asked at once, and from then on by itself."))
                    return redirect("collect:connector", saved)
            except ZhiyinError as error:
                context["problem"] = str(error)
    if row is not None:
        context["fetched"] = [
            (one, STATE_LABELS.get(one.import_state, "")) for one in fetched_by(actor, row.id)
        ]
    context["likes"] = LIKE_LABELS.items() if row is None and kind == "api" else ()
    context["like"] = like
    context["inbox"] = str(settings.INBOX)
    return render(request, "collect/connector.html", context, status=status)


def _initial(row: ConnectorState) -> dict[str, Any]:
    initial: dict[str, Any] = {"name": row.name, "source": row.source, "every": row.every, **row.whole}
    if row.kind == "folder":
        path = row.settings["path"].removeprefix(f"{settings.INBOX}/")
        return {**initial, "path": path, "pattern": row.settings["pattern"]}
    auth = row.settings["auth"]
    return {**initial, **row.settings["asking"], "auth": auth["kind"], "auth_name": auth["name"]}


@require_POST
def switch(request: HttpRequest, connector_id: int) -> HttpResponse:
    """Pause it, or let it go on."""
    on = request.POST.get("on") == "1"
    switch_connector(_actor(request), connector_id, active=on)
    messages.success(request, _("It goes on where it stopped.") if on else _("It is paused."))
    return redirect("collect:connectors")


@require_POST
def run(request: HttpRequest, connector_id: int) -> HttpResponse:
    """Ask at once."""
    ask_now(_actor(request), connector_id)
    messages.success(request, _("It is being asked. Reload the page in a moment."))
    return redirect("collect:connector", connector_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, connector_id: int) -> HttpResponse:
    """Remove it, after a question."""
    actor = _actor(request)
    row = connector_of(actor, connector_id)
    if request.method == "POST":
        remove_connector(actor, row.id)
        messages.success(request, _("The connector “%(name)s” is removed.") % {"name": row.name})
        return redirect("collect:connectors")
    context = {"row": row, "back": reverse("collect:connector", args=[row.id])}
    return render(request, "collect/connector_remove.html", context)
