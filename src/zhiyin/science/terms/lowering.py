"""The step all three readings share: days become bounds, resolved calls become true or false.

What is left has only Name operands, and constants that are text, numbers, booleans or instants in UTC.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any as Anything

from zhiyin.science.terms.criterion import Criterion
from zhiyin.science.terms.errors import CriteriaError
from zhiyin.science.terms.nodes import (
    Ago,
    Always,
    Among,
    And,
    Any,
    Call,
    Compare,
    Condition,
    Missing,
    Name,
    Not,
    Operand,
    Operator,
    Or,
    TextTest,
    Value,
    conjunction,
    disjunction,
)
from zhiyin.science.terms.printing import to_text
from zhiyin.science.terms.times import day_bounds

Numbers = Mapping[Call, float | Name | None]
"""What queries found for each call; None where there is no value. A call that has a number of its own for every row is
named like a field of the rows instead."""

COMPARISONS: Mapping[Operator, Callable[[Anything, Anything], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class _Given:
    """What a criterion does not say itself."""

    zone: tzinfo
    numbers: Numbers
    now: datetime | None


def lowered(
    criterion: Criterion, numbers: Numbers | None = None, *, now: datetime | None = None
) -> Condition:
    """The condition in the few forms that readings know; `now` is what `ago` looks back from.

    Raises CriteriaError for a call without a number, or an `ago` without a now.
    """
    return _lower(criterion.root, _Given(criterion.zone, numbers or {}, now))


def _lower(condition: Condition, given: _Given) -> Condition:
    match condition:
        case And(parts):
            return conjunction(tuple(_lower(part, given) for part in parts))
        case Or(parts):
            return disjunction(tuple(_lower(part, given) for part in parts))
        case Not(part):
            return Not(_lower(part, given))
        case Any(collection, inner):
            return Any(collection, _lower(inner, given))
        case Always() | TextTest():
            return condition
        case Missing(operand):
            number = _number(operand, given)
            return Missing(number) if isinstance(number, Name) else Always(number is None)
        case Compare(operand, sign, value):
            number = _number(operand, given)
            if isinstance(number, Name):
                return _compare_name(number, sign, value, given)
            return Always(number is not None and COMPARISONS[sign](number, value))
        case Among(operand, values):
            number = _number(operand, given)
            if not isinstance(number, Name):
                return Always(number in values)
            days = [value for value in values if _is_day(value)]
            others = tuple(value for value in values if not _is_day(value))
            parts_found = tuple(_compare_name(number, "==", day, given) for day in days)
            return disjunction(
                (*parts_found, Among(number, tuple(_in_utc(value, given) for value in others)))
            )
    raise AssertionError(condition)


def _is_day(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _in_utc(value: Value, given: _Given) -> Value:
    if isinstance(value, Ago):
        if given.now is None:
            raise CriteriaError("unresolved", call=f'ago("{value.period}")')
        return given.now.astimezone(UTC) - value.period.length
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _compare_name(name: Name, sign: Operator, value: Value, given: _Given) -> Condition:
    if isinstance(value, datetime) or not isinstance(value, date):
        return Compare(name, sign, _in_utc(value, given))
    start, end = day_bounds(value, given.zone)
    match sign:
        case "==":
            return And((Compare(name, ">=", start), Compare(name, "<", end)))
        case "!=":
            return Or((Compare(name, "<", start), Compare(name, ">=", end)))
        case "<" | ">=":
            return Compare(name, sign, start)
        case "<=":
            return Compare(name, "<", end)
        case ">":
            return Compare(name, ">=", end)


def _number(operand: Operand, given: _Given) -> float | Name | None:
    if isinstance(operand, Name):
        return operand
    try:
        return given.numbers[operand]
    except KeyError:
        text = to_text(Missing(operand)).removesuffix(" == null")
        raise CriteriaError("unresolved", call=text) from None
