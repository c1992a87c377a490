"""Changing themes by hand: merging, splitting, renaming, pinning. Every function returns new themes.

After merging, the number of texts is exact while the members are known, the share where texts have no weights;
`assign` and `counted` give both anew.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from zhiyin.science.understand.themes import telling
from zhiyin.science.understand.themes.assigning import assign, counted, readable
from zhiyin.science.understand.themes.discovery import (
    lots,
    near_words,
    sampled,
    text_counts,
    told_languages,
    word_weights,
)
from zhiyin.science.understand.themes.grouping import groups
from zhiyin.science.understand.themes.theme import Assignment, Quote, Theme, ThemeError, Themes, Word
from zhiyin.science.understand.themes.words import by_stem, words

MOST_NAME = 100


def rename(themes: Themes, id: str, name: str) -> Themes:
    """The theme under another name, which later findings keep. Raises ThemeError for no name, or too long a one."""
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME:
        raise ThemeError(f"A name has 1 to {MOST_NAME} characters.")
    return _with(themes, replace(themes.get(id), name=name, renamed=True))


def pin(themes: Themes, id: str, *, pinned: bool = True) -> Themes:
    """The theme as a topic that stays even when it is not found again, or no longer."""
    return _with(themes, replace(themes.get(id), pinned=pinned))


def merge(themes: Themes, ids: Sequence[str], *, name: str | None = None) -> Themes:
    """One theme in place of several: their words together, the first one's id, the largest one's place.

    Without `name` it bears the first name that a person gave, else one made of the common words. Raises ThemeError
    for fewer than two different themes.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) < 2:
        raise ThemeError("Choose two themes or more to merge.")
    parts = [themes.get(id) for id in wanted]
    best: dict[str, Word] = {}
    for word in (word for part in parts for word in part.words):
        if word.key not in best or word.weight > best[word.key].weight:
            best[word.key] = word
    own = tuple(sorted(best.values(), key=lambda word: (-word.weight * word.texts, word.key)))
    typical = {word.key: word for part in reversed(parts) for word in part.typical if word.key not in best}
    given = next((part.name for part in parts if part.renamed), None)
    merged = Theme(
        wanted[0],
        name or given or telling.name_of(own),
        own,
        tuple(sorted(typical.values(), key=lambda word: (-word.log_likelihood, word.key)))[
            : telling.TYPICAL_WORDS
        ],
        _quotes(parts),
        sum(part.texts for part in parts),
        min(sum(part.share for part in parts), 1.0),
        renamed=bool(name or given),
        pinned=any(part.pinned for part in parts),
    )
    places = sorted(themes.place(id) for id in wanted)
    kept = [theme for place, theme in enumerate(themes.themes) if place not in places[1:]]
    members = themes.members
    if members is not None:
        members = _joined(members, places, len(themes))
        texts = len(members.of(places[0])[0])
        share = merged.share * texts / merged.texts if merged.texts else 0.0
        merged = replace(merged, texts=texts, share=share)
    kept[places[0]] = merged
    return replace(themes, themes=tuple(kept), members=members)


def _joined(members: Assignment, places: Sequence[int], themes: int) -> Assignment:
    """The members with the themes at `places` joined at the first; strengths add up as chances do."""
    to = np.arange(themes)
    to[list(places)] = places[0]
    to -= np.searchsorted(np.array(places[1:]), to, side="left")
    pair = to[members.theme] * np.int64(max(members.n, 1)) + members.text
    own, where = np.unique(pair, return_inverse=True)
    doubt = np.ones(len(own))
    np.multiply.at(doubt, where.reshape(-1), 1.0 - members.strength)
    return replace(
        members, theme=own // max(members.n, 1), text=own % max(members.n, 1), strength=1.0 - doubt
    )


def split(
    themes: Themes,
    id: str,
    texts: Sequence[str | None],
    *,
    languages: Sequence[str | None] | None = None,
    parts: int = 2,
) -> Themes:
    """Several themes in place of one: its words grouped anew, more finely, by how they are used in the texts.

    The largest part keeps the id, and the name if a person gave it. Numbers, members and quotes of all themes are
    those of `texts`. Raises ThemeError when the theme has fewer words than parts.
    """
    theme = themes.get(id)
    if parts < 2:
        raise ThemeError("A theme is split into two parts or more.")
    read = readable(texts, languages)
    sample = sampled(texts, read, themes.seed)
    kept = [texts[place] or "" for place in sample.tolist()]
    found = by_stem(words(kept))
    place = {word: index for index, word in enumerate(found.vocabulary)}
    chosen = np.array([place[word.key] for word in theme.words if word.key in place], dtype=np.int64)
    if len(chosen) < parts:
        raise ThemeError(
            f"These texts use {len(chosen)} of the theme's words, too few for {parts} parts: choose fewer, or more texts."
        )
    spread = text_counts(found)
    near = near_words(found, chosen, spread, lots(kept, themes.seed))
    label = groups(near, spread[chosen].astype(np.float64), until=-1.0, parts=parts)
    grouped = []
    for one in np.unique(label):
        mine = np.flatnonzero(label == one)
        size = len(np.unique(found.text[np.isin(found.word, chosen[mine])]))
        grouped.append(telling.Group(chosen[mine], word_weights(near, mine, spread[chosen[mine]]), size))
    grouped.sort(key=lambda group: (-group.texts, found.vocabulary[group.words[0]]))
    told = telling.themes(kept, sample, found, grouped)
    first = replace(told[0], id=id, pinned=theme.pinned)
    if theme.renamed:
        first = replace(first, name=theme.name, renamed=True)
    taken = {other.id for other in themes.themes}
    new = [first, *(replace(one, id=one.id if one.id not in taken else f"{one.id}-{id}") for one in told[1:])]
    at = themes.place(id)
    whole = replace(themes, themes=(*themes.themes[:at], *new, *themes.themes[at + 1 :]))
    numbers = counted(whole, assign(whole, texts, languages=told_languages(read)))
    quotes = {one.id: one.quotes for one in new}
    return replace(
        numbers,
        themes=tuple(replace(one, quotes=quotes.get(one.id, ())) for one in numbers.themes),
    )


def _quotes(parts: Sequence[Theme]) -> tuple[Quote, ...]:
    """The quotes of the parts in turn, of each text one."""
    found: dict[int, Quote] = {}
    for turn in range(telling.QUOTES):
        for part in parts:
            if turn < len(part.quotes):
                found.setdefault(part.quotes[turn].text, part.quotes[turn])
    return tuple(found.values())[: telling.QUOTES]


def _with(themes: Themes, changed: Theme) -> Themes:
    return replace(
        themes, themes=tuple(changed if theme.id == changed.id else theme for theme in themes.themes)
    )
