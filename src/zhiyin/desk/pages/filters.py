"""What a page of voices is narrowed to: read from its address, and the menus that change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import UnitNode, units_in_scope
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.phrases import CHANNELS, SENTIMENTS
from zhiyin.journal.reach import is_number
from zhiyin.understand.queries.voices import Filters

Periods = Mapping[str, tuple[Any, int | None]]
"""What the address calls it -> (its name, how many days)."""

PERIODS: Periods = {
    "": (gettext_lazy("Any time"), None),
    "7d": (gettext_lazy("Last 7 days"), 7),
    "30d": (gettext_lazy("Last 30 days"), 30),
    "90d": (gettext_lazy("Last 90 days"), 90),
    "365d": (gettext_lazy("Last 12 months"), 365),
}
ASIDE = {
    "": gettext_lazy("All voices"),
    "counted": gettext_lazy("Without copies and spam"),
    "copy": gettext_lazy("Copies only"),
    "spam": gettext_lazy("Spam only"),
}
WHO = {
    "": gettext_lazy("All people"),
    "customer": gettext_lazy("Customers"),
    "staff": gettext_lazy("Staff"),
    "inspector": gettext_lazy("Mystery visitors"),
    "test": gettext_lazy("Tests"),
}
MOST_UNITS_IN_MENU = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter's menu."""

    label: str
    url: str
    chosen: bool


def menus(
    request: HttpRequest, actor: Actor, filters: Filters, period: str, periods: Periods = PERIODS
) -> dict[str, Any]:
    """The menus of units, channels, feelings and periods for a template, and what the address keeps of them."""
    units = units_in_scope(actor, "voice.read")
    return {
        "unit_choices": _units(request, units, filters.unit),
        "unit_label": next((unit.label for unit in units if str(unit.id) == filters.unit), _("All units")),
        "channel_choices": _choices(request, "channel", {"": _("All channels"), **CHANNELS}, filters.channel),
        "channel_label": CHANNELS.get(filters.channel, _("All channels")),
        "label_choices": _choices(request, "feeling", {"": _("Any feeling"), **SENTIMENTS}, filters.label),
        "label_label": SENTIMENTS.get(filters.label, _("Any feeling")),
        "aside_choices": _choices(request, "aside", ASIDE, filters.set_aside),
        "aside_label": ASIDE.get(filters.set_aside, ASIDE[""]),
        "period_choices": _choices(
            request, "period", {key: label for key, (label, _days) in periods.items()}, period
        ),
        "period_label": periods[period][0],
        "kept": {
            name: request.GET[name]
            for name in ("unit", "channel", "feeling", "aside", "who", "period", "theme")
            if request.GET.get(name)
        },
    }


def who_menu(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    """The menu of whose voices are shown, for pages that show those of others than customers too."""
    return {
        "who_choices": _choices(request, "who", WHO, filters.population),
        "who_label": WHO.get(filters.population, WHO[""]),
    }


def read_filters(request: HttpRequest, periods: Periods = PERIODS) -> tuple[Filters, str]:
    """What the address asks for; what it names that does not exist is ignored."""
    period = request.GET.get("period", "")
    period = period if period in periods else ""
    days = periods[period][1]
    return (
        Filters(
            query=_clean(request.GET.get("q", ""), 200),
            where=_clean(request.GET.get("where", ""), 4000),
            unit=_clean(request.GET.get("unit", ""), 60),
            channel=_clean(request.GET.get("channel", ""), 40),
            label=request.GET.get("feeling", "") if request.GET.get("feeling") in SENTIMENTS else "",
            set_aside=request.GET.get("aside", "") if request.GET.get("aside") in ASIDE else "",
            like=_number(request.GET.get("like", "")),
            theme=_number(request.GET.get("theme", "")),
            start=_midnight(days) if days else None,
            population=request.GET.get("who", "") if request.GET.get("who") in WHO else "",
        ),
        period,
    )


def _clean(text: str, most: int) -> str:
    return text.replace("\x00", "")[:most].strip()


def _number(text: str) -> int | None:
    return int(text) if is_number(text) else None


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
