"""Words for what a profile holds: preferences, dates, keys, roles in a company."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from zhiyin.theme import wording

Text = str | Promise

PREFERENCES: Final[dict[str, Text]] = {
    "language": gettext_lazy("Language"),
    "channel": gettext_lazy("Prefers to be reached by"),
    "hours": gettext_lazy("Hours to be reached"),
    "not_on_days": gettext_lazy("Not on these days of the month"),
    "drink": gettext_lazy("Drinks"),
    "food": pgettext_lazy("preference", "Food"),
    "seat": gettext_lazy("Seat"),
    "other": gettext_lazy("Another wish"),
}

SPOKEN: Final[dict[str, Text]] = {
    "zh-hans": gettext_lazy("Simplified Chinese"),
    "zh-hant": gettext_lazy("Traditional Chinese"),
    "zh": gettext_lazy("Simplified Chinese"),
    "en": gettext_lazy("English"),
}

REACHED_BY: Final[dict[str, Text]] = {
    "phone": gettext_lazy("Telephone"),
    "mail": pgettext_lazy("channel", "Mail"),
    "sms": gettext_lazy("Text message"),
    "wecom": gettext_lazy("WeCom"),
}

DATE_KINDS: Final[dict[str, Text]] = {
    "birthday": gettext_lazy("Birthday"),
    "anniversary": gettext_lazy("Anniversary"),
    "joined": gettext_lazy("Became a customer"),
    "contract_end": gettext_lazy("End of the contract"),
    "other": gettext_lazy("Another day"),
}

TIERS: Final[dict[str, Text]] = {
    "vip": gettext_lazy("VIP"),
    "gold": gettext_lazy("Gold"),
    "ordinary": gettext_lazy("Ordinary"),
}

ROLES: Final[dict[str, Text]] = {
    "decision_maker": gettext_lazy("Decides"),
    "buyer": gettext_lazy("Buys"),
    "user": gettext_lazy("Uses it"),
    "technical": gettext_lazy("Looks after the technical side"),
    "finance": gettext_lazy("Pays the bills"),
    "champion": gettext_lazy("Speaks for us"),
    "other": gettext_lazy("Another part"),
}

FIELDS: Final[dict[str, Text]] = {
    "name": pgettext_lazy("person", "Name"),
    "tier": gettext_lazy("Tier"),
    "language": gettext_lazy("Language"),
    "born_on": gettext_lazy("Born on"),
}

ATTRIBUTES: Final[dict[str, Text]] = {
    "gender": gettext_lazy("Gender"),
    "city": gettext_lazy("City"),
    "company": gettext_lazy("Company"),
    "joined_on": gettext_lazy("Customer since"),
    "acquisition_cost": gettext_lazy("Cost of winning"),
    "cost_to_serve": gettext_lazy("Cost to serve"),
    "has_left": gettext_lazy("Has left"),
}
"""Attributes that imports name in the same way whatever the source calls them."""

WORDED: Final[dict[str, dict[str, Text]]] = {
    "gender": {"male": gettext_lazy("male"), "female": gettext_lazy("female")},
    "language": {"zh-hans": "中文", "zh": "中文", "en": "English"},
    "tier": TIERS,
}
"""Values that are codes, in words."""

REASONS: Final[dict[str, Text]] = {
    "call_back": gettext_lazy("To call the customer back"),
    "service": gettext_lazy("To carry out what the customer ordered"),
    "identity": gettext_lazy("To make sure that it is the right person"),
    "rights": gettext_lazy("To answer a request about their data"),
}
"""Why somebody's contact points may be looked at in full."""

SOURCES: Final[dict[str, Text]] = {
    "person": gettext_lazy("corrected here"),
    "staff": gettext_lazy("written down by staff"),
    "api": gettext_lazy("over the API"),
    "preference_centre": gettext_lazy("the customer themselves"),
}


def named(code: str, names: Mapping[str, Text]) -> str:
    """The code's words, or the code itself."""
    return str(names.get(code, code))


def value_in_words(code: str, value: Any) -> str:
    """A preference's value as a person reads it."""
    if code == "language":
        return named(str(value).lower(), SPOKEN)
    if code == "channel":
        return named(str(value), REACHED_BY)
    if code == "hours":
        return f"{value['from']} – {value['until']}"
    if code == "not_on_days":
        return days_in_words(value["days"])
    return str(value)


def days_in_words(days: Sequence[int]) -> str:
    """day 14–16, 28 of the month · 每月 14–16、28 日."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return _("day %(days)s of the month") % {"days": _(", ").join(shown)}


_MONTHS = "正二三四五六七八九十冬腊"
_FIGURES = "一二三四五六七八九十"


def yearly_day(month: int, day: int, *, is_lunar: bool, is_leap_month: bool, year: int | None = None) -> str:
    """六月初一 by the moon · 15 March; with its year where it is known."""
    if wording.is_chinese():
        if is_lunar:
            leap = "闰" if is_leap_month else ""
            shown = f"农历{leap}{_MONTHS[month - 1]}月{_lunar_day(day)}"
            return f"{shown}（{year}年）" if year else shown
        return f"{year}年{month}月{day}日" if year else f"{month}月{day}日"
    if is_lunar:
        pattern = (
            _("day %(day)s of the leap month %(month)s by the moon")
            if is_leap_month
            else _("day %(day)s of month %(month)s by the moon")
        )
        shown = pattern % {"day": day, "month": month}
    else:
        leap_year = 2000
        shown = f"{day} {date(leap_year, month, day):%B}" if (get_language() or "en").startswith("en") else ""
    return f"{shown}, {year}" if year else shown


def _lunar_day(day: int) -> str:
    if day <= 10:
        return f"初{_FIGURES[day - 1]}"
    if day in (20, 30):
        return f"{_FIGURES[day // 10 - 1]}十"
    return f"{'十' if day < 20 else '廿'}{_FIGURES[day % 10 - 1]}"


def days_away(days: int) -> str:
    """today · tomorrow · in 41 days · 3 days ago."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days < 0:
        return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}
    return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}


def renews_in_words(days: int | None) -> str:
    """renews in 41 days · should have renewed 3 days ago."""
    if days is None:
        return ""
    if days == 0:
        return _("renews today")
    if days < 0:
        late = ngettext(
            "the contract ran out %(count)d day ago", "the contract ran out %(count)d days ago", -days
        )
        return late % {"count": -days}
    return ngettext("renews in %(count)d day", "renews in %(count)d days", days) % {"count": days}
