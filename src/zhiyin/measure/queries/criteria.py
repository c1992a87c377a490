"""A condition on signals made ready for the facts: parsed, and put into terms of the lake's columns.

The lake has no unit codes and one row per answer, so two kinds of leaves are rewritten before the condition is read as
an ibis expression: a test on `unit` or `region` becomes the list of unit ids for which it holds, and a test on `nps`
(`csat`, `ces`, `rating`) becomes a question about the signal's answers. A leaf is replaced as a whole, so that
negation and missing values keep their meaning.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from zhiyin.accounts.queries.units import Tree, UnitNode
from zhiyin.measure.errors import BadCriteria
from zhiyin.measure.queries.dimensions import STEP
from zhiyin.science.terms import CriteriaError, Criterion, Type, calls, parse, predicate
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
    Or,
    TextTest,
    Value,
    conjunction,
)
from zhiyin.understand.queries.fields import CONSTRUCT_FIELDS, SIGNAL_SUBJECT

UNIT_ID = Name("unit_id", None, Type.NUMBER)
CONSTRUCT = Name("construct", None, Type.TEXT)
VALUE = Name("value", None, Type.NUMBER)
OVERALL = Name("overall", None, Type.BOOLEAN)

FACT_FIELDS = (
    "unit_id",
    "unit_path",
    "kind",
    "channel",
    "source",
    "touchpoint",
    "tier",
    "visit_route",
    "language",
    "has_text",
    "sentiment",
    "sentiment_label",
    "occurred_at",
    "received_at",
)
"""Names that a prepared condition may use as columns of the facts, beside the collections `answers` and `aspects`."""

_Leaf = Compare | Missing | Among | TextTest


@lru_cache(maxsize=1000)
def _parsed(text: str, zone: tzinfo) -> Criterion:
    return parse(text, SIGNAL_SUBJECT, zone=zone)


def read_criterion(text: str | None) -> Criterion | None:
    """The condition, or None for no text. Raises BadCriteria with the place of the fault."""
    if text is None or not text.strip():
        return None
    try:
        criterion = _parsed(text, ZoneInfo(settings.TIME_ZONE))
        if calls(criterion):
            raise CriteriaError("no_history")
        for name in _names(criterion.root):
            if name == "text" or name.startswith("attributes."):
                raise CriteriaError("not_available", position=text.find(name.partition(".")[0]), name=name)
    except CriteriaError as error:
        raise BadCriteria(error, text) from None
    return criterion


def parts_of(criterion: Criterion | None) -> tuple[Criterion, ...]:
    """The conditions joined by `&&` at the top: the filters that are dropped in turn (METHODS A14)."""
    if criterion is None:
        return ()
    roots = criterion.root.parts if isinstance(criterion.root, And) else (criterion.root,)
    return tuple(replace(criterion, root=root) for root in roots)


def for_facts(criterion: Criterion, tree: Tree) -> Criterion:
    """The condition in terms of the lake's columns."""
    return replace(criterion, root=_rewritten(criterion.root, criterion, tree))


def columns_of(criterion: Criterion) -> frozenset[str]:
    """The columns that a condition made by `for_facts` needs of the table it filters."""
    return frozenset(_columns(criterion.root))


def _rewritten(condition: Condition, criterion: Criterion, tree: Tree) -> Condition:
    match condition:
        case And(parts):
            return conjunction(tuple(_rewritten(part, criterion, tree) for part in parts))
        case Or(parts):
            return Or(tuple(_rewritten(part, criterion, tree) for part in parts))
        case Not(part):
            return Not(_rewritten(part, criterion, tree))
        case Any() | Always():
            return condition
    name = condition.operand.full if isinstance(condition.operand, Name) else ""
    if name in ("unit", "region"):
        return _as_units(condition, criterion, tree)
    if name in CONSTRUCT_FIELDS:
        return _as_answers(condition, name)
    return condition


def _as_units(leaf: _Leaf, criterion: Criterion, tree: Tree) -> Condition:
    holds = predicate(replace(criterion, root=leaf))
    ids = [
        node.id
        for node in tree.nodes
        if holds({"unit": node.code, "region": region.code if (region := region_of(node, tree)) else None})
    ]
    return Among(UNIT_ID, tuple(ids))


def region_of(node: UnitNode, tree: Tree) -> UnitNode | None:
    """The unit one step below the root to which this one belongs; None for the root."""
    return tree.by_path.get(node.path[: 2 * STEP]) if len(node.path) > STEP else None


def _as_answers(leaf: _Leaf, construct: str) -> Condition:
    """A test on the lowest of the signal's answers to a construct, as questions about single answers."""
    of: tuple[Condition, ...] = (Compare(CONSTRUCT, "==", construct),)
    if construct == "rating":
        of += (Compare(OVERALL, "==", True),)

    def some(*more: Condition) -> Condition:
        return Any("answers", conjunction((*of, *more)))

    given = some(Not(Missing(VALUE)))
    match leaf:
        case Missing():
            return Not(given)
        case Compare(_, "<" | "<=" as sign, value):
            return some(Compare(VALUE, sign, value))
        case Compare(_, ">", value):
            return And((some(Compare(VALUE, ">", value)), Not(some(Compare(VALUE, "<=", value)))))
        case Compare(_, ">=", value):
            return And((some(Compare(VALUE, ">=", value)), Not(some(Compare(VALUE, "<", value)))))
        case Compare(_, "==", value):
            return _equal(some, value)
        case Compare(_, "!=", value):
            return And((given, Not(_equal(some, value))))
        case Among(_, values):
            if not values:
                return Always(value=False)
            equal = tuple(_equal(some, value) for value in values)
            return equal[0] if len(equal) == 1 else Or(equal)
    raise AssertionError(leaf)


def _equal(some: Callable[..., Condition], value: Value) -> Condition:
    return And((some(Compare(VALUE, "==", value)), Not(some(Compare(VALUE, "<", value)))))


def _leaves(condition: Condition) -> Iterator[_Leaf | Any]:
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part):
            yield from _leaves(part)
        case Always():
            return
        case _:
            yield condition


def _names(condition: Condition) -> Iterator[str]:
    for leaf in _leaves(condition):
        if not isinstance(leaf, Any) and isinstance(leaf.operand, Name):
            yield leaf.operand.full


def _columns(condition: Condition) -> Iterator[str]:
    for leaf in _leaves(condition):
        if isinstance(leaf, Any):
            yield "signal_id"
        elif isinstance(leaf.operand, Name):
            yield leaf.operand.full
