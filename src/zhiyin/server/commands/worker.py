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
        # Before any thread begins, so that none of them gets the signal that one of them waits for.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPED_BY)
    from zhiyin.jobs.worker import Worker
    from zhiyin.server.processes import end_with_parent
    from zhiyin.server.settling import settle, worker_lock

    end_with_parent()
    stop = threading.Event()
    with worker_lock():
        if options.until_idle:
            working = threading.Thread(target=Worker().run, args=(stop,), name="worker", daemon=True)
            working.start()
            try:
                settle()
            finally:
                stop.set()
                working.join()
        else:
            threading.Thread(target=_wait_for_a_signal, args=(stop,), name="signals", daemon=True).start()
            Worker().run(stop)
    return 0


def _wait_for_a_signal(stop: threading.Event) -> None:
    # Not by a handler: Python runs it between two steps of the main thread, and one that becomes due just before
    # that thread waits is not run. Blocked, the signal is kept by the system for this call.
    signal.sigwait(STOPPED_BY)
    stop.set()
