"""Second reading: a criterion as an ibis expression over the lake's columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import and_, or_

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

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
    Value,
)


@dataclass(frozen=True)
class Members:
    """Where a collection's members lie: rows of `table`, whose column `key` names the outer row they belong
    to.

    `belongs_to` is the outer table's column with the same keys; `columns` maps the members' field names to
    columns of `table`.
    """

    table: ir.Table
    key: str
    belongs_to: ir.Column
    columns: Mapping[str, ir.Value]


@dataclass(frozen=True)
class Columns:
    """Field names (`attributes.city` for a key) to ibis columns, and collection names to their members."""

    fields: Mapping[str, ir.Value]
    collections: Mapping[str, Members] = field(default_factory=dict)


def condition(criterion: Criterion, columns: Columns, *, numbers: Numbers | None = None) -> ir.BooleanValue:
    """The criterion as a boolean expression for `filter` or `where=`.

    Where a value is missing the expression is null or false, which a filter treats alike: comparisons that
    no negation covers stay bare, so that the engine can skip files by their statistics. Below a negation
    null is made false. `numbers` holds the resolved calls. Raises CriteriaError (not_available) for a field
    the lake does not have.
    """
    return _expression(lowered(criterion, numbers), columns, exact=False)


def _expression(condition: Condition, columns: Columns, *, exact: bool) -> ir.BooleanValue:
    """`exact`: the result must be true or false, never null."""
    match condition:
        case Always(value):
            return ibis.literal(value)
        case And(parts):
            return reduce(and_, (_expression(part, columns, exact=exact) for part in parts))
        case Or(parts):
            return reduce(or_, (_expression(part, columns, exact=exact) for part in parts))
        case Not(part):
            return ~_expression(part, columns, exact=True)
        case Missing(operand):
            return _column(operand, columns).isnull()
        case Any(collection, inner):
            found = _membership(collection, inner, columns)
        case Compare(operand, sign, value):
            column = _column(operand, columns)
            found = COMPARISONS[sign](column, _literal(value, column))
        case Among(operand, values):
            if not values:
                return ibis.literal(value=False)
            column = _column(operand, columns)
            found = column.isin([_literal(value, column) for value in values])
        case TextTest(operand, method, text):
            column = _column(operand, columns)
            found = getattr(column, method.lower())(text)
    return found.fill_null(False) if exact else found


def _membership(collection: str, inner: Condition, columns: Columns) -> ir.BooleanValue:
    members = columns.collections.get(collection)
    if members is None:
        raise _not_available(collection)
    holding = members.table.filter(_expression(inner, Columns(members.columns), exact=False))
    return members.belongs_to.isin(holding[members.key])


def _column(operand: Operand, columns: Columns) -> ir.Value:
    if not isinstance(operand, Name):
        raise AssertionError(operand)
    column = columns.fields.get(operand.full)
    if column is None:
        raise _not_available(operand.full)
    return column


def _literal(value: Value, column: ir.Value) -> ir.Value:
    """The constant in the column's own type where widening would change what equals what."""
    of_type = column.type()
    if isinstance(value, datetime) and isinstance(of_type, dt.Timestamp):
        return ibis.literal(value if of_type.timezone else value.replace(tzinfo=None), type=of_type)
    if isinstance(of_type, dt.Float32) and isinstance(value, int | float):
        # 0.6 stored in single precision is more than 0.6 in double precision.
        return ibis.literal(float(value), type="float32")
    return ibis.literal(value)


def _not_available(name: str) -> CriteriaError:
    return CriteriaError("not_available", name=name)
