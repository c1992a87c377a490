"""Which texts themes are found in: a filter as the inbox has it, a period, and the units of whoever asks."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.utils import timezone

DEFAULT_DAYS: Final = 84
"""Twelve weeks: what is found every night for all units."""
HISTORY_WEEKS: Final = 26
"""Themes are followed at least this far back, so that they have a history to outgrow."""
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter and a period: the last `days`, or the days `since` … `until` (included), or without either all time."""

    unit: str = ""
    channel: str = ""
    kind: str = ""
    label: str = ""
    query: str = ""
    where: str = ""
    days: int | None = DEFAULT_DAYS
    since: date | None = None
    until: date | None = None

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        told = asdict(self)
        return told | {name: told[name] and told[name].isoformat() for name in ("since", "until")}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Choice":
        """From JSON."""
        days = {name: kept[name] and date.fromisoformat(kept[name]) for name in ("since", "until")}
        return cls(**{**kept, **days})


EVERYWHERE: Final = ("",)


def view_of(choice: Choice, paths: tuple[str, ...]) -> str:
    """What findings of the same choice and units share."""
    told = json.dumps([choice.kept(), sorted(paths)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Window:
    """Themes are found in `since` … `until` (end exclusive) and followed over `weeks` weeks from `start` to `until`."""

    since: datetime
    until: datetime
    start: datetime
    weeks: int

    def week(self, at: datetime) -> int:
        """In which of the weeks a moment lies, from 0."""
        return (at - self.start) // WEEK


def window_of(choice: Choice, now: datetime, earliest: datetime | None) -> Window:
    """The moments of a choice. `earliest`: the first text of all time, where the choice has no beginning."""
    today = timezone.localdate(now)
    until = _midnight((choice.until or today) + timedelta(days=1))
    if choice.since is not None:
        since = _midnight(choice.since)
    elif choice.days is not None:
        since = _midnight((choice.until or today) - timedelta(days=choice.days - 1))
    else:
        since = min(earliest or until - WEEK, until - WEEK)
    weeks = max(-((since - until) // WEEK), HISTORY_WEEKS)
    return Window(since, until, until - weeks * WEEK, weeks)


def _midnight(day: date) -> datetime:
    # in UTC, where every week has as many hours
    return timezone.make_aware(datetime.combine(day, time())).astimezone(UTC)
