"""Sentences of Chinese, English and mixed text, as spans of the original."""

import re

_CLOSING = "”’\"'」』）)】》]"
# An end: a run of end marks with the quotes that close after it, or a line end. An English full stop ends a
# sentence only before a blank or the text's end, and not after an abbreviation or a single initial.
_END = re.compile(
    rf"(?:[。！？!?…；;]+|(?<=[^\s.])\.+(?=[\s{re.escape(_CLOSING)}]|$))[{re.escape(_CLOSING)}]*|\n+"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|vs|etc|e\.g|i\.e|approx|dept|inc|ltd|co|jr|sr|a\.m|p\.m|[a-z])$",
    re.IGNORECASE,
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, without blanks at its ends; none is empty, none overlap, in order."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and _continues(text, match.start(), match.end()):
            continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def sentences(text: str) -> list[str]:
    """The sentences themselves; see `sentence_spans`."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _continues(text: str, stop: int, after: int) -> bool:
    if after - stop > 1 and text[stop : stop + 3] == "...":
        return False
    follows = text[after : after + 3].lstrip()
    if follows and follows[0].islower():
        return True
    return bool(follows) and _ABBREVIATION.search(text[max(0, stop - 8) : stop]) is not None


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    trimmed = piece.strip()
    if trimmed and any(character.isalnum() for character in trimmed):
        spans.append((start + lead, start + lead + len(trimmed)))
    elif trimmed and spans and text[spans[-1][1] : start + lead].strip(" ") == "":
        spans[-1] = (spans[-1][0], start + lead + len(trimmed))
