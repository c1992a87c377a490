"""`zhiyin version`."""

import argparse
from importlib.metadata import version

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("print the version")
NEEDS_RECORD = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    print(version("zhiyin"))
    return 0
