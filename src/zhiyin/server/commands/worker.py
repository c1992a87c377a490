"""`zhiyin worker`: read, feed, send and carry out background work, until it is stopped."""

import argparse
import signal
import threading
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("run the background work: reading, feeding the lake, sending, imports")
NEEDS_RECORD = True
STOPPED_BY = {signal.SIGTERM, signal.SIGINT}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--until-idle", action="store_true", help=_("stop when everything accepted so far is read and fed")
    )


def run(options: argparse.Namespace) -> int:
    if not options.until_idle:
        # Before any thread begins, so that none of them gets a signal that is waited for below.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPED_BY)
    from zhiyin.jobs.worker import Worker
    from zhiyin.server.processes import end_with_parent
    from zhiyin.server.settling import settle, worker_lock

    end_with_parent()
    stop = threading.Event()
    working = threading.Thread(target=Worker().run, args=(stop,), name="worker", daemon=True)
    with worker_lock():
        working.start()
        try:
            if options.until_idle:
                settle()
            else:
                # Not by a handler: Python runs it between two steps of this thread, and one that becomes due just
                # before the thread waits is not run. Blocked, the signal is kept by the system for this call.
                signal.sigwait(STOPPED_BY)
        finally:
            stop.set()
            working.join()
    return 0
