"""Target customers: who we are there for, what they need, and the data behind each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actor import Actor
from zhiyin.customers.queries.segments import list_segments
from zhiyin.journeys.actions.delete_persona import delete_persona
from zhiyin.journeys.actions.save_persona import LISTS, save_persona
from zhiyin.journeys.errors import PersonaChanged, UnusablePersona
from zhiyin.journeys.forms import PersonaForm
from zhiyin.journeys.phrases import MEANS
from zhiyin.journeys.queries.personas import PersonaRow, list_personas, read_persona


@require_http_methods(["GET", "HEAD"])
def personas(request: HttpRequest) -> HttpResponse:
    """Every target customer side by side."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = [
        (row, _parts(row), [(MEANS[one.name], one) for one in row.means if one.n])
        for row in list_personas(actor)
    ]
    context = {"personas": rows, "may_add": actor.may("customers.manage", "")}
    return render(request, "journeys/personas.html", context)


def _parts(row: PersonaRow) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("What they need"), row.needs),
        (_("What hurts them"), row.pains),
        (_("What they expect"), row.expectations),
        (_("Words that the brand should stand for"), row.brand_words),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def new_persona(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    return _edit(request, actor, None)


@require_http_methods(["GET", "HEAD", "POST"])
def persona(request: HttpRequest, code: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    return _edit(request, actor, read_persona(actor, code))


def _edit(request: HttpRequest, actor: Actor, row: PersonaRow | None) -> HttpResponse:
    segments = list_segments(actor)
    problem, status = "", 200
    if request.method == "POST":
        form = PersonaForm(segments, row, request.POST)
        status = 422
        if form.is_valid():
            try:
                saved = save_persona(
                    actor,
                    content=form.content(),
                    code=row.code if row else None,
                    version=form.cleaned_data["version"],
                )
            except UnusablePersona as error:
                for name, words in error.data["errors"].items():
                    form.add_error(name if name in form.fields else None, words)
            except PersonaChanged as error:
                problem, status = str(error), error.status
            else:
                messages.success(
                    request, _("The target customer “%(name)s” is saved.") % {"name": saved.name}
                )
                return redirect("journeys:personas")
    else:
        form = PersonaForm(segments, row, initial=_initial(row))
    context = {"form": form, "persona": row, "problem": problem}
    return render(request, "journeys/persona.html", context, status=status)


def _initial(row: PersonaRow | None) -> dict[str, Any]:
    if row is None:
        return {}
    lists = {name: "\n".join(getattr(row, name)) for name in LISTS}
    return {
        "name": row.name,
        "summary": row.summary,
        "segment": row.segment,
        "version": row.version,
        **lists,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Ask first."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("customers.manage", "")
    row = read_persona(actor, code)
    if request.method == "POST":
        delete_persona(actor, code=code)
        messages.success(request, _("The target customer “%(name)s” is deleted.") % {"name": row.name})
        return redirect("journeys:personas")
    return render(request, "journeys/persona_delete.html", {"persona": row})
