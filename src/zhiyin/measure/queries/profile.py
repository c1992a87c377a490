"""What kinds of rows there are at all, so that no query tests what is true of every row.

Most installations have no protected feedback, or ask for NPS on 0–10 only. One look at the smallest rollup of a
snapshot tells (kept with the snapshot's other results); a condition that holds for all rows is then left out of the
query, which halves its time. What is left out is a tautology: the counts are the same.
"""

from dataclasses import dataclass
from typing import Any

from zhiyin.facts.reading import Facts, Snapshot
from zhiyin.facts.tables import TABLES
from zhiyin.measure.queries.lake import execute
from zhiyin.measure.queries.question import members
from zhiyin.measure.registry import Metric

_ROLLUP = {table: f"{table}_by_unit" for table in TABLES}
_KINDS = ("population", "identity")
NOT_ASKED = ("not_asked", "not_reached")
_ANSWER_KINDS = ("construct", "role", "scale_min", "scale_max", "polarity", "status")


@dataclass(frozen=True, slots=True)
class Profile:
    """What holds for every row that a query may meet; False where it is not known to hold.

    `one_population`: all rows are of the population asked for. `open`: nobody is protected. `plain`: all answers are
    of the plain role. `on_scale`: codes of metrics all of whose answers lie on the metric's scale. `asked`: every answer
    was asked for; `answered`: and has a value. `one_scale`: all answers have the same scale; `scale_by_construct`: all
    answers of a construct have.
    """

    one_population: bool = False
    open: bool = False
    plain: bool = False
    asked: bool = False
    answered: bool = False
    on_scale: frozenset[str] = frozenset()
    one_scale: bool = False
    scale_by_construct: bool = False


NOTHING_KNOWN = Profile()


def profile_of(
    lake: Facts, snapshot: Snapshot, table: str, metrics: tuple[Metric, ...], population: str
) -> Profile:
    """What holds for every row of the table that these metrics look at."""
    rows = _kinds(lake, snapshot, table)
    if table == "answers" and all(metric.constructs for metric in metrics):
        asked = {construct for metric in metrics for construct in metric.constructs}
        rows = [row for row in rows if row["construct"] in asked]
    one_population = all(row["population"] in members(population) for row in rows)
    rows = [row for row in rows if row["population"] in members(population)]
    plain = table == "answers" and all(row["role"] == "plain" for row in rows)
    rows = [row for row in rows if row.get("role", "plain") == "plain"]
    scales = {
        (row["construct"], (row["scale_min"], row["scale_max"], row["polarity"]))
        for row in rows
        if "scale_min" in row
    }
    return Profile(
        one_population=one_population,
        open=population != "staff" and all(row["identity"] == "known" for row in rows),
        plain=plain,
        asked=table == "answers" and all(row["status"] not in (*NOT_ASKED, None) for row in rows),
        answered=table == "answers"
        and all(row["status"] == "answered" and row["valued"] == row["k"] for row in rows),
        on_scale=frozenset(metric.code for metric in metrics if _on_scale(metric, rows)),
        one_scale=len({scale for _construct, scale in scales}) == 1,
        scale_by_construct=0 < len(scales) == len({construct for construct, _scale in scales}),
    )


def populations(lake: Facts, snapshot: Snapshot) -> frozenset[str]:
    """Whose voices there are at all."""
    return frozenset(row["population"] for row in _kinds(lake, snapshot, "signals"))


def _on_scale(metric: Metric, rows: list[dict[str, Any]]) -> bool:
    if metric.scale is None:
        return False
    low, high = metric.scale.minimum, metric.scale.maximum
    return all(
        (row["scale_min"], row["scale_max"], row["polarity"]) == (low, high, 1)
        and (row["least"] is None or low <= row["least"] <= row["most"] <= high)
        for row in rows
        if row["construct"] in metric.constructs
    )


def _kinds(lake: Facts, snapshot: Snapshot, table: str) -> list[dict[str, Any]]:
    def build(at: Snapshot) -> Any:
        rollup = at.table(_ROLLUP[table])
        if table != "answers":
            return rollup.group_by(_KINDS).aggregate(k=rollup.k.sum())
        return rollup.group_by((*_KINDS, *_ANSWER_KINDS)).aggregate(
            k=rollup.k.sum(),
            valued=rollup.k.sum(where=rollup.value.notnull()),
            least=rollup.value.min(),
            most=rollup.value.max(),
        )

    found: list[dict[str, Any]] = execute(lake, build, shape=("kinds", table), at=snapshot).to_pylist()
    return found
