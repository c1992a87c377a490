"""Opening a sealed original: a reason first, then the words, once, kept by no cache."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyin.customers.actions.open_vault import open_vault
from zhiyin.customers.errors import NoReason, NothingSealed
from zhiyin.customers.phrases.rights import shown_facts
from zhiyin.customers.queries.vault import may_open


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, signal_id: int) -> HttpResponse:
    """What stood in a signal before it was masked."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("vault.open")
    subject = f"signal:{signal_id}"
    content, problem = None, ""
    if request.method == "POST":
        try:
            content = open_vault(actor, subject, reason=request.POST.get("reason", ""))
        except NoReason as error:
            problem = str(error)
    elif not may_open(actor, subject):
        raise NothingSealed()
    answer = render(
        request,
        "customers/original.html",
        {
            "signal_id": signal_id,
            "content": shown_facts(content) if content is not None else None,
            "problem": problem,
        },
        status=422 if problem else 200,
    )
    answer["Cache-Control"] = "no-store, private"
    return answer
