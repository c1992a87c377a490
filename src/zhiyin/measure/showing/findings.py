"""The sentence above a chart: what it shows, and whether a difference is more than noise. Never a cause."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiyin.measure.queries.question import Answer, Cell, Row
from zhiyin.measure.registry import Metric
from zhiyin.measure.showing.numbers import amount_of, reason, with_unit


def answer_finding(answer: Answer) -> str:
    """What an answer shows of its first metric."""
    metric = answer.metrics[0]
    if not answer.rows or all(row.cells[metric.code].value is None for row in answer.rows):
        return nothing_found(answer, metric)
    if not answer.dimensions:
        return _one_number(metric, answer.rows[0].cells[metric.code])
    if len(answer.dimensions) == 1 and answer.dimensions[0].kind == "time":
        return trend_finding(metric, [(row.keys[0].label, row.cells[metric.code]) for row in answer.rows])
    return _extremes(metric, answer.rows)


def nothing_found(answer: Answer, metric: Metric) -> str:
    """Why there is no number."""
    reasons = {row.cells[metric.code].reason for row in answer.rows}
    if len(reasons) == 1 and (only := reasons.pop()) is not None:
        return _("%(metric)s: %(reason)s.") % {"metric": metric.short, "reason": reason(only)}
    return _("No data, so no number.")


def _one_number(metric: Metric, cell: Cell) -> str:
    value = with_unit(cell.value, metric.unit)
    change = cell.change
    if change is None or change.value is None or change.real is None:
        return _("%(metric)s is %(value)s.") % {"metric": metric.short, "value": value}
    amount = amount_of(change, metric.unit)
    words = {"metric": metric.short, "value": value, "amount": amount}
    if not change.real:
        return _("%(metric)s is %(value)s; the change of %(amount)s is within noise.") % words
    if change.value > 0:
        return _("%(metric)s is %(value)s and has really risen, by %(amount)s.") % words
    return _("%(metric)s is %(value)s and has really fallen, by %(amount)s.") % words


def trend_finding(metric: Metric, points: Sequence[tuple[str, Cell]]) -> str:
    """First and last value of a line, and whether they differ by more than their intervals allow."""
    known = [(label, cell) for label, cell in points if cell.value is not None]
    if not known:
        return _("No data, so no number.")
    (first_label, first), (last_label, last) = known[0], known[-1]
    words = {
        "metric": metric.short,
        "first": with_unit(first.value, metric.unit),
        "last": with_unit(last.value, metric.unit),
        "from": first_label,
        "to": last_label,
    }
    if len(known) == 1 or first.low is None or last.low is None or first.high is None or last.high is None:
        return _("%(metric)s is %(last)s (%(to)s).") % words
    if last.low > first.high:
        return _("%(metric)s has risen from %(first)s (%(from)s) to %(last)s (%(to)s).") % words
    if last.high < first.low:
        return _("%(metric)s has fallen from %(first)s (%(from)s) to %(last)s (%(to)s).") % words
    return (
        _("%(metric)s went from %(first)s (%(from)s) to %(last)s (%(to)s); the two cannot be told apart.")
        % words
    )


def _extremes(metric: Metric, rows: Sequence[Row]) -> str:
    """Best and worst of a breakdown."""
    known = [row for row in rows if row.cells[metric.code].value is not None]
    sign = metric.polarity or 1
    known.sort(key=lambda row: -sign * (row.cells[metric.code].value or 0.0))
    best, worst = known[0], known[-1]
    one, two = best.cells[metric.code], worst.cells[metric.code]
    words = {
        "metric": metric.short,
        "best": _name(best),
        "high": with_unit(one.value, metric.unit),
        "worst": _name(worst),
        "low": with_unit(two.value, metric.unit),
    }
    if len(known) == 1:
        return _("%(metric)s of %(best)s is %(high)s.") % words
    if metric.formula.difference is None:
        return _("%(best)s has most (%(high)s), %(worst)s least (%(low)s).") % words
    if one.low is None or one.high is None or two.low is None or two.high is None:
        return _("%(metric)s is %(high)s at %(best)s and %(low)s at %(worst)s.") % words
    if one.low > two.high or one.high < two.low:
        return (
            _(
                "%(metric)s is best at %(best)s (%(high)s) and worst at %(worst)s (%(low)s); the two really differ."
            )
            % words
        )
    return (
        _(
            "%(metric)s is between %(high)s (%(best)s) and %(low)s (%(worst)s); best and worst cannot be told apart."
        )
        % words
    )


def _name(row: Row) -> str:
    return " · ".join(key.label for key in row.keys)
