"""The feeder: claims what waits, reads its current state, commits it to the lake exactly once, forgets it."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from zhiyin.collect.feeds import Keys, any_fed
from zhiyin.facts.errors import LakeBusy, LakeFault
from zhiyin.facts.generation import Rewrite
from zhiyin.facts.lake import Lake
from zhiyin.facts.tables import TABLES
from zhiyin.journal.feed import UNMOVED
from zhiyin.journal.models import Feed
from zhiyin.measure.feeding import rebuilding
from zhiyin.measure.feeding.rows import rows_of

LOG = logging.getLogger(__name__)
SUBJECT = "signal"
MOST = 100_000  # signals in one batch
CHUNK = 5_000  # parameters in one statement
IDLE = timedelta(seconds=60)  # how often an idle lake says that it is as of now

_verified: set[Path] = set()


@lru_cache(maxsize=2)
def _lake_at(place: Path) -> Lake:
    return Lake(place)


def lake() -> Lake:
    """The lake in the data directory, for this process to write to."""
    return _lake_at(Path(settings.LAKE))


def feed_pending(*, changes: bool = True, most: int = MOST) -> bool:
    """Carry one batch over, or one month of an unfinished rebuild. True if there was work to do.

    `changes=False` takes only signals that are new. Another feeder at work: False. A lake that does not fit its
    log, or that another version wrote, is made again from the record.
    """
    here = lake()
    try:
        if here.place in _verified and here.rebuilding is None and not _waits(changes):
            return _idle(here)
        with here.writing():
            if here.rebuilding is None and not _is_sound(here):
                rebuilding.begin(here)
            if here.rebuilding is not None:
                return rebuilding.step(here)
            return _feed(here, changes, most)
    except LakeBusy:
        return False


def _waits(changes: bool) -> bool:
    """Whether a row waits that may be claimed now, or was claimed by a feeder that did not finish."""
    ready = Q(ready=True) if changes else Q(ready=True, change="insert")
    return Feed.objects.filter(Q(batch__isnull=False) | ready).exists()


def _idle(here: Lake) -> bool:
    """Nothing to do, and now and then say so: the lake is the record's state of this moment."""
    now = timezone.now()
    if now - here.manifest.as_of > IDLE and not _waits(True):
        here.refresh(now)
    return False


def much_waits() -> bool:
    """Whether a whole batch waits already, or a rebuild is under way: go on without rest."""
    waiting = Feed.objects.filter(subject=SUBJECT, batch__isnull=True, ready=True)
    return lake().rebuilding is not None or waiting[MOST - 1 : MOST].exists()


def _is_sound(here: Lake) -> bool:
    """Whether log and files fit, and the lake is there at all; looked at once per process."""
    if here.place in _verified:
        return True
    problems = here.verify()
    if not here.manifest.generation and not Feed.objects.filter(batch__isnull=False).exists() and any_fed():
        problems.append(LakeFault("never_published"))
    for problem in problems:
        LOG.error("The lake is made again from the record: %s", problem)
    _verified.add(here.place)
    return not problems


def _feed(here: Lake, changes: bool, most: int) -> bool:
    as_of = timezone.now()
    mark = here.mark
    claimed = Feed.objects.filter(batch__isnull=False).values_list("batch", flat=True).distinct()
    begun = sorted(batch for batch in claimed if batch is not None)
    if begun and begun[0] <= mark:  # the lake holds them: a feeder was killed before it forgot them
        Feed.objects.filter(batch__lte=mark).delete()
    batch = next((number for number in begun if number > mark), None)
    if batch is None:
        batch = here.next_batch()
        if not _claim(batch, changes, most):
            return False
    inserts, rewrite = _read(batch)
    here.commit(batch, inserts, rewrite, as_of=as_of)
    Feed.objects.filter(batch=batch).delete()
    return True


def _claim(batch: int, changes: bool, most: int) -> int:
    """Take up to `most` ready rows that nobody has; locked ones are left to their writer."""
    waiting = Feed.objects.filter(subject=SUBJECT, batch__isnull=True, ready=True)
    if not changes:
        waiting = waiting.filter(change="insert")
    with transaction.atomic():
        ids = list(
            waiting.select_for_update(skip_locked=True).order_by("id").values_list("id", flat=True)[:most]
        )
        for start in range(0, len(ids), CHUNK):
            Feed.objects.filter(id__in=ids[start : start + CHUNK], batch__isnull=True).update(batch=batch)
    return len(ids)


def _read(batch: int) -> tuple[dict[str, pa.Table], Rewrite | None]:
    """The current state of the claimed signals: rows to add, and rows to put in the place of older ones."""
    claimed = list(Feed.objects.filter(batch=batch).values_list("key", "change", "month"))
    tables = rows_of(Keys(tuple({key for key, _, _ in claimed})))
    signals = tables["signals"]
    lies = dict(zip(signals["signal_id"].to_pylist(), signals["month"].to_pylist(), strict=True))
    changed: set[int] = set()
    months: set[str] = set()
    for key, change, month in claimed:
        # an insert that has moved in the meantime may have been brought to its old month by a rebuild
        if change != "insert" or lies.get(key, month) != month:
            changed.add(key)
            months |= {m for m in (month, lies.get(key, UNMOVED)) if m != UNMOVED}
    if not changed:
        return tables, None
    known = pa.array(sorted(changed), pa.int64())
    inserts, again = _split(tables, known)
    return inserts, Rewrite(frozenset(changed), frozenset(months), again)


def _split(tables: Mapping[str, pa.Table], keys: pa.Array) -> tuple[dict[str, pa.Table], dict[str, pa.Table]]:
    """Rows of other signals, rows of these signals."""
    among = {name: pc.is_in(tables[name]["signal_id"], value_set=keys) for name in TABLES}
    return (
        {name: tables[name].filter(pc.invert(among[name])) for name in TABLES},
        {name: tables[name].filter(among[name]) for name in TABLES},
    )
