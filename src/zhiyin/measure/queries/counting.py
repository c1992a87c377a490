"""Counts of a metric by its dimensions, as one ibis expression over rows or over a rollup.

Every statistic is a sum of the weight `k` over the rows for which something holds. A row of a rollup stands for `k`
rows; a row of the facts for one. So the same expression gives the same counts on both, and counts of any partition
add up to the bit: sums of values are taken over whole millionths.

The protected people of a cell are counted from the rows, and in the same pass once more without each filter of the
question, so that no difference of two answers singles out a few (METHODS A14).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from zhiyin.facts.conditions import condition
from zhiyin.facts.reading import Snapshot
from zhiyin.measure.queries.dimensions import STEP, Dimension
from zhiyin.measure.queries.fact_columns import columns_of_facts
from zhiyin.measure.queries.periods import Span
from zhiyin.measure.queries.profile import NOT_ASKED, NOTHING_KNOWN, Profile
from zhiyin.measure.queries.question import members
from zhiyin.measure.queries.statistics import (
    SCALE_STATISTICS,
    STATISTICS,
    both,
    construct_of,
    counts_for,
    tally,
)
from zhiyin.measure.registry import Metric, metric_named
from zhiyin.science.terms import Criterion


@dataclass(frozen=True, slots=True)
class Counting:
    """One query for counts. Hashable: with its expression it is the shape under which the compiled SQL is kept.

    `source` is `table` or a rollup of it. `paths` are the prefixes the actor may see, `within` that of the unit
    asked about. `metrics` are codes. `filters` hold together. `profile` says which conditions hold anyway.
    """

    table: str
    source: str
    metrics: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    span: Span
    paths: tuple[str, ...]
    within: str
    population: str
    filters: tuple[Criterion, ...]
    profile: Profile = NOTHING_KNOWN

    @property
    def is_over_time(self) -> bool:
        """Whether each period has a row of its own, which is the same in any span."""
        return any(dimension.kind == "time" for dimension in self.dimensions)

    @property
    def widest(self) -> "Counting":
        """The same on all rows that are met when any one filter is dropped."""
        span = self.span if self.is_over_time else Span()
        return replace(self, source=self.table, span=span, within="", filters=())

    @property
    def reads_all_at_once(self) -> bool:
        """Whether counts and people are had in one pass: somebody may be protected, and no filter spares files."""
        return not self.profile.open and replace(self, filters=()) == self.widest


def counts_expression(counting: Counting, snapshot: Snapshot) -> Any:
    """Rows: `d0, d1, …` (the dimensions), `protected`, and `m{i}_{statistic}` for each metric."""
    facts = facts_of(counting, snapshot)
    if counting.filters:
        facts = facts.filter(*conditions_on(counting, facts, snapshot))
    keys = _keys(counting, facts)
    if not counting.profile.open:
        keys["protected"] = is_protected(counting, facts)
    return _counts(counting, facts, keys)


def people_expression(counting: Counting, snapshot: Snapshot) -> Any:
    """Rows: `d0, d1, …`, and for each metric the protected people, `m{i}_people`, and those without each filter in
    turn, `m{i}_people_without_{j}`.

    Filters are the conditions, the unit, and each bound of the period where the answer is not over time.
    """
    return _people(counting, _marked(counting, snapshot))


def counts_and_people_expression(counting: Counting, snapshot: Snapshot) -> Any:
    """The rows of both in one pass: those of people have no `protected`."""
    marked = _marked(counting, snapshot)
    keys = {name: marked[name] for name in (*_key_names(counting), "protected")}
    counts = _counts(counting, marked.filter(marked.inside), keys)
    people = _people(counting, marked)
    columns = {**dict(people.schema().items()), **dict(counts.schema().items())}
    return ibis.union(_padded(counts, columns), _padded(people, columns))


def _padded(table: Any, columns: dict[str, Any]) -> Any:
    return table.select(
        **{
            name: table[name] if name in table.columns else ibis.null(of_type)
            for name, of_type in columns.items()
        }
    )


def _counts(counting: Counting, facts: Any, keys: dict[str, Any]) -> Any:
    metrics = [metric_named(code) for code in counting.metrics]
    profile = counting.profile
    if any("squares" in metric.statistics for metric in metrics):
        facts, keys = _histogram(facts, keys, metrics, counting)
    found: dict[str, Any] = {}
    for i, metric in enumerate(metrics):
        valid = counts_for(metric, facts, profile, len(metrics))
        for name in _statistics(metric, counting):
            found[f"m{i}_{name}"] = STATISTICS[name](facts, valid)
        if metric.grain == "answer":
            mine = construct_of(metric, facts, len(metrics))
            if not profile.answered:
                asked = None if profile.asked else ~facts.status.isin(NOT_ASKED)
                found[f"m{i}_asked"] = tally(facts, both(mine, asked))
            if metric.scale is not None and metric.code not in profile.on_scale:
                found[f"m{i}_answered"] = tally(facts, both(mine, facts.value.notnull()))
    return facts.group_by(**keys).aggregate(**found) if keys else facts.aggregate(**found)


def _people(counting: Counting, marked: Any) -> Any:
    metrics = [metric_named(code) for code in counting.metrics]
    people = marked.filter(marked.protected)
    found = {}
    for i, metric in enumerate(metrics):
        valid = counts_for(metric, people, counting.profile, len(metrics))
        found[f"m{i}_people"] = people.respondent.nunique(where=both(valid, people.inside))
        for name in marked.columns:
            if name.startswith("without_"):
                found[f"m{i}_people_{name}"] = people.respondent.nunique(where=both(valid, people[name]))
    keys = _key_names(counting)
    return people.group_by(*keys).aggregate(**found) if keys else people.aggregate(**found)


def _marked(counting: Counting, snapshot: Snapshot) -> Any:
    """The rows for which all filters hold but one at most: the dimensions, what is counted, and marks.

    Marks are `protected`, `inside` (all filters hold) and `without_{j}` (all but the j-th do).
    """
    widest = counting.widest
    facts = facts_of(widest, snapshot)
    filters = conditions_on(replace(widest, filters=counting.filters), facts, snapshot)
    if counting.within:
        filters.append(within_paths(facts, (counting.within,)))
    if not counting.is_over_time:
        filters += _bounds(counting.span, facts)
    without = {f"without_{j}": _all([*filters[:j], *filters[j + 1 :]]) for j in range(len(filters))}
    marked = facts.select(
        *(name for name in COUNTED if name in facts.columns),
        **_keys(counting, facts),
        protected=is_protected(counting, facts),
        inside=_all(filters),
        **without,
    )
    if without:
        marked = marked.filter(_any(marked[name] for name in without))
    return marked.alias("marked")  # by name it is read once, also where counts and people are taken from it


COUNTED = (
    "respondent",
    "construct",
    "value",
    "status",
    "scale_min",
    "scale_max",
    "polarity",
    "overall",
    "has_text",
    "sentiment_label",
    "aspect_label",
)
"""The columns that statistics look at."""


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
    if any(metric.of_whole for metric in metrics):
        needed.append("overall")
    histogram = facts.group_by(**keys, **{name: facts[name] for name in needed}).aggregate(
        k=tally(facts, None)
    )
    return histogram, {name: histogram[name] for name in keys}


# What is kept


def facts_of(counting: Counting, snapshot: Snapshot) -> Any:
    """The rows of the source that the question is about, before its conditions."""
    metrics = [metric_named(code) for code in counting.metrics]
    facts = _filtered(snapshot.table(counting.source), counting)
    if counting.table == "answers":
        if not counting.profile.plain:
            facts = facts.filter(facts.role == "plain")
        if all(metric.constructs for metric in metrics):
            constructs = {construct for metric in metrics for construct in metric.constructs}
            facts = facts.filter(facts.construct.isin(sorted(constructs)))
    for dimension in counting.dimensions:
        if dimension.is_multiple:
            facts = _spoken_of(facts, dimension, counting, snapshot)
    return facts


def _any(conditions: Iterable[Any]) -> Any:
    return reduce(or_, conditions)


def _all(conditions: list[Any]) -> Any:
    return reduce(and_, conditions) if conditions else ibis.literal(value=True)


def within_paths(facts: Any, paths: tuple[str, ...]) -> Any:
    """Rows at one of the units or below. As ranges, so that sorted files are skipped by their statistics."""
    return _any((facts.unit_path >= path) & (facts.unit_path < f"{path}~") for path in paths)


def _filtered(facts: Any, counting: Counting) -> Any:
    """Scope, unit, period and population: what every table of the question is narrowed to."""
    holds = [] if counting.profile.one_population else [facts.population.isin(members(counting.population))]
    if counting.paths != ("",):
        holds.append(within_paths(facts, counting.paths))
    if counting.within:
        holds.append(within_paths(facts, (counting.within,)))
    holds += _bounds(counting.span, facts)
    return facts.filter(*holds) if holds else facts


def _bounds(span: Span, facts: Any) -> list[Any]:
    """The span's first and last day, as far as it has them; by month too, so that files are skipped."""
    found = []
    if span.start is not None:
        first = facts.month >= f"{span.start:%Y-%m}"
        found.append(first if span.start.day == 1 else first & (facts.day >= span.start))
    if span.end is not None:
        last = facts.month <= f"{span.end:%Y-%m}"
        found.append(last if Span(None, span.end).is_whole_months else last & (facts.day <= span.end))
    return found


def conditions_on(counting: Counting, facts: Any, snapshot: Snapshot) -> list[Any]:
    if not counting.filters:
        return []
    columns = columns_of_facts(facts, lambda name: _filtered(snapshot.table(name), counting))
    return [condition(one, columns) for one in counting.filters]


def is_protected(counting: Counting, facts: Any) -> Any:
    """All staff, and whoever is not known (METHODS A14)."""
    return ibis.literal(value=True) if counting.population == "staff" else facts.identity != "known"


def _spoken_of(facts: Any, dimension: Dimension, counting: Counting, snapshot: Snapshot) -> Any:
    """Each row once for every aspect (category, annotation) that its signal speaks of; narrowed where that is asked."""
    if counting.table == dimension.table:
        return _narrowed(facts, dimension)
    rows = _narrowed(_filtered(snapshot.table(dimension.table), counting), dimension)
    key = f"{dimension.code}_in"
    spoken = rows.select(**{key: rows.signal_id, **{name: rows[name] for name in dimension.columns}})
    return facts.join(spoken, facts.signal_id == spoken[key])


def _narrowed(facts: Any, dimension: Dimension) -> Any:
    if not dimension.only:
        return facts
    code = _code(dimension, facts)
    return facts.filter(
        code.startswith(dimension.only) if dimension.only[-1] in ".:" else code == dimension.only
    )


def _code(dimension: Dimension, facts: Any) -> Any:
    """What it is called in the answer: of an annotation its kind and its code."""
    return reduce(lambda kind, code: kind + ":" + code, (facts[name] for name in dimension.columns))


# How it is broken down


def _key_names(counting: Counting) -> list[str]:
    return [f"d{i}" for i in range(len(counting.dimensions))]


def _keys(counting: Counting, facts: Any) -> dict[str, Any]:
    return {
        name: _key(dimension, facts, counting)
        for name, dimension in zip(_key_names(counting), counting.dimensions, strict=True)
    }


def _key(dimension: Dimension, facts: Any, counting: Counting) -> Any:
    match dimension.kind:
        case "level" | "children":
            return _ancestor(facts, STEP * (dimension.level + 1), counting.paths)
        case "time":
            return _time_key(dimension.code, facts)
        case _:
            return _code(dimension, facts)


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
