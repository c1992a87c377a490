"""How numbers and times are written: a true minus, an en dash between limits, 万 and 亿 in Chinese."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUS = "\N{MINUS SIGN}"
WAN = 10_000
YI = 100_000_000


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def rounded(value: float, digits: int) -> Decimal:
    """Rounded half up, away from zero at the half (METHODS 0): only ever for showing."""
    step = Decimal(1).scaleb(-digits)
    return Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP) + 0


def number(value: float | None, digits: int = 0) -> str:
    """1,511 · −0.2 · – when there is none."""
    if value is None:
        return "–"
    text = f"{rounded(value, digits):,}"
    return text.replace("-", MINUS) if rounded(value, digits) != 0 else text.lstrip("-")


def signed(value: float | None, digits: int = 0) -> str:
    """+9.8 · −0.24 · ±0 is written 0."""
    if value is None:
        return "–"
    text = number(value, digits)
    return text if text.startswith(MINUS) or rounded(value, digits) == 0 else f"+{text}"


def interval(low: float | None, high: float | None, digits: int = 0) -> str:
    """36.0 – 46.1"""
    return "–" if low is None or high is None else f"{number(low, digits)} – {number(high, digits)}"


def amount(value: float | None) -> str:
    """A count of things: 12.3 万 in Chinese, 123,400 in English."""
    if value is None:
        return "–"
    if is_chinese() and abs(value) >= YI:
        return f"{number(value / YI, 2)} 亿"
    if is_chinese() and abs(value) >= 10 * WAN:
        return f"{number(value / WAN, 1)} 万"
    return number(value)


def day(value: date | datetime | None) -> str:
    """2026年11月21日 · 21 Nov 2026."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if is_chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {formats.date_format(value, 'M')} {value.year}"


def day_of_year(value: date) -> str:
    """11月21日 · 21 Nov: where many days of less than a year stand in a row, as on an axis."""
    if is_chinese():
        return f"{value.month}月{value.day}日"
    return f"{value.day} {formats.date_format(value, 'M')}"


def moment(value: datetime | None) -> str:
    """2026年11月21日 14:32 · 21 Nov 2026, 14:32."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return f"{day(local)}{' ' if is_chinese() else ', '}{local:%H:%M}"


def month(value: date) -> str:
    """11月 · Nov; the year with January."""
    if is_chinese():
        return f"{value.year}年1月" if value.month == 1 else f"{value.month}月"
    return formats.date_format(value, "M") + (f" {value.year}" if value.month == 1 else "")


def ago(value: datetime | None, now: datetime | None = None) -> str:
    """12 minutes ago; after a week, the day."""
    if value is None:
        return "–"
    passed = (now or timezone.now()) - value
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    if passed < timedelta(days=1):
        hours = int(passed.total_seconds() // 3600)
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    if passed < timedelta(days=7):
        return ngettext("%(count)d day ago", "%(count)d days ago", passed.days) % {"count": passed.days}
    return day(value)


def span_words(seconds: float) -> str:
    """26 minutes · 3 hours · 2 days."""
    minutes = max(1, int(abs(seconds) // 60))
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}
