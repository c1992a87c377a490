"""From a question to the queries that answer it: names looked up, scope put on, the smallest table chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import Tree, UnitNode, find_unit, read_tree
from zhiyin.facts.rollups import ROLLUPS
from zhiyin.measure.errors import BadPeriod, NotBrokenDown, Unanswerable
from zhiyin.measure.phrases import COLUMNS
from zhiyin.measure.queries.counting import Counting
from zhiyin.measure.queries.criteria import columns_of, for_facts, parts_of, read_criterion
from zhiyin.measure.queries.dimensions import STEP, Dimension, dimension_named
from zhiyin.measure.queries.periods import COMPARISONS, GRAINS, Span, read_choice, read_span
from zhiyin.measure.queries.question import POPULATIONS, Question
from zhiyin.measure.registry import METRICS, Metric, metric_named
from zhiyin.science.terms import Criterion

ALWAYS = frozenset({"unit_path", "population", "identity", "month"})
PERMISSION = "measures.read"


@dataclass(frozen=True, slots=True)
class Plan:
    """A question understood: for whom, about what, of which columns."""

    question: Question
    metrics: tuple[Metric, ...]
    dimensions: tuple[Dimension, ...]
    span: Span
    compare: str | None
    population: str
    paths: tuple[str, ...]
    unit: UnitNode | None
    filters: tuple[Criterion, ...]  # in terms of the lake's columns
    tree: Tree

    @property
    def grain(self) -> str | None:
        """The dimension of time, if there is one."""
        return next((dimension.code for dimension in self.dimensions if dimension.kind == "time"), None)

    def counted(self, metric: Metric) -> Metric:
        """The metric whose rows are counted: of mentions, where a metric of signals is broken down by aspect."""
        if metric.by_aspect and self._spoken:
            return METRICS[metric.by_aspect]
        return metric

    @property
    def _spoken(self) -> list[Dimension]:
        return [dimension for dimension in self.dimensions if dimension.is_multiple]

    def _table(self, metric: Metric) -> str:
        """Where the rows of a metric lie: those of mentions where the first breakdown of what is spoken of has its own."""
        counted = self.counted(metric)
        if counted.grain == "mention" and self._spoken:
            return self._spoken[0].table
        return counted.grain.table

    def whole_of(self, metric: Metric) -> "Plan":
        """What a share is a share of: the same without the last breakdown of what is spoken of."""
        last = self._spoken[-1]
        rest = tuple(dimension for dimension in self.dimensions if dimension is not last)
        return replace(self, metrics=(METRICS[metric.out_of],), dimensions=rest)

    def in_the_whole(self, place: tuple[Any, ...]) -> tuple[Any, ...]:
        """The row's place in `whole_of`."""
        last = self.dimensions.index(self._spoken[-1])
        return (*place[:last], *place[last + 1 :])

    def countings(self, span: Span) -> list[tuple[tuple[Metric, ...], Counting]]:
        """One query for each table that is needed: the metrics it answers and the query."""
        by_table: dict[str, list[Metric]] = {}
        for metric in self.metrics:
            by_table.setdefault(self._table(metric), []).append(metric)
        return [(tuple(metrics), self._counting(table, metrics, span)) for table, metrics in by_table.items()]

    def _counting(self, table: str, metrics: list[Metric], span: Span) -> Counting:
        counting = Counting(
            table=table,
            source=table,
            metrics=tuple(self.counted(metric).code for metric in metrics),
            dimensions=self.dimensions,
            span=span,
            paths=self.paths,
            within=self.unit.path if self.unit else "",
            population=self.population,
            filters=self.filters,
        )
        return replace(counting, source=smallest_source(counting))


def needed_columns(counting: Counting) -> frozenset[str]:
    """The columns that the query looks at in its own table."""
    needed = set(ALWAYS)
    for code in counting.metrics:
        metric = metric_named(code)
        needed.update(
            "sentiment_label" if column == "aspect_label" and counting.table == "annotations" else column
            for column in metric.columns
        )
        if metric.grain == "answer":
            needed.add("status")
    for dimension in counting.dimensions:
        if dimension.is_multiple and counting.table != dimension.table:
            needed.add("signal_id")
        else:
            needed.update(dimension.columns)
    if not counting.span.is_whole_months:
        needed.add("day")
    for criterion in counting.filters:
        needed.update(columns_of(criterion))
    return frozenset(needed)


def smallest_source(counting: Counting) -> str:
    """The rollup with the fewest columns that has all that are needed, else the rows themselves."""
    needed = needed_columns(counting)
    covering = [
        rollup
        for rollup in ROLLUPS.values()
        if rollup.table == counting.table and needed <= frozenset(rollup.columns)
    ]
    return min(covering, key=lambda rollup: len(rollup.columns)).name if covering else counting.table


def said(countings: Iterable[Counting]) -> str:
    """Which tables are read, in one sentence."""
    parts = []
    for counting in countings:
        if counting.source != counting.table:
            parts.append(_("the monthly rollup %(name)s") % {"name": counting.source})
            continue
        missing = min(
            (
                needed_columns(counting) - frozenset(rollup.columns)
                for rollup in ROLLUPS.values()
                if rollup.table == counting.table
            ),
            key=lambda columns: (len(columns), sorted(columns)),
            default=frozenset[str](),
        )
        parts.append(
            _("the rows of %(name)s (no rollup has %(columns)s)")
            % {"name": counting.table, "columns": pgettext("between names", ", ").join(_words(missing))}
            if missing
            else _("the rows of %(name)s") % {"name": counting.table}
        )
    return _("Counted from %(sources)s.") % {"sources": pgettext("between names", " and ").join(parts)}


def _words(columns: frozenset[str]) -> list[str]:
    """Columns as a reader knows them."""
    return sorted(str(COLUMNS.get(column, column)) for column in columns)


def make_plan(actor: Actor, question: Question) -> Plan:
    """Understand a question for an actor.

    Raises Forbidden (no permission anywhere), NotFound (a unit out of sight), and the errors of `measure.errors`.
    """
    actor.require(PERMISSION)
    metrics = tuple(dict.fromkeys(metric_named(name) for name in question.metrics))
    if not metrics:
        raise Unanswerable(_("Name at least one metric."))
    grain = read_choice(question.grain, GRAINS)
    compare = read_choice(question.compare, COMPARISONS)
    population = read_choice(question.population, POPULATIONS) or "customer"
    tree = read_tree()
    paths = actor.paths(PERMISSION)
    unit = find_unit(actor, question.unit, PERMISSION) if question.unit else None
    dimensions = _dimensions(question.by, grain, unit, paths, tree)
    for metric in metrics:
        for dimension in dimensions:
            if dimension.kind == "answer" and metric.grain != "answer":
                raise NotBrokenDown(metric=metric.code, dimension=dimension.code)
        if metric.out_of and not any(dimension.is_multiple for dimension in dimensions):
            raise Unanswerable(
                _("%(metric)s needs a breakdown: by aspect, category or annotation.")
                % {"metric": metric.code}
            )
    criterion = read_criterion(question.where)
    span = read_span(question.start, question.end)
    if compare and grain is None and not any(d.kind == "time" for d in dimensions):
        span.before(compare)  # raises when the span is open
    return Plan(
        question=question,
        metrics=metrics,
        dimensions=dimensions,
        span=span,
        compare=compare,
        population=population,
        paths=paths,
        unit=unit,
        filters=tuple(for_facts(part, tree) for part in parts_of(criterion)),
        tree=tree,
    )


def _dimensions(
    names: tuple[str, ...], grain: str | None, unit: UnitNode | None, paths: tuple[str, ...], tree: Tree
) -> tuple[Dimension, ...]:
    found = list(dict.fromkeys(dimension_named(name) for name in names))
    if grain is not None:
        found.append(dimension_named(grain))
        found = list(dict.fromkeys(found))
    if sum(dimension.kind == "time" for dimension in found) > 1:
        raise BadPeriod(_("Choose one grain of time, not several."))
    if len(found) > 4:
        raise Unanswerable(_("Break down by at most four things at once."))
    return tuple(
        replace(dimension, level=_level_below(unit, paths, tree))
        if dimension.kind == "children"
        else dimension
        for dimension in found
    )


def _level_below(unit: UnitNode | None, paths: tuple[str, ...], tree: Tree) -> int:
    """The level of the units directly below the unit asked about, or below what the actor sees."""
    if unit is not None:
        return len(unit.path) // STEP
    if paths == ("",):
        roots = sum(len(node.path) == STEP for node in tree.nodes)
        return 1 if roots == 1 else 0
    return min(len(path) for path in paths) // STEP
