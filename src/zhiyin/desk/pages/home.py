"""Home: how it stands, what changed, what people say, what waits for me."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import UnitNode, units_in_scope
from zhiyin.act.queries.cases import count_open_cases, my_open_cases
from zhiyin.collect.queries.signals import any_signals
from zhiyin.desk.findings import aspect_finding, trend_finding, units_finding
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.phrases import TIERS, aspect_names, named
from zhiyin.desk.queries.lines import as_lines
from zhiyin.desk.queries.standouts import Standout, standing_out, tiers
from zhiyin.measure.queries.periods import add_months
from zhiyin.measure.queries.scoreboard import Scoreboard, scoreboard
from zhiyin.theme import wording
from zhiyin.theme.templatetags.theme import DIGITS
from zhiyin.understand.queries.voices import Filters, list_voices

VOICES = 3
ASPECTS = 8
CASES = 6
UNITS = 10
TILES = ("nps", "csat", "ces", "negative_share")
ENDS = {"ces": (1.0, 7.0), "csat": (0.0, 100.0), "negative_share": (0.0, 100.0), "nps": (-100.0, 100.0)}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The scoreboard of a unit in a month, the newest voices and the cases that wait for the reader."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("measures.read")
    if not any_signals():
        may_import = actor.may("signals.import")
        return render(request, "desk/home_empty.html", {"may_import": may_import})
    units = units_in_scope(actor, "measures.read")
    chosen = request.GET.get("unit", "")
    board = scoreboard(actor, unit=chosen or None, month=request.GET.get("month") or None)
    place = next((unit for unit in units if str(unit.id) == chosen), None)
    apart = standing_out(actor, board, chosen or None)
    context: dict[str, Any] = {
        "board": board,
        "unit_digits": DIGITS.get(board.headline.unit.value, 1),
        "unit_code": board.headline.unit.value,
        "title": _("%(place)s, %(month)s") % {"place": _place_name(place, units), "month": board.month_label},
        "tiles": _tiles(board),
        "finding": trend_finding(
            board.trend, str(board.headline.short), DIGITS.get(board.headline.unit.value, 1)
        ),
        "trend_cells": [point.cell for point in board.trend],
        "trend_labels": [wording.month(point.key.start) for point in board.trend if point.key.start],
        "insight_url": f"{reverse('measure:ask')}?{urlencode({'metric': board.headline.code, 'grain': 'month'})}",
        "units": _unit_rows(request, board),
        "units_finding": units_finding(board, apart),
        "standouts": _plain_rows(request, apart, linked=True),
        "tiers": _plain_rows(request, tiers(actor, board, chosen or None), linked=False),
        "aspects": _aspect_rows(board, topics_query := _topics_query(board, chosen)),
        "topics_query": topics_query,
        "aspect_finding": aspect_finding(board.aspects, aspect_names()),
        "unit_choices": _unit_choices(request, units, chosen),
        "unit_label": place.label if place else _("All my units"),
        "month_choices": _month_choices(request, board),
        "month_label": board.month_label,
        "places": len(
            [
                unit
                for unit in units
                if _is_place(unit) and (place is None or unit.path.startswith(place.path))
            ]
        ),
    }
    if actor.may("voice.read"):
        context["voices"] = as_lines(list_voices(actor, Filters(unit=chosen), limit=VOICES).voices)
    if actor.may("cases.read"):
        context["cases"] = my_open_cases(actor, CASES)
        context["open_cases"] = count_open_cases(actor)
        context["works_on_cases"] = actor.may("cases.work")
    return render(request, "desk/home.html", context)


def _is_place(unit: UnitNode) -> bool:
    """Whether customers are served there, and not only units gathered."""
    return unit.is_active and unit.kind not in {"group", "region", "area", "unsorted"}


def _place_name(place: UnitNode | None, units: list[UnitNode]) -> str:
    if place is not None:
        return place.label
    tops = [
        unit
        for unit in units
        if not any(unit.path != up.path and unit.path.startswith(up.path) for up in units)
    ]
    named = [unit for unit in tops if not unit.is_unsorted]
    return named[0].label if len(named) == 1 else _("All my units")


def _tiles(board: Scoreboard) -> list[dict[str, Any]]:
    found = []
    for code in TILES:
        tile = board.tile(code)
        low, high = ENDS.get(code, (0.0, 100.0))
        found.append(
            {
                "label": tile.metric.label,
                "cell": tile.cell,
                "unit": tile.metric.unit.value,
                "better": tile.metric.polarity,
                "low": low,
                "high": high,
            }
        )
    return found


def _unit_rows(request: HttpRequest, board: Scoreboard) -> list[dict[str, Any]]:
    rows = []
    before = None
    for one in board.units:
        if one.cell.n == 0 and len(board.units) > UNITS:
            continue
        note = _("band %(number)d") % {"number": one.band + 1} if one.band != before else ""
        before = one.band
        url = with_choice(request, unit=one.key.id) if one.key.id else ""
        rows.append({"label": one.key.label, "cell": one.cell, "url": url, "note": note})
    return rows


def _plain_rows(request: HttpRequest, found: list[Standout], *, linked: bool) -> list[dict[str, Any]]:
    return [
        {
            "label": one.key.label if linked else named(one.key.id or "", TIERS),
            "cell": one.cell,
            "url": with_choice(request, unit=one.key.id) if linked and one.key.id else "",
        }
        for one in found
    ]


def _topics_query(board: Scoreboard, chosen: str) -> str:
    """The topics of the same month and unit."""
    month = f"{board.month.start:%Y-%m}"
    return urlencode({"start": month, "end": month} | ({"unit": chosen} if chosen else {}))


def _aspect_rows(board: Scoreboard, query: str) -> list[tuple[str, float, float, str, str]]:
    names = aspect_names()
    rows = []
    for one in board.aspects[:ASPECTS]:
        if one.negative.value is None or one.positive.value is None or one.key.id is None:
            continue
        change = one.negative.change
        shown = "" if change is None or change.value is None else wording.signed(change.value)
        label = names.get(one.key.id, one.key.label)
        url = f"{reverse('desk:topic', args=(one.key.id,))}?{query}"
        rows.append((label, one.negative.value, one.positive.value, shown, url))
    return rows


def _unit_choices(request: HttpRequest, units: list[UnitNode], chosen: str) -> list[dict[str, Any]]:
    shallow = min((unit.depth for unit in units), default=0)
    found = [{"label": _("All my units"), "url": with_choice(request, unit=""), "chosen": not chosen}]
    for unit in units:
        if unit.is_active:
            found.append(
                {
                    "label": "\u3000" * (unit.depth - shallow) + unit.label,
                    "url": with_choice(request, unit=str(unit.id)),
                    "chosen": str(unit.id) == chosen,
                }
            )
    return found


def _month_choices(request: HttpRequest, board: Scoreboard) -> list[dict[str, Any]]:
    latest = max((point.key.start for point in board.trend if point.key.start), default=board.month.start)
    months: list[date] = [add_months(max(latest, board.month.start), -i) for i in range(12)]
    return [
        {
            "label": wording.month(month) if month.month == 1 else f"{wording.month(month)} {month.year}",
            "url": with_choice(request, month=f"{month:%Y-%m}"),
            "chosen": month == board.month.start,
        }
        for month in months
    ]
