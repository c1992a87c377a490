"""The time of day in a column of its own, beside a column of days: 日期 2024-06-01 and 时间 09:30."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, time, tzinfo
from typing import TYPE_CHECKING, Final

from zhiyin.science.collect.contents import Seen

if TYPE_CHECKING:
    from zhiyin.science.collect.columns import Column

_CLOCK: Final = re.compile(
    r"(?:(?:1899-12-3[01]|1900-01-0[01])[ T])?(?P<half>上午|下午|晚上|中午|凌晨|早上|[ap]\.?m\.?)?\s*"
    r"(?P<hour>\d{1,2})\s*[:时点]\s*(?:(?P<minute>\d{1,2})\s*分?)?\s*(?:[:]?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?\s*"
    r"(?P<half2>[ap]\.?m\.?)?"
)
_COMPACT: Final = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d\d)(?P<second>\d\d)")
_FRACTION: Final = re.compile(r"0?\.\d{2,}")
_AFTERNOON: Final = frozenset({"下午", "晚上", "pm", "p.m.", "p.m"})
_NOON: Final = "中午"
_MORNING: Final = frozenset({"上午", "凌晨", "早上", "am", "a.m.", "a.m"})
_NAMED: Final = re.compile(r"时间|时刻|时分|钟点|\btime\b|time$|hour", re.IGNORECASE)
_SPANS: Final = re.compile(
    r"时长|耗时|用时|等待|排队|振铃|duration|talk|wait|ring|hold|elapsed", re.IGNORECASE
)
_STEM: Final = re.compile(r"日期|时间|时刻|日|date|time|[\s_\-]", re.IGNORECASE)
_WITH_CLOCK: Final = re.compile(r"\d[:：时点]\d")
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(?::00)?")
_LATE: Final = 6  # hours that no call and no conversation lasts


def parse_clock(text: str) -> time | None:
    """09:30, 9:30:05 PM, 下午3点20分, 093005, 0.3958 (of a day); None for what is no time of day."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if _FRACTION.fullmatch(text):
        minutes, seconds = divmod(round(float(text) * 86_400) % 86_400, 60)
        return time(minutes // 60, minutes % 60, seconds)
    found = _CLOCK.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    hour = int(parts["hour"])
    half = parts.get("half") or parts.get("half2") or ""
    if (half in _AFTERNOON and hour < 12) or (half == _NOON and hour < 11):
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    try:
        return time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))
    except ValueError:
        return None


def at_clock(day: datetime, cell: str, zone: tzinfo) -> datetime:
    """The moment of that day at the time of day in the cell; the day as it is when one of them tells otherwise."""
    local = day.astimezone(zone)
    clock = parse_clock(cell)
    if clock is None or local.time() != time():
        return day
    return local.replace(hour=clock.hour, minute=clock.minute, second=clock.second).astimezone(day.tzinfo)


def join_clock(columns: Sequence["Column"], seen: Sequence[Seen]) -> None:
    """Find the column of the time of day that belongs to the column of days, and make it the field "clock"."""
    at = next((place for place, column in enumerate(columns) if column.field == "time"), None)
    if at is None or any(column.field == "clock" for column in columns):
        return
    days = seen[at].filled
    with_clock = sum(bool(_WITH_CLOCK.search(_MIDNIGHT.sub("", cell))) for cell in days)
    if not days or with_clock > 0.05 * len(days):
        return
    stem = _STEM.sub("", columns[at].name)
    candidates = [
        place
        for place, column in enumerate(columns)
        if column.field == "attribute" and _is_clock(column.name, seen[place].filled)
    ]
    nearest = [place for place in candidates if _STEM.sub("", columns[place].name) == stem]
    nearest += [place for place in candidates if abs(columns[place].index - columns[at].index) == 1]
    nearest += [place for place in candidates if not _STEM.sub("", columns[place].name)]
    if nearest:
        clock = columns[nearest[0]]
        clock.field, clock.evidence = "clock", []
        clock.because("clock_of", name=columns[at].name)


def _is_clock(name: str, cells: Sequence[str]) -> bool:
    """Whether it holds times of day and no durations, which nobody has of many hours."""
    if not cells or _NAMED.search(name) is None or _SPANS.search(name) is not None:
        return False
    clocks = [clock for cell in cells if (clock := parse_clock(cell)) is not None]
    return len(clocks) >= 0.9 * len(cells) and sum(clock.hour >= _LATE for clock in clocks) >= 0.3 * len(
        clocks
    )
