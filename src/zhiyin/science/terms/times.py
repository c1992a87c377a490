"""Days, instants and periods as they are written in criteria."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from zhiyin.science.terms.errors import CriteriaError
from zhiyin.science.terms.nodes import Period

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERIOD = re.compile(r"([1-9]\d{0,3})([hdw])")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def read_time(text: str, zone: tzinfo, position: int) -> date | datetime:
    """A day (`2026-03-01`) or an instant (`2026-03-01T10:00`, in `zone` unless it names an offset)."""
    try:
        moment: date | datetime
        if _DAY.fullmatch(text):
            moment = date.fromisoformat(text)
        else:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=zone)
    except ValueError:
        moment = date.min
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise CriteriaError("bad_time", position=position, text=text)
    return moment


def read_period(text: str, position: int) -> Period:
    """`30d`, `12h` or `4w`."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise CriteriaError("bad_period", position=position, text=text)
    unit = match[2]
    return Period(int(match[1]), "h" if unit == "h" else "d" if unit == "d" else "w")


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """First instant of the day and first instant after it, in UTC."""
    start = datetime.combine(day, time.min, zone)
    end = datetime.combine(day + timedelta(days=1), time.min, zone)
    return start.astimezone(UTC), end.astimezone(UTC)
