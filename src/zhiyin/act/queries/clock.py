"""When a promise falls due at a unit: by its own calendar, else the nearest one above it, else the default."""

from datetime import datetime, timedelta

from zhiyin.accounts.models import Calendar, Unit
from zhiyin.act.defaults import TIME_ZONE, WEEKLY
from zhiyin.science.calendar.clock import due
from zhiyin.science.calendar.hours import WorkingCalendar, read_calendar


def calendar_of(unit: Unit) -> WorkingCalendar:
    """The working hours that hold at the unit. Raises CalendarError for a calendar that cannot be read."""
    places = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    nearest = (
        Unit.objects.filter(path__in=places, calendar__isnull=False)
        .order_by("-depth")
        .values_list("calendar_id", flat=True)
        .first()
    )
    calendars = Calendar.objects.prefetch_related("days")
    calendar = calendars.filter(id=nearest).first() or calendars.filter(code="default").first()
    if calendar is None:
        return read_calendar(TIME_ZONE, WEEKLY)
    return read_calendar(
        calendar.time_zone, calendar.weekly, {day.day: day.intervals for day in calendar.days.all()}
    )


def due_at(unit: Unit, start: datetime, minutes: int) -> datetime:
    """The instant (UTC) by which a first touch promised within `minutes` of open time is due."""
    return due(calendar_of(unit), start, timedelta(minutes=minutes))
