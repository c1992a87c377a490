"""From counts to cells: estimate, interval, n, what is withheld, and the change against earlier counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zhiyin.measure.queries.counts import Group
from zhiyin.measure.queries.question import SUPPRESSED, Cell, Difference
from zhiyin.measure.registry import Metric
from zhiyin.measure.rules import FAMILY_Q, RELIABILITY_N
from zhiyin.science.estimate import Change, as_family
from zhiyin.science.measure import Unit

NOTHING = Cell(None, None, None, 0, reason="no_valid_answers", indicative=True)


NONE_HEARD = Cell(0.0, None, None, 0)


def make_cell(metric: Metric, group: Group | None, *, in_time: bool = False) -> Cell:
    """The cell of a metric from what may be shown of its counts.

    Where nothing was counted a score has no value. Neither has a number of signals in a series (`in_time`): nothing
    heard in a period may mean that nobody was listening. Elsewhere none heard is 0.
    """
    counts = group.visible if group is not None else None
    withheld = group is not None and group.is_withheld
    if counts is None or not counts["n"]:
        if withheld:
            return Cell(None, None, None, 0, reason=SUPPRESSED, withheld=True)
        if counts is None:
            return NONE_HEARD if metric.unit is Unit.COUNT and not in_time else NOTHING
    formula = metric.formula
    estimate = formula.estimate(counts)
    factor = formula.factor
    value, low, high = estimate.value, estimate.low, estimate.high
    return Cell(
        value=None if value is None else value * factor,
        low=None if low is None else low * factor,
        high=None if high is None else high * factor,
        n=estimate.n,
        reason=estimate.reason,
        indicative=estimate.n < RELIABILITY_N and metric.unit is not Unit.COUNT,
        warning=estimate.warning,
        asked=counts.get("asked", counts["n"] if metric.grain == "answer" else None),
        withheld=withheld,
        parts=formula.parts(counts) if formula.parts is not None and value is not None else {},
    )


def with_changes(
    cells: list[dict[str, Cell]],
    earlier: Sequence[Mapping[str, Group | None]],
    now: Sequence[Mapping[str, Group | None]],
    metrics: Iterable[Metric],
    *,
    in_time: bool,
) -> int:
    """Put the change against the earlier counts into the cells, judged as one family. Returns how many were tested."""
    tested: list[tuple[int, Metric, Cell, Change]] = []
    for place, (row, groups, groups_then) in enumerate(zip(cells, now, earlier, strict=True)):
        for metric in metrics:
            cell = row[metric.code]
            group, group_then = groups.get(metric.code), groups_then.get(metric.code)
            before = make_cell(metric, group_then, in_time=in_time)
            counts = group.visible if group else None
            counts_then = group_then.visible if group_then else None
            reason = cell.reason or before.reason
            if cell.value is None or before.value is None:
                row[metric.code] = replace(cell, change=_unknown(before, reason))
            elif metric.formula.difference is None or counts is None or counts_then is None:
                row[metric.code] = replace(
                    cell,
                    change=Difference(
                        cell.value - before.value, None, None, None, None, before.value, before.n
                    ),
                )
            else:
                tested.append((place, metric, before, metric.formula.difference(counts, counts_then)))
    family = as_family([change for *_, change in tested], q=FAMILY_Q)
    for (place, metric, before, _raw), verdict in zip(tested, family, strict=True):
        change = metric.unit.scaled_change(verdict)
        cells[place][metric.code] = replace(
            cells[place][metric.code],
            change=Difference(
                value=change.value,
                low=change.low,
                high=change.high,
                real=change.real if change.p is not None else None,
                p=change.p_adjusted if change.p_adjusted is not None else change.p,
                before=before.value,
                n_before=before.n,
                reason=change.reason,
            ),
        )
    return sum(change.p is not None for change in family)


def _unknown(before: Cell, reason: str | None) -> Difference:
    return Difference(None, None, None, None, None, before.value, before.n, reason=reason)
