"""From the cells of a check to its scale."""

from collections.abc import Iterable

from zhiyin.science.collect.cells import folded, no_answer, parse_score
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.headers import scale_named
from zhiyin.science.collect.presets.mystery_visits.names import MET, OUT_OF, SILENT


def highest_score(name: str, cells: Iterable[str], told: float | None = None) -> tuple[float, bool] | None:
    """The highest score of a check and whether its cells say met or not met; None when they are neither words nor scores.

    Where nobody tells the highest score, it is that of the name (微笑服务（10分）), of the cells (8/10), or the highest
    that was given.
    """
    given = [cell for cell in cells if cell not in SILENT and no_answer(cell) is None]
    if not given:
        return None
    met = [MET[word] for cell in given if (word := folded(cell)) in MET]
    if len(met) == len(given):
        return told or 1.0, True
    values = [value for cell in given if (value := parse_score(cell)) is not None]
    if len(met) + len(values) < 0.9 * len(given) or any(value < 0 for value in values):
        return None
    scale = scale_named(name)
    top = told or top_named(name) or (scale[1] if scale else 0) or max(values)
    if top > 100 or max(values) > max(top, 100):
        return None
    return (top if top > 0 else 1.0), False


def top_named(name: str) -> float | None:
    found = OUT_OF.search(name)
    return float(found[1] or found[2]) if found else None


def as_check(column: Column, item: str, label: str, top: float) -> None:
    column.field, column.item, column.label = "number", item, label
    column.scale_min, column.scale_max = 0, top
    column.scores = {word: value * top for word, value in MET.items()}
    column.silences = dict(SILENT)
    column.because("check", low=0, high=top)
