"""The audit trail."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiyin.accounts.actions.download_audit import download_audit
from zhiyin.accounts.forms.audit import AuditForm
from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.accounts.permissions import ROLE_LABELS
from zhiyin.accounts.phrases import fact_label, who
from zhiyin.accounts.queries.audit import Happening, event_names, happenings
from zhiyin.documents.delimited import lines

PAGE = 50


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    form = AuditForm(event_names(actor), request.GET)
    looking = form.looking()
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    found = happenings(actor, looking, before=start, limit=PAGE + 1)
    asked = request.GET.copy()
    asked.pop("before", None)
    newer = "?" + asked.urlencode() if start else ""
    older = ""
    if len(found) > PAGE:
        found = found[:PAGE]
        asked["before"] = str(found[-1].id)
        older = "?" + asked.urlencode()
    context = {
        "form": form,
        "events": [(event, who(event.actor_kind, event.actor_name), facts(event.data)) for event in found],
        "older_url": older,
        "newer_url": newer,
        "may_download": actor.may("export"),
        "asked": [(name, value) for name, value in request.GET.items() if name in form.fields],
    }
    return settings_page(request, "accounts/audit.html", context)


def facts(data: dict[str, Any]) -> list[tuple[str, str]]:
    """The event's small facts; long lists of ids by their number."""
    shown = []
    for name, value in data.items():
        if value in (None, "", [], {}):
            continue
        if isinstance(value, list) and len(value) > 5:
            text = _("%(count)d of them") % {"count": len(value)}
        elif isinstance(value, list):
            text = _(", ").join(item if isinstance(item, str) else json.dumps(item) for item in value)
        elif name == "role":
            text = str(ROLE_LABELS.get(value, value))
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        shown.append((fact_label(name), text[:200]))
    return shown


@require_POST
def download(request: HttpRequest) -> HttpResponseBase:
    """The filtered trail as CSV. A POST, because taking it is itself an event."""
    actor = signed_in(request)
    form = AuditForm(event_names(actor), request.POST)
    rows = download_audit(actor, form.looking())
    response = StreamingHttpResponse(
        _csv(rows, get_language() or "en"), content_type="text/csv; charset=utf-8"
    )
    name = f"audit-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _csv(rows: Iterator[Happening], language: str) -> Iterator[str]:
    """Lines are written after the request has ended, and with it the reader's language."""
    with override(language):
        yield from lines(_rows(rows))


def _rows(events: Iterator[Happening]) -> Iterator[list[str]]:
    yield ["at", "event", "words", "actor_kind", "actor_id", "actor", "subject", "unit", "data"]
    for event in events:
        yield [
            timezone.localtime(event.at).isoformat(timespec="seconds"),
            event.name,
            event.words,
            event.actor_kind,
            event.actor_id,
            event.actor_name,
            event.subject,
            event.unit_label,
            json.dumps(event.data, ensure_ascii=False),
        ]
