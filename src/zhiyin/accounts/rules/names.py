"""How names of units in data are compared, and how far down the tree may reach."""

import unicodedata

# The code of the unit under which unknown units wait. It cannot be given to another unit.
UNSORTED_CODE = "unsorted"

PATH_LENGTH = 255
STEP = 4


def folded(name: str) -> str:
    """A name without what people type differently: width, case, spaces (西湖 店（旗舰） = 西湖店(旗舰))."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def is_too_deep(depth: int) -> bool:
    """Whether a path of that many levels no longer fits its column."""
    return depth * STEP > PATH_LENGTH
