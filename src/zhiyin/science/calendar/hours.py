"""When somebody is there: weekly hours, holidays and make-up days in one time zone.

Source: METHODS E, business-hours clock. An instant is open when the local clock shows a time within one of
that
local day's intervals, start included, end excluded. Instants go in and come out in UTC; a day of a changing
clock has 23 or 25 hours, and the hours that the local clock shows twice are open twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = timedelta(days=1)


class CalendarError(ValueError):
    """A calendar that cannot be read; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class Hours:
    """One open interval of a local day, in time since midnight: 0 ≤ start < end ≤ 24 h."""

    start: timedelta
    end: timedelta


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Open hours by ISO weekday (1 = Monday), and the days that depart from the week.

    `days` holds whole replacements: () is a holiday, hours on a Saturday make it a make-up working day.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Hours, ...]]
    days: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)

    def hours_of(self, day: date) -> tuple[Hours, ...]:
        """The open intervals of a local day, in order."""
        special = self.days.get(day)
        return self.weekly.get(day.isoweekday(), ()) if special is None else special

    def open_intervals(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open time within [start, end), as UTC intervals in order; two may touch."""
        for low, high, offset in self._stretches(start.astimezone(UTC), end.astimezone(UTC)):
            local_low, local_high = _naive(low) + offset, _naive(high) + offset
            day = local_low.date()
            while datetime.combine(day, time()) < local_high:
                midnight = datetime.combine(day, time())
                for hours in self.hours_of(day):
                    opens = max(midnight + hours.start, local_low)
                    closes = min(midnight + hours.end, local_high)
                    if opens < closes:
                        yield (
                            (opens - offset).replace(tzinfo=UTC),
                            (closes - offset).replace(tzinfo=UTC),
                        )
                day += DAY

    def _stretches(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
        """[start, end) cut where the zone's offset from UTC changes; each with its offset."""
        low = start
        while low < end:
            high = min(low + DAY, end)
            before, after = self._offset(low), self._offset(high - timedelta.resolution)
            if before == after:
                yield low, high, before
            else:
                change = self._change(low, high, before)
                yield low, change, before
                yield change, high, after
            low = high

    def _offset(self, instant: datetime) -> timedelta:
        return instant.astimezone(self.zone).utcoffset() or timedelta()

    def _change(self, low: datetime, high: datetime, before: timedelta) -> datetime:
        """The first whole second of (low, high] with another offset, by halving."""
        known, other = 0, int((high - low) / timedelta(seconds=1)) + 1
        base = low.replace(microsecond=0)
        while other - known > 1:
            middle = (known + other) // 2
            if self._offset(base + timedelta(seconds=middle)) == before:
                known = middle
            else:
                other = middle
        return min(base + timedelta(seconds=other), high)


def _naive(instant: datetime) -> datetime:
    return instant.replace(tzinfo=None)


def _since_midnight(text: str) -> timedelta:
    hour, separator, minute = text.partition(":")
    if not (separator and hour.isdecimal() and minute.isdecimal()) or int(minute) > 59:
        raise CalendarError(f"{text!r} is not a time such as 09:00.")
    since = timedelta(hours=int(hour), minutes=int(minute))
    if since > DAY:
        raise CalendarError(f"{text!r} is after 24:00.")
    return since


def read_hours(intervals: Sequence[Sequence[str]]) -> tuple[Hours, ...]:
    """Open intervals from [["09:00", "12:00"], ["13:00", "18:00"]]; "24:00" is the end of the day.

    Raises CalendarError when a time cannot be read, an interval ends before it starts, or two overlap.
    """
    hours = []
    for interval in intervals:
        if len(interval) != 2:
            raise CalendarError(f"{list(interval)!r} is not a start and an end.")
        start, end = _since_midnight(interval[0]), _since_midnight(interval[1])
        if start >= end:
            raise CalendarError(f"{interval[0]}–{interval[1]} ends before it starts.")
        hours.append(Hours(start, end))
    hours.sort(key=lambda one: one.start)
    for earlier, later in pairwise(hours):
        if later.start < earlier.end:
            raise CalendarError("Two intervals of one day overlap.")
    return tuple(hours)


def read_calendar(
    time_zone: str,
    weekly: Mapping[str, Sequence[Sequence[str]]],
    days: Mapping[date, Sequence[Sequence[str]]] | None = None,
) -> WorkingCalendar:
    """A calendar from stored data: an IANA zone name, hours by ISO weekday "1".."7", replaced days.

    Raises CalendarError.
    """
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CalendarError(f"{time_zone!r} is not a time zone.") from error
    for key in weekly:
        if key not in {"1", "2", "3", "4", "5", "6", "7"}:
            raise CalendarError(f"{key!r} is not a weekday from 1 to 7.")
    return WorkingCalendar(
        zone,
        {int(key): read_hours(intervals) for key, intervals in weekly.items()},
        {day: read_hours(intervals) for day, intervals in (days or {}).items()},
    )
