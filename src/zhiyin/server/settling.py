"""Waiting until everything accepted so far has been read and is in the lake."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from zhiyin.collect.queries.untold import told_later
from zhiyin.journal.delivery import deliver_pending, give_back_claims_of_the_dead
from zhiyin.journal.errors import DiskFull, ZhiyinError
from zhiyin.journal.models import Delivery, Feed
from zhiyin.journal.registry import URGENT
from zhiyin.server.processes import SUPERVISED, end


class NotSettled(ZhiyinError):
    code = "not_settled"
    status = 500
    message = _(
        "What was handed over is committed, but reading or feeding it does not get on. "
        "Look at the log, run `zhiyin worker --until-idle`, then `zhiyin check`."
    )


class NoRoomToSettle(NotSettled):
    code = "disk_full"
    status = 507
    message = _(
        "There is no space left on the disk. What was handed over is committed: free some, then run "
        "`zhiyin worker --until-idle`, and it is read and fed."
    )


LOOK_AT_THE_DISK_AFTER = 10.0  # seconds without movement
LITTLE_ROOM = 4_000_000  # bytes: less than what one batch may take


def _lock_file() -> int:
    return os.open(settings.DATA / "worker.lock", os.O_RDWR | os.O_CREAT, 0o600)


@contextlib.contextmanager
def worker_lock() -> Iterator[None]:
    """What every worker on this machine holds, together with the others, for as long as it runs."""
    file = _lock_file()
    try:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield
    finally:
        os.close(file)


def _worker_runs_here() -> bool:
    file = _lock_file()
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(file)


@contextlib.contextmanager
def background_worker() -> Iterator[None]:
    """A worker beside us for as long as we need one; none if one is running here already.

    Two workers would do no harm (everything is claimed), only more work.
    """
    if _worker_runs_here():
        yield
        return
    worker = subprocess.Popen(
        [sys.executable, "-m", "zhiyin.server.command_line", "worker"],
        env={**os.environ, SUPERVISED: str(os.getpid())},
    )
    try:
        yield
    finally:
        end(worker)


def settle(
    *,
    progress: Callable[[int, int | None], None] | None = None,
    patience: float = 120.0,
    lend_a_hand: bool = False,
) -> None:
    """Return when the deliveries and feeds written so far are done.

    Who would only wait may `lend_a_hand`: reading and feeding go on in this process too, on a core that is free now,
    without the rests that a worker takes between batches; and it does not wait for what comes of the reading later,
    such as copies that are found among what is in the lake already.
    Not waited for are protected signals that came in alone: by design they are told of when their hour is over.
    Raises NotSettled when nothing moves for `patience` seconds, NoRoomToSettle earlier when the disk is the reason.
    """
    give_back_claims_of_the_dead()
    last_delivery = Delivery.objects.aggregate(last=Max("id"))["last"] or 0
    feeding = Feed.objects.all()
    if lend_a_hand:
        feeding = feeding.filter(id__lte=Feed.objects.aggregate(last=Max("id"))["last"] or 0)
    moved, before = time.monotonic(), (-1, -1)
    while True:
        deliveries = Delivery.objects.filter(id__lte=last_delivery, rank=URGENT)
        left = deliveries.count()
        # what a reading writes comes later than the deliveries we know of, so feeds are looked at only after them
        feeds = 0 if left else feeding.exclude(subject="signal", key__in=told_later()).count()
        if not left and not feeds:
            return
        if (left, feeds) != before:
            moved, before = time.monotonic(), (left, feeds)
        elif time.monotonic() - moved > patience:
            raise NotSettled
        elif time.monotonic() - moved > LOOK_AT_THE_DISK_AFTER and _disk_is_full():
            raise NoRoomToSettle
        if progress:
            progress(left or feeds, None)
        if not (lend_a_hand and _work_on(reading=left > 0)):
            time.sleep(0.05)


def _work_on(*, reading: bool) -> bool:
    """Do one piece of what is waited for; False where others have it all in hand."""
    if reading:
        return deliver_pending(limit=1)
    from zhiyin.measure.feeding.feeder import feed_pending  # noqa: PLC0415  (slow to import; the worker feeds, mostly)

    return feed_pending()


def _disk_is_full() -> bool:
    waiting = Delivery.objects.filter(last_error=DiskFull.code)
    return waiting.exists() or shutil.disk_usage(settings.DATA).free < LITTLE_ROOM
