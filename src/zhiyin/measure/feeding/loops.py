"""What the worker does for the lake, over and over. What it takes to write is loaded where it is first done."""

import logging
import time

from zhiyin.facts.errors import LakeBusy, LakeDamaged
from zhiyin.jobs.loops import loop

LOG = logging.getLogger(__name__)

# A batch costs much the same for one signal as for thousands: wait so that the next one is worth it.
SHORTEST_REST = 1.0  # seconds
REST = 2.0  # times the last batch's length
# Rewriting months for changes may take a tenth of the time.
REST_OF_CHANGES = 10.0

_next_batch_at = 0.0
_next_changes_at = 0.0


@loop("measure.feed", every=0.3, group="lake")
def feed() -> bool:
    """Carry over what waits: new signals within about a second, changes as often as their cost allows."""
    from zhiyin.measure.feeding.feeder import feed_pending, much_waits  # noqa: PLC0415  (see above)

    global _next_batch_at, _next_changes_at
    began = time.monotonic()
    if began < _next_batch_at:
        return False
    changes = began >= _next_changes_at
    if not feed_pending(changes=changes):
        return False
    ended = time.monotonic()
    if changes:
        _next_changes_at = ended + REST_OF_CHANGES * (ended - began)
    if much_waits():
        return True
    _next_batch_at = ended + max(SHORTEST_REST, REST * (ended - began))
    return False


@loop("measure.look-after-lake", every=1_200, group="lake", alone=True)
def look_after() -> bool:
    """Sort each month into one file, remove what nobody needs: what was erased is off the disk within the hour."""
    from zhiyin.measure.feeding.feeder import lake  # noqa: PLC0415  (see above)

    try:
        with lake().writing(wait=30):
            lake().compact()
            lake().vacuum()
    except (LakeBusy, LakeDamaged) as error:
        LOG.warning("The lake was not looked after: %s", error)
    return False
