"""Third reading: a criterion as a Django condition over stored records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any as Anything
from typing import Protocol

from django.db.models import BigIntegerField, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Left, Right, StrIndex
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IsNull,
    LessThan,
    LessThanOrEqual,
)

from zhiyin.science.terms import CriteriaError, Criterion, lowered
from zhiyin.science.terms.lowering import COMPARISONS, Numbers
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
from zhiyin.search.json_values import JsonValue

_LOOKUPS: Mapping[str, tuple[str, type[Anything]]] = {
    "==": ("exact", Exact),
    "<": ("lt", LessThan),
    "<=": ("lte", LessThanOrEqual),
    ">": ("gt", GreaterThan),
    ">=": ("gte", GreaterThanOrEqual),
    "in": ("in", In),
    "null": ("isnull", IsNull),
}
"""Each test as the lookup of a path and as a condition on an expression."""


class Tested(Protocol):
    """A value that knows how to be compared, where neither a path nor an expression would be quick."""

    def test(self, sign: str, value: Anything) -> Q:
        """The rows where it stands so to the constant; true or false, never null. `sign` as in `_LOOKUPS`."""
        ...


Path = str | Combinable | Tested
"""Where a value lies: a lookup path, an expression over the rows, or what compares itself."""


@dataclass(frozen=True)
class Members:
    """Where a collection's members lie: `rows`, whose field `link` holds the outer row's `belongs_to`.

    `at_once`: they are looked up once for all rows, which is quicker than for each where most rows are asked about;
    `link` must then never be missing.
    """

    rows: QuerySet[Anything]
    link: str
    paths: Mapping[str, Path]
    belongs_to: str = "pk"
    collections: Mapping[str, "Members"] = field(default_factory=dict)
    at_once: bool = False


@dataclass(frozen=True)
class HowMany:
    """How many of `rows` belong to a row: their `link` holds its key. Counted once for all rows, in one pass."""

    rows: QuerySet[Anything]
    link: str

    def test(self, sign: str, value: Anything) -> Q:
        """Rows that have none are in no group: where 0 passes, the groups that fail are left out instead."""
        if sign == "null":
            return _always(value=not value)

        def holds(number: float) -> bool:
            return number in value if sign == "in" else COMPARISONS[sign](number, value)  # type: ignore[index]

        groups = self.rows.filter(**{f"{self.link}__isnull": False}).order_by().values(self.link)
        passing = Q(**{f"n__{_LOOKUPS[sign][0]}": _constant(value)})
        counted = groups.annotate(n=Count("*"))
        if not holds(0):
            return Q(pk__in=counted.filter(passing).values(self.link))
        return ~Q(pk__in=counted.exclude(passing).values(self.link))


@dataclass(frozen=True)
class Paths:
    """Field names to lookup paths or expressions (a Subquery, say), and collection names to their members.

    An open namespace (`attributes`) maps to the path of the JSON field that holds its keys; a single key
    (`attributes.city`) may have a path of its own. Paths may follow foreign keys, but not lead to many rows:
    that is what collections are for.
    """

    fields: Mapping[str, Path]
    collections: Mapping[str, Members] = field(default_factory=dict)


def condition(
    criterion: Criterion, paths: Paths, *, numbers: Numbers | None = None, now: datetime | None = None
) -> Q:
    """The criterion as a Q for `filter`.

    Where a value is missing the Q is null or false, which a filter treats alike: comparisons that no
    negation covers stay bare, so that an index serves them. Below a negation null is made false; to negate
    the whole, negate the criterion and not the Q. `numbers` holds the resolved calls, `now` is what `ago` looks
    back from. Raises CriteriaError (not_available) for a field without a path.
    """
    return _q(lowered(criterion, numbers, now=now), paths, exact=False)


def _q(condition: Condition, paths: Paths, *, exact: bool) -> Q:
    """`exact`: the result must be true or false, never null."""
    match condition:
        case Always(value):
            return _always(value)
        case And(parts):
            return reduce(and_, (_q(part, paths, exact=exact) for part in parts))
        case Or(parts):
            return reduce(or_, (_q(part, paths, exact=exact) for part in parts))
        case Not(part):
            return ~_q(part, paths, exact=True)
        case Any(collection, inner):
            return _membership(collection, inner, paths)
        case Missing(operand):
            return _Left(operand, paths).test("null", value=True)
        case Among(_, ()):
            return _always(value=False)
        case Compare(operand, "!=", value):
            left = _Left(operand, paths)
            return left.test("null", value=False) & ~left.test("==", value)
        case Compare(operand, sign, value):
            left = _Left(operand, paths)
            found = left.test(sign, value)
        case Among(operand, values):
            left = _Left(operand, paths)
            found = left.test("in", values)
        case TextTest(operand, method, text):
            left = _Left(operand, paths)
            found = left.text_test(method, text)
    return left.test("null", value=False) & found if exact else found


def _constant(value: Anything) -> Anything:
    """A constant, or several, with numbers as SQL sees them: given bare, an integer field would round 0.6 to 0 and take
    10¹² for no condition."""
    if isinstance(value, tuple):
        return [_constant(one) for one in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return Value(value, output_field=BigIntegerField() if isinstance(value, int) else FloatField())


def _always(value: bool) -> Q:
    return Q(Exact(Value(1), Value(1 if value else 0)))


def _membership(collection: str, inner: Condition, paths: Paths) -> Q:
    members = paths.collections.get(collection)
    if members is None:
        raise _not_available(collection)
    fits = _q(inner, Paths(members.paths, members.collections), exact=False)
    if members.at_once:
        return Q(**{f"{members.belongs_to}__in": members.rows.filter(fits).order_by().values(members.link)})
    belonging = members.rows.filter(**{members.link: OuterRef(members.belongs_to)})
    return Q(Exists(belonging.filter(fits)))


class _Left:
    """Left side of a comparison: a path where Django has one, else an expression into JSON."""

    def __init__(self, operand: Operand, paths: Paths) -> None:
        if not isinstance(operand, Name):
            raise AssertionError(operand)
        known = paths.fields.get(operand.full)
        self.path = known if isinstance(known, str) else None
        self.itself: Tested | None = None
        self.expression: Combinable
        if known is not None and not isinstance(known, str | Combinable):
            self.itself = known
        elif known is not None:
            self.expression = F(known) if isinstance(known, str) else known
        elif operand.key is not None and operand.name in paths.fields:
            self.expression = JsonValue(paths.fields[operand.name], key=operand.key, of_type=operand.type)
        else:
            raise _not_available(operand.full)

    def test(self, sign: str, value: Anything) -> Q:
        if self.itself is not None:
            return self.itself.test(sign, value)
        lookup, condition = _LOOKUPS[sign]
        if self.path is not None:
            return Q(**{f"{self.path}__{lookup}": _constant(value)})
        return Q(condition(self.expression, _constant(value)))

    def text_test(self, method: str, text: str) -> Q:
        """By position and not by LIKE, which on SQLite takes upper and lower case for the same."""
        if not text:
            return self.test("null", value=False)
        if method == "contains":
            return Q(GreaterThan(StrIndex(self.expression, Value(text)), 0))
        cut = Left if method == "startsWith" else Right
        return Q(Exact(cut(self.expression, len(text)), Value(text)))


def _not_available(name: str) -> CriteriaError:
    return CriteriaError("not_available", name=name)
