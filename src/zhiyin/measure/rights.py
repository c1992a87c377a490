"""The lake after an erasure: rewritten without the erased rows, and its old files gone from the disk."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from zhiyin.customers.rights_registry import NotNow, cleanses
from zhiyin.facts.errors import LakeBusy, LakeDamaged
from zhiyin.journal.models import Feed

BUSY: Final = timedelta(seconds=10)
MARGIN: Final = timedelta(seconds=5)
PATIENCE: Final = 30.0  # seconds for another writer to let go
MOST_BATCHES: Final = 50


def clear_lake(notes: dict[str, Any]) -> dict[str, Any]:
    """Feed the erasures, then wait until no reader can still be at the files that held the rows, then remove them.

    Raises NotNow until that time has come.
    """
    from zhiyin.measure.feeding.feeder import feed_pending, lake  # noqa: PLC0415  (what it takes to write is heavy)

    here = lake()
    for _ in range(MOST_BATCHES):
        if not feed_pending():
            break
    if Feed.objects.filter(change="erase").exists():
        raise NotNow(BUSY)
    rewritten = notes.setdefault("rewritten_at", datetime.now(UTC).isoformat())
    wait = datetime.fromisoformat(rewritten) + here.retention + MARGIN - datetime.now(UTC)
    if wait > timedelta(0) and here.retention > timedelta(0):
        raise NotNow(wait)
    try:
        with here.writing(wait=PATIENCE):
            gone = here.vacuum()
    except (LakeBusy, LakeDamaged) as error:
        raise NotNow(BUSY) from error
    return {"files": gone}


cleanses("measure.lake", clear_lake)
