"""What a theme is: words that keep the same company, the texts that use them, and how it is written down."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FORMAT = 1
# Between the words of a name.
SEPARATOR = " · "

TOO_FEW_TEXTS = "too_few_texts"
"""Reason: there are not enough texts to find themes in."""
NOTHING_SHARED = "nothing_shared"
"""Reason: no words are used by enough of the texts."""


class ThemeError(ValueError):
    """A theme cannot be changed as asked; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a theme.

    `key` is what is matched (folded, English plurals as singular), `shown` as customers mostly write it. `weight`
    (0 … 1): how surely a text that uses it is about the theme. `texts` use it. `log_likelihood` and `log_ratio` say
    how much more common it is in the theme's texts than in the others (see `keyness`).
    """

    key: str
    shown: str
    weight: float
    texts: int
    log_likelihood: float
    log_ratio: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A typical sentence: which text, its span there (end exclusive), and the words."""

    text: int
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its words, the commonest and most typical first.

    `words` make a text a member; `typical` are further words that stand out in its texts but do not. `texts` members
    were counted when it was last counted, `share` of all that were read (0 … 1, by weight). `renamed`: a person chose
    the name. `pinned`: it is kept even when it is not found again.
    """

    id: str
    name: str
    words: tuple[Word, ...]
    typical: tuple[Word, ...] = ()
    quotes: tuple[Quote, ...] = ()
    texts: int = 0
    share: float = 0.0
    renamed: bool = False
    pinned: bool = False


@dataclass(frozen=True)
class Assignment:
    """Which of `n` texts belong to which theme, how strongly (0 … 1); a text may belong to several, or to none.

    `theme` is a place among the themes, in ascending order, `text` ascends within it. `read` texts were in a language
    that is read; the others belong to no theme.
    """

    n: int
    read: NDArray[np.bool_]
    theme: Ints
    text: Ints
    strength: Floats

    def of(self, theme: int) -> tuple[Ints, Floats]:
        """(texts, strengths) of the theme at a place."""
        begin, end = np.searchsorted(self.theme, (theme, theme + 1))
        return self.text[begin:end], self.strength[begin:end]

    @property
    def coverage(self) -> float:
        """Share of the read texts that belong to a theme."""
        return float(len(np.unique(self.text)) / max(int(self.read.sum()), 1))


@dataclass(frozen=True)
class Themes:
    """The themes found in `n` texts, the largest first, and what is needed to find them in other texts.

    `read` of the texts were in a language that is read, `coverage` of these belong to a theme; the rest has none.
    `members` says which (None after loading: `assign` finds them again). `reason` says why there are no themes.
    """

    themes: tuple[Theme, ...]
    n: int
    read: int
    coverage: float
    seed: int
    reason: str | None = None
    members: Assignment | None = field(default=None, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.themes)

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def place(self, id: str) -> int:
        """Where the theme stands. Raises ThemeError when there is none of this id."""
        for place, theme in enumerate(self.themes):
            if theme.id == id:
                return place
        raise ThemeError(f"There is no theme {id!r}; it may have been merged or found under another id.")

    def get(self, id: str) -> Theme:
        """The theme of an id. Raises ThemeError when there is none."""
        return self.themes[self.place(id)]

    def to_json(self) -> str:
        """Everything but the members, as JSON."""
        told = asdict(replace(self, members=None))
        del told["members"]
        return json.dumps({"format": FORMAT, **told}, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_json(written: str | bytes) -> "Themes":
        """Reads what `to_json` wrote. Raises ThemeError for anything else."""
        try:
            told = json.loads(written)
            if told.pop("format") == FORMAT:
                themes = tuple(theme_of(one) for one in told.pop("themes"))
                return Themes(themes=themes, **told)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ThemeError("These are no themes: find them again.") from error
        raise ThemeError("The themes were written in another format: find them again.")


def theme_of(told: dict[str, Any]) -> Theme:
    """The theme that `asdict` wrote."""
    words, typical = (tuple(Word(**one) for one in told[name]) for name in ("words", "typical"))
    quotes = tuple(Quote(**one) for one in told["quotes"])
    return Theme(**{**told, "words": words, "typical": typical, "quotes": quotes})
