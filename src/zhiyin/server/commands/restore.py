"""`zhiyin restore FILE`: an archive becomes the record again; the lake is rebuilt from it."""

import argparse
from gettext import gettext as _
from gettext import ngettext

from zhiyin.server.terminal import gettext_noop, set_up

ABOUT = gettext_noop("restore an archive into an empty data directory and rebuild the lake")
NEEDS_RECORD = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("an archive that `zhiyin backup` wrote"))
    parser.add_argument("--replace", action="store_true", help=_("replace what the data directory holds now"))


def run(options: argparse.Namespace) -> int:
    from pathlib import Path

    set_up()
    from zhiyin.measure.feeding.feeder import lake
    from zhiyin.measure.feeding.rebuilding import rebuild
    from zhiyin.server.archive import read_archive
    from zhiyin.server.installation import prepare
    from zhiyin.server.progress import Progress

    read_archive(Path(options.file), replace=options.replace)
    prepare()
    progress = Progress(_("%(amount)s signals fed"))
    count = rebuild(lake(), progress)
    progress.finish()
    told = ngettext(
        "Restored; %(amount)s signal in the lake.", "Restored; %(amount)s signals in the lake.", count
    )
    print(told % {"amount": f"{count:,}"})
    return 0
