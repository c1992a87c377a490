"""Findings of themes: the one in force for a choice, the one that is under way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import find_unit
from zhiyin.jobs.queries.jobs import JobState, latest_about
from zhiyin.journal.errors import NotFound
from zhiyin.understand.models import ThemeRun
from zhiyin.understand.theming.choice import EVERYWHERE, Choice, view_of


@dataclass(frozen=True, slots=True)
class RunState:
    """One finding. `state`: waiting, finding, ready, failed, cancelled; `percent` while it is found.

    `fitting` texts of the period fit, `texts` of them were looked at, `read` of these in a language that is read.
    """

    id: int
    view: str
    choice: Choice
    paths: tuple[str, ...]
    state: str
    percent: int
    problem: str
    analyser: str
    since: datetime | None
    until: datetime | None
    start: datetime | None
    weeks: int
    fitting: int
    texts: int
    read: int
    coverage: float | None
    stability: float | None
    reason: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None

    @property
    def coverage_percent(self) -> float | None:
        return None if self.coverage is None else 100 * self.coverage

    @property
    def is_under_way(self) -> bool:
        return self.state in ("waiting", "finding")


@dataclass(frozen=True, slots=True)
class Runs:
    """For a choice: the finding in force, the newest if it is not that one, and where the actor's texts are.

    `in_force` may be of all units; `paths` then narrow what is counted in it.
    """

    in_force: RunState | None
    newest: RunState | None
    paths: tuple[str, ...]


def paths_of(actor: Actor, choice: Choice) -> tuple[str, ...]:
    """Prefixes of the units that a choice of this actor is about. Raises Forbidden, NotFound (unit)."""
    actor.require("voice.read")
    if choice.unit:
        return (find_unit(actor, choice.unit, "voice.read").path,)
    return tuple(sorted(actor.paths("voice.read")))


def runs_of(actor: Actor, choice: Choice) -> Runs:
    """What is there for a choice: of its own units, else of all. Raises as `paths_of`."""
    paths = paths_of(actor, choice)
    own, whole = view_of(choice, paths), view_of(replace(choice, unit=""), EVERYWHERE)
    ready = _newest(own, state="ready") or _newest(whole, state="ready")
    newest = _newest(own) or (None if ready else _newest(whole))
    if newest is not None and ready is not None and newest.pk <= ready.pk:
        newest = None
    return Runs(_state(ready) if ready else None, _state(newest) if newest else None, paths)


def _newest(view: str, **fits: str) -> ThemeRun | None:
    found = ThemeRun.objects.filter(view=view, **fits)
    return found.defer("found", "totals").order_by("-id").first()


def run_state(actor: Actor, run_id: int) -> RunState:
    """Raises NotFound, also where the actor reads none of it."""
    return _state(run_of(actor, run_id))


def run_of(actor: Actor, run_id: int) -> ThemeRun:
    """Raises Forbidden without `voice.read`, NotFound, also where the actor reads none of it."""
    actor.require("voice.read")
    found = ThemeRun.objects.filter(pk=run_id).first()
    if found is None or not shares(found.paths, actor.paths("voice.read")):
        raise NotFound()
    return found


def shares(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether some unit lies under paths of both."""
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def common(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The paths under which exactly the units lie that lie under paths of both."""
    found = {max(a, b, key=len) for a in one for b in other if a.startswith(b) or b.startswith(a)}
    return tuple(sorted(found))


def subject_of(run_id: int) -> str:
    """By which its jobs and events are found."""
    return f"themes:{run_id}"


def _state(run: ThemeRun) -> RunState:
    about: JobState | None = latest_about(subject_of(run.pk)) if run.state == "finding" else None
    state, percent, problem = run.state, 0, ""
    if about is not None:
        percent = 100 * about.done // max(about.total or 100, 1)
        problem = about.problem
        state = {"waiting": "waiting", "failed": "failed", "cancelled": "cancelled"}.get(
            about.state, "finding"
        )
    return RunState(
        run.pk,
        run.view,
        Choice.of(run.choice),
        tuple(run.paths),
        state,
        percent,
        problem,
        run.analyser,
        run.since,
        run.until,
        run.start,
        run.weeks,
        run.fitting,
        run.texts,
        run.read,
        run.coverage,
        run.stability,
        run.reason,
        run.asked_by,
        run.asked_at,
        run.ended_at,
    )
