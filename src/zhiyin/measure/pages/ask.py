"""The page that asks: metrics by anything, over time, under a condition; the question is in the address."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiyin.accounts.pages.frame import signed_in
from zhiyin.journal.errors import NotFound
from zhiyin.measure.actions.export_measures import export_measures
from zhiyin.measure.errors import Unanswerable
from zhiyin.measure.forms.ask import AskForm
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import EVERYTHING_HEARD, Answer, Cell, Key, Row
from zhiyin.measure.queries.scoreboard import by_value
from zhiyin.measure.registry import Metric
from zhiyin.measure.showing.as_csv import FILE_TYPE, file_name, to_csv
from zhiyin.measure.showing.findings import answer_finding
from zhiyin.measure.showing.numbers import reason
from zhiyin.theme import wording

ROWS_ON_A_PAGE = 100
ROWS_IN_A_RANKING = 60
FIRST_QUESTION = "metric=nps&grain=month"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: its names, a link that asks about it alone, and its cells with their metric."""

    row: Row
    url: str
    cells: tuple[tuple[Metric, Cell, str], ...]


@require_safe
def ask_page(request: HttpRequest) -> HttpResponse:
    """Form, finding, chart, table. A question that cannot be asked comes back with the reason next to its field."""
    actor = signed_in(request)
    actor.require("measures.read")
    given = _given(request)
    form = AskForm(given)
    answer = None
    if form.is_valid():
        try:
            answer = ask(actor, form.question())
        except Unanswerable as error:
            form.add_refusal(error)
        except NotFound as error:
            form.add_error("unit", str(error))
    context: dict[str, Any] = {"form": form, "answer": answer, "may_export": actor.may("export")}
    if answer is not None:
        context |= _shown(answer, given, request)
    return render(request, "measure/ask.html", context, status=200 if answer is not None else 422)


@require_safe
def download_page(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The same question as a file of every row."""
    actor = signed_in(request)
    actor.require("export")
    form = AskForm(_given(request))
    if not form.is_valid():
        return render(request, "measure/ask.html", {"form": form, "may_export": True}, status=422)
    answer = export_measures(actor, form.question())
    response = StreamingHttpResponse(to_csv(answer), content_type=FILE_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(answer)}"'
    return response


def _given(request: HttpRequest) -> QueryDict:
    given = request.GET.copy()
    for name in list(given):
        given.setlist(name, [value.replace("\0", "") for value in given.getlist(name)])
    if "metric" not in given:
        first = QueryDict(FIRST_QUESTION, mutable=True)
        if not any(given.get(name) for name in ("by", "grain")):
            given.setlist("grain", first.getlist("grain"))
        given.setlist("metric", first.getlist("metric"))
    return given


def _shown(answer: Answer, given: QueryDict, request: HttpRequest) -> dict[str, Any]:
    metric = answer.metrics[0]
    ranked = len(answer.dimensions) == 1 and answer.dimensions[0].kind != "time"
    rows = by_value(answer.rows, metric) if ranked else list(answer.rows)
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [_line(answer, row, given) for row in page.object_list]
    is_trend = len(answer.dimensions) == 1 and not ranked and len(rows) > 1
    return {
        "finding": answer_finding(answer),
        "metric": metric,
        "lines": lines,
        "is_trend": is_trend,
        "trend_cells": [row.cells[metric.code] for row in rows] if is_trend else [],
        "trend_labels": [_short(row.keys[0], answer.dimensions[0].code) for row in rows] if is_trend else [],
        "ranking": [
            {
                "label": row.keys[0].label,
                "cell": row.cells[metric.code],
                "url": _narrowed(answer, row, given),
                "note": "",
            }
            for row in rows[:ROWS_IN_A_RANKING]
        ]
        if ranked and metric.formula.difference is not None
        else [],
        "more_ranked": max(0, len(rows) - ROWS_IN_A_RANKING),
        "newer_url": _paged(given, page.number - 1) if page.has_previous() else "",
        "older_url": _paged(given, page.number + 1) if page.has_next() else "",
        "heard_url": f"?{_with(given, population=EVERYTHING_HEARD)}" if answer.left_out else "",
        "download_url": f"{reverse('measure:download')}?{_without(given, 'page').urlencode()}",
        "is_empty": not answer.snapshot or not answer.rows,
    }


def _with(given: QueryDict, **changes: str) -> str:
    """The question with these instead."""
    changed = _without(given, "page")
    for name, value in changes.items():
        changed[name] = value
    return changed.urlencode()


def _short(key: Key, grain: str) -> str:
    """A period as a chart has room for."""
    return wording.month(key.start) if grain == "month" and key.start else key.label


def _line(answer: Answer, row: Row, given: QueryDict) -> Line:
    return Line(
        row=row,
        url=_narrowed(answer, row, given),
        cells=tuple(
            (metric, row.cells[metric.code], _remark(row.cells[metric.code])) for metric in answer.metrics
        ),
    )


def _remark(cell: Cell) -> str:
    if cell.reason:
        return reason(cell.reason)
    if cell.withheld:
        return _("some left out to protect them")
    return _("indicative only") if cell.indicative else reason(cell.warning)


def _narrowed(answer: Answer, row: Row, given: QueryDict) -> str:
    """The same question about this row's unit alone, by what lies below it; empty for other breakdowns."""
    key = next((key for key in row.keys if key.is_unit and key.code), None)
    if key is None:
        return ""
    narrowed = _without(given, "page")
    narrowed["unit"] = key.code
    if narrowed.get("unit") == given.get("unit"):
        return ""
    if not narrowed.get("grain"):
        narrowed["grain"] = "month"
        narrowed["by"] = narrowed["then"] = ""
    return f"{reverse('measure:ask')}?{narrowed.urlencode()}"


def _without(given: QueryDict, name: str) -> QueryDict:
    left = given.copy()
    left.pop(name, None)
    return left


def _paged(given: QueryDict, number: int) -> str:
    paged = given.copy()
    paged["page"] = str(number)
    return f"{reverse('measure:ask')}?{paged.urlencode()}"
