"""Find the themes of a choice of texts, in the background; those of all units every night."""

import time
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.jobs.actions.cancel import cancel
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.record import record
from zhiyin.understand.judging.nights import last_night
from zhiyin.understand.models import Reading, ThemeMember, ThemeRun
from zhiyin.understand.queries.themes.runs import paths_of, run_of, subject_of
from zhiyin.understand.queries.voices import Filters, narrowed
from zhiyin.understand.theming.choice import EVERYWHERE, Choice, view_of

KIND: Final = "understand.find_themes"
ANALYSER: Final = "themes 1"
FINDER: Final = Actor.system("theme finder")
WHOLE: Final = 100


def find_themes(actor: Actor, choice: Choice, *, claimed: bool = False) -> int:
    """Find themes in what the actor may read of the choice; returns the finding's id, the running one if there is one.

    Needs `voice.read`. Journals `understand.themes_asked`. Raises NotFound (unit), BadCondition. `claimed`: the
    caller carries the job out itself.
    """
    paths = paths_of(actor, choice)
    narrowed(
        actor, Filters(where=choice.where, query=choice.query)
    )  # a condition that cannot be read is refused
    view = view_of(choice, paths)
    with transaction.atomic():
        running = ThemeRun.objects.filter(view=view, state="finding").order_by("-id").first()
        if running is not None:
            about = latest_about(subject_of(running.pk))
            if about is not None and about.state in ("waiting", "running"):
                return running.pk
        run = ThemeRun.objects.create(
            view=view, choice=choice.kept(), paths=list(paths), analyser=ANALYSER, asked_by=actor.name
        )
        subject = subject_of(run.pk)
        enqueue(actor, KIND, {"run": run.pk}, subject=subject, total=WHOLE, claimed=claimed)
        record(actor, "understand.themes_asked", {}, subject=subject)
    return run.pk


def cancel_themes(actor: Actor, run_id: int) -> None:
    """Stop looking; the themes found before stay. Needs `voice.read` for all that was chosen. Raises NotFound."""
    run = run_of(actor, run_id)
    for path in run.paths:
        actor.require("voice.read", path)
    about = latest_about(subject_of(run_id))
    with transaction.atomic():
        if ThemeRun.objects.filter(pk=run_id, state="finding").update(
            state="cancelled", ended_at=timezone.now()
        ):
            if about is not None and about.finished_at is None:
                cancel(actor, about.id)
            ThemeMember.objects.filter(run=run_id).delete()


@job(KIND)
def carry_out(running: Running) -> dict[str, Any]:
    """Gather, find, measure how steady it is, write. A killed run begins again; until it ends the earlier one stands."""
    # here, and not above: SciPy takes a second that every start of the product would pay
    from zhiyin.understand.theming.finding import find  # noqa: PLC0415

    run = ThemeRun.objects.filter(pk=running.payload["run"], state="finding").first()
    if run is None:
        return {}
    began = time.monotonic()
    themes = find(run, running)
    with transaction.atomic():
        run.took_seconds, run.ended_at = round(time.monotonic() - began, 2), timezone.now()
        run.save(update_fields=["took_seconds", "ended_at"])
        record(
            FINDER,
            "understand.themes_found",
            {"themes": themes, "texts": run.texts},
            subject=subject_of(run.pk),
        )
    return {"themes": themes, "texts": run.texts, "seconds": run.took_seconds}


def find_when_due() -> bool:
    """Ask for the themes of all units once a night, when something was read before it: finding themes would slow down a
    first import, which they would be of a part of, too."""
    view = view_of(Choice(), EVERYWHERE)
    newest = ThemeRun.objects.filter(view=view).order_by("-id").first()
    night = last_night(timezone.now())
    lately = newest is not None and timezone.now() - newest.asked_at < timedelta(hours=12)
    if (
        (newest is None or newest.asked_at < night)
        and not lately
        and Reading.objects.filter(read_at__lt=night).exists()
    ):
        find_themes(FINDER, Choice())
    return False
