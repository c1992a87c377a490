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
    from django.conf import settings

    from zhiyin.customers.actions.erase_person import clear_again, erase_again
    from zhiyin.customers.erasure_list import read_list
    from zhiyin.measure.feeding.feeder import lake
    from zhiyin.measure.feeding.rebuilding import rebuild
    from zhiyin.server.archive import read_archive
    from zhiyin.server.config import read_config
    from zhiyin.server.installation import prepare
    from zhiyin.server.progress import Progress

    read_archive(Path(options.file), replace=options.replace)
    settings.SECRET_KEY = read_config().secret_key  # the archive's: what it sealed is to be read
    prepare()
    erased = erase_again(read_list())
    progress = Progress(_("%(amount)s signals fed"))
    count = rebuild(lake(), progress)
    progress.finish()
    clear_again(erased)
    told = ngettext(
        "Restored; %(amount)s signal in the lake.", "Restored; %(amount)s signals in the lake.", count
    )
    print(told % {"amount": f"{count:,}"})
    if erased:
        told = ngettext(
            "%(amount)s person who was erased since then was erased again.",
            "%(amount)s persons who were erased since then were erased again.",
            len(erased),
        )
        print(told % {"amount": f"{len(erased):,}"})
    return 0
