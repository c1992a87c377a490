"""By when a request about personal data is to be answered: so many working days of the organisation's calendar."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from zhiyin.accounts.models import Calendar, CalendarDay

WORKING_DAYS: Final = 15  # the personal-information law says "in time"; regulators read it as this
_USUAL_WEEK: Final = frozenset({"1", "2", "3", "4", "5"})


def due_after(asked_at: datetime, days: int = WORKING_DAYS) -> datetime:
    """The end of the last of so many working days after the day of asking, in the organisation's zone."""
    zone = ZoneInfo(settings.TIME_ZONE)
    calendar = Calendar.objects.filter(code="default").first()
    week = _USUAL_WEEK
    special: dict[object, bool] = {}
    if calendar is not None:
        week = frozenset(day for day, hours in calendar.weekly.items() if hours) or _USUAL_WEEK
        since = asked_at.astimezone(zone).date()
        special = {
            row.day: bool(row.intervals)
            for row in CalendarDay.objects.filter(
                calendar=calendar, day__gt=since, day__lte=since + timedelta(days=days * 5)
            )
        }
    day = asked_at.astimezone(zone).date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        if special.get(day, str(day.isoweekday()) in week):
            left -= 1
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone)
