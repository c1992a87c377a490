"""One run of a connector: look into its folder, or ask its API, and note when to come again."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.fetching.pull import pull
from zhiyin.collect.actions.fetching.watch_folder import look_into_folder
from zhiyin.collect.errors import ApiBusy
from zhiyin.collect.models import Connector, Fetched
from zhiyin.collect.phrases.kept import kept
from zhiyin.collect.queries.acting import actor_again
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.models import Job
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.errors import Forbidden, ZhiyinError
from zhiyin.journal.record import record

KIND: Final = "collect.run_connector"
# A file is taken up when it lay unchanged at two looks: after a first look the second one follows soon.
SECOND_LOOK: Final = timedelta(seconds=5)


def start_due_connectors() -> bool:
    """Enqueue the runs whose time has come, one at a time for each connector."""
    now = timezone.now()
    started = False
    for connector in Connector.objects.filter(is_active=True, next_run_at__lte=now):
        subject = f"connector:{connector.pk}"
        with transaction.atomic():
            ours = Connector.objects.filter(id=connector.pk, next_run_at=connector.next_run_at).update(
                next_run_at=now + timedelta(minutes=connector.every)
            )
            if ours and not Job.objects.filter(subject=subject, state__in=("waiting", "running")).exists():
                enqueue(actor_of(connector), KIND, {"connector": connector.pk}, subject=subject)
                started = True
    return started


def actor_of(connector: Connector) -> Actor:
    """As whom it brings in feedback: whoever set it up, with the permissions of today."""
    return actor_again(connector.created_by_kind, connector.created_by_id, connector.created_by)


@job(KIND)
def run_connector(running: Running) -> dict[str, Any]:
    """Carry out one run as a job. Returns {"fetched": how many files}."""
    connector = Connector.objects.filter(id=running.payload["connector"]).first()
    if connector is None:
        return {"fetched": 0}
    return {"fetched": len(fetch_now(actor_of(connector), connector))}


def fetch_now(actor: Actor, connector: Connector) -> list[Fetched]:
    """Fetch what is new, note how it went and when the next run is due. What went wrong is kept on the connector."""
    problem: dict[str, Any] = {}
    fetched: list[Fetched] = []
    again = timezone.now() + timedelta(minutes=connector.every)
    try:
        actor.require("signals.import")
        if connector.kind == "folder":
            fetched = look_into_folder(actor, connector)
            if connector.state["seen"]:
                again = min(again, timezone.now() + SECOND_LOOK)
        elif (one := pull(actor, connector)) is not None:
            fetched = [one]
        if connector.state.get("place"):
            again = timezone.now()
    except ZhiyinError as error:
        problem = kept(error)
        if isinstance(error, ApiBusy):
            again = timezone.now() + timedelta(seconds=error.data["wait"])
        if isinstance(error, Forbidden):
            again = timezone.now() + timedelta(days=1)
    _note(actor, connector, fetched, problem, again)
    return fetched


def _note(
    actor: Actor, connector: Connector, fetched: list[Fetched], problem: dict[str, Any], again: datetime
) -> None:
    with transaction.atomic():
        Connector.objects.filter(id=connector.pk).update(
            last_run_at=timezone.now(), problem=problem, next_run_at=again
        )
        new_problem = problem and connector.problem.get("code") != problem["code"]
        if fetched or new_problem:
            record(
                actor,
                "collect.connector_ran",
                {"fetched": len(fetched), **({"problem": problem["code"]} if problem else {})},
                subject=f"connector:{connector.pk}",
            )
    connector.problem = problem
