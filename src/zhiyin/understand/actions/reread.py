"""Read everything again with the version that is installed: beside the readings in force, and compared with them."""

from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.record import record
from zhiyin.understand.actions.write_readings import read_of, words_about, write_next_readings
from zhiyin.understand.comparing import Comparison
from zhiyin.understand.corrected import Said, whole
from zhiyin.understand.errors import NothingToReread, RereadingUnderWay
from zhiyin.understand.models import NextReading, Reading, Rereading
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.taxonomies import categories_above

KIND: Final = "understand.reread"
CHUNK: Final = 2_000
UNDER_WAY: Final = ("reading", "ready", "replacing")


def reread(actor: Actor) -> int:
    """Read in the background what other versions read; returns the id of the re-reading.

    The readings in force stay until `replace_readings`. Needs `settings.manage` everywhere. Journals
    `understand.rereading_asked`. Raises RereadingUnderWay while one waits for a decision, NothingToReread.
    """
    actor.require("settings.manage", "")
    with transaction.atomic():
        if Rereading.objects.select_for_update().filter(state__in=UNDER_WAY).exists():
            raise RereadingUnderWay()
        total = outdated().count()
        if not total:
            raise NothingToReread()
        run = Rereading.objects.create(analyser=analyser.name(), total=total, asked_by=actor.name)
        enqueue(actor, KIND, {"rereading": run.pk}, subject=subject_of(run.pk), total=total)
        record(actor, "understand.rereading_asked", {"readings": total}, subject=subject_of(run.pk))
    return run.pk


def discard_rereading(actor: Actor, rereading_id: int) -> None:
    """Throw the new readings away; those in force stay. One that has ended already is left as it is.

    Needs `settings.manage` everywhere. Journals `understand.rereading_discarded`.
    """
    actor.require("settings.manage", "")
    with transaction.atomic():
        states = ("reading", "ready")
        if end(rereading_id, states, "discarded"):
            NextReading.objects.all().delete()
            record(actor, "understand.rereading_discarded", {}, subject=subject_of(rereading_id))


def subject_of(rereading_id: int) -> str:
    """By which its jobs and events are found."""
    return f"rereading:{rereading_id}"


def outdated() -> QuerySet[Reading]:
    """Readings in force by another version than the one installed."""
    return Reading.objects.exclude(analyser=analyser.name())


def end(rereading_id: int, states: tuple[str, ...], state: str) -> bool:
    """Move it to its last state, if it is in one of `states`."""
    ended = Rereading.objects.filter(pk=rereading_id, state__in=states)
    return bool(ended.update(state=state, ended_at=timezone.now()))


@job(KIND)
def carry_out(running: Running) -> dict[str, Any]:
    """Read on from where it stopped. Ends early when the re-reading was discarded."""
    number = running.payload["rereading"]
    while run := Rereading.objects.filter(pk=number, state="reading").first():
        rows = list(_next(run.after))
        if not rows:
            Rereading.objects.filter(pk=number, state="reading").update(state="ready")
            break
        _read(run, rows)
        running.progress(run.done, max(run.total, run.done))
    return {"rereading": number}


def _next(after: int) -> QuerySet[Reading]:
    return outdated().filter(signal_id__gt=after).select_related("signal__unit").order_by("signal_id")[:CHUNK]


def _read(run: Rereading, rows: list[Reading]) -> None:
    """One chunk: read before the transaction, so that it holds no lock."""
    texts = [whole(row.signal.title, row.signal.text) for row in rows]
    places = [row.signal.unit.path for row in rows]
    above = categories_above()
    read = [
        read_of(row.pk, row.signal.revision, text, found, above)
        for row, text, found in zip(rows, texts, analyser.read(texts, places=places), strict=True)
    ]
    comparison = Comparison.of(run.comparison)
    words = words_about({one.signal_id: one.words for one in read})
    for row, one in zip(rows, read, strict=True):
        if row.revision == one.revision:  # else the old one is about earlier words
            comparison.add(row.pk, said_in(row), one.said, words.get(row.pk, ()))
    with transaction.atomic():
        # locked against being discarded in the meantime
        if not Rereading.objects.select_for_update().filter(pk=run.pk, state="reading").exists():
            return
        write_next_readings(read)
        run.after, run.done, run.comparison = rows[-1].pk, run.done + len(rows), comparison.kept()
        run.save(update_fields=["after", "done", "comparison"])


def said_in(row: Reading) -> Said:
    """What the machine said, beneath corrections."""
    return Said(**(row.machine or {name: getattr(row, name) for name in Said.__dataclass_fields__}))
