"""What `zhiyin measure` and `zhiyin topics` do; the argument parser lives with the other commands."""

from dataclasses import replace
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.measure.phrases import UNITS
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Answer, Question
from zhiyin.measure.queries.topics import NEGATIVE, NET, SHARE, About, topics
from zhiyin.measure.registry import METRICS
from zhiyin.measure.showing.as_json import to_json
from zhiyin.measure.showing.as_text import to_text
from zhiyin.science.language.columns import padded


def measure(
    actor: Actor,
    metric: str,
    *,
    by: tuple[str, ...] = (),
    where: str | None = None,
    start: str | None = None,
    end: str | None = None,
    grain: str | None = None,
    compare: str | None = None,
    population: str = "customer",
    unit: str | None = None,
) -> Answer:
    """One metric, or several joined by commas. Raises what `ask` raises."""
    return ask(
        actor,
        Question(
            metrics=tuple(part.strip() for part in metric.split(",") if part.strip()),
            by=by,
            where=where,
            start=start,
            end=end,
            grain=grain,
            compare=compare,
            population=population,
            unit=unit,
        ),
    )


def spoken_of(
    actor: Actor,
    *,
    of: str,
    sort: str,
    unit: str = "",
    where: str = "",
    start: str | None = None,
    end: str | None = None,
) -> Answer:
    """What people talk about: share, unhappy part and net sentiment with their changes. Raises what `topics` raises."""
    found = topics(actor, About(start=start, end=end, unit=unit, where=where), of, sort=sort)
    place = {topic.code: i for i, topic in enumerate(found.topics)}
    rows = sorted(
        (row for row in found.answer.rows if row.keys[0].id in place),
        key=lambda row: place[row.keys[0].id or ""],
    )
    return replace(found.answer, rows=rows, metrics=tuple(METRICS[code] for code in (SHARE, NEGATIVE, NET)))


def as_json(answer: Answer) -> dict[str, Any]:
    """The shape of the API."""
    return to_json(answer)


def as_text(answer: Answer) -> str:
    """A table for the terminal."""
    return to_text(answer)


def list_metrics() -> str:
    """Every metric of the registry with its label."""
    longest = max(map(len, METRICS))
    return "\n".join(
        f"{code:<{longest}}  {padded(str(metric.label), 32)}  {UNITS[metric.unit]}"
        for code, metric in METRICS.items()
    )
