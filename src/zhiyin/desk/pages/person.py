"""One customer's page: who they are, where they stand, everything heard, done and given."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.reveal_contact_points import reveal_contact_points
from zhiyin.customers.errors import BadDetails
from zhiyin.customers.phrases.profiles import REASONS, ROLES, named, renews_in_words
from zhiyin.customers.queries.people import person_for, visible_people
from zhiyin.customers.queries.persons import keys_of
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.phrases.people import GROUPS
from zhiyin.desk.queries.person import Person, read_person
from zhiyin.desk.queries.timeline import Entry, TimelinePage, timeline
from zhiyin.journal.errors import BadCursor
from zhiyin.theme import wording


@require_safe
def person(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The page of the person that this customer belongs to; the id of a joined record leads there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    whom = person_for(actor, customer_id)
    if whom.pk != customer_id:
        return redirect("desk:person", whom.pk)
    view = read_person(actor, customer_id)
    group = request.GET.get("kind", "")
    group = group if group in GROUPS else ""
    problem, page = "", TimelinePage([])
    try:
        after = request.GET.get("after", "").replace("\x00", "")[:120]
        page = timeline(actor, whom, group=group, cursor=after)
    except BadCursor as error:
        problem = str(error)
    may_manage = _may_manage(actor, view.id)
    context = {
        "view": view,
        "name": view.name or _("A customer without a name"),
        "points": keys_of(actor, view.id),
        "reasons": REASONS.items(),
        "standing": view.standing,
        "companies": [
            {
                "id": part.company.pk,
                "name": part.company.name,
                "role": named(part.contact.role, ROLES),
                "title": part.contact.title,
                "until": part.contact.until,
                "renews": _renews(part.company.renews_on),
            }
            for part in view.companies
        ],
        "days": _by_day(page.entries),
        "groups": [(code, label, with_choice(request, kind=code)) for code, label in GROUPS.items()],
        "group": group,
        "problem": problem,
        "older_url": with_choice(request, after=page.older) if page.older else "",
        "newest_url": with_choice(request) if request.GET.get("after") else "",
        "beside": _beside(view, manages=may_manage, sees_rights=actor.may("privacy.manage", "")),
        "may_manage": may_manage,
        "reads_voices": actor.may("voice.read"),
    }
    return render(request, "desk/person.html", context, status=422 if problem else 200)


def _renews(renews_on: Any) -> str:
    return renews_in_words((renews_on - timezone.localdate()).days) if renews_on else ""


def _by_day(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """The lines of each day together, as the organisation's clock has it."""
    return [(day, list(lines)) for day, lines in groupby(entries, key=lambda one: wording.day(one.at))]


def _may_manage(actor: Actor, person_id: int) -> bool:
    """Whether the actor may change this person, and not only others."""
    allowed = actor.may("customers.manage")
    return allowed and visible_people(actor, "customers.manage").filter(id=person_id).exists()


def _beside(view: Person, *, manages: bool, sees_rights: bool) -> list[tuple[str, str]]:
    """(words, address) of the pages about this person in other rooms that the reader may open."""
    pages = (
        (_("Change the profile"), "customers:profile", manages),
        (_("Consent"), "customers:consent", True),
        (_("What was joined"), "customers:identity", True),
        (_("Their rights"), "customers:rights", sees_rights),
    )
    found = []
    for words, name, is_open in pages:
        if is_open:
            try:
                found.append((words, reverse(name, args=[view.id])))
            except NoReverseMatch:
                continue
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Contact points in full, once a reason was given. What is shown is on no address and in no cache."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    whom = person_for(actor, customer_id)
    points, problem = None, ""
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            points = reveal_contact_points(actor, customer_id=whom.pk, reason=reason)
        except BadDetails as error:
            problem = error.data["errors"]["reason"]
    context = {
        "name": whom.name or _("A customer without a name"),
        "person_id": whom.pk,
        "points": points,
        "problem": problem,
        "reasons": REASONS.items(),
        "reason": REASONS.get(reason, ""),
    }
    return render(request, "desk/reveal.html", context, status=422 if problem else 200)
