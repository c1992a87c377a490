"""One company's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.customers.queries.companies import ENOUGH_CONTACTS
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.queries.company import read_company
from zhiyin.desk.queries.lines import as_lines


@require_safe
def company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Contacts by role, their scores, what was said, what is open, cost against contract, when it renews."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    view = read_company(
        actor, company_id, cursor=request.GET.get("after", "").replace("\x00", "")[:120], limit=20
    )
    estimate, share = view.score.estimate, view.company.cost_share
    context = {
        "view": view,
        "company": view.company,
        "lines": as_lines(view.voices),
        "points": 100 * estimate.value if estimate and estimate.value is not None else None,
        "low": 100 * estimate.low if estimate and estimate.low is not None else None,
        "high": 100 * estimate.high if estimate and estimate.high is not None else None,
        "enough": ENOUGH_CONTACTS,
        "cost_percent": 100 * share if share is not None else None,
        "reads_voices": actor.may("voice.read"),
        "older_url": with_choice(request, after=view.older) if view.older else "",
        "newest_url": with_choice(request) if request.GET.get("after") else "",
    }
    return render(request, "desk/company.html", context)
