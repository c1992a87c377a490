"""The sentence above a chart: what it shows, and whether a difference is more than noise. Never a cause."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyin.measure.queries.question import Answer, Cell, Row
from zhiyin.measure.queries.scoreboard import AspectScore, Point, Scoreboard
from zhiyin.measure.registry import Metric
from zhiyin.measure.showing.numbers import amount_of, reason, with_unit

NAMED = 3
"""Names that a sentence lists before it counts."""


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


def units_finding(board: Scoreboard) -> str:
    """Which units lie apart from the whole."""
    if board.reference.value is None or not board.units:
        return ""
    metric, value = board.headline, board.reference.value
    sign = metric.polarity or 1
    above = [
        u.key.label
        for u in board.units
        if u.cell.low is not None and sign * (_near(u.cell, sign) - value) > 0
    ]
    below = [
        u.key.label for u in board.units if u.cell.low is not None and sign * (_far(u.cell, sign) - value) < 0
    ]
    words = {
        "metric": metric.short,
        "value": with_unit(value, metric.unit),
        "above": _listed(above),
        "below": _listed(below),
    }
    if above and below:
        return _("%(above)s above the whole (%(value)s), %(below)s below, beyond noise.") % words
    if above:
        return (
            _("%(above)s above the whole (%(value)s), beyond noise; the others cannot be told from it.")
            % words
        )
    if below:
        return (
            _("%(below)s below the whole (%(value)s), beyond noise; the others cannot be told from it.")
            % words
        )
    return _("No unit can be told from the whole (%(value)s).") % words


def _near(cell: Cell, sign: int) -> float:
    """The end of the interval nearer to bad."""
    end = cell.low if sign > 0 else cell.high
    assert end is not None
    return end


def _far(cell: Cell, sign: int) -> float:
    end = cell.high if sign > 0 else cell.low
    assert end is not None
    return end


def _listed(names: list[str]) -> str:
    shown = pgettext("between names", ", ").join(names[:NAMED])
    if len(names) > NAMED:
        return _("%(names)s and %(more)s more") % {"names": shown, "more": len(names) - NAMED}
    return shown


def aspects_finding(aspects: Sequence[AspectScore]) -> str:
    """The largest complaint, and whether it has grown."""
    known = [aspect for aspect in aspects if aspect.negative.value is not None]
    if not known:
        return ""
    worst = max(known, key=_complaints)
    change = worst.negative.change
    words = {"aspect": worst.key.label, "count": _complaints(worst)}
    if change is None or not change.real or change.value is None:
        return _("“%(aspect)s” is the largest complaint (%(count)s negative mentions).") % words
    if change.value > 0:
        return _("“%(aspect)s” is the largest complaint, and its negative share has really grown.") % words
    return _("“%(aspect)s” is still the largest complaint, but its negative share has really shrunk.") % words


def _complaints(aspect: AspectScore) -> int:
    """How many mentions of the aspect are negative."""
    return round(aspect.negative.n * (aspect.negative.value or 0.0) / 100.0)


def scoreboard_trend_finding(board: Scoreboard) -> str:
    """The year of the headline metric in one sentence."""
    return trend_finding(board.headline, [(_label(point), point.cell) for point in board.trend])


def _label(point: Point) -> str:
    return point.key.label
