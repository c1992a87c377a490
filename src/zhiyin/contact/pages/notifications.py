"""A person's own notifications."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.contact.actions.mark_read import mark_read
from zhiyin.contact.queries.notifications import count_unread, list_notifications
from zhiyin.journal.errors import Forbidden

PAGE = 50


@require_http_methods(["GET", "HEAD"])
def notifications(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "user":
        raise Forbidden()
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    rows = list_notifications(actor, before=number, limit=PAGE + 1)
    shown = rows[:PAGE]
    return render(
        request,
        "contact/notifications.html",
        {
            "rows": shown,
            "unread": count_unread(actor),
            "newer": "?" if number is not None else "",
            "older": f"?before={shown[-1].id}" if len(rows) > PAGE else "",
        },
    )


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one as read and go where it leads, or mark all."""
    actor = request.actor  # type: ignore[attr-defined]
    chosen = request.POST.get("id", "")
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 19):
        mark_read(actor)
        return redirect("contact:notifications")
    mark_read(actor, notification_id=int(chosen))
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/"):
        return redirect(target)
    return redirect("contact:notifications")
