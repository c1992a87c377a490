"""A parsed criterion and what can be asked about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from zhiyin.science.terms.errors import CriteriaError
from zhiyin.science.terms.fields import Subject
from zhiyin.science.terms.nodes import (
    Ago,
    Always,
    Among,
    And,
    Any,
    Call,
    Compare,
    Condition,
    Count,
    Metric,
    Missing,
    Name,
    Not,
    Or,
    TextTest,
    conjunction,
)


@dataclass(frozen=True)
class Criterion:
    """A condition on the members of a subject, with the time zone in which its days begin."""

    subject: Subject
    root: Condition
    zone: tzinfo


def all_of(first: Criterion, *others: Criterion) -> Criterion:
    """The criterion that holds where all of these do. Raises CriteriaError if subjects differ."""
    for other in others:
        if (other.subject, other.zone) != (first.subject, first.zone):
            raise CriteriaError("other_subject", one=first.subject.name, other=other.subject.name)
    return Criterion(first.subject, conjunction((first.root, *(other.root for other in others))), first.zone)


def fields_used(criterion: Criterion) -> frozenset[str]:
    """Names of the fields (`attributes.city` for a key) and collections it looks at."""
    return frozenset(_names(criterion.root))


def calls(criterion: Criterion) -> frozenset[Call]:
    """The counts and metrics that must be resolved to numbers before the criterion can be read."""
    return frozenset(_calls(criterion.root))


def moves(criterion: Criterion) -> bool:
    """Whether it can come to hold, or cease to, by the passing of time alone: it counts back, or says `ago`."""
    return any(_moves(leaf) for leaf in leaves(criterion.root))


def _moves(leaf: Compare | Missing | Among | TextTest | Any) -> bool:
    match leaf:
        case Any(_, inner):
            return any(_moves(part) for part in leaves(inner))
        case Compare(operand, _, value):
            return isinstance(value, Ago) or isinstance(operand, Count | Metric)
        case Among(operand, values):
            return any(isinstance(value, Ago) for value in values) or isinstance(operand, Count | Metric)
        case Missing(operand):
            return isinstance(operand, Count | Metric)
        case TextTest():
            return False


def leaves(condition: Condition) -> Iterator[Compare | Missing | Among | TextTest | Any]:
    """The tests that a condition is made of; an Any is one."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Always():
            return
        case _:
            yield condition


def _names(condition: Condition) -> Iterator[str]:
    for leaf in leaves(condition):
        if isinstance(leaf, Any):
            yield leaf.collection
        elif isinstance(leaf.operand, Name):
            yield leaf.operand.full


def _calls(condition: Condition) -> Iterator[Call]:
    for leaf in leaves(condition):
        if isinstance(leaf, Any):
            yield from _calls(leaf.condition)
        elif isinstance(leaf.operand, Count | Metric):
            yield leaf.operand
