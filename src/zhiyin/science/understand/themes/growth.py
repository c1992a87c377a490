"""Emerging themes: those that grow faster than their own history allows.

Each week is held against the weeks before it. Two questions must both be answered yes. Given how many of the theme's
texts there were, is the week's part of them too large for chance (exact conditional test of two Poisson rates)? And
is it too large for how much the theme always swings (the variance that its own weeks show beyond Poisson's, with a
Student test as that variance is itself an estimate)? The larger p counts. All themes and weeks that are looked at are
one family (Benjamini–Hochberg, METHODS A15), so that looking at many does not find more than the stated rate by
chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.estimate.families import benjamini_hochberg
from zhiyin.science.understand.themes.theme import Assignment, Floats, Ints

EMERGING, STEADY, NOT_ENOUGH = "emerging", "steady", "not_enough"

# Weeks of history below which nothing is said, and the most that are looked back upon.
LEAST_HISTORY, MOST_HISTORY = 8, 52
# What is too small to matter, whatever its p: fewer texts in the week, or less growth.
LEAST_TEXTS, LEAST_GROWTH = 5, 1.5


@dataclass(frozen=True, slots=True)
class Week:
    """One theme in one week (or several, see `width`): its texts, what its history led one to expect, and a verdict.

    `expected` and `growth` (count over expected; None where 0 was expected) are None when `verdict` is "not_enough";
    so are `p` (one-sided, of this week alone) and `p_adjusted` (for all themes and weeks looked at together).
    `dispersion` is the variance of the history over Poisson's, 1 or more. `history` is the number of weeks behind it.
    """

    theme: int
    week: int
    count: int
    expected: float | None
    growth: float | None
    dispersion: float | None
    p: float | None
    p_adjusted: float | None
    history: int
    verdict: str


def weekly(members: Assignment, themes: int, week: Sequence[int], weeks: int) -> tuple[Ints, Ints]:
    """(texts of each theme in each week, all read texts of each week) for texts in weeks 0 … `weeks` − 1.

    Texts outside these weeks are left out. Raises ValueError for another number of texts.
    """
    when = np.asarray(week, dtype=np.int64)
    if len(when) != members.n:
        raise ValueError(f"{members.n} texts but {len(when)} weeks.")
    inside = (when >= 0) & (when < weeks)
    totals = np.bincount(when[inside & members.read], minlength=weeks)
    kept = inside[members.text]
    place = members.theme[kept] * weeks + when[members.text[kept]]
    return np.bincount(place, minlength=themes * weeks).reshape(themes, weeks), totals


def emerging(
    counts: Sequence[Sequence[int]] | Ints,
    totals: Sequence[int] | Ints,
    *,
    looks: int = 1,
    width: int = 1,
    q: float = 0.05,
) -> tuple[Week, ...]:
    """The last `looks` weeks of each theme, themes in their order and weeks ascending.

    `counts[theme][week]` texts of `totals[week]`. `width` weeks together, the named one the last, are held against
    those before them: more of them see a smaller but lasting growth. At most a share `q` of the weeks called emerging
    is expected to be so by chance. A week without texts, or with fewer than LEAST_HISTORY weeks with texts before it,
    has "not_enough". A past outbreak stays in the history and makes later ones harder to see. Raises ValueError for
    counts that cannot be.
    """
    table, total = _checked(counts, totals)
    weeks = len(total)
    if looks < 1 or width < 1:
        raise ValueError("Look at one week or more, each of a width of one or more.")
    found = [
        _look(table[theme], total, theme, week, max(week + 1 - width, 0))
        for theme in range(len(table))
        for week in range(max(weeks - looks, 0), weeks)
    ]
    adjusted = benjamini_hochberg((one.p for one in found), q=q)
    return tuple(
        replace(one, p_adjusted=family.p, verdict=_verdict(one, family.rejected))
        for one, family in zip(found, adjusted, strict=True)
    )


def _verdict(one: Week, rejected: bool) -> str:
    if one.expected is None or one.p is None:
        return NOT_ENOUGH
    grown = one.count >= LEAST_TEXTS and one.count >= LEAST_GROWTH * one.expected
    return EMERGING if rejected and grown else STEADY


def _look(counts: Ints, totals: Ints, theme: int, week: int, first: int) -> Week:
    """The weeks `first` … `week` against those before, without a verdict yet."""
    count, total = int(counts[first : week + 1].sum()), int(totals[first : week + 1].sum())
    expected, spread, history, p = _judged(counts[:first], totals[:first], count, total)
    growth = count / expected if expected else None
    return Week(theme, week, count, expected, growth, spread, p, None, history, NOT_ENOUGH)


def _checked(counts: Sequence[Sequence[int]] | Ints, totals: Sequence[int] | Ints) -> tuple[Ints, Ints]:
    total = np.asarray(totals, dtype=np.int64)
    table = (
        np.asarray(counts, dtype=np.int64).reshape(-1, len(total))
        if len(total)
        else np.zeros((0, 0), np.int64)
    )
    if len(table) != len(counts) and len(total):
        raise ValueError("Every theme needs one count for every week.")
    if (table < 0).any() or (table > total[None, :]).any():
        raise ValueError("A theme has from 0 to all of a week's texts.")
    return table, total


def _judged(
    before: Ints, totals: Ints, count: int, total: int
) -> tuple[float | None, float | None, int, float | None]:
    """(expected, dispersion, weeks of history, p) of one count of `total` texts."""
    some = totals > 0
    x, n = before[some][-MOST_HISTORY:], totals[some][-MOST_HISTORY:].astype(np.float64)
    if len(x) < LEAST_HISTORY or not total:
        return None, None, len(x), None
    seen, all_texts = float(x.sum()), float(n.sum())
    expected = seen * total / all_texts
    spread = dispersion(x, n)
    p = max(
        _by_chance(count, seen, total, all_texts),
        _by_habit(count, expected, spread, len(x), total / all_texts),
    )
    return expected, spread, len(x), p


def dispersion(counts: Ints | Floats, totals: NDArray[np.float64]) -> float:
    """Pearson's chi-square over its degrees of freedom, of counts that share one rate; 1 at least."""
    expected = totals * counts.sum() / totals.sum()
    if not counts.sum() or len(counts) < 2:
        return 1.0
    return max(float(((counts - expected) ** 2 / expected).sum()) / (len(counts) - 1), 1.0)


def _by_chance(count: int, seen: float, total: float, all_texts: float) -> float:
    """P(at least `count` of the theme's texts in this week), each text being of this week by its share of all."""
    from scipy.special import bdtrc  # noqa: PLC0415 — slow to import, rarely needed

    if count == 0:
        return 1.0
    return float(bdtrc(count - 1, int(seen) + count, total / (total + all_texts)))


def _by_habit(count: int, expected: float, spread: float, weeks: int, part: float) -> float:
    """Student's test on the root scale, where counts of any size have about the same variance (Anscombe 1948)."""
    from scipy.special import stdtr  # noqa: PLC0415 — as above

    gap = 2.0 * (np.sqrt(count + 0.375) - np.sqrt(expected + 0.375))
    return float(stdtr(weeks - 1, -gap / np.sqrt(spread * (1.0 + part))))
