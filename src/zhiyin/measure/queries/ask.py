"""The one query engine: every number in Zhiyin is an answer of `ask`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyin.accounts.actor import Actor
from zhiyin.facts.reading import Facts, Snapshot
from zhiyin.measure.errors import TooManyRows
from zhiyin.measure.queries.cells import Counted, Found, Group, add_counts, make_cell, with_changes
from zhiyin.measure.queries.counting import Counting, counts_expression
from zhiyin.measure.queries.labels import Labeller, period_of
from zhiyin.measure.queries.lake import facts
from zhiyin.measure.queries.periods import Period, Span, earlier, period_at, periods_between
from zhiyin.measure.queries.plan import Plan, make_plan, said
from zhiyin.measure.queries.profile import profile_of
from zhiyin.measure.queries.protection import hide_small_groups
from zhiyin.measure.queries.question import Answer, Cell, Question, Row
from zhiyin.measure.queries.sentences import question_sentence
from zhiyin.measure.rules import FAMILY_Q, MAX_ROWS


def ask(actor: Actor, question: Question, *, at: Snapshot | None = None) -> Answer:
    """Answer a question on the newest facts, or on those of `at` (so that one page shows one moment).

    Only what the actor may see is counted. Raises Forbidden without `measures.read` anywhere, NotFound for a unit out
    of sight, and the errors of `zhiyin.measure.errors` for a question that cannot be asked.
    """
    plan = make_plan(actor, question)
    lake = facts()
    snapshot = at or lake.snapshot()
    time_axis = next((i for i, d in enumerate(plan.dimensions) if d.kind == "time"), None)
    span = plan.span
    if plan.compare and time_axis is not None and span.start is not None:
        grain = plan.dimensions[time_axis].code
        span = Span(earlier(period_at(span.start, grain), grain, plan.compare).start, span.end)
    counted, countings = _count(plan, span, lake, snapshot)
    if time_axis is None:
        places = _in_order(plan, counted.rows)
    else:
        places = _without_gaps(plan, counted.rows, time_axis, snapshot)
    if not plan.dimensions and not places:
        places = [()]
    if len(places) > MAX_ROWS:
        raise TooManyRows(count=len(places), limit=MAX_ROWS)
    groups = [counted.rows.get(place, {}) for place in places]
    cells = [{m.code: make_cell(m, found.get(m.code)) for m in plan.metrics} for found in groups]
    family = ""
    if plan.compare:
        before = _earlier_groups(plan, places, counted, time_axis, lake, snapshot)
        family = _family(with_changes(cells, before, groups, plan.metrics))
    label = Labeller(plan)
    rows = tuple(Row(label.keys(place), row) for place, row in zip(places, cells, strict=True))
    return Answer(
        question=question,
        metrics=plan.metrics,
        dimensions=plan.dimensions,
        rows=rows,
        span=plan.span,
        as_of=snapshot.as_of,
        snapshot=snapshot.number,
        plan=said(countings),
        sources=tuple(counting.source for counting in countings),
        sentence=question_sentence(plan),
        family=family,
        notes=_notes(cells),
    )


def _count(plan: Plan, span: Span, lake: Facts, snapshot: Snapshot) -> tuple[Counted, list[Counting]]:
    """The counts of every row with data in the span, small groups already hidden; and the queries that were run."""
    counted = Counted()
    queries = [
        (
            metrics,
            replace(counting, profile=profile_of(lake, snapshot, counting.table, metrics, plan.population)),
        )
        for metrics, counting in plan.countings(span)
    ]
    for metrics, counting in queries:
        table = run(lake, counting, snapshot)
        if table.num_rows > 2 * MAX_ROWS:
            raise TooManyRows(count=table.num_rows, limit=MAX_ROWS)
        add_counts(counted, table, metrics, len(plan.dimensions))
    hide_small_groups(plan, queries, counted, lambda counting: run(lake, counting, snapshot))
    return counted, [counting for _metrics, counting in queries]


def run(lake: Facts, counting: Counting, snapshot: Snapshot) -> Any:
    """One query for counts, as an Arrow table; compiled once for its shape."""
    return lake.execute(lambda at: counts_expression(counting, at), shape=counting, at=snapshot)


def _in_order(plan: Plan, rows: dict[Found, Any]) -> list[Found]:
    """Units in the order of the tree, codes by themselves, what is not known last."""
    by_id = plan.tree.by_id
    kinds = [dimension.kind for dimension in plan.dimensions]

    def place(found: Found) -> list[tuple[bool, Any]]:
        return [
            (value is None, "" if value is None else _rank(kind, value, by_id))
            for kind, value in zip(kinds, found, strict=True)
        ]

    return sorted(rows, key=place)


def _rank(kind: str, value: Any, by_id: Any) -> Any:
    if kind != "unit":
        return value
    node = by_id.get(value)
    return node.path if node else "~"


def _without_gaps(plan: Plan, rows: dict[Found, Any], axis: int, snapshot: Snapshot) -> list[Found]:
    """Every period of every combination of the other dimensions: a period without answers is a row without a value."""
    grain = plan.dimensions[axis].code
    periods = _periods(plan, (period_of(grain, found[axis]) for found in rows), grain, snapshot)
    others = _in_order_of_others(plan, rows, axis)
    if len(others) * len(periods) > MAX_ROWS:
        raise TooManyRows(count=len(others) * len(periods), limit=MAX_ROWS)
    raw = [_raw(grain, period) for period in periods]
    return [(*other[:axis], value, *other[axis:]) for other in others for value in raw]


def _in_order_of_others(plan: Plan, rows: dict[Found, Any], axis: int) -> list[Found]:
    others = {(*found[:axis], *found[axis + 1 :]): None for found in rows}
    if len(plan.dimensions) == 1:
        return [()]
    dimensions = (*plan.dimensions[:axis], *plan.dimensions[axis + 1 :])
    return _in_order(replace(plan, dimensions=dimensions), others)


def _periods(plan: Plan, found: Iterator[Period], grain: str, snapshot: Snapshot) -> list[Period]:
    """From the first to the last day asked for, but not into the future; where open, from and to where there is data."""
    seen = sorted(set(found))
    known = [period for period in seen if plan.span.start is None or period.end >= plan.span.start]
    today = timezone.localtime(snapshot.as_of).date()
    first = plan.span.start or (known[0].start if known else None)
    last: date | None = known[-1].end if known else None
    if plan.span.end is not None and snapshot.number:
        asked = min(plan.span.end, today)
        last = asked if last is None else max(last, asked)
    if first is None or last is None or last < first:
        return []
    return periods_between(first, last, grain)


def _raw(grain: str, period: Period) -> Any:
    """What the facts' column holds for the period."""
    return period.start if grain in ("day", "week") else period.key


def _earlier_groups(
    plan: Plan,
    places: Sequence[Found],
    counted: Counted,
    axis: int | None,
    lake: Facts,
    snapshot: Snapshot,
) -> list[dict[str, Group]]:
    """For each row, the counts to compare with."""
    assert plan.compare is not None
    if axis is None:
        before, _countings = _count(plan, plan.span.before(plan.compare), lake, snapshot)
        return [before.rows.get(place, {}) for place in places]
    grain = plan.dimensions[axis].code
    found = []
    for place in places:
        then = _raw(grain, earlier(period_of(grain, place[axis]), grain, plan.compare))
        found.append(counted.rows.get((*place[:axis], then, *place[axis + 1 :]), {}))
    return found


def _family(tested: int) -> str:
    if not tested:
        return ""
    return ngettext(
        "%(count)s comparison, tested at %(q)s.",
        "%(count)s comparisons judged together (Benjamini–Hochberg, q = %(q)s).",
        tested,
    ) % {"count": tested, "q": FAMILY_Q}


def _notes(cells: list[dict[str, Cell]]) -> tuple[str, ...]:
    """What a reader must know of the whole answer."""
    notes = []
    if any(cell.withheld for row in cells for cell in row.values()):
        notes.append(_("Answers of groups too small to be shown are left out to protect them."))
    return tuple(notes)
