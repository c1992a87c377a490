"""What each preference may hold, and what the preferences of a person mean at a given moment."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final

from django.utils.translation import gettext as _

from zhiyin.customers.errors import BadDetails
from zhiyin.customers.phrases.profiles import REACHED_BY

ONCE: Final = ("language", "channel", "hours", "not_on_days")
"""Of these a person has one; the newest word holds. Of the others there may be several."""
LONGEST_TEXT: Final = 200
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,2}")
_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def checked(code: str, value: Any) -> Any:
    """The value as it is kept. Raises BadDetails with what is wrong with it.

    By code: a language tag; one of mail, sms, wecom, phone; {"from": "09:00", "until": "18:00"} (past midnight
    where until is the smaller); {"days": [14, 15, 16]} of each month; a text of at most 200 characters.
    """
    if code == "language" and isinstance(value, str) and _LANGUAGE.fullmatch(value) and len(value) <= 10:
        return value
    if code == "channel" and isinstance(value, str) and value in REACHED_BY:
        return value
    if code == "hours" and _are_hours(value):
        return {"from": value["from"], "until": value["until"]}
    if code == "not_on_days" and _are_days(value):
        return {"days": sorted(set(value["days"]))}
    if code in ("drink", "food", "seat", "other") and isinstance(value, str):
        text = value.strip()
        if text and len(text) <= LONGEST_TEXT and "\x00" not in text:
            return text
    raise BadDetails(errors={"value": _refusal(code)})


def _are_hours(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"from", "until"}
        and all(isinstance(hour, str) and _HOUR.fullmatch(hour) for hour in value.values())
        and value["from"] != value["until"]
    )


def _are_days(value: Any) -> bool:
    if not (isinstance(value, dict) and set(value) == {"days"} and isinstance(value["days"], list)):
        return False
    days = value["days"]
    # somebody who may be met on no day at all wants an opt-out, not a preference
    return (
        all(isinstance(day, int) and not isinstance(day, bool) and 1 <= day <= 31 for day in days)
        and 0 < len(set(days)) < 31
    )


def _refusal(code: str) -> str:
    return {
        "language": _("Give a language such as zh-Hans or en."),
        "channel": _("Choose mail, sms, wecom or phone."),
        "hours": _("Give two different times such as 09:00 and 18:00."),
        "not_on_days": _("Give days between 1 and 31, not all of them."),
    }.get(code, _("Use 1 to 200 characters."))


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person wants, for processes to honour. Times are the organisation's. Empty: nothing is known."""

    language: str = ""
    channel: str = ""
    hours: tuple[time, time] | None = None  # from, until
    not_on_days: frozenset[int] = frozenset()  # of each month
    wishes: tuple[tuple[str, str], ...] = field(default=())  # (drink, food, seat or other; text)

    def against(self, moment: datetime) -> str:
        """Why the person should not be contacted at that local moment: not_on_this_day, outside_hours, or ""."""
        if moment.day in self.not_on_days:
            return "not_on_this_day"
        if self.hours is not None:
            start, end = self.hours
            now = moment.time().replace(tzinfo=None)
            inside = start <= now < end if start < end else (now >= start or now < end)
            if not inside:
                return "outside_hours"
        return ""


def gathered(rows: Iterable[tuple[str, Any]]) -> Preferences:
    """Preferences from (code, value) rows, the newest first."""
    once: dict[str, Any] = {}
    wishes: list[tuple[str, str]] = []
    for code, value in rows:
        if code in ONCE:
            once.setdefault(code, value)
        elif (code, str(value)) not in wishes:
            wishes.append((code, str(value)))
    hours = once.get("hours")
    return Preferences(
        language=once.get("language", ""),
        channel=once.get("channel", ""),
        hours=(time.fromisoformat(hours["from"]), time.fromisoformat(hours["until"])) if hours else None,
        not_on_days=frozenset(once.get("not_on_days", {}).get("days", ())),
        wishes=tuple(wishes),
    )
