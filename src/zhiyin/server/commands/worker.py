"""`zhiyin worker`: read, feed, send and carry out background work, until it is stopped."""

import argparse
import signal
import threading
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("run the background work: reading, feeding the lake, sending, imports")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--until-idle", action="store_true", help=_("stop when everything accepted so far is read and fed")
    )


def run(options: argparse.Namespace) -> int:
    from zhiyin.jobs.worker import Worker
    from zhiyin.server.processes import end_with_parent
    from zhiyin.server.settling import settle, worker_lock

    end_with_parent()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    with worker_lock():
        if options.until_idle:
            working = threading.Thread(target=Worker().run, args=(stop,))
            working.start()
            try:
                settle()
            finally:
                stop.set()
                working.join()
        else:
            Worker().run(stop)
    return 0
