"""A cell's numbers in words: value, interval, why there is none, and whether a change is real."""

from django.utils.translation import gettext as _

from zhiyin.measure.phrases import REASONS
from zhiyin.measure.queries.question import Cell, Difference
from zhiyin.science.measure import Unit
from zhiyin.theme import wording


def with_unit(value: float | None, unit: Unit) -> str:
    """The value with the decimals of its unit, and a per cent sign where it is one; a dash for none."""
    text = wording.number(value, unit.decimals)
    return f"{text}%" if unit is Unit.PERCENT and value is not None else text


def interval(cell: Cell, unit: Unit) -> str:
    """Low – high, or nothing."""
    if cell.low is None or cell.high is None:
        return ""
    return wording.interval(cell.low, cell.high, unit.decimals)


def reason(code: str | None) -> str:
    """Why there is no value, in words."""
    return str(REASONS.get(code, code)) if code else ""


def amount_of(change: Difference, unit: Unit) -> str:
    """The difference with its sign; percentages differ by percentage points."""
    text = wording.signed(change.value, unit.decimals)
    return _("%(amount)s percentage points") % {"amount": text} if unit is Unit.PERCENT else text


def change_in_words(change: Difference | None, unit: Unit) -> str:
    """The change and whether it is more than noise."""
    if change is None:
        return ""
    if change.value is None:
        return _("no comparison: %(reason)s") % {"reason": reason(change.reason)}
    amount = amount_of(change, unit)
    if change.real is None:
        return amount
    if not change.real:
        return _("%(amount)s, within noise") % {"amount": amount}
    if change.value > 0:
        return _("%(amount)s, a real rise") % {"amount": amount}
    return _("%(amount)s, a real fall") % {"amount": amount}
