"""问卷星: answers by the texts of options (┋ between several) or by their numbers (one 0/1 column per option).

The numbers of a single choice count its options, those of a 量表题 are its values; which of both a column is stands in no
file. Numbers are taken as values where the wording measures something; the texts of options are learnt from an export by
text, row by row (`pair_options`).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from zhiyin.science.collect.cells import folded, parse_score
from zhiyin.science.collect.columns import SCORES, Column, named_columns
from zhiyin.science.collect.described.applying import fitting, one_of_each, worded_with
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.presets.numbered import (
    Group,
    counts_of,
    grouped,
    is_ranking,
    is_zero_or_one,
    leftovers,
    one_number_each,
    worded,
)
from zhiyin.science.collect.questions import construct_of, understand_question

_QUESTION: Final = re.compile(
    r"第\s*(?P<number1>\d{1,3})\s*题\s*[(（](?P<part1>.*)[)）]|"
    r"(?P<number2>\d{1,3})\s*[、.．:：]\s*(?P<rest>.*)|"
    r"(?P<number3>\d{1,3})\s*[(（](?P<part3>.*)[)）]",
    re.DOTALL,
)
_TIME: Final = "提交答卷时间"
_OTHERS: Final = ("序号", "所用时间", "来源", "来源详情", "来自IP")
_FIELDS: Final = {"序号": "id", _TIME: "time", "来源": "channel"}
_IN_WORDS: Final = {"(空)": "skipped", "（空）": "skipped", "(跳过)": "not_asked", "（跳过）": "not_asked"}
_IN_NUMBERS: Final = {
    f"{code}{zero}": status
    for code, status in {"-1": "skipped", "-2": "skipped", "-3": "not_asked", "-4": "not_asked"}.items()
    for zero in ("", ".0")
}
SILENCES: Final = {**_IN_WORDS, **_IN_NUMBERS}
_MOST_OPTIONS: Final = 30


def wjx(head: Head, descriptions: Descriptions) -> Recognised | None:
    """An export of 问卷星, in either layout."""
    names = head.header.names
    if not _is_wjx(names):
        return None
    rows = [row for _, row in head.header.rows]
    columns = named_columns(names, max((len(row) for row in rows), default=0))
    groups = grouped(names, columns, rows, _QUESTION, SILENCES)
    by_number = _by_number(groups, rows)
    description = fitting(
        descriptions,
        "wjx",
        [f"q{group.number}" for group in groups],
        [group.title for group in groups if group.title],
    )
    for group in groups:
        _understand(group, rows, by_number=by_number, description=description)
    _frame(names, columns, rows)
    one_of_each(columns)
    found = Recognised(
        "wjx_number" if by_number else "wjx_text", columns, head.header, notes=list(head.header.notes)
    )
    found.noted("questions_understood", **counts_of(columns))
    if by_number and any(column.field == "choice" and not column.labels for column in columns):
        found.noted("options_by_number")
    return found


def _is_wjx(names: Sequence[str]) -> bool:
    plain_names = {plain(name) for name in names}
    others = sum(plain(name) in plain_names for name in _OTHERS)
    if not any(_QUESTION.fullmatch(name.strip()) for name in names):
        return False
    return others >= 1 if plain(_TIME) in plain_names else others >= 3 and plain("所用时间") in plain_names


def _frame(names: Sequence[str], columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """The columns before the questions: who, when, how."""
    for name, column in zip(names, columns, strict=False):
        if column.item or column.field == "more":
            continue
        known = next((one for one in (*_FIELDS, "所用时间") if plain(one) == plain(name)), "")
        if known == "所用时间":
            column.measures = "seconds"
        elif known and any(len(row) > column.index and row[column.index].strip() for row in rows):
            column.field = _FIELDS[known]
            column.because("name", name=column.name)
    own = {plain(one) for one in (_TIME, *_OTHERS, "总分")}
    leftovers(
        [column for column in columns if plain(column.name) not in own and column.field == "attribute"], rows
    )


def _by_number(groups: Sequence[Group], rows: Sequence[Sequence[str]]) -> bool:
    several = [group for group in groups if len(group.columns) > 1]
    if any(is_zero_or_one(group) or is_ranking(group, rows) for group in several):
        return True
    asked = {column.index for group in groups for column in group.columns}
    cells = {row[index].strip() for row in rows for index in asked if len(row) > index}
    if cells & _IN_WORDS.keys() or any("┋" in cell or "→" in cell for cell in cells):
        return False
    if any(code in cells for code in ("-3", "-2", "-3.0", "-2.0")):
        return True
    return not worded(groups) and any(group.cells[0] and one_number_each(group) for group in groups)


def _understand(
    group: Group, rows: Sequence[Sequence[str]], *, by_number: bool, description: SurveyDescription | None
) -> None:
    code = f"q{group.number}"
    known = next((one for one in description.questions if one.code == code), None) if description else None
    title = group.title or (known.text if known else "")
    silences = {**_IN_WORDS, **(_IN_NUMBERS if by_number else {})}
    several = len(group.columns) > 1
    ranking = several and is_ranking(group, rows)
    options = several and by_number and (ranking or is_zero_or_one(group))
    for place, (column, part, cells) in enumerate(
        zip(group.columns, group.parts, group.cells, strict=True), 1
    ):
        column.silences = dict(silences)
        if options or (by_number and part and not several and set(cells) <= {"0", "1"}):
            column.item, column.field, column.label = code, "option", title
            column.option = part or str(place)
            column.separator = "→" if ranking else ""
            column.because("option_column", option=column.option)
            continue
        column.item = f"{code}_{place}" if several else code
        column.label = worded_with(title, part)
        if known is not None and by_number:
            column.labels = dict(known.options)
        understand_question(column, cells)
        if by_number:
            _numbers(column, cells, row_of_matrix=bool(several and part))
        elif column.field == "choice":
            column.separator = "┋"  # one who chose several may come later


def _numbers(column: Column, cells: Sequence[str], *, row_of_matrix: bool) -> None:
    """A column of whole numbers in the layout by number: values of a scale, or numbers of options."""
    values = [parse_score(cell) for cell in cells]
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


def pair_options(by_text: Mapping[str, str], by_number: Mapping[str, str]) -> dict[str, str]:
    """Number -> text of a question's options, learnt from the rows (by id) that stand in both layouts.

    Only pairs without a contradiction: a number with two texts, or a text with two numbers, is left out, as are cells
    that are no answer and texts of several options.
    """
    texts: dict[str, set[str]] = {}
    numbers: dict[str, set[str]] = {}
    for key, number in by_number.items():
        text = by_text.get(key, "")
        if not text or not number or text in SILENCES or number in SILENCES or parse_score(number) is None:
            continue
        texts.setdefault(number, set()).add(text)
        numbers.setdefault(text, set()).add(number)
    return {
        number: text
        for number, found in sorted(texts.items())
        if len(found) == 1 and len(numbers[text := next(iter(found))]) == 1
    }


def with_texts(column: Column, texts: Mapping[str, str]) -> None:
    """A column of option numbers whose texts have become known: a choice with labels, or the scale that they are."""
    for number, text in texts.items():
        for spelling in (number, f"{number}.0"):
            column.labels[spelling] = text
    column.field, column.scores, column.asked = "choice", {}, []
    column.scale_min = column.scale_max = None
    column.evidence = [
        one for one in column.evidence if one["code"] not in ("numbers_of_options", "numbers_are_values")
    ]
    understand_question(column, list(texts))
    column.because("texts_learnt", count=len(texts))


def with_values(column: Column, values: Mapping[str, float]) -> None:
    """A column of numbers of which it became known what they are worth."""
    for number, value in values.items():
        for spelling in (number, f"{number}.0"):
            column.scores[folded(spelling)] = value
    column.asked = []
    column.because("texts_learnt", count=len(values))
