"""A criterion as text again, in one canonical spelling: `parse(to_text(c))` gives `c`."""

import re
from datetime import datetime

from zhiyin.science.terms.criterion import Criterion
from zhiyin.science.terms.nodes import (
    Ago,
    Always,
    Among,
    And,
    Any,
    Compare,
    Condition,
    Count,
    Metric,
    Missing,
    Name,
    Not,
    Operand,
    Or,
    TextTest,
    Value,
)

_WORD = re.compile(r"[^\W\d]\w*")
_RESERVED = frozenset({"true", "false", "null", "in"})
_METHODS = frozenset({"contains", "startsWith", "endsWith", "matches"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def to_text(criterion: Criterion | Condition) -> str:
    """The canonical text of a criterion or of a condition in it."""
    return _printed(criterion.root if isinstance(criterion, Criterion) else criterion)


def _printed(condition: Condition) -> str:
    match condition:
        case Always(value):
            return "true" if value else "false"
        case And(parts):
            return " && ".join(
                f"({_printed(part)})" if isinstance(part, Or) else _printed(part) for part in parts
            )
        case Or(parts):
            return " || ".join(_printed(part) for part in parts)
        case Not(Missing(operand)):
            return f"{_operand(operand)} != null"
        case Not(part):
            bare = isinstance(part, Always | TextTest | Any) or (
                isinstance(part, Not) and not isinstance(part.part, Missing)
            )
            return f"!{_printed(part)}" if bare else f"!({_printed(part)})"
        case Missing(operand):
            return f"{_operand(operand)} == null"
        case Compare(operand, operator, value):
            return f"{_operand(operand)} {operator} {_constant(value)}"
        case Among(operand, values):
            return f"{_operand(operand)} in [{', '.join(_constant(value) for value in values)}]"
        case TextTest(operand, method, text):
            return f"{_operand(operand)}.{method}({_quoted(text)})"
        case Any(collection, inner):
            return f"any({collection}, {_printed(inner)})"


def _operand(operand: Operand) -> str:
    match operand:
        case Name(name, None):
            return name
        case Name(name, str(key)):
            plain = _WORD.fullmatch(key) and key not in _RESERVED and key not in _METHODS
            return f"{name}.{key}" if plain else f"{name}[{_quoted(key)}]"
        case Count(subject, period, None):
            return f'count({subject}, "{period}")'
        case Count(subject, period, condition) if condition is not None:
            return f'count({subject}, "{period}", {_printed(condition)})'
        case Metric(name, period):
            return f'metric({_quoted(name)}, "{period}")'
    raise AssertionError(operand)


def _constant(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Ago):
        return f'ago("{value.period}")'
    if isinstance(value, datetime):
        return f'timestamp("{value.isoformat()}")'
    if isinstance(value, int | float):
        return repr(value)
    return f'"{value.isoformat()}"'


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'
