"""`zhiyin restore FILE`: an archive becomes the record again; the lake is rebuilt from it."""

import argparse

ABOUT = "restore an archive into an empty data directory and rebuild the lake"
NEEDS_RECORD = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument("--replace", action="store_true", help="replace what the data directory holds now")


def run(options: argparse.Namespace) -> int:
    from pathlib import Path

    import django

    django.setup()
    from zhiyin.measure.feeding.feeder import lake
    from zhiyin.measure.feeding.rebuilding import rebuild
    from zhiyin.server.archive import read_archive
    from zhiyin.server.installation import prepare
    from zhiyin.server.progress import Progress

    read_archive(Path(options.file), replace=options.replace)
    prepare()
    progress = Progress("signals fed")
    count = rebuild(lake(), progress)
    progress.finish()
    print(f"Restored; {count:,} signals in the lake.")
    return 0
