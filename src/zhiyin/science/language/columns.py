"""Text in a terminal, where a Chinese character takes two columns."""

import re
from unicodedata import combining, east_asian_width

_PIECE = re.compile(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef]")
_CLINGING = set("，。；：、？！）”’》…,.;:?!)")
"""Characters that do not begin a line."""


def width(text: str) -> int:
    """Columns that a text takes."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, columns: int) -> str:
    """The text with spaces after it up to `columns`."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` columns, broken at spaces and between Chinese characters; a longer word stays whole.

    Runs of spaces become one. Punctuation that closes something stays with what it closes, one over the edge.
    """
    lines, line = [], ""
    for piece in _PIECE.findall(" ".join(text.split())):
        if width(line) + width(piece) <= columns or not line or piece[0] in _CLINGING:
            line += piece
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines
