"""How steady themes are: are the same texts together again when some texts are left out?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from zhiyin.science.understand.themes.assigning import readable
from zhiyin.science.understand.themes.discovery import discover, told_languages
from zhiyin.science.understand.themes.theme import Assignment, Floats, Ints, Themes

SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Stability:
    """Matched Jaccard of themes found in all texts and in samples of them.

    `value` is the mean over themes and samples, None without themes; a theme that a sample does not find again counts
    0. `themes` are the means of each theme, in the order of `found`; `samples` those of each sample. `coverage` is the
    share of the read texts that belong to a theme.
    """

    value: float | None
    themes: tuple[float, ...]
    samples: tuple[float, ...]
    found: Themes
    coverage: float
    share: float
    seed: int


def stability(
    texts: Sequence[str | None],
    *,
    languages: Sequence[str | None] | None = None,
    share: float = SHARE,
    samples: int = 5,
    seed: int = 0,
    most: int = 30,
    whole: Themes | None = None,
    after: Callable[[int], None] = lambda _: None,
) -> Stability:
    """Finds themes in all texts and in `samples` random parts of them, and compares.

    Each sample's themes are matched one to one with those of all texts so that the sum of the Jaccard indices of
    their members (among the sampled texts) is largest. The samples depend on `seed`; the themes do not. `whole` spares
    finding those of all texts where that has been done; `after` is told how many samples are done.
    """
    told = told_languages(readable(texts, languages))
    whole = whole if whole is not None else discover(texts, languages=told, most=most)
    dice = np.random.default_rng(seed)
    rows = []
    for done in range(samples if whole.members is not None else 0):
        part = np.sort(dice.permutation(len(texts))[: round(share * len(texts))])
        again = discover(
            [texts[place] for place in part], languages=[told[place] for place in part], most=most
        )
        rows.append(_found_again(whole, again, part))
        after(done + 1)
    table = np.array(rows)
    if not rows or not len(whole):
        return Stability(None, (), (), whole, whole.coverage, share, seed)
    return Stability(
        float(table.mean()),
        tuple(table.mean(0).tolist()),
        tuple(table.mean(1).tolist()),
        whole,
        whole.coverage,
        share,
        seed,
    )


def _found_again(whole: Themes, again: Themes, part: Ints) -> Floats:
    """Jaccard of each theme with the one matched to it, among the texts of the part."""
    found = np.zeros(len(whole))
    if whole.members is None or again.members is None:
        return found
    jaccard = overlap(_table(whole.members, len(whole))[:, part], _table(again.members, len(again)))
    one, other = matching(jaccard)
    found[one] = jaccard[one, other]
    return found


def _table(members: Assignment, themes: int) -> csr_matrix:
    ones = np.ones(len(members.text))
    return csr_matrix((ones, (members.theme, members.text)), shape=(themes, members.n))


def overlap(one: csr_matrix, other: csr_matrix) -> Floats:
    """Jaccard's index of each row of one table of zeros and ones with each row of the other."""
    both = np.asarray((one @ other.T).todense(), dtype=np.float64)
    own, their = np.asarray(one.sum(1)).reshape(-1, 1), np.asarray(other.sum(1)).reshape(1, -1)
    jaccard: Floats = both / np.maximum(own + their - both, 1e-12)
    return jaccard


def matching(value: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The one-to-one pairs (Hungarian method) with the largest sum."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 — slow to import, rarely needed

    one, other = linear_sum_assignment(-value)
    return one, other
