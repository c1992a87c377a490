"""The days of dated changes: whole days in the organisation's zone."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from zhiyin.accounts.errors import NotYet

_WRITTEN: Final = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_SERIAL: Final = range(20_000, 80_000)  # how spreadsheets count days: 1954 to 2119
_SERIAL_BEGINS: Final = date(1899, 12, 30)


def written_day(cell: str) -> date | None:
    """A day as lists of units write it: 2024-06-01, 2024.6.1, 2024年6月1日, 20240601, or a spreadsheet's number."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if text.isascii() and text.isdecimal() and len(text) == 5 and int(text) in _SERIAL:
        return _SERIAL_BEGINS + timedelta(days=int(text))
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def today() -> date:
    """Today where the organisation is."""
    return timezone.localdate(timezone=ZoneInfo(settings.TIME_ZONE))


def day_of_change(on: date | None) -> date:
    """The given day, or today. Raises NotYet for a day to come: what holds is entered when it holds."""
    if on is not None and on > today():
        raise NotYet(day=on.isoformat())
    return on or today()


def begin_of(day: date) -> datetime:
    """The first moment of the day, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)
