"""The inbox: everything customers said, searched and narrowed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.collect.queries.signals import any_signals
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.pages.filters import menus, read_filters, who_menu
from zhiyin.desk.queries.lines import as_lines
from zhiyin.desk.queries.quick import with_quick
from zhiyin.journal.errors import Invalid
from zhiyin.search.errors import BadCondition
from zhiyin.understand.assistant.uses import SUMMARY
from zhiyin.understand.queries.assistant import offered
from zhiyin.understand.queries.fields import SIGNAL_SUBJECT
from zhiyin.understand.queries.themes.themes import theme_name
from zhiyin.understand.queries.voices import VoicePage, count_voices, list_voices

MOST_COUNTED = 20_000  # more are not counted to the end: the page must not wait for it
EXAMPLES = (
    "nps <= 6",
    'any(aspects, name == "waiting" && sentiment < 0)',
    'any(categories, code == "six_factors.service" && label == "negative")',
    'channel == "sms" && sentiment < -0.5',
)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Search words, a condition, unit, channel, feeling, period; 50 at a time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    filters, period = read_filters(request)
    problem, page, position = "", VoicePage([]), None
    try:
        page = list_voices(actor, filters, cursor=request.GET.get("after", ""))
    except BadCondition as error:
        problem, position = str(error), error.position
    except Invalid as error:
        problem = str(error)
    if problem:
        fitting = None
    elif page.older or request.GET.get("after"):
        fitting = count_voices(actor, filters, most=MOST_COUNTED + 1)
    else:
        fitting = None if filters.query.strip() else len(page.voices)
    context: dict[str, Any] = {
        "fitting": fitting,
        "most_counted": MOST_COUNTED,
        "lines": with_quick(actor, as_lines(page.voices)),
        "withheld": page.withheld,
        "older_url": with_choice(request, after=page.older) if page.older else "",
        "newest_url": with_choice(request) if request.GET.get("after") else "",
        "filters": filters,
        "problem": problem,
        "pointer": f"{filters.where[:position]}▸{filters.where[position:]}" if position is not None else "",
        "examples": EXAMPLES,
        "fields": [*(item.name for item in SIGNAL_SUBJECT.fields), *_lists()],
        **menus(request, actor, filters, period),
        **who_menu(request, filters),
        "nothing_heard": not page.voices and filters.is_empty and not any_signals(),
        "clear_url": request.path,
        "theme": theme_name(actor, filters.theme) if filters.theme is not None else "",
        "without_theme": with_choice(request, theme=""),
        "may_summarise": bool(page.voices) and SUMMARY in offered(actor),
    }
    return render(request, "desk/inbox.html", context, status=422 if problem else 200)


def _lists() -> list[str]:
    """The lists that a condition can look into, each with its own fields."""
    return [
        f"any({one.name}, {' · '.join(field.name for field in one.fields)})"
        for one in SIGNAL_SUBJECT.collections
    ]
