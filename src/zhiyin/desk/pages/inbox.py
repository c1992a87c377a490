"""The inbox: everything customers said, searched and narrowed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import UnitNode, units_in_scope
from zhiyin.collect.queries.signals import any_signals
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.phrases import CHANNELS, SENTIMENTS
from zhiyin.desk.queries.lines import as_lines
from zhiyin.journal.errors import Invalid
from zhiyin.search.errors import BadCondition
from zhiyin.understand.queries.fields import SIGNAL_SUBJECT
from zhiyin.understand.queries.voices import Filters, VoicePage, list_voices

PERIODS = {
    "": (gettext_lazy("Any time"), None),
    "7d": (gettext_lazy("Last 7 days"), 7),
    "30d": (gettext_lazy("Last 30 days"), 30),
    "90d": (gettext_lazy("Last 90 days"), 90),
    "365d": (gettext_lazy("Last 12 months"), 365),
}
EXAMPLES = (
    "nps <= 6",
    'any(aspects, name == "waiting" && sentiment < 0)',
    'channel == "sms" && sentiment < -0.5',
)
MOST_UNITS_IN_MENU = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter's menu."""

    label: str
    url: str
    chosen: bool


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
    units = units_in_scope(actor, "voice.read")
    context: dict[str, Any] = {
        "lines": as_lines(page.voices),
        "withheld": page.withheld,
        "older_url": with_choice(request, after=page.older) if page.older else "",
        "newest_url": with_choice(request) if request.GET.get("after") else "",
        "filters": filters,
        "problem": problem,
        "pointer": f"{filters.where[:position]}▸{filters.where[position:]}" if position is not None else "",
        "examples": EXAMPLES,
        "fields": [item.name for item in SIGNAL_SUBJECT.fields],
        "unit_choices": _units(request, units, filters.unit),
        "unit_label": next((u.label for u in units if str(u.id) == filters.unit), _("All units")),
        "channel_choices": _choices(request, "channel", {"": _("All channels"), **CHANNELS}, filters.channel),
        "channel_label": CHANNELS.get(filters.channel, _("All channels")),
        "label_choices": _choices(request, "feeling", {"": _("Any feeling"), **SENTIMENTS}, filters.label),
        "label_label": SENTIMENTS.get(filters.label, _("Any feeling")),
        "period_choices": _choices(
            request, "period", {key: label for key, (label, _days) in PERIODS.items()}, period
        ),
        "period_label": PERIODS[period][0],
        "kept": {
            name: request.GET[name]
            for name in ("unit", "channel", "feeling", "period")
            if request.GET.get(name)
        },
        "nothing_heard": not page.voices and filters.is_empty and not any_signals(),
        "clear_url": request.path,
    }
    return render(request, "desk/inbox.html", context, status=422 if problem else 200)


def read_filters(request: HttpRequest) -> tuple[Filters, str]:
    """What the address asks for; what it names that does not exist is ignored."""
    period = request.GET.get("period", "")
    period = period if period in PERIODS else ""
    days = PERIODS[period][1]
    return (
        Filters(
            query=_clean(request.GET.get("q", ""), 200),
            where=_clean(request.GET.get("where", ""), 4000),
            unit=_clean(request.GET.get("unit", ""), 60),
            channel=_clean(request.GET.get("channel", ""), 40),
            label=request.GET.get("feeling", "") if request.GET.get("feeling") in SENTIMENTS else "",
            start=_midnight(days) if days else None,
        ),
        period,
    )


def _clean(text: str, most: int) -> str:
    return text.replace("\x00", "")[:most].strip()


def _midnight(days: int) -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)


def _choices(request: HttpRequest, name: str, labels: dict[str, Any], chosen: str) -> list[Choice]:
    return [
        Choice(str(label), with_choice(request, **{name: code}), code == chosen)
        for code, label in labels.items()
    ]


def _units(request: HttpRequest, units: list[UnitNode], chosen: str) -> list[Choice]:
    everything = Choice(_("All units"), with_choice(request, unit=""), not chosen)
    shallow = min((unit.depth for unit in units), default=0)
    found = [
        Choice(
            "\u3000" * (unit.depth - shallow) + unit.label,
            with_choice(request, unit=str(unit.id)),
            str(unit.id) == chosen,
        )
        for unit in units
        if unit.is_active
    ]
    return [everything, *found[:MOST_UNITS_IN_MENU]]
