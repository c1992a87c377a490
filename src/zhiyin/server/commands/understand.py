"""`zhiyin understand`: annotate a file of texts without storing anything."""

import argparse
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop, set_up

ABOUT = gettext_noop(
    "annotate a file: language, sentiment, sentences, aspects, emotions, intents, urgency; nothing is stored"
)
NEEDS_RECORD = False  # but for --own


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar=_("FILE"), help=_("a table (CSV, TSV, XLSX), or .txt with one text a line")
    )
    parser.add_argument(
        "--text",
        metavar=_("COLUMN"),
        help=_("the column that holds the text (default: worked out from the file)"),
    )
    parser.add_argument(
        "--out",
        metavar=_("FILE"),
        help=_("where to write: .csv, .tsv or .xlsx (default: CSV to standard output)"),
    )
    parser.add_argument(
        "--own",
        action="store_true",
        help=_("with this installation's taxonomies, slang, names and what it has learnt"),
    )


def run(options: argparse.Namespace) -> int:
    set_up()  # messages of errors are translated; the record is not touched
    from zhiyin.science.understand.reading import read
    from zhiyin.server.annotate import annotate
    from zhiyin.server.installation import prepare
    from zhiyin.server.progress import Progress
    from zhiyin.understand.queries import analyser

    if options.own:
        prepare()
    progress = Progress(_("%(amount)s texts"))
    reader = analyser.read if options.own else read
    annotate(options.file, options.text, options.out, reader=reader, progress=progress)
    progress.finish()
    return 0
