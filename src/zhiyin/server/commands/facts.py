"""`zhiyin facts rebuild`: make the lake again from the record."""

import argparse

ABOUT = "make the lake of facts again from the record"
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["rebuild"])


def run(options: argparse.Namespace) -> int:
    from zhiyin.measure.feeding.feeder import lake
    from zhiyin.measure.feeding.rebuilding import rebuild
    from zhiyin.server.progress import Progress

    progress = Progress("signals")
    count = rebuild(lake(), progress)
    progress.finish()
    print(f"{count:,} signals in the lake")
    return 0
