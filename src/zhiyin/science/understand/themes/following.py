"""Following themes from one finding to the next: a theme keeps its id, its pin and the name that a person gave it."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from zhiyin.science.understand.themes.steadiness import matching
from zhiyin.science.understand.themes.theme import Floats, Theme, Themes

# Themes whose words overlap less are different ones.
SAME_FROM = 0.3


@dataclass(frozen=True, slots=True)
class Followed:
    """New themes with the ids of the old ones that they continue.

    `kept` are ids that were found again, `new` those that were not there before, `gone` those not found again (pinned
    ones among them are kept in `themes`, as they were). `likeness` is the overlap (0 … 1) of each kept one.
    """

    themes: Themes
    kept: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    likeness: tuple[float, ...]


def match(old: Themes, new: Themes, *, same_from: float = SAME_FROM) -> Followed:
    """Carries ids, pins and given names over to the new themes.

    Themes are matched one to one by the overlap of their words (the sum of the smaller over that of the larger of
    each word's share in the theme's use); pairs below `same_from` are no pairs. A pinned theme that is not found again
    stays, without members: `assign` and `counted` give it numbers. The new themes keep their order.
    """
    likeness = _likeness(old, new)
    pairs = {
        int(two): int(one)
        for one, two in zip(*matching(likeness), strict=True)
        if likeness[one, two] >= same_from
    }
    taken = {theme.id for theme in old.themes}
    told: list[Theme] = []
    for place, theme in enumerate(new.themes):
        if place in pairs:
            before = old.themes[pairs[place]]
            name = before.name if before.renamed else theme.name
            told.append(replace(theme, id=before.id, name=name, renamed=before.renamed, pinned=before.pinned))
        else:
            told.append(replace(theme, id=_free(theme.id, taken)))
        taken.add(told[-1].id)
    found = set(pairs.values())
    gone = [theme for place, theme in enumerate(old.themes) if place not in found]
    pinned = [replace(theme, texts=0, share=0.0, quotes=()) for theme in gone if theme.pinned]
    return Followed(
        replace(new, themes=(*told, *pinned)),
        tuple(old.themes[pairs[place]].id for place in sorted(pairs)),
        tuple(theme.id for place, theme in enumerate(told) if place not in pairs),
        tuple(theme.id for theme in gone),
        tuple(float(likeness[pairs[place], place]) for place in sorted(pairs)),
    )


def _free(id: str, taken: set[str]) -> str:
    """The id, or one made from it that no other theme has."""
    free, number = id, 2
    while free in taken:
        free, number = f"{id}-{number}", number + 1
    return free


def _likeness(old: Themes, new: Themes) -> Floats:
    """Weighted Jaccard of the words of each old theme with those of each new one."""
    keys = sorted({word.key for themes in (old, new) for theme in themes for word in theme.words})
    place = {key: index for index, key in enumerate(keys)}
    first, second = _table(old, place), _table(new, place)
    likeness = np.zeros((len(old), len(new)))
    for index in range(len(old)):
        row = first[index]
        smaller = np.asarray(second.minimum(_stacked(row, len(new))).sum(1)).ravel()
        likeness[index] = smaller / np.maximum(2.0 - smaller, 1e-12)
    return likeness


def _stacked(row: csr_matrix, times: int) -> csr_matrix:
    return csr_matrix(np.ones((times, 1))) @ row


def _table(themes: Themes, place: dict[str, int]) -> csr_matrix:
    """Each theme's words with their share in its use; every row sums to 1."""
    rows, columns, values = [], [], []
    for index, theme in enumerate(themes):
        total = sum(max(word.texts, 1) * word.weight for word in theme.words) or 1.0
        for word in theme.words:
            rows.append(index)
            columns.append(place[word.key])
            values.append(max(word.texts, 1) * word.weight / total)
    return csr_matrix((values, (rows, columns)), shape=(len(themes), max(len(place), 1)))
