"""Which texts belong to which theme: those that use its words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from zhiyin.science.language import detection
from zhiyin.science.understand.themes.theme import Assignment, Floats, Ints, Theme, Themes
from zhiyin.science.understand.themes.words import Words, by_stem, words

READ = frozenset((*detection.CHINESE, detection.ENGLISH, detection.MIXED))
# A text with a lower strength does not belong to the theme; every word of a theme alone reaches it.
MEMBER_FROM = 0.5
_SUREST = 0.99
_CHUNK_CHARACTERS = 2_000_000


def assign(
    themes: Themes, texts: Sequence[str | None], *, languages: Sequence[str | None] | None = None
) -> Assignment:
    """Finds the members of each theme among the texts, which may be new ones.

    `languages` as in `discover`. A text's strength is 1 − ∏ (1 − weight) over the theme's words that it uses.
    """
    read = readable(texts, languages)
    weights = _Weights(themes.themes)
    parts = [
        weights.members(by_stem(words(chunk)), first)
        for first, chunk in chunks([text if own else None for text, own in zip(texts, read, strict=True)])
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.zeros(0)] * 3
    theme, text, strength = columns
    order = np.lexsort((text, theme))
    return Assignment(
        len(texts),
        read,
        theme[order].astype(np.int64),
        text[order].astype(np.int64),
        strength[order].astype(np.float64),
    )


def counted(themes: Themes, members: Assignment, *, weights: Sequence[float] | None = None) -> Themes:
    """The same themes with numbers, shares and members of an assignment; quotes of other texts are dropped."""
    weight = text_weights(members, weights)
    total = float(weight.sum())
    told = []
    for place, theme in enumerate(themes.themes):
        text, _ = members.of(place)
        share = float(weight[text].sum()) / total if total else 0.0
        told.append(replace(theme, texts=len(text), share=share, quotes=()))
    return replace(
        themes,
        themes=tuple(told),
        n=members.n,
        read=int(members.read.sum()),
        coverage=members.coverage,
        members=members,
    )


def text_weights(members: Assignment, weights: Sequence[float] | None) -> Floats:
    """Each text's weight, 0 where it was not read."""
    if weights is None:
        return members.read.astype(np.float64)
    given = np.asarray(weights, dtype=np.float64)
    if len(given) != members.n or not np.isfinite(given).all() or (given < 0).any():
        raise ValueError("Every text needs one weight, 0 or more.")
    return np.where(members.read, given, 0.0)


def readable(texts: Sequence[str | None], languages: Sequence[str | None] | None) -> NDArray[np.bool_]:
    """Which texts are in a language that is read; `languages` spares the detection where it is not None."""
    if languages is not None and len(languages) != len(texts):
        raise ValueError(f"{len(texts)} texts but {len(languages)} languages.")
    told: list[str | None] = list(languages) if languages is not None else [None] * len(texts)
    unknown = [place for place, language in enumerate(told) if language is None and texts[place]]
    found = detection.languages_of([texts[place] or "" for place in unknown])
    for place, language in zip(unknown, found, strict=True):
        told[place] = language
    return np.array(
        [language in READ and bool(text) for text, language in zip(texts, told, strict=True)], dtype=np.bool_
    )


def chunks(texts: Sequence[str | None]) -> Iterator[tuple[int, Sequence[str | None]]]:
    """(place of the first text, texts) in portions of bounded size."""
    begin = size = 0
    for place, text in enumerate(texts):
        if size >= _CHUNK_CHARACTERS:
            yield begin, texts[begin:place]
            begin, size = place, 0
        size += len(text or "") + 20
    if begin < len(texts):
        yield begin, texts[begin:]


class _Weights:
    """The words of all themes, ready to be looked up."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._themes = len(themes)
        self._of: dict[str, list[tuple[int, float]]] = {}
        for place, theme in enumerate(themes):
            for word in theme.words:
                doubt = float(np.log1p(-min(word.weight, _SUREST)))
                self._of.setdefault(word.key, []).append((place, doubt))

    def members(self, found: Words, first: int) -> tuple[Ints, Ints, Floats]:
        """theme, text and strength of the members; the first text of `found` has the place `first`."""
        entries = [
            (place, theme, doubt)
            for place, word in enumerate(found.vocabulary)
            for theme, doubt in self._of.get(word, ())
        ]
        if not entries:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
        place, theme, doubt = (np.array(column) for column in zip(*entries, strict=True))
        size = len(found.vocabulary)
        table = csr_matrix((doubt, (place, theme)), shape=(size, self._themes))
        mine = np.zeros(size, dtype=np.bool_)
        mine[place] = True
        kept = mine[found.word]
        pair = np.unique(found.text[kept] * np.int64(size) + found.word[kept])
        held = csr_matrix((np.ones(len(pair)), (pair // size, pair % size)), shape=(found.texts, size))
        doubts = (held @ table).tocoo()
        strength = -np.expm1(doubts.data)
        member = strength >= MEMBER_FROM - 1e-9
        return (
            doubts.col[member].astype(np.int64),
            doubts.row[member].astype(np.int64) + first,
            strength[member],
        )
