"""`zhiyin facts rebuild`: make the lake again from the record."""

import argparse
from gettext import gettext as _
from gettext import ngettext

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("make the lake of facts again from the record")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["rebuild"], help=_("what to do with it"))


def run(options: argparse.Namespace) -> int:
    from zhiyin.measure.feeding.feeder import lake
    from zhiyin.measure.feeding.rebuilding import rebuild
    from zhiyin.server.progress import Progress

    progress = Progress(_("%(amount)s signals"))
    count = rebuild(lake(), progress)
    progress.finish()
    told = ngettext("%(amount)s signal in the lake", "%(amount)s signals in the lake", count)
    print(told % {"amount": f"{count:,}"})
    return 0
