"""`zhiyin backup FILE`: the record and the uploads in one archive, taken while the product runs."""

import argparse
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("write the record and the uploads to one archive (.tar.gz)")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("where to write"))


def run(options: argparse.Namespace) -> int:
    from pathlib import Path

    from zhiyin.server.archive import write_archive

    size = write_archive(Path(options.file))
    print(f"{options.file}: {size / 1e6:,.1f} MB")
    return 0
