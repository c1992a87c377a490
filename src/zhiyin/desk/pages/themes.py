"""Themes that nobody defined: found in what was chosen, those that emerge first."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.pages.filters import Periods, menus, read_filters
from zhiyin.desk.showing.themes import as_line, finding, steadiness
from zhiyin.journal.errors import Invalid
from zhiyin.search.errors import BadCondition
from zhiyin.theme import wording
from zhiyin.understand.actions.find_themes import cancel_themes, find_themes
from zhiyin.understand.actions.watch_themes import watch_themes
from zhiyin.understand.phrases.set_aside import left_out_in_words
from zhiyin.understand.queries.themes.runs import RunState, run_state, runs_of
from zhiyin.understand.queries.themes.themes import LOOKS, SeenTheme, is_watching, themes_in
from zhiyin.understand.queries.themes.topics import condition_of, topics
from zhiyin.understand.queries.voices import Filters
from zhiyin.understand.theming.choice import DEFAULT_DAYS, Choice

PERIODS: Final[Periods] = {
    "": (gettext_lazy("Last 12 weeks"), DEFAULT_DAYS),
    "30d": (gettext_lazy("Last 30 days"), 30),
    "182d": (gettext_lazy("Last 26 weeks"), 182),
    "365d": (gettext_lazy("Last 12 months"), 365),
    "all": (gettext_lazy("Any time"), None),
}


def choice_of(filters: Filters, period: str) -> Choice:
    """What the address asks for, as themes are found in it."""
    return Choice(
        unit=filters.unit,
        channel=filters.channel,
        label=filters.label,
        query=filters.query,
        where=filters.where,
        days=PERIODS[period][1],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def themes(request: HttpRequest) -> HttpResponse:
    """The themes in force for a choice; posted, they are found anew in the background."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    filters, period = read_filters(request, PERIODS)
    choice = choice_of(filters, period)
    problem = ""
    if request.method == "POST":
        try:
            find_themes(actor, choice)
            return redirect(request.get_full_path())
        except (BadCondition, Invalid) as error:
            problem = str(error)
    runs = runs_of(actor, choice)
    context: dict[str, Any] = {
        **menus(request, actor, filters, period, PERIODS),
        "aside_choices": [],  # themes never count copies and spam …
        "who_choices": [],  # … and are what customers speak of
        "filters": filters,
        "period": period,
        "problem": problem,
        "clear_url": request.path,
        "again_url": request.get_full_path(),
        "run": runs.in_force,
        "newest": runs.newest,
        "search": (search := request.GET.get("find", "").replace("\x00", "").strip()[:100]),
        "without_search": with_choice(request, find=""),
        "is_narrowed": filters != Filters(start=filters.start),
        "watching": is_watching(actor),
        "topics": [(one, links_of(one.code)) for one in topics(actor)],
    }
    if runs.in_force is not None:
        found = themes_in(actor, runs.in_force.id, runs.paths)
        shown = [one for one in found.themes if not one.is_hidden and one.n]
        context |= {
            "found": found,
            "emerging": [as_line(one, found) for one in _emerging(shown)],
            "lines": [as_line(one, found) for one in shown if _fits(one, search)],
            "hidden": [one for one in found.themes if one.is_hidden],
            "finding": finding(shown, found),
            "steadiness": steadiness(runs.in_force),
            "left_out": left_out_in_words(found.left_out),
            "sample": _sample(runs.in_force),
            "last_weeks": LOOKS,
        }
    return render(request, "desk/themes.html", context, status=422 if problem else 200)


@require_POST
def watch(request: HttpRequest) -> HttpResponse:
    """Told of emerging themes, or no more."""
    on = request.POST.get("on") == "1"
    watch_themes(request.actor, on=on)  # type: ignore[attr-defined]
    messages.success(
        request,
        _("You are told of themes that emerge in your units, each once.")
        if on
        else _("You are not told of emerging themes any more."),
    )
    return redirect("desk:themes")


@require_safe
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The bar alone, for a page that looks again every two seconds."""
    run = run_state(request.actor, run_id)  # type: ignore[attr-defined]
    return render(request, "desk/themes_bar.html", {"newest": run})


@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    cancel_themes(request.actor, run_id)  # type: ignore[attr-defined]
    messages.success(request, _("Stopped. The themes found before stay."))
    return redirect("desk:themes")


def _emerging(shown: list[SeenTheme]) -> list[SeenTheme]:
    """The surest first."""
    grown = [(one.emergence.p_adjusted, one.id, one) for one in shown if one.emergence is not None]
    return [one for _p, _id, one in sorted(grown, key=lambda row: row[:2])]


def _fits(theme: SeenTheme, search: str) -> bool:
    known = (theme.name, *theme.words, *theme.typical)
    return not search or any(search.casefold() in word.casefold() for word in known)


def links_of(code: str) -> dict[str, str]:
    """Where a topic's voices and its course are."""
    where = condition_of(code)
    inbox = f"{reverse('desk:inbox')}?{_query(where=where)}"
    return {
        "voices": inbox,
        "course": f"{reverse('measure:ask')}?{_query(metric='volume', grain='week', where=where)}",
    }


def _query(**fields: str) -> str:
    return urlencode(fields)


def _sample(run: RunState) -> str:
    """How many texts were looked at."""
    words = {"texts": wording.number(run.texts), "fitting": wording.number(run.fitting)}
    if run.texts < run.fitting:
        return _("a random %(texts)s of %(fitting)s texts") % words
    return ngettext("%(texts)s text", "%(texts)s texts", run.texts) % words
