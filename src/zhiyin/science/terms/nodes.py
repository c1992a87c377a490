"""The tree of a criterion. Every node is typed, immutable, and can be a dictionary key."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from zhiyin.science.terms.fields import Type

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
TextMethod = Literal["contains", "startsWith", "endsWith"]


@dataclass(frozen=True, slots=True)
class Name:
    """A field: `name`, and the `key` in it when the field is an open namespace."""

    name: str
    key: str | None
    type: Type

    @property
    def full(self) -> str:
        """`name` or `name.key`."""
        return self.name if self.key is None else f"{self.name}.{self.key}"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time that looks back from now: `count` hours (h), days (d) or weeks (w)."""

    count: int
    unit: Literal["h", "d", "w"]

    @property
    def length(self) -> timedelta:
        """As a timedelta."""
        return (
            self.count * {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}[self.unit]
        )

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class Ago:
    """`ago("30d")`: the instant that lies so far back from now; it moves on by itself."""

    period: Period


Value = str | int | float | bool | date | datetime | Ago
"""A constant. A date is a whole day of the organisation's calendar; a datetime is an instant and aware."""


@dataclass(frozen=True, slots=True)
class Count:
    """`count(subject, "30d", condition)`: how many of a subject there were; resolved beforehand."""

    subject: str
    period: Period
    condition: "Condition | None"


@dataclass(frozen=True, slots=True)
class Metric:
    """`metric(name, "7d")`: the value of a metric; resolved by a query beforehand."""

    name: str
    period: Period


Call = Count | Metric
Operand = Name | Count | Metric


@dataclass(frozen=True, slots=True)
class Always:
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold. At least two parts, none of them an And."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """A part holds. At least two parts, none of them an Or."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold; true therefore where the part is false for want of a value."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Compare:
    """`operand operator value`; false when the operand is missing, whatever the operator."""

    operand: Operand
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Missing:
    """`operand == null`."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Among:
    """`operand in [values]`; false when the operand is missing or there are no values."""

    operand: Operand
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class TextTest:
    """`operand.contains("text")` and its sisters; false when the operand is missing."""

    operand: Name
    method: TextMethod
    text: str


@dataclass(frozen=True, slots=True)
class Any:
    """One member of the collection satisfies the whole condition."""

    collection: str
    condition: "Condition"


Condition = Always | And | Or | Not | Compare | Missing | Among | TextTest | Any


def conjunction(parts: tuple[Condition, ...]) -> Condition:
    """All parts as one condition, without an And in an And; true of no parts."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,)))
    if not flat:
        return Always(value=True)
    return flat[0] if len(flat) == 1 else And(flat)


def disjunction(parts: tuple[Condition, ...]) -> Condition:
    """Any of the parts as one condition, without an Or in an Or; false of no parts."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,)))
    if not flat:
        return Always(value=False)
    return flat[0] if len(flat) == 1 else Or(flat)
