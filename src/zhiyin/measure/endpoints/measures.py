"""Numbers over the API: the same engine and the same shape as the command line."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from ninja import Query, Router, Schema
from pydantic import Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.schemas import Input, Text
from zhiyin.journal.errors import Invalid
from zhiyin.measure.actions.export_measures import export_measures
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Answer, Population, Question
from zhiyin.measure.registry import METRICS, metric_named
from zhiyin.measure.showing.as_csv import FILE_TYPE, file_name, to_csv
from zhiyin.measure.showing.as_json import metric_to_json, to_json

router = Router()
registry_router = Router()

Short = Annotated[Text, Field(max_length=200)]
Day = Annotated[Text, Field(max_length=20, description="2026-11-21, 2026-11, 2026-Q4 or 2026; included")]


class MeasureIn(Input):
    """How to break down, filter and compare."""

    by: Annotated[
        Short, Field(description="Breakdowns joined by commas: unit, region, channel, aspect, …")
    ] = ""
    where: Annotated[
        Text, Field(max_length=2000, description='A condition on signals: nps <= 6 && tier == "gold"')
    ] = ""
    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    grain: Annotated[Short, Field(description="day, week, month, quarter or year")] = ""
    compare: Annotated[Short, Field(description="previous or previous_year")] = ""
    population: Population = "customer"
    unit: Annotated[Short, Field(description="Code, id or name of a unit: it and all below it")] = ""
    format: Literal["json", "csv"] = "json"


class MetricRefOut(Schema):
    code: str
    version: int
    unit: str


class MeasureOut(Schema):
    """Rows carry the dimensions asked for and one cell for each metric, under its code."""

    as_of: str
    snapshot: str
    question: str
    plan: str
    population: str
    from_: Annotated[str | None, Field(alias="from", serialization_alias="from")]
    to: str | None
    where: str | None
    compare: str | None
    family: str | None
    notes: list[str]
    metrics: list[MetricRefOut]
    rows: list[dict[str, Any]]


class MetricOut(Schema):
    code: str
    version: int
    label: str
    short: str
    grain: str
    unit: str
    polarity: int
    constructs: list[str]
    scale: dict[str, float] | None
    definition: str
    origin: str
    limits: str
    example: dict[str, Any]


@router.get(
    "/{metric}",
    response=MeasureOut,
    by_alias=True,
    operation_id="measure",
    summary="A metric, broken down",
)
def measure(
    request: HttpRequest, metric: Short, query: Query[MeasureIn]
) -> StreamingHttpResponse | dict[str, Any]:
    """One metric, or several joined by commas. `format=csv` downloads every row and needs the permission to export."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    _refuse_unknown(request)
    question = Question(
        metrics=tuple(part for part in metric.split(",") if part.strip()),
        by=tuple(part for part in query.by.split(",") if part.strip()),
        where=query.where or None,
        start=query.from_,
        end=query.to,
        grain=query.grain or None,
        compare=query.compare or None,
        population=query.population,
        unit=query.unit or None,
    )
    if query.format == "csv":
        return download(export_measures(actor, question))
    return to_json(ask(actor, question))


@registry_router.get("", response=list[MetricOut], operation_id="list_metrics", summary="The metric registry")
def list_metrics(request: HttpRequest) -> list[dict[str, Any]]:
    """Every definition: formula, scale, origin, limits of use and a worked example."""
    request.actor.require("measures.read")  # type: ignore[attr-defined]
    return [metric_to_json(metric) for metric in METRICS.values()]


@registry_router.get("/{code}", response=MetricOut, operation_id="get_metric", summary="One definition")
def get_metric(request: HttpRequest, code: Short) -> dict[str, Any]:
    """The definition that is in force."""
    request.actor.require("measures.read")  # type: ignore[attr-defined]
    return metric_to_json(metric_named(code))


def _refuse_unknown(request: HttpRequest) -> None:
    """A misspelt filter that is left out in silence would give a wrong number."""
    known = {field.alias or name for name, field in MeasureIn.model_fields.items()}
    unknown = sorted(set(request.GET) - known)
    if unknown:
        raise Invalid(
            _("There is no parameter %(name)s. Known are: %(known)s.")
            % {
                "name": unknown[0][:60].replace("%", ""),
                "known": pgettext("between names", ", ").join(sorted(known)),
            }
        )


def download(answer: Answer) -> StreamingHttpResponse:
    """The answer as a file."""
    response = StreamingHttpResponse(to_csv(answer), content_type=FILE_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(answer)}"'
    return response
