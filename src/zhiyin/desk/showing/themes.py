"""Themes in words and drawings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.results import Estimate
from zhiyin.theme import wording
from zhiyin.understand.phrases.themes import growth_in_words
from zhiyin.understand.queries.themes.runs import RunState
from zhiyin.understand.queries.themes.themes import SeenTheme, SeenThemes
from zhiyin.understand.showing.parts import Cell

STEADY_FROM = 0.8
MOST_WEEKS = 60
"""A longer course is told by months."""


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme as a row: `negative` and `positive` in percent of the texts with a feeling, `course` for a small line."""

    theme: SeenTheme
    share: Cell
    negative: Cell
    positive: Cell
    course: Sequence[float | None]
    growth: str


def as_line(theme: SeenTheme, found: SeenThemes) -> ThemeLine:
    felt = sum(n for label, n in theme.labels.items() if label)
    _labels, cells = course(found.begins, theme.weeks, found.weeks)
    return ThemeLine(
        theme,
        percent(theme.share),
        percent(proportion(theme.labels.get("negative", 0), felt)),
        percent(proportion(theme.labels.get("positive", 0), felt)),
        [cell.value for cell in cells],
        growth(theme),
    )


def percent(share: Estimate) -> Cell:
    """A share as a cell of the drawings."""

    def times(value: float | None) -> float | None:
        return None if value is None else 100 * value

    return Cell(times(share.value), times(share.low), times(share.high), share.n, 0 < share.n < 30)


def course(
    begins: Sequence[datetime], counts: Sequence[int], totals: Sequence[int]
) -> tuple[list[str], list[Cell]]:
    """A theme's share by week, or by month where there are many weeks: labels and cells in percent."""
    by: dict[str, tuple[int, int]] = {}
    pattern = "%m-%d" if len(begins) <= MOST_WEEKS else "%Y-%m"
    if len(begins) > 52 and pattern == "%m-%d":
        pattern = "%Y-%m-%d"  # a day and month may come twice
    for begin, count, total in zip(begins, counts, totals, strict=True):
        label = timezone.localtime(begin).strftime(pattern)
        had = by.get(label, (0, 0))
        by[label] = had[0] + count, had[1] + total
    cells = [percent(proportion(min(count, total), total)) for count, total in by.values()]
    return list(by), cells


def growth(theme: SeenTheme) -> str:
    """What emerges, in words."""
    grown = theme.emergence
    if grown is None:
        return ""
    return growth_in_words(
        count=grown.count,
        day=timezone.localtime(grown.begins).date(),
        expected=grown.expected,
        growth=grown.growth,
    )


def course_finding(labels: Sequence[str], cells: Sequence[Cell]) -> str:
    """Whether the last period differs from the first that has a number."""
    known = [
        (label, cell)
        for label, cell in zip(labels, cells, strict=True)
        if cell.value is not None and not cell.indicative
    ]
    if len(known) < 2:
        return _("There are too few texts to tell a course.")
    (first, before), (last, now) = known[0], known[-1]
    words = {
        "first": first,
        "last": last,
        "before": wording.number(before.value, 1),
        "now": wording.number(now.value, 1),
    }
    apart = (now.low or 0.0) > (before.high or 0.0) or (now.high or 0.0) < (before.low or 0.0)
    if apart:
        return _("From %(before)s%% of the texts (%(first)s) to %(now)s%% (%(last)s).") % words
    return (
        _("From %(before)s%% of the texts (%(first)s) to %(now)s%% (%(last)s): the two cannot be told apart.")
        % words
    )


def finding(shown: Sequence[SeenTheme], found: SeenThemes) -> str:
    """What the page says."""
    grown = [one for one in shown if one.emergence is not None]
    if not shown:
        return _("No themes were found")
    first = shown[0]
    if grown:
        words: Mapping[str, Any] = {"name": grown[0].name, "n": len(grown)}
        sentence = ngettext(
            "A theme emerges: %(name)s", "%(n)s themes emerge, among them %(name)s", len(grown)
        )
        return sentence % words
    words = {"name": first.name, "share": wording.number(100 * (first.share.value or 0.0))}
    return _("People speak most of %(name)s: %(share)s%% of all texts") % words


def steadiness(run: RunState) -> str:
    """How steady the themes are, said honestly."""
    if run.stability is None:
        return ""
    words = {"value": wording.number(run.stability, 2)}
    if run.stability >= STEADY_FROM:
        return (
            _(
                "Steady: with 95%% of the texts the same themes come out, with nearly the same texts "
                "(matched Jaccard %(value)s, 1 is the same)."
            )
            % words
        )
    return (
        _(
            "Not steady: with 95%% of the texts somewhat other themes come out "
            "(matched Jaccard %(value)s, 1 is the same). More texts make them steadier."
        )
        % words
    )
