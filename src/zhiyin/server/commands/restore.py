"""`zhiyin restore FILE`: an archive becomes the record again; the lake is rebuilt from it."""

import argparse

ABOUT = "restore an archive into an empty data directory and rebuild the lake"
NEEDS_RECORD = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument("--replace", action="store_true", help="replace what the data directory holds now")


def run(options: argparse.Namespace) -> int:
    from pathlib import Path  # noqa: PLC0415

    import django  # noqa: PLC0415

    django.setup()
    from zhiyin.measure.feeding.rebuild import rebuild  # noqa: PLC0415
    from zhiyin.server.archive import read_archive  # noqa: PLC0415
    from zhiyin.server.installation import prepare  # noqa: PLC0415
    from zhiyin.server.progress import Progress  # noqa: PLC0415

    read_archive(Path(options.file), replace=options.replace)
    prepare()
    progress = Progress("signals fed")
    count = rebuild(progress=progress)
    progress.finish()
    print(f"Restored; {count:,} signals in the lake.")
    return 0
