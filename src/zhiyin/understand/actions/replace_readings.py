"""Put the new readings in the place of the old ones."""

from typing import Any, Final

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.feed import make_ready
from zhiyin.journal.record import record
from zhiyin.understand.actions.bring_up_to_date import bring_up_to_date
from zhiyin.understand.actions.find_copies import settle
from zhiyin.understand.actions.reread import end, subject_of
from zhiyin.understand.actions.write_readings import Read, write_readings
from zhiyin.understand.corrected import Said, whole
from zhiyin.understand.errors import NotReadYet
from zhiyin.understand.models import NextReading, Rereading
from zhiyin.understand.queries.customers import who_said

KIND: Final = "understand.replace_readings"
CHUNK: Final = 2_000
MOST_FED: Final = 20_000
"""More changes than that are not carried into the lake one by one: it is made again, and every number moves at once."""
READER = Actor.system("reader")


def replace_readings(actor: Actor, rereading_id: int) -> None:
    """Put the compared readings in force, in the background; asked twice it is done once.

    Corrections stay in their place, alert rules do not fire for what was heard long ago. Needs `settings.manage`
    everywhere. Journals `understand.readings_replaced` at the end. Raises NotReadYet before the comparison is whole.
    """
    actor.require("settings.manage", "")
    with transaction.atomic():
        if Rereading.objects.filter(pk=rereading_id, state="ready").update(state="replacing"):
            enqueue(actor, KIND, {"rereading": rereading_id}, subject=subject_of(rereading_id))
        elif not Rereading.objects.filter(pk=rereading_id, state__in=("replacing", "replaced")).exists():
            raise NotReadYet()


@job(KIND)
def carry_out(running: Running) -> dict[str, Any]:
    """Chunk by chunk; what is done has left `NextReading`, so that a killed run goes on with the rest."""
    number = running.payload["rereading"]
    run = Rereading.objects.get(pk=number)
    many = run.done > MOST_FED
    left, done = NextReading.objects.count(), 0
    while rows := list(NextReading.objects.select_related("signal").order_by("signal_id")[:CHUNK]):
        keys = [row.pk for row in rows]
        with transaction.atomic():
            # what was revised or read since has a reading of its own by the new version
            write_readings([_read(row) for row in rows if row.revision == row.signal.revision])
            settle(keys)
            NextReading.objects.filter(pk__in=keys).delete()
            if not many:
                make_ready("signal", keys)
        bring_up_to_date(READER, customers=who_said(keys))
        done += len(rows)
        running.progress(done, left)
    with transaction.atomic():
        if end(number, ("replacing",), "replaced"):
            told = {"readings": run.done, "many": many}
            record(READER, "understand.readings_replaced", told, subject=subject_of(number))
    return {"readings": run.done}


def _read(row: NextReading) -> Read:
    signal: Signal = row.signal
    said = Said(row.sentiment, row.label, row.mentions, row.annotations)
    return Read(
        row.pk,
        row.revision,
        whole(signal.title, signal.text),
        row.analyser,
        row.language,
        row.confidence,
        row.reason,
        said,
        row.sentences,
        row.targets,
    )
