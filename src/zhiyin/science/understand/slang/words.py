"""The words and faces whose meaning an organisation sets, and those of the shipped ones that it does not want."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import Final

PRAISE, BLAME, IRONY, OTHER = "praise", "blame", "irony", "other"
MEANINGS: Final = (PRAISE, BLAME, IRONY)
"""What an own word can mean. A mark of irony says that what stands beside it is not meant well."""
OFF: Final = "off"
LISTS: Final = (*MEANINGS, OFF)
# What a word adds, in the unit of the dictionary's polarity. A mark of irony must turn the praise beside it.
VALUES: Final = {PRAISE: 1.0, BLAME: -1.0, IRONY: -2.0}


@dataclass(frozen=True, slots=True)
class Slang:
    """Own words by meaning, as they are written, and shipped words that are switched off."""

    praise: tuple[str, ...] = ()
    blame: tuple[str, ...] = ()
    irony: tuple[str, ...] = ()
    off: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Changes when any word does; empty without words."""
        return _version(self)

    def listed(self, name: str) -> Sequence[str]:
        """The words of one of LISTS."""
        words: Sequence[str] = getattr(self, name)
        return words

    def own(self) -> list[tuple[str, str]]:
        """(word, meaning) of every own word."""
        return [(word, meaning) for meaning in MEANINGS for word in self.listed(meaning)]


@lru_cache(maxsize=16)
def _version(slang: Slang) -> str:
    if slang == Slang():
        return ""
    return hashlib.sha256(json.dumps(astuple(slang)).encode("utf-8", "surrogatepass")).hexdigest()[:8]
