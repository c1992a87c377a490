"""The step all three readings share: days become bounds, resolved calls become true or false.

What is left has only Name operands, and constants that are text, numbers, booleans or instants in UTC.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any as Anything

from zhiyin.science.terms.criterion import Criterion
from zhiyin.science.terms.errors import CriteriaError
from zhiyin.science.terms.nodes import (
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
    Operator,
    Or,
    TextTest,
    Value,
    conjunction,
    disjunction,
)
from zhiyin.science.terms.printing import to_text
from zhiyin.science.terms.times import day_bounds

Numbers = Mapping[Call, float | None]
"""What queries found for each call; None where there is no value."""

COMPARISONS: Mapping[Operator, Callable[[Anything, Anything], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def lowered(criterion: Criterion, numbers: Numbers | None = None) -> Condition:
    """The condition in the few forms that readings know. Raises CriteriaError for a call without a number."""
    return _lower(criterion.root, criterion.zone, numbers or {})


def _lower(condition: Condition, zone: tzinfo, numbers: Numbers) -> Condition:
    match condition:
        case And(parts):
            return conjunction(tuple(_lower(part, zone, numbers) for part in parts))
        case Or(parts):
            return disjunction(tuple(_lower(part, zone, numbers) for part in parts))
        case Not(part):
            return Not(_lower(part, zone, numbers))
        case Any(collection, inner):
            return Any(collection, _lower(inner, zone, numbers))
        case Always() | TextTest() | Missing(Name()):
            return condition
        case Missing(call) if not isinstance(call, Name):
            return Always(_number(call, numbers) is None)
        case Compare(Name() as name, sign, value):
            return _compare_name(name, sign, value, zone)
        case Compare(call, sign, value) if not isinstance(call, Name):
            number = _number(call, numbers)
            return Always(number is not None and COMPARISONS[sign](number, value))
        case Among(Name() as name, values):
            days = [value for value in values if _is_day(value)]
            others = tuple(value for value in values if not _is_day(value))
            parts_found = tuple(_compare_name(name, "==", day, zone) for day in days)
            return disjunction((*parts_found, Among(name, tuple(_in_utc(value) for value in others))))
        case Among(call, values) if not isinstance(call, Name):
            return Always(_number(call, numbers) in values)
    raise AssertionError(condition)


def _is_day(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _in_utc(value: Value) -> Value:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _compare_name(name: Name, sign: Operator, value: Value, zone: tzinfo) -> Condition:
    if isinstance(value, datetime) or not isinstance(value, date):
        return Compare(name, sign, _in_utc(value))
    start, end = day_bounds(value, zone)
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


def _number(call: Call, numbers: Numbers) -> float | None:
    try:
        return numbers[call]
    except KeyError:
        text = to_text(Missing(call)).removesuffix(" == null")
        raise CriteriaError("unresolved", call=text) from None
