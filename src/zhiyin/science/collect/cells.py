"""What a cell says: a moment, a score, that there is none."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_DATE_FIRST = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*(?:[-/.年]\s*(?P<month>\d{1,2})\s*(?:[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?)"
    r"|(?P<month2>\d\d)(?P<day2>\d\d))"
    r"(?:[T\s,]*(?P<half>上午|下午|晚上|中午|凌晨|[AaPp][Mm])?\s*(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})?\s*分?"
    r"\s*(?:[:：]?\s*(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?\s*(?P<half2>[AaPp][Mm])?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?"
)
_DATE_LAST = re.compile(
    r"(?P<first>\d{1,2})[-/.](?P<second_part>\d{1,2})[-/.](?P<year>(?:19|20)\d\d)"
    r"(?:[T\s,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*(?P<half2>[AaPp][Mm])?)?"
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.0+)?")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_OUT_OF = re.compile(r"(?P<value>[+-]?\d+(?:\.\d+)?)\s*(?:/|out of)\s*\d+(?:\.\d+)?")
_NO_ANSWER = {
    word: status
    for status, words in {
        "skipped": "-|--|—|——|/|\\|无|空|null|none|nan|skipped|跳过|(跳过)|未填|未填写|未评|未评价|未评分|暂无评分|暂无|"
        "不愿回答|不愿意回答|不便回答|不想回答|拒答|拒绝回答|refused|refuse|declined|prefer not to say|"
        "prefer not to answer|no answer|no response",
        "not_applicable": "n/a|na|#n/a|not applicable|does not apply|不适用|未使用|没用过|没有使用过|无此项|未体验|不涉及",
        "dont_know": "don't know|don’t know|dont know|do not know|dk|not sure|unsure|不知道|不清楚|不了解|说不清|"
        "不确定|不好说|不记得",
    }.items()
    for word in words.split("|")
}
_SCORE_UNITS = ("分", "星", "颗星", "stars", "star", "points", "pts", "点")


def parse_time(text: str, zone: tzinfo, *, day_first: bool = False) -> datetime | None:
    """The moment a cell names, in UTC; local times are in `zone`, a date alone is its first moment; else None."""
    text = text.strip()
    if len(text) > 40:
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    match = _DATE_FIRST.fullmatch(text)
    try:
        if match:
            return _moment(match, match["month"] or match["month2"], match["day"] or match["day2"], zone)
        match = _DATE_LAST.fullmatch(text)
        if match:
            first, second = match["first"], match["second_part"]
            month, day = (second, first) if day_first else (first, second)
            return _moment(match, month, day, zone)
        if _EPOCH.fullmatch(text):
            number = float(text)
            return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
    except (ValueError, OverflowError):
        return None
    return None


def _moment(match: "re.Match[str]", month: str, day: str, zone: tzinfo) -> datetime:
    parts = match.groupdict()
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or parts.get("half2") or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    return datetime(
        int(match["year"]),
        int(month),
        int(day),
        hour,
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
        tzinfo=_zone(parts["zone"], zone) if parts.get("zone") else zone,
    ).astimezone(UTC)


@lru_cache(maxsize=64)
def _zone(text: str, zone: tzinfo) -> tzinfo:
    if text in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


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


def parse_score(text: str) -> float | None:
    """9, 9.0, ９分, 4星, ★★★★☆, 9/10 as a number. None: not a score."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    if "★" in text and not text.strip("★☆⭐ "):
        return float(text.count("★"))
    if "⭐" in text and not text.strip("⭐\ufe0f "):
        return float(text.count("⭐"))
    text = unicodedata.normalize("NFKC", text).strip().lower()
    for unit in _SCORE_UNITS:
        if text.endswith(unit):
            text = text[: -len(unit)].strip()
            break
    if _NUMBER.fullmatch(text):
        return float(text)
    match = _OUT_OF.fullmatch(text)
    return float(match["value"]) if match else None


def folded(text: str) -> str:
    """A cell without what people write differently: width, case, blanks around it."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip().casefold()


def no_answer(text: str) -> str | None:
    """The status of an answer that a cell stands for when it says that none was given (METHODS 0); else None."""
    return _NO_ANSWER.get(folded(text))
