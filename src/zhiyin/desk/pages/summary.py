"""A summary of what the inbox shows, by the optional assistant."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhiyin.accounts.actor import Actor
from zhiyin.desk.pages.filters import read_filters
from zhiyin.journal.errors import Conflict, Invalid
from zhiyin.understand.actions.ask_assistant import ask_summary


@require_POST
def summarise(request: HttpRequest) -> HttpResponse:
    """Ask for it; the address carries the inbox's filters."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    filters, _period = read_filters(request)
    try:
        return redirect("understand:written", ask_summary(actor, filters))
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('desk:inbox')}?{request.GET.urlencode()}")
