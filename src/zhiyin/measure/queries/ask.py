"""The one query engine: every number in Zhiyin is an answer of `ask`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyin.accounts.actor import Actor
from zhiyin.facts.reading import Facts, Snapshot
from zhiyin.measure.errors import TooManyRows
from zhiyin.measure.queries.counting import (
    Counting,
    counts_and_people_expression,
    counts_expression,
    people_expression,
)
from zhiyin.measure.queries.counts import Counted, Found, apart
from zhiyin.measure.queries.labels import period_of
from zhiyin.measure.queries.lake import execute, facts
from zhiyin.measure.queries.periods import Span, earlier, period_at
from zhiyin.measure.queries.plan import Plan, make_plan, said
from zhiyin.measure.queries.profile import populations, profile_of
from zhiyin.measure.queries.protection import hide_small_groups
from zhiyin.measure.queries.question import Answer, Question
from zhiyin.measure.queries.rows import Rows, in_order, raw_of, without_gaps
from zhiyin.measure.queries.sentences import question_sentence
from zhiyin.measure.rules import FAMILY_Q, MAX_ROWS
from zhiyin.understand.phrases.set_aside import left_out_in_words
from zhiyin.understand.set_aside import LEFT_OUT

Expression = Callable[[Counting, Snapshot], Any]


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
        places = in_order(plan, counted.places())
    else:
        places = without_gaps(plan, counted.places(), time_axis, snapshot)
    if not plan.dimensions and not places:
        places = [()]
    if len(places) > MAX_ROWS:
        raise TooManyRows(count=len(places), limit=MAX_ROWS)
    rows, family = Rows(plan, places, counted), ""
    if plan.compare:
        before, then = counted, places
        if time_axis is None:
            before, _countings = _count(plan, plan.span.before(plan.compare), lake, snapshot)
        else:
            then = [_earlier_place(plan, place, time_axis) for place in places]
        family = _family(rows.compare(before, then))
    left_out = _left_out(actor, question, plan, lake, snapshot)
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
        notes=tuple(filter(None, (*_notes(counted), left_out_in_words(left_out)))),
        left_out=sum(left_out.values()),
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
        people: pa.Table | None = None
        if counting.reads_all_at_once:
            counts, people = apart(run(lake, counts_and_people_expression, counting, snapshot))
        else:
            counts = run(lake, counts_expression, counting, snapshot)
        if counts.num_rows > 2 * MAX_ROWS:
            raise TooManyRows(count=counts.num_rows, limit=MAX_ROWS)
        counted.add(counts, metrics, len(plan.dimensions))
        if counted.has_protected(metrics):
            if people is None:
                people = run(lake, people_expression, counting, snapshot)
            hide_small_groups(counted, metrics, counting, people)
    countings = [counting for _metrics, counting in queries]
    for metric in plan.metrics:
        if metric.out_of:
            of = plan.whole_of(metric)
            whole, more = _count(of, span, lake, snapshot)
            counted.set_whole(metric.code, whole, metric.out_of, plan.in_the_whole)
            countings += more
    return counted, countings


def run(lake: Facts, expression: Expression, counting: Counting, snapshot: Snapshot) -> pa.Table:
    """One query, as an Arrow table; compiled once for its shape."""
    return execute(lake, lambda at: expression(counting, at), shape=(expression, counting), at=snapshot)


def _earlier_place(plan: Plan, place: Found, axis: int) -> Found:
    """The same row in the period to compare with."""
    assert plan.compare is not None
    grain = plan.dimensions[axis].code
    then = raw_of(grain, earlier(period_of(grain, place[axis]), grain, plan.compare))
    return (*place[:axis], then, *place[axis + 1 :])


def _family(tested: int) -> str:
    if not tested:
        return ""
    return ngettext(
        "%(count)s comparison, tested at %(q)s.",
        "%(count)s comparisons judged together (Benjamini–Hochberg, q = %(q)s).",
        tested,
    ) % {"count": tested, "q": FAMILY_Q}


def _notes(counted: Counted) -> tuple[str, ...]:
    """What a reader must know of the whole answer."""
    if counted.hides_something:
        return (_("Answers of groups too small to be shown are left out to protect them."),)
    return ()


def _left_out(
    actor: Actor, question: Question, plan: Plan, lake: Facts, snapshot: Snapshot
) -> dict[str, int]:
    """How many voices of customers the numbers leave out because they copy others, or are spam."""
    if plan.population != "customer":
        return {}
    same = replace(question, metrics=("volume",), by=(), grain=None, compare=None)
    return {
        population: int(
            ask(actor, replace(same, population=population), at=snapshot).rows[0].cells["volume"].value or 0
        )
        for population in LEFT_OUT
        if population in populations(lake, snapshot)
    }
