"""`zhiyin understand`: annotate a file of texts without storing anything."""

import argparse

ABOUT = "annotate a file: adds language, sentiment, sentiment_label, sentiment_confidence, aspects"
NEEDS_RECORD = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument("--text", required=True, metavar="COLUMN", help="the column that holds the text")
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write: .csv, .tsv or .xlsx")


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()  # messages of errors are translated; the record is not touched
    from zhiyin.server.annotate import annotate
    from zhiyin.server.progress import Progress

    progress = Progress("texts")
    annotate(options.file, options.text, options.out, progress=progress)
    progress.finish()
    return 0
