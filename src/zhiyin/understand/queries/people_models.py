"""The cards of the models about people: no personal data, of the whole organisation."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.understand.actions.judge_people import ABOUT
from zhiyin.understand.errors import NoSuchModel
from zhiyin.understand.judging.nights import next_night
from zhiyin.understand.models import PeopleModel


@dataclass(frozen=True, slots=True)
class Card:
    """One run of one model."""

    code: str
    state: str
    run_at: datetime
    until: date
    customers: int
    card: dict[str, Any]
    terms: dict[str, Any]
    reason: dict[str, Any]
    took_seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """The run asked for last: `percent` while it is under way; `problem` where it failed."""

    id: int
    state: str
    percent: int
    problem: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        return self.state in ("waiting", "running")


def newest_cards(actor: Actor) -> list[Card]:
    """Of every model its latest run, in the order in which they are shown. Needs `measures.read` everywhere."""
    actor.require("measures.read", "")
    latest = PeopleModel.objects.order_by("-run_at").values("run_at")[:1]
    rows = {row.code: row for row in PeopleModel.objects.filter(run_at=latest)}
    return [_card(rows[code]) for code in PeopleModel.CODES if code in rows]


def read_card(actor: Actor, code: str) -> Card | None:
    """The latest run of one model, None before the first. Needs `measures.read` everywhere. Raises NoSuchModel."""
    actor.require("measures.read", "")
    if code not in PeopleModel.CODES:
        raise NoSuchModel()
    row = PeopleModel.objects.filter(code=code).order_by("-run_at", "-id").first()
    return None if row is None else _card(row)


def past_runs(actor: Actor, code: str, many: int = 12) -> list[Card]:
    """The latest runs of one model, newest first. Needs `measures.read` everywhere."""
    actor.require("measures.read", "")
    rows = PeopleModel.objects.filter(code=code).order_by("-run_at", "-id")
    return [_card(row) for row in rows[:many]]


def latest_run(actor: Actor) -> Run | None:
    """The run asked for last. Needs `measures.read` everywhere."""
    actor.require("measures.read", "")
    job = latest_about(ABOUT)
    if job is None:
        return None
    percent = 100 * job.done // job.total if job.total else 0
    return Run(job.id, job.state, percent, job.problem, job.created_at, job.finished_at)


def next_run() -> datetime:
    """When people are judged next without anybody asking."""
    return next_night(timezone.now())


def _card(row: PeopleModel) -> Card:
    return Card(
        row.code, row.state, row.run_at, row.until, row.customers, row.card, row.terms, row.reason, row.took_seconds
    )  # fmt: skip
