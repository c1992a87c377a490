"""When is it not too early, not too late, and not a day on which they asked to be left alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

# A month may be closed but for one day; beyond that nothing will ever fit.
_FARTHEST = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of each day without contact, `since` included and `until` not; over midnight when since > until."""

    since: time
    until: time

    def end_of(self, at: datetime) -> datetime | None:
        """When the quiet hours that `at` (local) lies in are over; None outside of them."""
        clock, today = at.time(), at.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.since < self.until:
            inside, days = self.since <= clock < self.until, 0
        else:
            inside, days = clock >= self.since or clock < self.until, 1 if clock >= self.since else 0
        if not inside or self.since == self.until:
            return None
        return _at(today + timedelta(days=days), self.until)


def _at(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=clock.second, fold=0)


def next_open(
    at: datetime, quiet: Iterable[Quiet], days_off: frozenset[int] = frozenset()
) -> datetime | None:
    """The first moment from `at` on outside of all quiet hours and days of the month that are off; `at` itself if it
    fits, None when nothing fits in two months. `at` must be in the zone that the hours are meant in."""
    windows, found = tuple(quiet), at
    while found - at <= _FARTHEST:
        if found.day in days_off:
            midnight = found.replace(hour=0, minute=0, second=0, microsecond=0)
            found = midnight + timedelta(days=1)
            continue
        later = [end for window in windows if (end := window.end_of(found)) is not None]
        if not later:
            return found
        found = max(later)
    return None
