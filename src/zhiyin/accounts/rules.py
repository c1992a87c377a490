"""How names in data are compared with the names of units."""

import unicodedata

# The code of the unit under which unknown units wait. A code cannot be given to another unit.
UNSORTED_CODE = "unsorted"


def folded(name: str) -> str:
    """A name without what people type differently: width, case, spaces (西湖 店（旗舰） = 西湖店(旗舰))."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
