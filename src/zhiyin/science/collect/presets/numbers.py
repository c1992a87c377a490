"""Numbered questions understood: options that have a column each, ranks, rows of a matrix, numbers of options."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from zhiyin.science.collect.cells import parse_score
from zhiyin.science.collect.columns import CUSTOMER_FIELDS, SCORES, Column
from zhiyin.science.collect.described.applying import worded_with
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.presets.numbered import (
    Group,
    is_named_by_options,
    is_ranking,
    is_zero_or_one,
    one_number_each,
    without_blanks,
    worded,
)
from zhiyin.science.collect.questions import (
    asks_amount,
    construct_of,
    number_in,
    option_text,
    parted_with,
    understand_question,
    written_beside,
)
from zhiyin.science.collect.scale_words import scale_of_words

_MOST_OPTIONS: Final = 30
_KEPT: Final = frozenset({"attribute", "customer_name", *CUSTOMER_FIELDS})


def is_by_number(
    groups: Sequence[Group],
    rows: Sequence[Sequence[str]],
    *,
    in_words: Iterable[str],
    in_numbers: Iterable[str],
) -> bool:
    """Whether a file gives the options by their numbers: `in_words` and `in_numbers` are cells of only one layout."""
    asked = {column.index for group in groups for column in group.columns}
    cells = {row[index].strip() for row in rows for index in asked if len(row) > index}
    if not cells.isdisjoint(in_words) or any("┋" in cell or "→" in cell for cell in cells):
        return False
    if not cells.isdisjoint(in_numbers):
        return True
    return not worded(groups) and any(_numbers_options(group) for group in groups)


def _numbers_options(group: Group) -> bool:
    """Whether one number per cell counts options: where the wording measures something, it does in both layouts."""
    if not any(group.cells) or not one_number_each(group):
        return False
    numbers = {number_in(written_beside(cell)[0]) for cells in group.cells for cell in set(cells)}
    if any(number is None or number > _MOST_OPTIONS for number in numbers):
        return False
    if len(group.columns) > 1:
        return not group.title
    return not construct_of(group.title) and not asks_amount(group.title)


def understand_groups(
    groups: Sequence[Group],
    rows: Sequence[Sequence[str]],
    *,
    by_number: bool,
    silences: Mapping[str, str],
    separators: Sequence[str] = (),
    description: SurveyDescription | None = None,
) -> None:
    """Fill in the columns of all questions. `separators` may part several options in the layout by text."""
    kept: set[str] = set()
    for group in groups:
        code = group.code
        known = (
            next((one for one in description.questions if one.code == code), None) if description else None
        )
        title = group.title or (known.text if known else "")
        several = len(group.columns) > 1
        ranking = several and is_ranking(group, rows)
        options = several and (ranking or is_zero_or_one(group) or is_named_by_options(group))
        shared = _one_scale(group) if several and not options else []
        for place, (column, part, cells) in enumerate(
            zip(group.columns, group.parts, group.cells, strict=True), 1
        ):
            column.silences = dict(silences)
            if options or (by_number and part and not several and set(cells) <= {"0", "1"}):
                _option(column, code, title, part or str(place), cells, ranked=ranking)
                continue
            column.item = f"{code}_{place}" if several else code
            column.label = worded_with(title, part)
            if known is not None and by_number:
                column.labels = dict(known.options)
            parts_by = "" if by_number else parted_with(cells, separators, group.columns[0].name)
            column.separator = parts_by
            understand_question(column, (cells and shared) or cells)
            if several and part and column.field in _KEPT:
                # its name, alike in both layouts
                column.option = part if part not in kept else f"{part} ({column.item})"
                kept.add(part)
            if by_number:
                _numbers(column, cells, row_of_matrix=bool(several and part))
            elif column.field == "choice" and not parts_by and "┋" in separators:
                column.separator = "┋"  # one who chose several may come later
            elif column.field not in ("choices", "choice"):
                column.separator = ""
        if shared and one_number_each(group):
            _alike(group.columns)


def _one_scale(group: Group) -> list[str]:
    """The cells of all rows of a matrix, if they are steps of one scale: what one row lacks stands in another."""
    together = [cell for cells in group.cells for cell in cells]
    if one_number_each(group) or scale_of_words({option_text(cell) for cell in together}) is not None:
        return together
    return []


def _alike(rows: Sequence[Column]) -> None:
    """价格 among 口味 and 服务 is a row of their matrix, whatever its wording alone would be."""
    scored = next((column for column in rows if column.field in SCORES), None)
    for column in rows if scored is not None else ():
        if scored is not None and column.field in ("choice", "number"):
            column.field, column.asked = scored.field, list(scored.asked)
            column.scale_min, column.scale_max = scored.scale_min, scored.scale_max
            column.evidence.clear()
            column.because("numbers_are_values")


def _option(column: Column, item: str, title: str, part: str, cells: Sequence[str], *, ranked: bool) -> None:
    column.item, column.field, column.label = item, "option", title
    column.option = option_text(without_blanks(part))
    column.separator = "→" if ranked else ""
    # the option itself, perhaps with its letter, says that it was chosen
    column.labels = {
        cell: column.option for cell in set(cells) if parse_score(cell) is None and "〖" not in cell
    }
    column.because("option_column", option=column.option)


def _numbers(column: Column, cells: Sequence[str], *, row_of_matrix: bool) -> None:
    """A column of whole numbers in the layout by number: values of a scale, or numbers of options."""
    values = [number_in(written_beside(cell)[0]) for cell in set(cells)]
    if column.labels or not values or any(value is None for value in values):
        return
    numbers = [value for value in values if value is not None]
    if column.field in SCORES and (row_of_matrix or construct_of(column.label)):
        column.because("numbers_are_values")
    elif all(value == int(value) and 1 <= value <= _MOST_OPTIONS for value in numbers):
        column.field, column.separator, column.scores, column.asked = "choice", "", {}, []
        column.scale_min = column.scale_max = None
        column.evidence.clear()
        column.because("numbers_of_options", count=int(max(numbers)))
