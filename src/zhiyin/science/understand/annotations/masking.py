"""Names of staff masked in a text: where annotations found them, and wherever the same words stand again."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from ahocorasick_rs import AhoCorasick, MatchKind

from zhiyin.science.understand.annotations.annotation import NAMED
from zhiyin.science.understand.annotations.names import STAFF_CODES, Names
from zhiyin.science.understand.annotations.staff import TITLES

MARK: Final = "•"
_SHORTEST: Final = 2  # one character stands in too many other words
_FULL: Final = re.compile("[\u4e00-\u9fff]{3}")


@dataclass(frozen=True, slots=True)
class Mask:
    """What is to be masked in one text: `spans` of it, and `names` wherever they stand in it or beside it."""

    spans: tuple[tuple[int, int], ...] = ()
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spans or self.names)

    def over(self, text: str) -> str:
        """The text that the spans point into, masked; as long as before."""
        return _covered(text, (*self.spans, *_places(text, self.names)))

    def beside(self, text: str) -> str:
        """Another text of the same voice, masked; as long as before."""
        return _covered(text, _places(text, self.names))


def mask_of(
    text: str, annotations: Iterable[Mapping[str, Any]], names: Names | None, place: str | None = None
) -> Mask:
    """The mask for a text from its annotations and the organisation's list of staff; as they are listed now, though
    the text may have been read before. `place` is the path where it was said; None is anywhere."""
    spans = [
        (one["start"], one["end"])
        for one in annotations
        if one["kind"] == NAMED and one["code"] in STAFF_CODES and one["start"] < one["end"]
    ]
    spans += _listed(text, names, place)
    found = {text[start:end] for start, end in spans}
    return Mask(tuple(sorted(spans)), tuple(sorted(name for one in found for name in _also(one))))


def _also(name: str) -> Iterator[str]:
    """The words that name the same person: 王小丽 is 小丽 too, 王经理 is not 经理."""
    if len(name) >= _SHORTEST:
        yield name
    if _FULL.fullmatch(name) and name[1:] not in TITLES:
        yield name[1:]


def _listed(text: str, names: Names | None, place: str | None) -> list[tuple[int, int]]:
    if names is None or not names.staff:
        return []
    automaton, places = _automaton(names)
    low = _lower(text)
    return [
        (start, end)
        for index, start, end in automaton.find_matches_as_indexes(low, overlapping=True)
        if _is_word(low, start, end)
        and (place is None or any(not at or place.startswith(at) for at in places[index]))
    ]


@lru_cache(maxsize=2)
def _automaton(names: Names) -> tuple[AhoCorasick, tuple[tuple[tuple[str, ...], ...], ...]]:
    """All listed staff, with the places of everybody who bears each name."""
    by_name: dict[str, list[tuple[str, ...]]] = {}
    for one in names.staff:
        by_name.setdefault(_lower(one.name), []).append(one.places)
    automaton = AhoCorasick(list(by_name), matchkind=MatchKind.Standard)
    return automaton, tuple(tuple(places) for places in by_name.values())


def _places(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    low = _lower(text)
    for name in map(_lower, names):
        start = low.find(name)
        while start >= 0:
            if _is_word(low, start, start + len(name)):
                yield start, start + len(name)
            start = low.find(name, start + 1)


def _lower(text: str) -> str:
    """Small letters, none of them at another place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether what begins or ends with a Latin letter or a digit is a word by itself."""
    before = text[start - 1 : start] if start else ""
    return not (_latin(text[start]) and _latin(before)) and not (
        _latin(text[end - 1]) and _latin(text[end : end + 1])
    )


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end > at:
            parts += (text[at:start], MARK * (end - max(start, at)))
            at = end
    return "".join((*parts, text[at:]))
