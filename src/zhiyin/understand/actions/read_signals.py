"""Read what customers said: a batch of signals becomes a batch of readings."""

from collections.abc import Sequence

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.journal.feed import make_ready
from zhiyin.journal.record import record
from zhiyin.science.collection import no_collection
from zhiyin.search import index
from zhiyin.understand.actions.find_copies import let_go, settle
from zhiyin.understand.actions.write_readings import read_of, write_readings
from zhiyin.understand.corrected import whole
from zhiyin.understand.models import Topic
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.taxonomies import categories_above
from zhiyin.understand.theming.topics import belonging, write

# A signal's id, revision, title and text, the revision that was read, and where it was said.
Waiting = tuple[int, int, str, str, int | None, str | None]


def read_signals(actor: Actor, *, signals: Sequence[int], again: bool = False) -> int:
    """Read the texts of these signals that have no reading at their current revision; all of them if `again`.

    Writes the readings and the topics they belong to, indexes the texts, lets the lake have the signals and journals
    `understand.signals_read`
    with their ids, in one transaction; the reading itself happens before, so that it holds no lock.
    Returns how many were read. Reading the same again changes nothing.
    """
    actor.require("settings.manage")
    waiting = Signal.objects.filter(id__in=signals).values_list(
        "id", "revision", "title", "text", "reading__revision", "unit__path"
    )
    with no_collection():
        return _read(actor, list(waiting), again)


def _read(actor: Actor, waiting: Sequence[Waiting], again: bool) -> int:
    # a signal without words has nothing to read, unless a revision took its words away
    todo = [row for row in waiting if (row[2] or row[3] or row[4]) and (again or row[4] != row[1])]
    if not todo:
        return 0
    texts = [whole(title, text) for _, _, title, text, _, _ in todo]
    found = analyser.read(texts, places=[row[5] for row in todo])
    keys = [row[0] for row in todo]
    words = index.prepare([(key, text) for key, text in zip(keys, texts, strict=True) if text])
    revisions = [row[1] for row in todo]
    changed = [row[0] for row in todo if row[4] is not None and row[4] != row[1]]
    topics = list(Topic.objects.order_by("id"))
    above = categories_above()
    read = [read_of(*one, above) for one in zip(keys, revisions, texts, found, strict=True)]
    belong = belonging(topics, keys, texts, [one.language for one in found])
    with transaction.atomic():
        let_go(changed)
        write_readings(read)
        settle(row[0] for row in todo if row[4] == row[1])
        write(topics, keys, belong)
        index.put("signal", words, replaced=[row[0] for row in todo if row[4] is not None])
        make_ready("signal", keys)
        record(actor, "understand.signals_read", {"signals": keys})
    return len(keys)
