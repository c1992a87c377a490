"""Which voices speak of a topic: found in the facts, so that it takes as long among millions as among hundreds."""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from zhiyin.accounts.actor import Actor
from zhiyin.facts.reading import Snapshot
from zhiyin.measure.queries.counting import Counting, conditions_on, facts_of, is_protected, within_paths
from zhiyin.measure.queries.lake import execute, facts
from zhiyin.measure.queries.plan import make_plan
from zhiyin.measure.queries.topics import VOLUME, About, dated, dimension_of
from zhiyin.measure.rules import privacy_k

Feeling = Literal["negative", "positive", ""]
MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Quoted:
    """The newest voices by id. `withheld`: protected ones are left out, as they come from too few people."""

    ids: tuple[int, ...]
    withheld: bool = False


def quoted(
    actor: Actor, about: About, code: str, feeling: Feeling = "", *, most: int, at: Snapshot | None = None
) -> Quoted:
    """The newest voices that speak of a topic with this feeling about it (any: ""), of what the actor may read.

    Raises as `topics`, and Forbidden without `voice.read`.
    """
    actor.require("voice.read")
    lake = facts()
    at = at or lake.snapshot()
    about = dated(actor, about, at)
    plan = make_plan(actor, about.question(VOLUME, by=(dimension_of(code),)))
    ((_metrics, counting),) = plan.countings(plan.span)
    counting = replace(counting, source=counting.table)
    readable = actor.paths("voice.read")
    shape = ("quoted", counting, readable, feeling)
    people = execute(
        lake, lambda now: _people(_rows(counting, now, readable, feeling)), shape=(*shape, "people"), at=at
    )
    few = 0 < people["people"][0].as_py() < privacy_k(counting.population)

    def newest(now: Snapshot) -> Any:
        rows = _rows(counting, now, readable, feeling)
        rows = rows.filter(~rows.protected) if few else rows
        return rows.order_by(rows.occurred_at.desc(), rows.signal_id.desc()).limit(most).select("signal_id")

    found = execute(lake, newest, shape=(*shape, few, most), at=at)
    return Quoted(tuple(found["signal_id"].to_pylist()), few)


def _rows(counting: Counting, snapshot: Snapshot, readable: tuple[str, ...], feeling: str) -> Any:
    rows = facts_of(counting, snapshot)
    conditions = conditions_on(counting, rows, snapshot)
    if readable != ("",):
        conditions.append(within_paths(rows, readable))
    if feeling:
        label = rows.aspect_label if "aspect_label" in rows.columns else rows.sentiment_label
        conditions.append(label == feeling)
    rows = rows.filter(*conditions) if conditions else rows
    return rows.select("signal_id", "occurred_at", "respondent", protected=is_protected(counting, rows))


def _people(rows: Any) -> Any:
    return rows.aggregate(people=rows.respondent.nunique(where=rows.protected))
