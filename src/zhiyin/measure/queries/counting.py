"""Counts of a metric by its dimensions, as one ibis expression over rows or over a rollup.

Every statistic is a sum of the weight `k` over the rows for which something holds. A row of a rollup stands for `k`
rows; a row of the facts for one. So the same expression gives the same counts on both, and counts of any partition
add up to the bit: sums of values are taken over whole millionths.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from zhiyin.facts.conditions import Columns, Members, condition
from zhiyin.facts.reading import Snapshot
from zhiyin.measure.queries.criteria import FACT_FIELDS
from zhiyin.measure.queries.dimensions import STEP, Dimension
from zhiyin.measure.queries.periods import Span
from zhiyin.measure.queries.profile import NOTHING_KNOWN, Profile
from zhiyin.measure.registry import Metric, metric_named
from zhiyin.science.terms import Criterion

MILLIONTHS = 1_000_000
LARGEST = 1e9
"""Answers beyond it are not ratings; their squares would not fit into the sums."""

NOT_ASKED = ("not_asked", "not_reached")


@dataclass(frozen=True, slots=True)
class Counting:
    """One query for counts. Hashable: it is the shape under which the compiled SQL is kept.

    `source` is `table` or a rollup of it. `paths` are the prefixes the actor may see, `within` that of the unit
    asked about. `metrics` are codes. `profile` says which conditions hold anyway. `respondents`: count the protected
    people instead.
    """

    table: str
    source: str
    metrics: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    span: Span
    paths: tuple[str, ...]
    within: str
    population: str
    criterion: Criterion | None
    profile: Profile = NOTHING_KNOWN
    respondents: bool = False


def counts_expression(counting: Counting, snapshot: Snapshot) -> Any:
    """Rows: `d0, d1, …` (the dimensions), `protected`, and `m{i}_{statistic}` for each metric.

    With `respondents`: only protected rows, and `m{i}_respondents`.
    """
    metrics = [metric_named(code) for code in counting.metrics]
    profile = counting.profile
    facts = _filtered(snapshot.table(counting.source), counting)
    if counting.criterion is not None:
        facts = facts.filter(condition(counting.criterion, _columns(facts, counting, snapshot)))
    if counting.table == "answers":
        if not profile.plain:
            facts = facts.filter(facts.role == "plain")
        constructs = sorted({construct for metric in metrics for construct in metric.constructs})
        if all(metric.constructs for metric in metrics):
            facts = facts.filter(facts.construct.isin(constructs))
    if any(dimension.kind == "aspect" for dimension in counting.dimensions) and counting.table != "mentions":
        facts = _with_aspects(facts, counting, snapshot)
    protected = ibis.literal(False)
    if not profile.open:
        protected = (facts.identity != "known") | (facts.population == "staff")
    keys = {f"d{i}": _key(dimension, facts, counting) for i, dimension in enumerate(counting.dimensions)}
    if counting.respondents:
        facts = facts.filter(protected)
        people = {
            f"m{i}_respondents": facts.respondent.nunique(where=_valid(metric, facts, profile, len(metrics)))
            for i, metric in enumerate(metrics)
        }
        return facts.group_by(**keys).aggregate(**people) if keys else facts.aggregate(**people)
    if not profile.open:
        keys["protected"] = protected
    if any("squares" in metric.statistics for metric in metrics):
        facts, keys = _histogram(facts, keys, metrics, counting)
    found: dict[str, Any] = {}
    for i, metric in enumerate(metrics):
        valid = _valid(metric, facts, profile, len(metrics))
        for name in _statistics(metric, counting):
            found[f"m{i}_{name}"] = STATISTICS[name](facts, valid)
        if metric.grain == "answer":
            mine = _construct(metric, facts, len(metrics))
            if not profile.answered:
                found[f"m{i}_asked"] = tally(facts, _and(mine, ~facts.status.isin(NOT_ASKED)))
            if metric.scale is not None and metric.code not in profile.on_scale:
                found[f"m{i}_answered"] = tally(facts, _and(mine, facts.value.notnull()))
    return facts.group_by(**keys).aggregate(**found) if keys else facts.aggregate(**found)


def _statistics(metric: Metric, counting: Counting) -> tuple[str, ...]:
    """What is counted for the metric; whether scales are mixed is not asked where they cannot be."""
    by_construct = any(dimension.code == "construct" for dimension in counting.dimensions)
    if counting.profile.one_scale or (counting.profile.scale_by_construct and by_construct):
        return tuple(name for name in metric.statistics if name not in SCALE_STATISTICS)
    return metric.statistics


def _histogram(
    facts: Any, keys: dict[str, Any], metrics: list[Metric], counting: Counting
) -> tuple[Any, dict[str, Any]]:
    """The facts as one row for each value, with its weight: sums are then taken over few rows, and exactly."""
    needed = ["value"]
    if any(
        "least_min" in _statistics(metric, counting)
        or (metric.scale and metric.code not in counting.profile.on_scale)
        for metric in metrics
    ):
        needed += ["scale_min", "scale_max", "polarity"]
    if len(metrics) > 1:
        needed.append("construct")
    if not counting.profile.answered:
        needed.append("status")
    histogram = facts.group_by(**keys, **{name: facts[name] for name in needed}).aggregate(
        k=tally(facts, None)
    )
    return histogram, {name: histogram[name] for name in keys}


# What counts


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
    "promoters": lambda t, valid: tally(t, _and(valid, t.value >= 9)),
    "detractors": lambda t, valid: tally(t, _and(valid, t.value <= 6)),
    "satisfied": lambda t, valid: tally(t, _and(valid, t.value >= 4)),
    "easy": lambda t, valid: tally(t, _and(valid, t.value >= 5)),
    "very_easy": lambda t, valid: tally(t, _and(valid, t.value >= 6)),
    "hard": lambda t, valid: tally(t, _and(valid, t.value <= 3)),
    "total": lambda t, valid: _total(t, _millionths(t), valid),
    "squares": lambda t, valid: _total(t, _whole(t) * _whole(t), valid),
    "least_min": lambda t, valid: t.scale_min.min(where=valid),
    "most_min": lambda t, valid: t.scale_min.max(where=valid),
    "least_max": lambda t, valid: t.scale_max.min(where=valid),
    "most_max": lambda t, valid: t.scale_max.max(where=valid),
    "least_polarity": lambda t, valid: t.polarity.min(where=valid),
    "most_polarity": lambda t, valid: t.polarity.max(where=valid),
    "unscaled": lambda t, valid: tally(t, _and(valid, _unscaled(t))),
    "positive": lambda t, valid: tally(t, _label(t) == "positive"),
    "neutral": lambda t, valid: tally(t, _label(t) == "neutral"),
    "negative": lambda t, valid: tally(t, _label(t) == "negative"),
}
"""Every statistic that a metric may name: facts and the rows that count → an aggregate."""


def _label(facts: Any) -> Any:
    return facts.aspect_label if "aspect_label" in facts.columns else facts.sentiment_label


def _and(one: Any, two: Any) -> Any:
    return two if one is None else one & two


def _valid(metric: Metric, facts: Any, profile: Profile, metrics: int) -> Any:
    """The rows that count for the metric; None when all do. `metrics`: how many share the query."""
    if metric.grain != "answer":
        return _label(facts).notnull() if metric.columns else None
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
    if (mine := _construct(metric, facts, metrics)) is not None:
        holds.append(mine)
    return reduce(and_, holds) if holds else None


def _construct(metric: Metric, facts: Any, metrics: int) -> Any:
    """The answers to the metric's question, where the query has others too."""
    return facts.construct.isin(metric.constructs) if metric.constructs and metrics > 1 else None


# What is kept


def _any(conditions: Iterable[Any]) -> Any:
    return reduce(or_, conditions)


def within_paths(facts: Any, paths: tuple[str, ...]) -> Any:
    """Rows at one of the units or below. As ranges, so that sorted files are skipped by their statistics."""
    return _any((facts.unit_path >= path) & (facts.unit_path < f"{path}~") for path in paths)


def _filtered(facts: Any, counting: Counting) -> Any:
    """Scope, unit, period and population: what every table of the question is narrowed to."""
    holds = [] if counting.profile.one_population else [facts.population == counting.population]
    if counting.paths != ("",):
        holds.append(within_paths(facts, counting.paths))
    if counting.within:
        holds.append(within_paths(facts, (counting.within,)))
    start, end = counting.span.start, counting.span.end
    if start is not None:
        holds.append(facts.month >= f"{start:%Y-%m}")
        if start.day != 1:
            holds.append(facts.day >= start)
    if end is not None:
        holds.append(facts.month <= f"{end:%Y-%m}")
        if not Span(None, end).is_whole_months:
            holds.append(facts.day <= end)
    return facts.filter(reduce(and_, holds)) if holds else facts


def _columns(facts: Any, counting: Counting, snapshot: Snapshot) -> Columns:
    fields = {name: facts[name] for name in FACT_FIELDS if name in facts.columns}
    if "signal_id" not in facts.columns:
        return Columns(fields)
    answers = _filtered(snapshot.table("answers"), counting)
    answers = answers.filter(answers.role == "plain")
    mentions = _filtered(snapshot.table("mentions"), counting)
    return Columns(
        fields,
        {
            "answers": Members(
                answers,
                "signal_id",
                facts.signal_id,
                {"construct": answers.construct, "value": answers.value},
            ),
            "aspects": Members(
                mentions,
                "signal_id",
                facts.signal_id,
                {
                    "name": mentions.aspect,
                    "sentiment": mentions.aspect_sentiment,
                    "label": mentions.aspect_label,
                },
            ),
        },
    )


def _with_aspects(facts: Any, counting: Counting, snapshot: Snapshot) -> Any:
    """Each row once for every aspect that its signal speaks of."""
    mentions = _filtered(snapshot.table("mentions"), counting)
    spoken = mentions.select(spoken_in=mentions.signal_id, aspect=mentions.aspect)
    return facts.join(spoken, facts.signal_id == spoken.spoken_in)


# How it is broken down


def _key(dimension: Dimension, facts: Any, counting: Counting) -> Any:
    match dimension.kind:
        case "level" | "children":
            return _ancestor(facts, STEP * (dimension.level + 1), counting.paths)
        case "time":
            return _time_key(dimension.code, facts)
        case _:
            return facts[dimension.columns[0]]


def _ancestor(facts: Any, length: int, paths: tuple[str, ...]) -> Any:
    """The path cut at a level, but never above what the actor may see."""
    cut = facts.unit_path.substr(0, length)
    deeper = [path for path in paths if len(path) > length]
    if not deeper:
        return cut
    return ibis.cases(*[(within_paths(facts, (path,)), path) for path in deeper], else_=cut)


def _time_key(grain: str, facts: Any) -> Any:
    match grain:
        case "day":
            return facts.day
        case "week":
            return facts.day.truncate("W")
        case "month":
            return facts.month
        case "year":
            return facts.month.substr(0, 4)
    quarter = ibis.cases(
        (facts.month.substr(5, 2) <= "03", "-Q1"),
        (facts.month.substr(5, 2) <= "06", "-Q2"),
        (facts.month.substr(5, 2) <= "09", "-Q3"),
        else_="-Q4",
    )
    return facts.month.substr(0, 4) + quarter
