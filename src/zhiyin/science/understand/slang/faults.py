"""What is wrong with lists of slang, line by line, before they are used."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from zhiyin.science.understand.aspects.dictionary import as_found, meanings
from zhiyin.science.understand.slang.shipped import by_found
from zhiyin.science.understand.slang.words import LISTS, OFF

LONGEST: Final = 30  # characters
MOST: Final = 500  # of a list

# A face drawn with brackets or lines: :) ^_^
_FACE: Final = re.compile(r"[()^_<>\[\]/\\]")

# Why a line cannot be used.
TOO_LONG, TOO_MANY = "too_long", "too_many"
NOTHING_LEFT = "nothing_left"
ONE_CHARACTER = "one_character"
ONLY_SIGNS = "only_signs"
GRAMMAR = "grammar"
TWICE, CONTRADICTS = "twice", "contradicts"
NOT_SHIPPED = "not_shipped"


@dataclass(frozen=True, slots=True)
class Fault:
    """One line (`line` counts from 1) of one of LISTS that cannot be used, and why. TWICE and CONTRADICTS name the list
    and line that stand against it, and the word there."""

    listed: str
    line: int
    word: str
    why: str
    other: str = ""
    other_line: int = 0
    other_word: str = ""


def faults(lists: Mapping[str, Sequence[str]]) -> list[Fault]:
    """Everything that is wrong, in order of the lists and lines. Empty lines are nothing.

    Words are compared as texts are read: faces of one meaning (😀 and 😄), traditional and simplified, capitals and
    full width are the same word.
    """
    found: list[Fault] = []
    shown = as_found(word for name in LISTS for word in lists.get(name, ()) if len(word) <= LONGEST)
    first: dict[str, tuple[str, int, str]] = {}
    for name in LISTS:
        words = [(line, word) for line, word in enumerate(lists.get(name, ()), 1) if word.strip()]
        if len(words) > MOST:
            found.append(Fault(name, words[MOST][0], words[MOST][1], TOO_MANY))
        for line, word in words[:MOST]:
            why = _alone(name, word, shown.get(word, "").strip())
            if why:
                found.append(Fault(name, line, word, why))
                continue
            listed, at, other = first.setdefault(shown[word], (name, line, word))
            if (listed, at) != (name, line):
                found.append(
                    Fault(name, line, word, TWICE if listed == name else CONTRADICTS, listed, at, other)
                )
    return found


def _alone(name: str, word: str, shown: str) -> str:
    """What is wrong with a word by itself; nothing: ""."""
    if len(word) > LONGEST:
        return TOO_LONG
    if not shown or "\0" in shown:
        return NOTHING_LEFT
    if name == OFF:
        return "" if shown in by_found() else NOT_SHIPPED
    if not any(character.isalpha() or _is_face(character) for character in shown) and not _FACE.search(shown):
        return ONLY_SIGNS
    if len(shown) == 1 and not _is_face(shown):
        return ONE_CHARACTER
    return GRAMMAR if shown in _grammar() else ""


def _is_face(character: str) -> bool:
    return unicodedata.category(character) == "So"


@cache
def _grammar() -> frozenset[str]:
    """Words that deny, grade or part what others say."""
    return frozenset(word for word, one in meanings().items() if one.turns or one.parts or one.grades != 1.0)
