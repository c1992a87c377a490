"""`zhiyin worker`: read, feed, send and carry out background work, until it is stopped."""

import argparse
import signal
import threading

ABOUT = "run the background work: reading, feeding the lake, sending, imports"
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--until-idle", action="store_true", help="stop when nothing is left to do")


def run(options: argparse.Namespace) -> int:
    from zhiyin.jobs.worker import Worker  # noqa: PLC0415
    from zhiyin.server.processes import end_with_parent  # noqa: PLC0415

    end_with_parent()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    Worker().run(stop, until_idle=options.until_idle)
    return 0
