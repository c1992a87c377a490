"""What each character of the basic plane folds to and which class it belongs to; made by `training.characters`."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import emoticons

# What a character folds to when it is not a character of its own.
BOUNDARY = 0
DROPPED = 1
LINE = 10
SPACE = 32

# Character classes.
NO_LETTER, HAN, HAN_SIMPLIFIED, HAN_TRADITIONAL, LATIN, LATIN_EXTENDED, DIGIT, KANA, OTHER_LETTER = range(9)
CLASSES = 9


@cache
def tables() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """What each character of the basic plane folds to (emoji may fold to one of another plane), and its class."""
    with np.load(Path(__file__).with_name("characters.npz")) as stored:
        fold = stored["fold"].astype(np.uint32)
        classes: NDArray[np.uint8] = stored["classes"]
    for code, to in emoticons.in_the_basic_plane(DROPPED):
        fold[code] = to
    return fold, classes
