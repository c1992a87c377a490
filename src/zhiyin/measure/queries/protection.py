"""Protects anonymous, confidential and staff feedback in an answer (METHODS A14).

Identified answers are always shown. Protected answers of a row are left out of its number where they come from fewer
people than privacy k, where they could be worked out from the rest of the breakdown, or by asking again with one
filter less. What is not protected: a reader who combines several different questions.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from zhiyin.measure.queries.counting import Counting
from zhiyin.measure.queries.counts import Counted, Found, columns_of
from zhiyin.measure.queries.criteria import joined
from zhiyin.measure.queries.periods import Span
from zhiyin.measure.queries.plan import Plan
from zhiyin.measure.registry import Metric
from zhiyin.measure.rules import hidden_cells, privacy_k

Run = Callable[[Counting], Any]


def hide_small_groups(
    plan: Plan, queries: list[tuple[tuple[Metric, ...], Counting]], counted: Counted, run: Run
) -> None:
    """Mark what must be left out. Costs nothing where nobody is protected, else a count of people for each filter."""
    k = privacy_k(plan.population)
    multiple = [dimension.is_multiple for dimension in plan.dimensions]
    for metrics, counting in queries:
        if not any(True for metric in metrics for _place in counted.protected_places(metric.code)):
            continue
        people = replace(counting, source=counting.table, respondents=True)
        inside = _respondents(people, metrics, run)
        wider = [_respondents(other, metrics, run) for other in _with_a_filter_less(plan, people)]
        for metric in metrics:
            hidden = hidden_cells(
                inside[metric.code],
                k=k,
                multiple=multiple,
                without_each_filter=[other[metric.code] for other in wider],
            )
            counted.hide(metric.code, hidden)


def _with_a_filter_less(plan: Plan, counting: Counting) -> list[Counting]:
    """The same question with each filter dropped in turn: conditions, the unit, and each bound of the period."""
    found = [
        replace(counting, criterion=joined((*plan.filters[:i], *plan.filters[i + 1 :])))
        for i in range(len(plan.filters))
    ]
    if counting.within:
        found.append(replace(counting, within=""))
    if plan.grain is None:
        span = counting.span
        if span.start is not None:
            found.append(replace(counting, span=Span(None, span.end)))
        if span.end is not None:
            found.append(replace(counting, span=Span(span.start, None)))
    return found


def _respondents(counting: Counting, metrics: tuple[Metric, ...], run: Run) -> dict[str, dict[Found, int]]:
    """Protected people by metric and row."""
    columns = columns_of(run(counting))
    rows = len(next(iter(columns.values())))
    places: list[Found] = (
        list(zip(*(columns[f"d{i}"] for i in range(len(counting.dimensions))), strict=True))
        if counting.dimensions
        else [()] * rows
    )
    return {
        metric.code: dict(zip(places, columns[f"m{i}_respondents"], strict=True))
        for i, metric in enumerate(metrics)
    }
