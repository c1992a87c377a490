"""An answer as a table for a terminal, aligned also where a Chinese character takes two columns."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.measure.queries.question import Answer, Cell
from zhiyin.measure.registry import Metric
from zhiyin.measure.showing.numbers import change_in_words, interval, reason, with_unit
from zhiyin.science.language.columns import padded, width
from zhiyin.theme.wording import moment


def _set(text: str, columns: int, *, right: bool) -> str:
    return " " * (columns - width(text)) + text if right else padded(text, columns)


def to_text(answer: Answer) -> str:
    """The sentence, the table, and what must be known to read it."""
    header, is_right = _header(answer)
    lines = [_line(answer, keys, cells) for keys, cells in _rows(answer)]
    widths = [max(width(line[i]) for line in [header, *lines]) for i in range(len(header))]
    table = [
        "  ".join(
            _set(text, columns, right=right)
            for text, columns, right in zip(line, widths, is_right, strict=True)
        ).rstrip()
        for line in [header, *lines]
    ]
    rule = "─" * max(sum(widths) + 2 * (len(widths) - 1), 1)
    below = [*answer.notes, answer.family, answer.plan, _as_of(answer)]
    return "\n".join([answer.sentence, "", table[0], rule, *table[1:], "", *(line for line in below if line)])


def _as_of(answer: Answer) -> str:
    if not answer.snapshot:
        return _("Nothing has been fed yet.")
    zone = f"{timezone.localtime(answer.as_of):%Z}"
    return _("As of %(time)s.") % {"time": f"{moment(answer.as_of)} {zone}"}


def _header(answer: Answer) -> tuple[list[str], list[bool]]:
    header = [dimension.label for dimension in answer.dimensions]
    right = [False] * len(header)
    for metric in answer.metrics:
        header += [str(metric.short), _("interval"), "n"]
        right += [True, True, True]
        if answer.question.compare:
            header.append(_("change"))
            right.append(False)
        header.append("")
        right.append(False)
    return header, right


def _rows(answer: Answer) -> list[tuple[list[str], dict[str, Cell]]]:
    return [([key.label for key in row.keys], row.cells) for row in answer.rows]


def _line(answer: Answer, keys: list[str], cells: dict[str, Cell]) -> list[str]:
    line = list(keys)
    for metric in answer.metrics:
        line += _cell(metric, cells[metric.code], compared=bool(answer.question.compare))
    return line


def _cell(metric: Metric, cell: Cell, *, compared: bool) -> list[str]:
    remark = reason(cell.reason) or (_("indicative") if cell.indicative else "")
    if cell.withheld and cell.value is not None:
        remark = _("some left out to protect them")
    found = [with_unit(cell.value, metric.unit), interval(cell, metric.unit), f"{cell.n:,}"]
    if compared:
        found.append(change_in_words(cell.change, metric.unit))
    return [*found, remark]
