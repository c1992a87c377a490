"""`zhiyin version`."""

import argparse
from importlib.metadata import version

ABOUT = "print the version"
NEEDS_RECORD = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    print(version("zhiyin"))
    return 0
