"""What a cell says about when: the forms that people, spreadsheets and programs write."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

_LONGEST: Final = 64
_HALF: Final = "上午|下午|晚上|中午|凌晨|早上|清晨|傍晚|[AaPp]\\.?[Mm]\\.?"
_CLOCK: Final = (
    rf"(?:[T\s,]*(?P<half>{_HALF})?\s*(?P<hour>\d{{1,2}})\s*[:：时点]\s*(?P<minute>\d{{1,2}})?\s*分?"
    rf"\s*(?:[:：]?\s*(?P<second>\d{{1,2}})(?:[.,]\d+)?\s*秒?)?\s*(?P<half2>{_HALF})?)?"
    r"\s*\[?(?P<zone>(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?|Z|UTC|GMT)?\]?"
)
_DATE_FIRST = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*(?:[-/.年_]\s*(?P<month>\d{1,2})\s*(?:[-/.月_]\s*(?P<day>\d{1,2})\s*[日号]?)"
    r"|(?P<month2>\d\d)(?P<day2>\d\d))" + _CLOCK
)
_PLAIN = re.compile(
    r"((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
_DATE_LAST = re.compile(
    r"(?P<first>\d{1,2})[-/.](?P<second_part>\d{1,2})[-/.](?P<year>(?:19|20)\d\d)" + _CLOCK
)
_MONTH_ONLY = re.compile(
    r"(?P<year>20\d\d)(?:\s*[-/年]\s*(?P<month>1[0-2]|0?[1-9])\s*月?|(?P<month2>1[0-2]|0[1-9]))份?"
)
_SHORT_YEAR = re.compile(
    r"(?P<first>\d{1,2})(?:[-/.](?P<second_part>\d{1,2})[-/.]|年\s*(?P<month>\d{1,2})\s*月\s*)(?P<third>\d{1,2})日?"
    + _CLOCK
)
_NO_YEAR = re.compile(
    r"(?P<month>\d{1,2})\s*(?:月\s*(?P<day>\d{1,2})\s*[日号]?|[-/.](?P<day2>\d{1,2}))" + _CLOCK
)
_COMPACT = re.compile(
    r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)[T ]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?"
)
_NAMES_OF_MONTHS: Final = (
    "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
    "sep sept september", "oct october", "nov november", "dec december",
)  # fmt: skip
_MONTHS: Final = {name: month for month, names in enumerate(_NAMES_OF_MONTHS, 1) for name in names.split()}
_MONTH: Final = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_IN_ENGLISH: Final = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.]*(?:of )?{_MONTH}[\s\-/.,]*(?P<year>(?:19|20)?\d\d)(?!\d|:)",
        rf"{_MONTH}[\s\-/.]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.,]+(?P<year>(?:19|20)\d\d)(?:,?\s+at)?",
        rf"(?P<year>(?:19|20)\d\d)[\s\-/.,]*{_MONTH}[\s\-/.]*(?P<day>\d{{1,2}})",
    )
)
_YEAR_AT_END = re.compile(
    rf"{_MONTH}\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s+(?P<year>20\d\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]?|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^)\d]*\)$")  # (中国标准时间), (CST)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.0+)?")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_RELATIVE = re.compile(
    r"刚刚|刚才|今天|昨天|前天|今日|昨日|(?:上周|本周|周|星期).{0,6}|\d+\s*(?:秒|分钟|小时|天|周|个?月|年)(?:以)?前.*|半小时前|(?:今天|昨天|前天|今日|昨日)\s*.{0,14}|"
    r"(?:just now|today|yesterday|last \w+|an?|\d+)\s*(?:(?:second|sec|minute|min|hour|day|week|month|year|yr)s? ago)?",
    re.IGNORECASE,
)
_FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - local, of Excel's 1900 system, with its wrong leap year


def parse_time(
    text: str,
    zone: tzinfo,
    *,
    day_first: bool = False,
    year: int | None = None,
    short: str = "ymd",
    serial: bool = False,
) -> datetime | None:
    """The moment a cell names, in UTC; local times are in `zone`, a date alone is its first moment; else None.

    `year` completes dates without one; `short` is the order of the parts of 24/06/01 (ymd, mdy or dmy); with
    `serial`, numbers such as 45444.5 are days since the end of 1899, as in Excel. About 1 µs for ISO, 5 µs else.
    """
    size = len(text)
    if 10 <= size <= 26 and text[4] == "-" and text[7] == "-" and text.isascii():
        try:
            moment = datetime.fromisoformat(text)
            return _utc(moment.replace(microsecond=0) if moment.microsecond else moment, zone)
        except ValueError:
            pass  # 2024-06-01 3:04 PM, and what is no time at all
    elif match := _PLAIN.fullmatch(text):
        try:
            return _utc(datetime(*map(int, filter(None, match.groups()))), zone)  # type: ignore[arg-type]  # noqa: DTZ001
        except ValueError:
            pass  # 24:00 is the end of a day, 13 no month
    text = text.strip()
    if not text or size > _LONGEST + 20:
        return None
    try:
        return _read(text, zone, day_first, year, short, serial=serial)
    except (ValueError, OverflowError):
        return None


def _read(
    text: str, zone: tzinfo, day_first: bool, year: int | None, short: str, *, serial: bool
) -> datetime | None:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
    if match := _DATE_FIRST.fullmatch(text):
        return _moment(
            match, match["year"], match["month"] or match["month2"], match["day"] or match["day2"], zone
        )
    if match := _DATE_LAST.fullmatch(text):
        first, second = match["first"], match["second_part"]
        month, day = (second, first) if day_first or text[len(first)] == "." else (first, second)
        return _moment(match, match["year"], month, day, zone)
    if text.isdecimal() or text.replace(".", "", 1).isdecimal():
        return _of_digits(text, zone, serial=serial) or _without_year(text, zone, year)
    if match := _SHORT_YEAR.fullmatch(text):
        if match["month"]:
            return _moment(match, f"20{match['first']:0>2}", match["month"], match["third"], zone)
        parts = dict(zip(short, (match["first"], match["second_part"], match["third"]), strict=True))
        if len(parts["y"]) != 2:
            return None
        return _moment(match, f"20{parts['y']}", parts["m"], parts["d"], zone)
    if match := _MONTH_ONLY.fullmatch(text):
        return _moment(match, match["year"], match["month"] or match["month2"], "1", zone)
    if (found := _without_year(text, zone, year)) is not None:
        return found
    bare = _ASIDE.sub("", _WEEKDAY.sub("", text)).strip(" ,")
    bare = re.sub(r"\s{2,}", " ", bare)
    if any(char.isalpha() and char.isascii() for char in bare):
        for form in (*_IN_ENGLISH, _YEAR_AT_END):
            if match := form.fullmatch(bare):
                full = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
                return _moment(match, full, str(_MONTHS[match["name"].lower()]), match["day"], zone)
    if bare != text:
        return _read(bare, zone, day_first, year, short, serial=serial)
    return None


def _of_digits(text: str, zone: tzinfo, *, serial: bool) -> datetime | None:
    if _EPOCH.fullmatch(text):
        number = float(text)
        return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
    if match := _MONTH_ONLY.fullmatch(text):
        return _moment(match, match["year"], match["month2"], "1", zone)
    if match := _COMPACT.fullmatch(text):
        return _moment(match, match["year"], match["month"], match["day"], zone)
    if serial and _SERIAL.fullmatch(text):
        seconds = round(float(text) * 86_400)
        return _utc(_FIRST_DAY + timedelta(seconds=seconds), zone)
    return None


def _without_year(text: str, zone: tzinfo, year: int | None) -> datetime | None:
    match = _NO_YEAR.fullmatch(text) if year is not None else None
    return _moment(match, str(year), match["month"], match["day"] or match["day2"], zone) if match else None


def _moment(match: "re.Match[str]", year: str, month: str, day: str, zone: tzinfo) -> datetime:
    parts = match.groupdict()
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or parts.get("half2") or "").lower().replace(".", "")
    if (half in ("下午", "晚上", "傍晚", "pm") and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    minute, second = int(parts.get("minute") or 0), int(parts.get("second") or 0)
    midnight = hour == 24 and not minute and not second  # the end of the day
    moment = datetime(int(year), int(month), int(day), 0 if midnight else hour, minute, second)  # noqa: DTZ001 - the zone is applied below
    if midnight:
        moment += timedelta(days=1)
    return _utc(moment, _zone(parts["zone"]) if parts.get("zone") else zone)


@lru_cache(maxsize=20_000)
def _offset(day: int, zone: tzinfo) -> timedelta | None:
    """How far the zone is ahead of UTC on a day (by its ordinal), if that is the same all day."""
    start = datetime.fromordinal(day)
    offset = start.replace(tzinfo=zone).utcoffset()
    return offset if (start + timedelta(days=1)).replace(tzinfo=zone).utcoffset() == offset else None


def _utc(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    offset = _offset(moment.toordinal(), zone) if 1 < moment.year < 9999 else None
    if offset is None:  # the clocks are changed on this day
        return moment.replace(tzinfo=zone).astimezone(UTC)
    return (moment - offset).replace(tzinfo=UTC)


@lru_cache(maxsize=64)
def _zone(text: str) -> tzinfo:
    text = text.upper().removeprefix("UTC").removeprefix("GMT")
    if text in ("Z", ""):
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if text[0] == "-" else offset)


def why_no_moment(text: str) -> str:
    """The code of the reason why a cell names no moment: year_missing, time_relative or time_unreadable."""
    text = unicodedata.normalize("NFKC", text).strip()
    if _NO_YEAR.fullmatch(_WEEKDAY.sub("", text).strip()):
        return "year_missing"
    return "time_relative" if _RELATIVE.fullmatch(text) else "time_unreadable"


def lacks_year(text: str) -> bool:
    """Whether a cell is a day of the year without the year: 6月1日, 06-01 12:30."""
    return _NO_YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def is_serial(text: str) -> bool:
    """Whether a cell is a number that Excel would show as a day between 1954 and 2119."""
    return _SERIAL.fullmatch(text) is not None


_YEARS: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?:(?!\d)|(?=(?:0[1-9]|1[0-2])(?:\d\d)?(?!\d)))")


def years_named(texts: Iterable[str]) -> set[int]:
    """The years that titles, file names and other dates name: 2024年6月门店评价汇总, reviews_2024-06.csv."""
    return {int(year) for text in texts for year in _YEARS.findall(unicodedata.normalize("NFKC", text))}


def day_comes_first(cells: Iterable[str]) -> bool | None:
    """Of dates such as 3/4/2025: True if a first part exceeds 12, False if a second does, None if neither tells."""
    for cell in cells:
        match = _DATE_LAST.fullmatch(cell.strip())
        if match:
            if int(match["first"]) > 12:
                return True
            if int(match["second_part"]) > 12:
                return False
    return None


def short_order(cells: Sequence[str]) -> str | None:
    """The order of the parts of dates such as 24/06/01 (ymd, mdy, dmy), or None where there are none.

    An order is possible if it makes every part a day or a month; of the possible ones that is taken whose years
    differ least; year first where nothing tells.
    """
    parts = [
        (found["first"], found["second_part"], found["third"])
        for cell in cells
        if (found := _SHORT_YEAR.fullmatch(cell.strip())) and found["second_part"]
    ]
    if not parts:
        return None
    orders: list[tuple[int, int, str]] = []
    for rank, order in enumerate(("ymd", "mdy", "dmy")):
        year, month, day = (order.index(one) for one in "ymd")
        wrong = sum(
            len(one[year]) != 2 or not 1 <= int(one[month]) <= 12 or not 1 <= int(one[day]) <= 31
            for one in parts
        )
        if wrong <= 0.02 * len(parts):
            orders.append((len(Counter(one[year] for one in parts)), rank, order))
    return min(orders)[2] if orders else "ymd"
