"""First reading: a criterion as a Python predicate over mappings."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any as Anything

from zhiyin.science.terms.criterion import Criterion
from zhiyin.science.terms.fields import Type
from zhiyin.science.terms.lowering import COMPARISONS, Numbers, lowered
from zhiyin.science.terms.nodes import (
    Always,
    Among,
    And,
    Any,
    Compare,
    Condition,
    Missing,
    Name,
    Not,
    Operand,
    Or,
    TextTest,
)

Row = Mapping[str, Anything]
Predicate = Callable[[Row], bool]

_PYTHON_TYPES: Mapping[Type, tuple[type, ...]] = {
    Type.TEXT: (str,),
    Type.NUMBER: (int, float),
    Type.BOOLEAN: (bool,),
}
_TEXT_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": str.__contains__,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
}


def predicate(
    criterion: Criterion, numbers: Numbers | None = None, *, now: datetime | None = None
) -> Predicate:
    """A function that says whether a row satisfies the criterion.

    A row maps field names as registered (`unit.code`) to values; an open namespace is a mapping under its
    prefix, and a collection a sequence of rows. A name that a row lacks is missing, like None; so is a value
    in an open namespace whose type is not the field's. Times are datetimes, taken for UTC when naive.
    `numbers` holds the resolved calls, `now` is what `ago` looks back from. Raises CriteriaError (here, not
    later) when one of those is lacking.
    """
    return _predicate(lowered(criterion, numbers, now=now))


def _predicate(condition: Condition) -> Predicate:
    match condition:
        case Always(truth):
            return lambda row: truth
        case And(parts):
            return _all(tuple(_predicate(part) for part in parts))
        case Or(parts):
            return _some(tuple(_predicate(part) for part in parts))
        case Not(part):
            inner = _predicate(part)
            return lambda row: not inner(row)
        case Any(collection, member_condition):
            holds = _predicate(member_condition)
            return lambda row: any(holds(member) for member in row.get(collection) or ())
        case Missing(operand):
            get = _getter(operand)
            return lambda row: get(row) is None
        case Compare(operand, sign, value):
            return _tested(_getter(operand), COMPARISONS[sign], value)
        case Among(operand, values):
            return _tested(_getter(operand), lambda found, known: found in known, frozenset(values))
        case TextTest(operand, method, text):
            return _tested(_getter(operand), _TEXT_TESTS[method], text)


def _all(parts: tuple[Predicate, ...]) -> Predicate:
    if len(parts) == 2:
        first, second = parts
        return lambda row: first(row) and second(row)
    return lambda row: all(part(row) for part in parts)


def _some(parts: tuple[Predicate, ...]) -> Predicate:
    if len(parts) == 2:
        first, second = parts
        return lambda row: first(row) or second(row)
    return lambda row: any(part(row) for part in parts)


def _tested(
    get: Callable[[Row], Anything], test: Callable[[Anything, Anything], bool], constant: Anything
) -> Predicate:
    def holds(row: Row) -> bool:
        found = get(row)
        return found is not None and test(found, constant)

    return holds


def _getter(operand: Operand) -> Callable[[Row], Anything]:
    if not isinstance(operand, Name):
        raise AssertionError(operand)
    name, key = operand.name, operand.key
    if key is not None:
        types, is_boolean = _PYTHON_TYPES[operand.type], operand.type is Type.BOOLEAN

        def get_key(row: Row) -> Anything:
            found = (row.get(name) or {}).get(key)
            return found if isinstance(found, types) and isinstance(found, bool) is is_boolean else None

        return get_key
    if operand.type is Type.TIME:

        def get_time(row: Row) -> datetime | None:
            found: datetime | None = row.get(name)
            return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found

        return get_time
    return lambda row: row.get(name)
