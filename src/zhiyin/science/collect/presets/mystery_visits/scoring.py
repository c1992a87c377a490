"""From the cells of a check to its scale."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from zhiyin.science.collect.cells import folded, no_answer, parse_score
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.headers import scale_named
from zhiyin.science.collect.presets.mystery_visits.names import MET, OUT_OF, SILENT

_CELL_OUT_OF: Final = re.compile(r"\d+(?:\.\d+)?\s*(?:/|out of)\s*(\d+(?:\.\d+)?)\s*分?")
_USUAL: Final = (1.0, 5.0, 10.0, 20.0, 50.0, 100.0)


class Highest(NamedTuple):
    """The highest score of a check; whether something tells it (else it is the highest that was given)."""

    score: float
    is_told: bool


def highest_score(name: str, cells: Iterable[str], told: float | None = None) -> Highest | None:
    """The highest score of a check; None when its cells are neither words for met and not met nor scores.

    It is `told`, or stands in the name (微笑服务（10分）) or in the cells (8/10).
    """
    given = [cell for cell in cells if cell not in SILENT and no_answer(cell) is None]
    if not given:
        return None
    met = [MET[word] for cell in given if (word := folded(cell)) in MET]
    if len(met) == len(given):
        return Highest(told or 1.0, True)
    values = [value for cell in given if (value := parse_score(cell)) is not None]
    if len(met) + len(values) < 0.9 * len(given) or any(value < 0 for value in values):
        return None
    scale = scale_named(name)
    within = {found[1] for cell in given if (found := _CELL_OUT_OF.fullmatch(cell))}
    top = (
        told
        or top_named(name)
        or (scale[1] if scale else 0)
        or (float(max(within)) if len(within) == 1 else 0)
    )
    if top > 100 or max(values) > max(top, 100):
        return None
    return Highest(top, True) if top else Highest(max(values), False)


def usual_scale(tops: Iterable[float]) -> float:
    """The least of the usual highest scores that holds them all: 1, 5, 10, 20, 50, 100."""
    highest = max(tops, default=1.0)
    return next(usual for usual in _USUAL if highest <= usual)


def top_named(name: str) -> float | None:
    found = OUT_OF.search(name)
    return float(found[1] or found[2]) if found else None


def as_check(column: Column, item: str, label: str, top: float, *, is_told: bool = True) -> None:
    """Make a column a check; where nobody tells its highest score, people are asked to look."""
    column.field, column.item, column.label = "number", item, label
    column.scale_min, column.scale_max = 0, top
    column.scores = {word: value * top for word, value in MET.items()}
    column.silences = dict(SILENT)
    if is_told:
        column.because("check", low=0, high=top)
    else:
        column.because("scale_assumed", low=0, high=top)
