"""Small groups: what must stay hidden and what is only indicative (METHODS A14).

All counts here are respondents, never answers. Protected are anonymous, confidential and employee feedback
against a reader of one published table (its total included) and of the same query with any one filter
dropped. Anything wider, such as a reader who combines several different queries, is not protected.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from zhiyin.science.estimate.statistics import whole

Key = TypeVar("Key", bound=Hashable)


class Visibility(StrEnum):
    """How a number may be shown."""

    SHOWN = "shown"
    INDICATIVE = "indicative"  # greyed, with its interval: too few for a firm statement
    HIDDEN = "hidden"  # fewer respondents than privacy k
    HIDDEN_WITH_ANOTHER = "hidden_with_another"  # large enough, but it would give a hidden one away

    @property
    def hides(self) -> bool:
        """Whether the number, its n and everything under it must not leave."""
        return self in (Visibility.HIDDEN, Visibility.HIDDEN_WITH_ANOTHER)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`privacy_k`: fewer respondents are hidden (None for identified feedback, which is never hidden).

    `reliability_n`: fewer respondents are indicative.
    """

    privacy_k: int | None = 5
    reliability_n: int = 30

    def __post_init__(self) -> None:
        if self.privacy_k is not None and self.privacy_k < 1:
            raise ValueError(f"privacy k must be at least 1, not {self.privacy_k}.")
        if self.reliability_n < 0:
            raise ValueError(f"reliability n must not be negative, but is {self.reliability_n}.")

    def visibility(self, respondents: int) -> Visibility:
        """How one number on its own may be shown. Nobody at all is not a secret: it has no value anyway."""
        if self.privacy_k is not None and 0 < respondents < self.privacy_k:
            return Visibility.HIDDEN
        return Visibility.INDICATIVE if respondents < self.reliability_n else Visibility.SHOWN


@dataclass(frozen=True, slots=True)
class Suppression(Generic[Key]):
    """The verdict on each cell of a table and on its total (None when no total is published)."""

    cells: Mapping[Key, Visibility]
    total: Visibility | None


def suppress(
    respondents: Mapping[Key, int],
    thresholds: Thresholds,
    *,
    total: int | None,
    recoverable: Iterable[Key] = (),
) -> Suppression[Key]:
    """Decide what of a table may be shown.

    `respondents` maps every cell (those without a value of the dimension too) to its number of respondents;
    `total` is given when the table's total is published and its cells add up to it (not for aspects, themes
    or segments, of which a respondent has several). `recoverable` names cells that
    `recoverable_by_differencing` has found.

    Cells below k are hidden. Where a total is published the next-smallest cells follow, until at least two
    are hidden and they hold k respondents together: else the total minus what is shown gives the hidden
    group away. Where no other cell is left to hide, the total is hidden. Raises ValueError for negative
    counts.
    """
    counts = {key: whole("respondents", count) for key, count in respondents.items()}
    given_away = set(recoverable)
    cells = {
        key: Visibility.HIDDEN
        if key in given_away and thresholds.privacy_k is not None
        else thresholds.visibility(count)
        for key, count in counts.items()
    }
    if total is None:
        return Suppression(cells, None)
    verdict = thresholds.visibility(whole("total", total))
    hidden = [key for key, cell in cells.items() if cell.hides]
    if not hidden or thresholds.privacy_k is None:
        return Suppression(cells, verdict)
    together = sum(counts[key] for key in hidden)
    next_smallest = sorted(
        (key for key in counts if key not in hidden and counts[key]), key=lambda key: counts[key]
    )
    enough = len(hidden) > 1 and together >= thresholds.privacy_k
    for key in next_smallest:
        if enough:
            break
        cells[key] = Visibility.HIDDEN_WITH_ANOTHER
        hidden.append(key)
        together += counts[key]
        enough = together >= thresholds.privacy_k
    if not enough and not verdict.hides:
        verdict = Visibility.HIDDEN_WITH_ANOTHER
    return Suppression(cells, verdict)


def recoverable_by_differencing(
    respondents: int, without_each_filter: Iterable[int], *, privacy_k: int | None
) -> bool:
    """Whether dropping one filter of the query would single out 1…k−1 respondents by subtraction.

    `without_each_filter` holds the respondents of the same cell with each filter left out in turn. Raises
    ValueError when leaving a filter out gives fewer.
    """
    inside = whole("respondents", respondents)
    for count in without_each_filter:
        outside = whole("respondents", count)
        if outside < inside:
            raise ValueError(f"Without a filter there cannot be fewer respondents ({outside} < {inside}).")
        if privacy_k is not None and 0 < outside - inside < privacy_k:
            return True
    return False
