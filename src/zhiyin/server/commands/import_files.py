"""`zhiyin import`: files in; returns when what they say is committed, read and fed."""

import argparse
import json
import sys

ABOUT = "take in feedback from CSV, TSV or XLSX files"
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--source", help="the name of the source (default: worked out from the file)")
    parser.add_argument(
        "--kind", help="what the rows are: survey, review, ticket, call, chat, post, mystery_visit"
    )
    parser.add_argument("--channel", help="the channel they came by, where no column says so")
    parser.add_argument("--unit", help="code of the unit they belong to, where no column says so")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="use this column for a field, e.g. text=评价",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    from zhiyin.collect.command import import_files
    from zhiyin.journal.errors import Invalid
    from zhiyin.server.installation import INSTALLER
    from zhiyin.server.progress import Progress
    from zhiyin.server.settling import background_worker, settle

    chosen: dict[str, str] = {}
    for pair in options.map:
        field, equals, column = pair.partition("=")
        if not equals:
            raise Invalid(f"--map wants FIELD=COLUMN, not {pair!r}.")
        chosen[field] = column
    progress = Progress("rows")
    with background_worker():
        result = import_files(
            INSTALLER,
            options.files,
            source=options.source,
            kind=options.kind,
            channel=options.channel,
            unit=options.unit,
            columns=chosen,
            progress=progress,
        )
        progress.finish()
        settle(progress=Progress("waiting to be read and fed"))
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for name in ("accepted", "revised", "duplicates", "rejected"):
            print(f"{name:<11}{result[name]:>9,}")
        if result.get("rejects"):
            print(f"The rows that were not taken, with the reason: {result['rejects']}", file=sys.stderr)
    return 0
