"""Cells that a spreadsheet program will show and never run."""

import re
from typing import Final

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?%?", re.IGNORECASE)


def neutral(cell: str) -> str:
    """The cell, with an apostrophe before what would begin a formula. A plain number stays a number."""
    return f"'{cell}" if cell.startswith(_RUNS) and not _NUMBER.fullmatch(cell) else cell
