"""What can be counted: every statistic as an aggregate over facts, or over facts that stand for `k` rows each."""

from collections.abc import Callable
from functools import reduce
from operator import and_
from typing import Any

from zhiyin.measure.queries.profile import Profile
from zhiyin.measure.registry import Metric

MILLIONTHS = 1_000_000
LARGEST = 1e9
"""Answers beyond it are not ratings; their squares would not fit into the sums."""


def tally(facts: Any, holds: Any) -> Any:
    """How many rows there are for which it holds (None: all)."""
    if "k" in facts.columns:
        return facts.k.sum(where=holds) if holds is not None else facts.k.sum()
    return facts.count(where=holds) if holds is not None else facts.count()


def _total(facts: Any, amount: Any, holds: Any) -> Any:
    return (amount * facts.k if "k" in facts.columns else amount).sum(where=holds)


def _millionths(facts: Any) -> Any:
    return (facts.value * MILLIONTHS).round().cast("int64")


def _whole(facts: Any) -> Any:
    return _millionths(facts).cast("decimal(19, 0)")


def _unscaled(facts: Any) -> Any:
    return facts.scale_min.isnull() | facts.scale_max.isnull()


SCALE_STATISTICS = (
    "least_min",
    "most_min",
    "least_max",
    "most_max",
    "least_polarity",
    "most_polarity",
    "unscaled",
)
"""Those that tell whether the answers of a cell have one scale."""

Statistic = Callable[[Any, Any], Any]

STATISTICS: dict[str, Statistic] = {
    "n": lambda t, valid: tally(t, valid),
    "promoters": lambda t, valid: tally(t, both(valid, t.value >= 9)),
    "detractors": lambda t, valid: tally(t, both(valid, t.value <= 6)),
    "satisfied": lambda t, valid: tally(t, both(valid, t.value >= 4)),
    "easy": lambda t, valid: tally(t, both(valid, t.value >= 5)),
    "very_easy": lambda t, valid: tally(t, both(valid, t.value >= 6)),
    "hard": lambda t, valid: tally(t, both(valid, t.value <= 3)),
    "total": lambda t, valid: _total(t, _millionths(t), valid),
    "squares": lambda t, valid: _total(t, _whole(t) * _whole(t), valid),
    "least_min": lambda t, valid: t.scale_min.min(where=valid),
    "most_min": lambda t, valid: t.scale_min.max(where=valid),
    "least_max": lambda t, valid: t.scale_max.min(where=valid),
    "most_max": lambda t, valid: t.scale_max.max(where=valid),
    "least_polarity": lambda t, valid: t.polarity.min(where=valid),
    "most_polarity": lambda t, valid: t.polarity.max(where=valid),
    "unscaled": lambda t, valid: tally(t, both(valid, _unscaled(t))),
    "responses": lambda t, valid: tally(t, both(valid, t.value.notnull())),
    "positive": lambda t, valid: tally(t, _label(t) == "positive"),
    # neither side outweighs the other: nothing felt, or both
    "neutral": lambda t, valid: tally(t, _label(t).isin(("neutral", "mixed"))),
    "negative": lambda t, valid: tally(t, _label(t) == "negative"),
}
"""Every statistic that a metric may name: facts and the rows that count → an aggregate."""


def _label(facts: Any) -> Any:
    return facts.aspect_label if "aspect_label" in facts.columns else facts.sentiment_label


def both(one: Any, two: Any) -> Any:
    """The rows for which both hold; None holds for all."""
    if one is None or two is None:
        return two if one is None else one
    return one & two


def counts_for(metric: Metric, facts: Any, profile: Profile, metrics: int) -> Any:
    """The rows that count for the metric; None when all do. `metrics`: how many share the query."""
    if metric.columns == ("has_text",):
        return facts.has_text
    if metric.grain != "answer":
        return _label(facts).notnull() if metric.columns else None
    if metric.of_all:
        return construct_of(metric, facts, metrics)
    holds: list[Any] = []
    if metric.scale is None:
        holds = [facts.value.notnull(), facts.value.abs() <= LARGEST]
    elif metric.code not in profile.on_scale:
        low, high = metric.scale.minimum, metric.scale.maximum
        holds = [
            facts.scale_min == low,
            facts.scale_max == high,
            facts.polarity == 1,
            facts.value.between(low, high),
        ]
    elif not profile.answered:
        holds = [facts.value.notnull()]
    if (mine := construct_of(metric, facts, metrics)) is not None:
        holds.append(mine)
    if metric.of_whole:
        holds.append(facts.overall)
    return reduce(and_, holds) if holds else None


def construct_of(metric: Metric, facts: Any, metrics: int) -> Any:
    """The answers to the metric's question, where the query has others too."""
    return facts.construct.isin(metric.constructs) if metric.constructs and metrics > 1 else None
