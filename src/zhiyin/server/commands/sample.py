"""`zhiyin sample`: the sample organisation, made by the product itself."""

import argparse
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("fill an empty installation with the sample organisation")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    import sys

    from zhiyin.server.sample.install import fill_if_empty

    filled = fill_if_empty(progress=lambda text: print(text, file=sys.stderr))
    if not filled:
        print(
            _(
                "Not filled: this installation holds signals already. Start in an empty directory with --data."
            ),
            file=sys.stderr,
        )
    return 0 if filled else 1
