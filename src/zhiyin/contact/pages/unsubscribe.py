"""The end of all letters, by the link in each of them: reading the page ends nothing, for scanners follow every link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.limits import within_limit
from zhiyin.accounts.sealing import Unreadable
from zhiyin.contact.actions.receive_inbound import unsubscribe as end_contact
from zhiyin.contact.answering import opened_unsubscribe

READER = Actor.system("doorkeeper")
# A minute, from one address. Links that open are not counted: a mailbox clicks for all of its readers.
MOST_GUESSES = 60


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST ends it: a person's click, or a mailbox's one click (RFC 8058), which sends no cookie."""
    try:
        message_id, kind, address = opened_unsubscribe(token)
    except Unreadable:
        within_limit(request, "unsubscribe", most=MOST_GUESSES)
        return render(request, "contact/unsubscribe.html", {"is_damaged": True}, status=404)
    ended = request.method == "POST"
    if ended:
        end_contact(READER, message_id=message_id, kind=kind, address=address)
    return render(request, "contact/unsubscribe.html", {"ended": ended})
