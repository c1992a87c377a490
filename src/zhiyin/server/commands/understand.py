"""`zhiyin understand`: annotate a file of texts without storing anything."""

import argparse
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop, set_up

ABOUT = gettext_noop(
    "annotate a file: language, sentiment, sentences, aspects, emotions, intents, urgency; nothing is stored"
)
NEEDS_RECORD = False


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


def run(options: argparse.Namespace) -> int:
    set_up()  # messages of errors are translated; the record is not touched
    from zhiyin.server.annotate import annotate
    from zhiyin.server.progress import Progress

    progress = Progress(_("%(amount)s texts"))
    annotate(options.file, options.text, options.out, progress=progress)
    progress.finish()
    return 0
