"""Days, periods and spans of time, in the organisation's calendar."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from django.utils.translation import gettext as _

from zhiyin.measure.errors import BadPeriod

GRAINS = ("day", "week", "month", "quarter", "year")
COMPARISONS = ("previous", "previous_year")
FIRST_YEAR, LAST_YEAR = 1970, 2199

_YEAR = re.compile(r"(\d{4})")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period of a grain; both days belong to it. `key` is ISO 8601: 2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026."""

    start: date
    end: date
    key: str


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`, both days included; None is open."""

    start: date | None = None
    end: date | None = None

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins with the first and ends with the last day of a month (or is open)."""
        begins = self.start is None or self.start.day == 1
        ends = self.end is None or self.end == month_end(self.end)
        return begins and ends

    def before(self, comparison: str) -> "Span":
        """The span to compare with. Raises BadPeriod when this one is open."""
        if self.start is None or self.end is None:
            raise BadPeriod(_("A comparison needs a first and a last day. Add both, or choose a grain."))
        if comparison == "previous_year":
            return Span(add_months(self.start, -12), _year_before_last(self.end))
        if self.is_whole_months:
            months = 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1
            return Span(add_months(self.start, -months), self.start - timedelta(days=1))
        return Span(self.start - (self.end - self.start) - timedelta(days=1), self.start - timedelta(days=1))


def month_end(day: date) -> date:
    """The last day of that day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day some months later; the month's last day where it has no such day."""
    index = 12 * day.year + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _year_before_last(day: date) -> date:
    before = add_months(day, -12)
    return month_end(before) if day == month_end(day) else before


def read_bound(text: str | date | None, *, last: bool) -> date | None:
    """A day as people write it: 2026-11-21, or a month, quarter or year, of which the first or the last day is taken.

    Raises BadPeriod.
    """
    if text is None or isinstance(text, date):
        return text
    text = text.strip()
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
        elif match := _MONTH.fullmatch(text):
            day = date(int(match[1]), int(match[2]), 1)
            day = month_end(day) if last else day
        elif match := _QUARTER.fullmatch(text):
            day = date(int(match[1]), 3 * int(match[2]) - (0 if last else 2), 1)
            day = month_end(day) if last else day
        elif match := _YEAR.fullmatch(text):
            day = date(int(match[1]), 12, 31) if last else date(int(match[1]), 1, 1)
        else:
            raise ValueError
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError
    except ValueError:
        raise BadPeriod(
            _("“%(text)s” is not a day. Write 2026-11-21, 2026-11, 2026-Q4 or 2026.") % {"text": text[:30]}
        ) from None
    return day


def read_span(start: str | date | None, end: str | date | None) -> Span:
    """Both bounds. Raises BadPeriod, also when the end comes before the start."""
    span = Span(read_bound(start, last=False), read_bound(end, last=True))
    if span.start and span.end and span.end < span.start:
        raise BadPeriod(
            _("The period ends (%(end)s) before it starts (%(start)s).")
            % {"start": span.start.isoformat(), "end": span.end.isoformat()}
        )
    return span


def read_choice(text: str | None, known: tuple[str, ...]) -> str | None:
    """A grain or a comparison by name. Raises BadPeriod with the nearest."""
    if text is None or not text.strip():
        return None
    name = text.strip().casefold()
    if name in known:
        return name
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    remedy = (
        _("Did you mean %(name)s?") % {"name": near[0]}
        if near
        else _("Known are: %(names)s.") % {"names": ", ".join(known)}
    )
    raise BadPeriod(_("“%(text)s” is not known here. %(remedy)s") % {"text": text[:30], "remedy": remedy})


def period_at(day: date, grain: str) -> Period:
    """The period of that grain in which the day lies. Weeks begin on Monday (ISO 8601)."""
    match grain:
        case "day":
            return Period(day, day, day.isoformat())
        case "week":
            monday = day - timedelta(days=day.weekday())
            year, week, _weekday = day.isocalendar()
            return Period(monday, monday + timedelta(days=6), f"{year}-W{week:02d}")
        case "month":
            return Period(day.replace(day=1), month_end(day), f"{day.year:04d}-{day.month:02d}")
        case "quarter":
            quarter = (day.month - 1) // 3
            start = date(day.year, 3 * quarter + 1, 1)
            return Period(start, month_end(add_months(start, 2)), f"{day.year:04d}-Q{quarter + 1}")
        case _:
            return Period(date(day.year, 1, 1), date(day.year, 12, 31), f"{day.year:04d}")


def earlier(period: Period, grain: str, comparison: str) -> Period:
    """The period to compare with: the one before, or the one a year ago (52 weeks for weeks)."""
    if comparison == "previous":
        return period_at(period.start - timedelta(days=1), grain)
    if grain == "week":
        return period_at(period.start - timedelta(weeks=52), grain)
    return period_at(add_months(period.start, -12), grain)


def periods_between(first: date, last: date, grain: str) -> list[Period]:
    """Every period from the one with `first` to the one with `last`."""
    found = [period_at(first, grain)]
    while found[-1].end < last:
        found.append(period_at(found[-1].end + timedelta(days=1), grain))
    return found
