"""What persons ask for: the list with its deadlines, one request, restricting, copying and erasing, certificates."""

from typing import Any

import orjson
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.limits import within_limit
from zhiyin.customers.actions.erase_person import WORD, erase_person, go_on_with
from zhiyin.customers.actions.export_person import export_person, fetch_by_link, fetch_export, link_to_export
from zhiyin.customers.actions.open_request import open_request
from zhiyin.customers.actions.restrict_person import lift_restriction, restrict_person
from zhiyin.customers.actions.settle_request import settle_request
from zhiyin.customers.errors import ExportGone
from zhiyin.customers.phrases.rights import KINDS, STATES, STAYS, VIA, place_label, touched_words
from zhiyin.customers.queries.rights import (
    PAGE,
    Certificate,
    certificate_data,
    certificate_of,
    person_in_full,
    request_of,
    requests_about,
    requests_page,
    restriction_of,
)
from zhiyin.journal.errors import ZhiyinError

FILTERS = ("open", "done", "refused", "")


@require_http_methods(["GET", "HEAD"])
def requests(request: HttpRequest) -> HttpResponse:
    """Requests by when they are due; those that are settled, the newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    state = request.GET.get("state", "open")
    state = state if state in FILTERS else "open"
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdecimal() and 0 < len(number) < 6 else 1
    rows, more = requests_page(actor, state=state, page=max(page, 1), size=PAGE)
    return render(
        request,
        "customers/requests.html",
        {
            "rows": [_line(row) for row in rows],
            "state": state,
            "filters": [
                (code, str(STATES[code]) if code else _("All"), f"?state={code}") for code in FILTERS
            ],
            "newer": f"?state={state}&page={page - 1}" if page > 1 else "",
            "older": f"?state={state}&page={page + 1}" if more else "",
        },
    )


def _line(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "kind": KINDS.get(row.kind, row.kind),
        "state": STATES.get(row.state, row.state),
        "via": VIA.get(row.asked_via, row.asked_via),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request: how far it is, its file or certificate; settling it."""
    problem = ""
    if request.method == "POST":
        try:
            link = _act_on(request, request_id)
        except ZhiyinError as error:
            if error.status in (403, 404):
                raise
            problem = str(error)
        else:
            if link:
                return _shown(request, request_id, link=link)
            return redirect("customers:request", request_id)
    return _shown(request, request_id, problem=problem)


def _shown(request: HttpRequest, request_id: int, *, problem: str = "", link: str = "") -> HttpResponse:
    row = request_of(request.actor, request_id)  # type: ignore[attr-defined]
    answer = render(
        request,
        "customers/request.html",
        {
            **_line(row),
            "problem": problem,
            "link": link,
            "can_answer": row.state == "open" or (row.kind == "export" and row.is_stuck),
        },
        status=422 if problem else 200,
    )
    if link:
        answer["Cache-Control"] = "no-store"
    return answer


def _act_on(request: HttpRequest, request_id: int) -> str:
    actor = request.actor  # type: ignore[attr-defined]
    row = request_of(actor, request_id)
    wish = request.POST.get("wish", "")
    if wish in ("done", "refused"):
        settle_request(actor, request_id, state=wish, note=request.POST.get("note", ""))
        messages.success(request, _("Settled."))
    elif wish == "export" and row.customer_id is not None:
        export_person(actor, row.customer_id)
    elif wish == "restrict" and row.customer_id is not None:
        restrict_person(actor, row.customer_id)
        messages.success(request, _("Restricted: the data is kept and used for nothing."))
    elif wish == "go_on" and row.erasure_id is not None:
        go_on_with(actor, row.erasure_id)
    elif wish == "link":
        token = link_to_export(actor, request_id)
        return request.build_absolute_uri(reverse("customers:my-data", args=[token]))
    return ""


@require_http_methods(["GET", "HEAD"])
def file(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """The copy of everything held, for whoever answers the request."""
    place = fetch_export(request.actor, request_id)  # type: ignore[attr-defined]
    answer = FileResponse(place.open("rb"), as_attachment=True, filename=f"personal-data-{request_id}.zip")
    answer["Cache-Control"] = "no-store"
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same for the person, once, without signing in. Only a POST fetches: mail programs follow every link."""
    within_limit(request, "my-data", most=30)
    if request.method == "POST":
        try:
            place = fetch_by_link(token)
        except ExportGone as error:
            return render(request, "customers/my_data.html", {"problem": str(error)}, status=404)
        answer = FileResponse(place.open("rb"), as_attachment=True, filename="my-data.zip")
        answer["Cache-Control"] = "no-store"
        return answer
    return render(request, "customers/my_data.html")


@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What one person asked for and what can be done for them."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("privacy.manage", "")
    person = person_in_full(customer_id)
    rows = requests_about(actor, customer_id)
    problem = ""
    if request.method == "POST":
        wish = request.POST.get("wish", "")
        try:
            if wish == "export":
                return redirect("customers:request", export_person(actor, customer_id))
            if wish == "restrict":
                restrict_person(actor, customer_id, reason=request.POST.get("note", ""))
                messages.success(request, _("Restricted: the data is kept and used for nothing."))
            elif wish == "lift":
                lift_restriction(actor, customer_id)
                messages.success(request, _("The restriction is lifted."))
            else:
                asked = request.POST.get("ask", "")
                open_request(actor, customer_id, asked, note=request.POST.get("note", ""))
                messages.success(request, _("Written down."))
            return redirect("customers:rights", customer_id)
        except ZhiyinError as error:
            if error.status in (403, 404):
                raise
            problem = str(error)
    return render(
        request,
        "customers/rights.html",
        {
            "customer_id": customer_id,
            "name": person.names[0] if person.names else "",
            "rows": [_line(row) for row in rows],
            "restriction": restriction_of(actor, customer_id),
            "kinds": KINDS.items(),
            "problem": problem,
        },
        status=422 if problem else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Asks once more, with a word to be typed, before a person is erased."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("privacy.manage", "")
    person = person_in_full(customer_id)
    problem = ""
    if request.method == "POST":
        try:
            erasure_id = erase_person(actor, customer_id, confirmed=request.POST.get("word", ""))
        except ZhiyinError as error:
            if error.status in (403, 404):
                raise
            problem = str(error)
        else:
            return redirect("customers:erasure", erasure_id)
    return render(
        request,
        "customers/erase.html",
        {
            "customer_id": customer_id,
            "name": person.names[0] if person.names else "",
            "customers": len(person.customer_ids),
            "word": WORD,
            "stays": STAYS,
            "problem": problem,
        },
        status=422 if problem else 200,
    )


@require_http_methods(["GET", "HEAD"])
def erasure(request: HttpRequest, erasure_id: int) -> HttpResponse:
    """The certificate, also while it is still being earned."""
    found = certificate_of(request.actor, erasure_id)  # type: ignore[attr-defined]
    context = {**_certificate(found), "is_live": found.state == "running"}
    return render(request, "customers/erasure.html", context)


def _certificate(found: Certificate) -> dict[str, Any]:
    return {
        "found": found,
        "places": [
            (place_label(place), touched_words(facts), bool(facts.get("done", "rows" in facts)))
            for place, facts in found.touched.items()
        ],
        "stays": STAYS,
    }


@require_http_methods(["GET", "HEAD"])
def certificate(request: HttpRequest, erasure_id: int, form: str) -> HttpResponse:
    """The certificate as a file: a page of its own or data."""
    found = certificate_of(request.actor, erasure_id)  # type: ignore[attr-defined]
    if form == "json":
        answer = HttpResponse(
            orjson.dumps(certificate_data(found), option=orjson.OPT_INDENT_2), content_type="application/json"
        )
    else:
        answer = HttpResponse(render_to_string("customers/certificate.html", _certificate(found)))
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.{form}"'
    return answer
