"""Days of the Chinese lunar calendar, 1900–2100, and days that come again each year, by the sun or by the moon.

The table of months is that of borax (MIT), held against almanacs in the tests.
"""

from calendar import monthrange
from datetime import date
from typing import Final, NamedTuple

from borax.calendars.lunardate import LCalendars, LunarDate

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
FIRST_DAY: Final = date(1900, 1, 31)
LAST_DAY: Final = date(2101, 1, 28)
LONGEST_MONTH: Final = 30


class LunarDay(NamedTuple):
    """A day by the moon: 闰六月初一 of 2025 is (2025, 6, 1, True)."""

    year: int
    month: int
    day: int
    is_leap: bool = False


def by_moon(day: date) -> LunarDay | None:
    """The lunar day of a solar one; None outside 1900-01-31 – 2101-01-28."""
    if not FIRST_DAY <= day <= LAST_DAY:
        return None
    found = LunarDate.from_solar(day)
    return LunarDay(found.year, found.month, found.day, bool(found.leap))


def by_sun(day: LunarDay) -> date | None:
    """The solar day of a lunar one; None where that year has no such month or that month no such day."""
    if day.day < 1 or day.day > days_of(day.year, day.month, day.is_leap):
        return None
    return LunarDate(day.year, day.month, day.day, int(day.is_leap)).to_solar_date()  # type: ignore[no-any-return]


def days_of(year: int, month: int, is_leap: bool = False) -> int:
    """29 or 30 days; 0 where the lunar year has no such month."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return 0
    if is_leap and leap_month(year) != month:
        return 0
    return int(LCalendars.ndays(year, month, int(is_leap)))


def leap_month(year: int) -> int | None:
    """The month that comes twice in that lunar year."""
    return LCalendars.leap_month(year) or None if FIRST_YEAR <= year <= LAST_YEAR else None


def kept_on(year: int, month: int, day: int, *, is_leap: bool = False) -> date | None:
    """When a yearly lunar day is kept in that lunar year.

    A day of a leap month is kept in that leap month where the year has it, else in the plain month; the 30th of
    a month of 29 days on the 29th. None outside 1900–2100.
    """
    in_leap = is_leap and leap_month(year) == month
    length = days_of(year, month, in_leap)
    return by_sun(LunarDay(year, month, min(day, length), in_leap)) if length else None


def next_by_moon(month: int, day: int, since: date, *, is_leap: bool = False) -> date | None:
    """The first time a yearly lunar day is kept on or after `since`; None beyond the calendar's end."""
    now = by_moon(since)
    if now is None:
        return None
    for year in (now.year, now.year + 1):
        kept = kept_on(year, month, day, is_leap=is_leap)
        if kept is not None and kept >= since:
            return kept
    return None


def next_by_sun(month: int, day: int, since: date) -> date:
    """The first time a yearly solar day is kept on or after `since`: 29 February on the 28th of a common year."""
    kept = _in_year(since.year, month, day)
    return kept if kept >= since else _in_year(since.year + 1, month, day)


def _in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
