"""Other systems that are told: set up, watched, told again."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyin.accounts.pages.frame import confirm, settings_page, signed_in
from zhiyin.contact.actions.replay_deliveries import replay_delivery, replay_failed, send_test_event
from zhiyin.contact.actions.save_webhook import (
    add_webhook,
    change_webhook,
    remove_webhook,
    renew_secret,
    switch_webhook,
)
from zhiyin.contact.errors import BadWebhook
from zhiyin.contact.forms import WebhookForm
from zhiyin.contact.phrases.webhooks import DELIVERY_STATES, state_label
from zhiyin.contact.queries.webhooks import list_deliveries, list_webhooks, read_delivery, read_webhook

PAGE = 50
SINCE = {"1": timedelta(days=1), "3": timedelta(days=3), "30": timedelta(days=30)}


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every system that is told, and how that goes."""
    return settings_page(request, "contact/webhooks.html", {"rows": list_webhooks(signed_in(request))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request: HttpRequest) -> HttpResponse:
    """Set one up; its secret is shown once."""
    actor = signed_in(request)
    actor.require("contact.manage", "")
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row, secret = add_webhook(actor, form.fields_given())
        except BadWebhook as error:
            _show(form, error)
        else:
            return _once(request, row.name or row.url, secret, row.pk)
    return settings_page(
        request, "contact/webhook_add.html", {"form": form}, status=422 if form.errors else 200
    )


def _show(form: WebhookForm, error: BadWebhook) -> None:
    for name, sentence in error.data["errors"].items():
        form.add_error(name, sentence)


def _once(request: HttpRequest, title: str, secret: str, webhook_id: int) -> HttpResponse:
    context = {"title": title, "secret": secret, "back": "contact:webhook", "key": webhook_id}
    return settings_page(request, "contact/shown_once.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """One system: what it is told, and the log."""
    actor = signed_in(request)
    row = read_webhook(actor, webhook_id)
    initial = {"url": row.url, "name": row.name, "events": list(row.events)}
    form = WebhookForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_webhook(actor, form.fields_given(), webhook_id=webhook_id)
        except BadWebhook as error:
            _show(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contact:webhook", webhook_id)
    context = {"row": row, "form": form, **_log(request, webhook_id)}
    return settings_page(request, "contact/webhook.html", context, status=422 if form.errors else 200)


def _log(request: HttpRequest, webhook_id: int) -> dict[str, Any]:
    state = request.GET.get("state", "")
    state = state if state in DELIVERY_STATES else ""
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    found = list_deliveries(signed_in(request), webhook_id, state=state, before=number, limit=PAGE + 1)

    def address(**changes: str | int) -> str:
        query: dict[str, str | int] = {"state": state, **changes}
        return "?" + urlencode({name: value for name, value in query.items() if value})

    return {
        "deliveries": found[:PAGE],
        "state": state,
        "states": [
            ("", _("All"), address(state="")),
            *((name, state_label(name), address(state=name)) for name in DELIVERY_STATES),
        ],
        "newer": address() if number is not None else "",
        "older": address(before=found[PAGE - 1].id) if len(found) > PAGE else "",
    }


@require_POST
def switch(request: HttpRequest, webhook_id: int) -> HttpResponse:
    on = request.POST.get("on") == "1"
    switch_webhook(signed_in(request), webhook_id=webhook_id, on=on)
    messages.success(request, _("It is told again.") if on else _("It is told nothing more."))
    return redirect("contact:webhook", webhook_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """A new secret, after a question; shown once."""
    actor = signed_in(request)
    row = read_webhook(actor, webhook_id)
    if request.method == "POST":
        return _once(request, row.name or row.url, renew_secret(actor, webhook_id=webhook_id), row.id)
    return confirm(
        request,
        title=_("Make a new secret?"),
        text=[
            _("For a day both secrets sign, so that the other side can change over without losing anything.")
        ],
        action=_("Make a new secret"),
        back=reverse("contact:webhook", args=[row.id]),
        harm=False,
    )


@require_POST
def test(request: HttpRequest, webhook_id: int) -> HttpResponse:
    send_test_event(signed_in(request), webhook_id=webhook_id)
    messages.success(request, _("A test is on its way. Reload the page in a moment."))
    return redirect("contact:webhook", webhook_id)


@require_POST
def replay(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Everything that failed in the last days, once more."""
    since = timezone.now() - SINCE.get(request.POST.get("days", ""), SINCE["3"])
    count = replay_failed(signed_in(request), webhook_id=webhook_id, since=since)
    told = ngettext("%(count)s delivery is sent again.", "%(count)s deliveries are sent again.", count)
    messages.success(request, told % {"count": count})
    return redirect("contact:webhook", webhook_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Forget it, after a question."""
    actor = signed_in(request)
    row = read_webhook(actor, webhook_id)
    if request.method == "POST":
        remove_webhook(actor, webhook_id=webhook_id)
        messages.success(request, _("The webhook is removed."))
        return redirect("contact:webhooks")
    return confirm(
        request,
        title=_("Remove “%(name)s”?") % {"name": row.name or row.url},
        text=[_("It is told nothing more, and the log of what it was told is forgotten.")],
        action=_("Remove"),
        back=reverse("contact:webhook", args=[row.id]),
    )


@require_safe
def delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """One delivery: what was sent, what was answered."""
    row = read_delivery(signed_in(request), delivery_id)
    return settings_page(request, "contact/delivery.html", {"row": row})


@require_POST
def again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    replay_delivery(signed_in(request), delivery_id=delivery_id)
    messages.success(request, _("It is sent again, under the same id."))
    return redirect("contact:delivery", delivery_id)
