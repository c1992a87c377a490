"""What the worker does for the lake, over and over."""

import time
from datetime import timedelta

from zhiyin.facts.errors import LakeBusy, LakeDamaged
from zhiyin.jobs.loops import loop
from zhiyin.measure.feeding.feeder import feed_pending, lake

# Rewriting months costs as much for one signal as for thousands: it may take a tenth of the time, not more.
REST = 10.0

_rested_at = 0.0


@loop("measure.feed", every=0.3, group="lake")
def feed() -> bool:
    """Carry over what waits: new signals at once, changes when the last rewriting is ten times its length ago."""
    global _rested_at
    began = time.monotonic()
    changes = began >= _rested_at
    worked = feed_pending(changes=changes)
    if worked and changes:
        _rested_at = time.monotonic() + REST * (time.monotonic() - began)
    return worked


@loop("measure.look-after-lake", every=timedelta(minutes=20).total_seconds(), group="lake", alone=True)
def look_after() -> bool:
    """Sort months into one file each and remove what nobody needs: what was erased is gone within the hour."""
    try:
        with lake().writing():
            lake().compact()
            lake().vacuum()
    except (LakeBusy, LakeDamaged):
        return False  # somebody is at it, or the feeder makes it again
    return False
