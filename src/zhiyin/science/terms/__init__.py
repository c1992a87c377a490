"""Criteria: the one condition language, a subset of CEL, parsed once and read in three ways.

A criterion is text such as `nps <= 6 && touchpoint == "queue"`. `parse` checks it against a subject's typed
fields and returns a tree; `predicate` reads the tree over Python mappings, `zhiyin.facts.conditions` over
ibis columns and `zhiyin.search.conditions` over Django models. All three see two values only: a comparison
with a missing value is false, and its negation is true.
"""

from zhiyin.science.terms.criterion import Criterion, all_of, calls, fields_used, leaves, moves
from zhiyin.science.terms.cursor import MAX_DEPTH
from zhiyin.science.terms.errors import CriteriaError
from zhiyin.science.terms.fields import Field, Subject, Type
from zhiyin.science.terms.lowering import lowered
from zhiyin.science.terms.nodes import Count, Metric, Period
from zhiyin.science.terms.parsing import MAX_LENGTH, parse
from zhiyin.science.terms.predicates import predicate
from zhiyin.science.terms.printing import to_text

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Count",
    "CriteriaError",
    "Criterion",
    "Field",
    "Metric",
    "Period",
    "Subject",
    "Type",
    "all_of",
    "calls",
    "fields_used",
    "leaves",
    "lowered",
    "moves",
    "parse",
    "predicate",
    "to_text",
]
