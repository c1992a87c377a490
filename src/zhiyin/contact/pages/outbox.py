"""The outbox: what leaves, what waits, what a person has to decide about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.contact.actions.mark_sent import mark_sent
from zhiyin.contact.actions.send_again import send_again
from zhiyin.contact.phrases import PURPOSES, STATES, purpose_label, state_label
from zhiyin.contact.phrases.channels import KINDS, kind_label
from zhiyin.contact.queries.inbound import list_inbound
from zhiyin.contact.queries.messages import list_messages, messages_by_state, read_message
from zhiyin.contact.queries.ways import has_way

PAGE = 50


@require_http_methods(["GET", "HEAD"])
def outbox(request: HttpRequest) -> HttpResponse:
    """Messages, newest first; state, purpose and position live in the address."""
    actor = request.actor  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    purpose = request.GET.get("purpose", "")
    purpose = purpose if purpose in PURPOSES else ""
    channel = request.GET.get("channel", "")
    channel = channel if channel in KINDS else ""
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    rows = list_messages(actor, state=state, purpose=purpose, channel=channel, before=number, limit=PAGE + 1)

    def address(**changes: str | int) -> str:
        query: dict[str, str | int] = {
            "state": state,
            "purpose": purpose,
            "channel": channel,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in query.items() if value})

    held = messages_by_state(actor)
    shown = rows[:PAGE]
    return render(
        request,
        "contact/outbox.html",
        {
            "rows": shown,
            "state": state,
            "purpose": purpose,
            "channel": channel,
            "channel_label": kind_label(channel) if channel else _("Every channel"),
            "channels": [
                ("", _("Every channel"), address(channel="")),
                *((name, kind_label(name), address(channel=name)) for name in KINDS),
            ],
            "purpose_label": purpose_label(purpose) if purpose else _("Every purpose"),
            "states": [
                ("", _("All"), sum(held.values()), address(state="")),
                *((name, state_label(name), held[name], address(state=name)) for name in STATES),
            ],
            "purposes": [
                ("", _("Every purpose"), address(purpose="")),
                *((name, purpose_label(name), address(purpose=name)) for name in PURPOSES),
            ],
            "newer": address() if number is not None else "",
            "older": address(before=shown[-1].id) if len(rows) > PAGE else "",
            "has_mail_way": has_way("mail"),
            "undecided": held["unknown"],
        },
    )


@require_http_methods(["GET", "HEAD"])
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message as it left, or was to leave."""
    actor = request.actor  # type: ignore[attr-defined]
    row = read_message(actor, message_id)
    answers = list_inbound(actor, message_id=message_id)
    return render(request, "contact/message.html", {"row": row, "answers": answers})


@require_POST
def mark(request: HttpRequest, message_id: int) -> HttpResponse:
    mark_sent(request.actor, message_id=message_id)  # type: ignore[attr-defined]
    messages.success(request, _("The message counts as sent."))
    return redirect("contact:message", message_id)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, message_id: int) -> HttpResponse:
    """Ask first: a customer might read the same letter twice."""
    actor = request.actor  # type: ignore[attr-defined]
    row = read_message(actor, message_id)
    if request.method == "POST":
        send_again(actor, message_id=message_id)
        messages.success(request, _("The message is waiting to be sent again."))
        return redirect("contact:message", message_id)
    return render(request, "contact/send_again.html", {"row": row})
