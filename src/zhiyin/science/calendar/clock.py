"""The clock of a promise: how much open time has passed, and when it will have (METHODS E)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from zhiyin.science.calendar.hours import CalendarError, WorkingCalendar

Pause = tuple[datetime, datetime]

# So long without one open minute is a calendar that never opens.
PATIENCE = timedelta(days=400)
STEP = timedelta(days=7)


def _without_pauses(
    opening: tuple[datetime, datetime], pauses: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """What is left of an open interval outside the pauses (sorted by their start; they may overlap)."""
    start, end = opening
    for paused_from, paused_until in pauses:
        if paused_until <= start or paused_from >= end:
            continue
        if paused_from > start:
            yield start, paused_from
        start = max(start, paused_until)
        if start >= end:
            return
    yield start, end


def _sorted(pauses: Sequence[Pause]) -> list[Pause]:
    return sorted((low.astimezone(UTC), high.astimezone(UTC)) for low, high in pauses)


def elapsed(
    calendar: WorkingCalendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> timedelta:
    """The open time between two instants, less the paused part of it; zero when `end` is not after
    `start`.
    """
    if end <= start:
        return timedelta()
    ordered = _sorted(pauses)
    return sum(
        (
            high - low
            for opening in calendar.open_intervals(start, end)
            for low, high in _without_pauses(opening, ordered)
        ),
        timedelta(),
    )


def due(
    calendar: WorkingCalendar, start: datetime, target: timedelta, pauses: Sequence[Pause] = ()
) -> datetime:
    """The earliest open, unpaused instant (UTC) at which `target` of open time has elapsed since `start`.

    A target that is used up at closing time falls due at the next opening, as nobody could be late in
    between. Raises CalendarError when the calendar never opens, ValueError for a negative target.
    """
    if target < timedelta():
        raise ValueError("The target must not be negative.")
    ordered = _sorted(pauses)
    left = target
    low = start.astimezone(UTC)
    give_up = max([low, *(until for _, until in ordered)]) + PATIENCE
    while low < give_up:
        for opening in calendar.open_intervals(low, low + STEP):
            for opens, closes in _without_pauses(opening, ordered):
                if left < closes - opens:
                    return opens + left
                left -= closes - opens
                give_up = max(give_up, closes + PATIENCE)
        low += STEP
    raise CalendarError("The calendar has no open hours.")


def breached(due_at: datetime, moment: datetime) -> bool:
    """Whether the promise was broken: later than due. Exactly at due is kept."""
    return moment > due_at
