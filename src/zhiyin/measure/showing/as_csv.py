"""An answer as CSV that a spreadsheet opens rightly: UTF-8 with a byte order mark, formulas made harmless."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from zhiyin.documents.delimited import lines
from zhiyin.measure.queries.question import Answer, Key, Row

FILE_TYPE = "text/csv; charset=utf-8"


def file_name(answer: Answer) -> str:
    """What was counted, by what, and of when the numbers are."""
    parts = [
        *(metric.code for metric in answer.metrics),
        *(d.code.replace(":", "-") for d in answer.dimensions),
    ]
    return f"{'_'.join(parts)[:100]}_{answer.as_of:%Y%m%d}.csv"


def to_csv(answer: Answer) -> Iterator[str]:
    """The lines of the file, complete: every row with value, interval, n, reason and change of every metric."""
    yield from lines([_header(answer), *(_cells(answer, row) for row in answer.rows)])


def _header(answer: Answer) -> list[str]:
    found = []
    for dimension in answer.dimensions:
        found.append(dimension.label)
        match dimension.kind:
            case "unit" | "level" | "children":
                found += [_("%(name)s: code") % {"name": dimension.label}]
            case "time":
                found += [_("First day"), _("Last day")]
            case _:
                found += [_("%(name)s: code") % {"name": dimension.label}]
    for metric in answer.metrics:
        name = str(metric.short)
        found += [name, f"{name} low", f"{name} high", f"{name} n", f"{name} {_('remark')}"]
        if answer.question.compare:
            found += [f"{name} {_('change')}", f"{name} {_('change real')}"]
    return [*found, _("As of")]


def _cells(answer: Answer, row: Row) -> list[Any]:
    found: list[Any] = []
    for key in row.keys:
        found += _key(key)
    for metric in answer.metrics:
        cell = row.cells[metric.code]
        remark = cell.reason or ("withheld" if cell.withheld else "indicative" if cell.indicative else "")
        found += [_number(cell.value), _number(cell.low), _number(cell.high), cell.n, remark]
        if answer.question.compare:
            change = cell.change
            found += [
                _number(change.value if change else None),
                "" if change is None or change.real is None else int(change.real),
            ]
    return [*found, answer.as_of.isoformat()]


def _key(key: Key) -> list[Any]:
    if key.start is not None and key.end is not None:
        return [key.id, key.start.isoformat(), key.end.isoformat()]
    return [key.label, key.code if key.is_unit else (key.id or "")]


def _number(value: float | None) -> Any:
    return "" if value is None else round(value, 6)
