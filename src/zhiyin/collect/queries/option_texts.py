"""What the numbers of a survey's options stand for, learnt from rows that were taken in by another layout before."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from zhiyin.collect.models import Answer, Item, Signal
from zhiyin.collect.queries.tables import data_rows
from zhiyin.science.collect.cells import parse_score
from zhiyin.science.collect.columns import SAMPLE, SCORES, Column
from zhiyin.science.collect.heads import tool_of
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets.pairing import pair_options, pair_several, with_texts, with_values
from zhiyin.science.collect.presets.wjx import SILENCES
from zhiyin.science.collect.questions import asks_where, written_beside

# Layouts that give options by number, and those that give their texts.
BY_NUMBER: Final = frozenset({"wjx_number", "tencent_number"})
BY_TEXT: Final = frozenset({"wjx_text", "tencent_text"})
# Tools that write either into files of one form: the cells of each column tell.
EITHER: Final = frozenset({"qualtrics", "surveymonkey"})
_KEYS_PER_STATEMENT: Final = 500

_Stored = dict[str, dict[str, list[Answer]]]


def with_option_texts(mapping: Mapping, path: Path, layout: dict[str, Any]) -> Mapping:
    """The mapping with what the stored answers of its source say about numbers of options.

    A file by number gets the texts of its options, or the values that they are; a file by text gets the numbers as
    `labels`, so that they are kept with the question for the next file by number. The note that texts are missing goes
    from `layout` when none is.
    """
    preset = layout.get("preset", "")
    if preset not in BY_NUMBER | BY_TEXT and tool_of(preset) not in EITHER:
        return mapping
    keys = next((column.index for column in mapping.columns if column.field == "id"), None)
    if keys is None:
        return mapping
    rows = [row for _, row in islice(data_rows(path, layout), SAMPLE) if isinstance(row, list)]
    by_number = None if tool_of(preset) in EITHER else preset in BY_NUMBER
    learn_options(mapping.source, mapping.columns, rows, keys=keys, by_number=by_number)
    unknown = any(
        one["code"] == "numbers_of_options" for column in mapping.columns for one in column.evidence
    )
    if not unknown:
        layout["notes"] = [one for one in layout.get("notes", []) if one["code"] != "options_by_number"]
    return mapping


def learn_options(
    source: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    keys: int,
    by_number: bool | None,
) -> None:
    """Fill `labels` and `scores` of the columns; `keys` is the column of the rows' ids.

    `by_number` is None where each column's cells decide.
    """
    asking = {
        column.item: column
        for column in columns
        if column.item and column.field in ("choice", "choices", "number", "unit", *SCORES)
    }
    cells = {
        item: {
            row[keys].strip(): written_beside(cell)[0]
            for row in rows
            if len(row) > max(keys, column.index)
            and (cell := row[column.index].strip())
            and cell not in SILENCES
        }
        for item, column in asking.items()
    }
    stored = _stored(source, {key for found in cells.values() for key in found}, asking)
    known = dict(Item.objects.filter(source=source, code__in=asking).values_list("code", "options"))
    for item, column in asking.items():
        told = stored.get(item, {})
        answers = {key: found[0] for key, found in told.items() if len(found) == 1}
        numbers = all(
            parse_score(part) is not None for cell in cells[item].values() for part in _parts(cell, column)
        )
        if asks_where(column.label) and numbers and by_number is not False:
            if _places_of_numbers(source, column, cells[item]):
                continue
            if column.field == "unit":
                column.field = "choice"  # the number of an option is no place
        if column.field == "unit":
            continue
        if not (numbers if by_number is None else by_number):
            _numbers_of_texts(column, cells[item], answers)
        elif numbers and column.field == "choices":
            _texts_of_several(column, cells[item], told, known.get(item) or {})
        elif numbers:
            _texts_of_numbers(column, cells[item], answers, known.get(item) or {})


def _parts(cell: str, column: Column) -> list[str]:
    """The options in a cell of several."""
    if column.field != "choices" or not column.separator or cell in column.labels:
        return [cell]
    return [part for one in cell.split(column.separator) if (part := one.strip())]


def _stored(source: str, keys: Iterable[str], items: Iterable[str]) -> _Stored:
    """item -> id of the row -> its answers, several where several options were chosen."""
    found: _Stored = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), _KEYS_PER_STATEMENT):
        answers = Answer.objects.filter(
            signal__source=source,
            signal__source_id__in=wanted[start : start + _KEYS_PER_STATEMENT],
            item__in=list(items),
            status="answered",
        ).select_related("signal")
        for answer in answers:
            found.setdefault(answer.item, {}).setdefault(answer.signal.source_id, []).append(answer)
    return found


def _places_of_numbers(source: str, column: Column, cells: dict[str, str]) -> bool:
    """The options are units, by which the rows were filed before: the numbers name them again."""
    named: dict[str, str] = {}
    wanted = sorted(cells)
    for start in range(0, len(wanted), _KEYS_PER_STATEMENT):
        part = wanted[start : start + _KEYS_PER_STATEMENT]
        rows = Signal.objects.filter(source=source, source_id__in=part)
        named.update(rows.values_list("source_id", "unit__name"))
    pairs = pair_options(named, cells)
    if pairs:
        column.field, column.evidence = "unit", []
        column.labels = {spelling: text for one, text in pairs.items() for spelling in (one, f"{one}.0")}
        column.because("texts_learnt", count=len(pairs))
    return bool(pairs)


def _texts_of_numbers(
    column: Column, cells: dict[str, str], answers: dict[str, Answer], options: dict[str, str]
) -> None:
    scored = {key: answer for key, answer in answers.items() if answer.construct in SCORES}
    if scored and len(scored) == len(answers):
        _values_of_numbers(column, cells, scored)
        return
    texts = {key: answer.choice for key, answer in answers.items() if not _is_number(answer.choice)}
    learnt = {number: text for number, text in options.items() if number.isdecimal() and not _is_number(text)}
    learnt |= pair_options(texts, cells)
    if learnt:
        with_texts(column, learnt)


def _texts_of_several(
    column: Column, cells: dict[str, str], told: dict[str, list[Answer]], options: dict[str, str]
) -> None:
    texts = {
        key: {answer.choice for answer in answers if not _is_number(answer.choice)}
        for key, answers in told.items()
    }
    numbers = {key: set(_parts(cell, column)) for key, cell in cells.items()}
    learnt = {number: text for number, text in options.items() if number.isdecimal() and not _is_number(text)}
    column.labels |= learnt | pair_several(texts, numbers)


def _values_of_numbers(column: Column, cells: dict[str, str], answers: dict[str, Answer]) -> None:
    """The numbers are those of options whose words are a scale: 1 may well be the best."""
    pairs = pair_options({key: f"{answer.value:g}" for key, answer in answers.items()}, cells)
    if not pairs:
        return
    one = next(iter(answers.values()))
    column.field, column.role, column.polarity = one.construct, one.role, one.polarity
    column.scale_min, column.scale_max = one.scale_min, one.scale_max
    values = {number: float(value) for number, value in pairs.items()}
    if all(parse_score(number) == value for number, value in values.items()):
        column.asked = []  # they are what they say
        return
    sums = {float(number) + value for number, value in values.items()}
    if len(values) > 1 and len(sums) == 1 and one.scale_min is not None and one.scale_max is not None:
        total = sums.pop()  # counted from the other end: those that nobody chose yet follow
        for step in range(int(one.scale_min), int(one.scale_max) + 1):
            values.setdefault(f"{total - step:g}", float(step))
    with_values(column, values)


def _numbers_of_texts(column: Column, cells: dict[str, str], answers: dict[str, Answer]) -> None:
    numbers = {
        key: answer.choice or f"{answer.value:g}"
        for key, answer in answers.items()
        if _is_number(answer.choice) or (not answer.choice and answer.value is not None)
    }
    for number, text in pair_options(cells, numbers).items():
        if not _is_number(text):
            column.labels[number] = text


def _is_number(text: str) -> bool:
    return parse_score(text) is not None
