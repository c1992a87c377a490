"""A column made into what its tool says of it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from zhiyin.science.collect.cells import folded, no_answer, parse_score
from zhiyin.science.collect.columns import CUSTOMER_FIELDS, REPEATED, SCORES, Column
from zhiyin.science.collect.descriptions import Question, SurveyDescription
from zhiyin.science.collect.moments import day_comes_first, short_order
from zhiyin.science.collect.questions import option_text, understand_question

_RANGE: Final = re.compile(
    r"(?:[<>≤≥~]\s*\d[\d,.]*|\d[\d,.]*\s*(?:[-–—~～至到]|to)\s*\d[\d,.]*|\d[\d,.]*\s*\+)\D{0,20}"
)
_TOKEN: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_-]{6,}")
FITS: Final = 0.8  # of the questions in a file that a description must know


def as_described(
    column: Column, question: Question, *, part: str = "", separator: str = "", cells: Sequence[str] = ()
) -> None:
    """Fill in what the description knows: field, scale, texts of codes. `part` words the row of a matrix.

    `separator` parts several options in one cell, where the question has several; `cells` tell what was typed.
    """
    column.label = worded_with(question.text, part)
    column.because("described")
    if question.construct == "":
        column.field = "attribute"
    elif question.construct == "text":
        as_typed(column, cells)
    elif question.construct == "number":
        column.field = "number"
        column.scale_min, column.scale_max = question.scale_min, question.scale_max
        _with_codes(column, question)
    elif question.options:
        _with_options(column, question)
        if question.multiple:
            column.field, column.separator, column.scores = "choices", separator, {}
            column.scale_min = column.scale_max = None
    else:
        _on_scale(column, question)


def as_choice(column: Column) -> None:
    """One option in each cell, whatever it looked like."""
    column.field, column.separator, column.scores, column.asked = "choice", "", {}, []
    column.scale_min = column.scale_max = None


def as_typed(column: Column, cells: Sequence[str]) -> None:
    """What people typed: words, unless it is a number, a date, an address, the number of a participant."""
    filled = [cell for cell in cells if cell and cell not in column.silences]
    understand_question(column, filled)
    if filled and all(_TOKEN.fullmatch(cell) for cell in filled) and len(set(filled)) > 0.8 * len(filled):
        column.field = "attribute"
    elif not filled or column.field in ("choice", "choices"):
        column.field, column.separator, column.labels = "open", "", {}


def as_moments(column: Column, cells: Sequence[str]) -> None:
    """The time of a row; where programs wrote dates anew, their order of day and month is seen."""
    column.field = "time"
    order = day_comes_first(cells)
    if order is not None:
        column.day_first = order
        column.because("day_first" if order else "month_first")
    short = short_order(cells)
    if short is not None:
        column.short_years = short
        column.because("short_years", order=short)


def in_ranges(cells: Sequence[str]) -> bool:
    """Whether cells are spans of numbers (25-36 months, < 20, 1801–1900), which are offered, not written."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(_RANGE.fullmatch(cell) is not None for cell in filled) >= FITS * len(filled)


def worded_with(text: str, part: str) -> str:
    """A question and a row of it, as one reads them."""
    return f"{text} · {part}" if text and part and part != text else text or part


def fitting(
    descriptions: Sequence[SurveyDescription], tool: str, codes: Iterable[str], texts: Iterable[str]
) -> SurveyDescription | None:
    """The description of `tool` that knows the most of a file's questions, by code or by wording; at least FITS."""
    best, best_share = None, FITS
    wanted, worded = set(codes), {folded(text) for text in texts}
    for description in descriptions:
        if description.tool != tool:
            continue
        known = {question.code.partition("#")[0] for question in description.questions}
        said = {folded(question.text) for question in description.questions}
        shares = [
            len(have & known_ones) / len(have)
            for have, known_ones in ((wanted, known), (worded, said))
            if have
        ]
        # two surveys may both count their questions Q1, Q2: where wordings are there, they decide
        share = shares[-1] if worded and wanted and shares[-1] > 0 else max(shares, default=0.0)
        if share >= best_share and (best is None or share > best_share):
            best, best_share = description, share
    return best


def _with_codes(column: Column, question: Question) -> None:
    for code, text in question.options.items():
        value = parse_score(text)
        if value is not None:
            column.scores[folded(code)] = value
        elif (status := no_answer(text)) is not None:
            column.silences[code] = status


def _with_options(column: Column, question: Question) -> None:
    texts = {code: option_text(text) or text or code for code, text in question.options.items()}
    column.labels = {**texts, **{text: texts[code] for code, text in question.options.items() if text}}
    for spelling, code in question.spellings.items():
        if spelling and code in texts:
            column.labels.setdefault(spelling, texts[code])
    for cell, text in list(column.labels.items()):
        if (status := no_answer(text)) is not None:
            column.silences.setdefault(cell, status)
    understand_options(column)
    if column.field not in SCORES and question.construct in SCORES and question.weights:
        low, high = min(question.weights.values()), max(question.weights.values())
        if low < high:
            column.field, column.scale_min, column.scale_max = question.construct, low, high
            column.scores = {folded(code): weight for code, weight in question.weights.items()}
            column.scores |= {folded(texts[code]): weight for code, weight in question.weights.items()}
    if question.construct == "nps":
        _on_scale(column, question)


def understand_options(column: Column) -> None:
    """What a question measures whose options are known, as `labels` (cell -> text): all of them decide, not those seen."""
    texts = {cell: text for cell, text in column.labels.items() if no_answer(text) is None}
    values = {cell: parse_score(text) for cell, text in texts.items()}
    if not values or None in values.values():
        understand_question(column, list(column.labels))
        return
    labels, column.labels = column.labels, {}
    understand_question(column, list(dict.fromkeys(texts.values())))
    column.labels, column.asked = labels, []
    if column.field in SCORES or column.field == "number":
        counted = column.scores
        column.scores = {
            folded(cell): counted.get(folded(texts[cell]), value)
            for cell, value in values.items()
            if value is not None
        }
    else:
        as_choice(column)


def _on_scale(column: Column, question: Question) -> None:
    low, high = question.scale_min, question.scale_max
    if low is None or high is None:
        return
    scores = column.scores
    steps = [str(step) for step in range(int(low), int(high) + 1)] if high - low <= 100 else []
    understand_question(column, steps)
    if column.field not in SCORES:
        column.field = "rating"
    if question.construct == "nps":
        column.field = "nps"
    if column.field == "nps" and (low, high) != (0.0, 10.0):
        column.field = "rating"  # NPS on another scale is no NPS (METHODS A1)
    column.scale_min, column.scale_max, column.scores, column.asked = low, high, scores, []


def ranks(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bool:
    """Whether these columns of one question put things in order: no place is given twice in a row of the file."""
    if len(columns) < 2:
        return False
    places = {str(place) for place in range(1, len(columns) + 1)}
    seen = 0
    for row in rows:
        given = [
            cell for column in columns if column.index < len(row) and (cell := row[column.index].strip())
        ]
        if not set(given) <= places or len(set(given)) < len(given):
            return False
        seen += len(given) > 1
    return seen >= 2


def one_of_each(columns: Sequence[Column]) -> None:
    """Of every field that a row has once, the first column keeps it, of customers the surest; others are attributes."""
    taken: dict[str, Column] = {}
    keys = [column for column in columns if column.field in CUSTOMER_FIELDS]
    keys.sort(key=lambda column: CUSTOMER_FIELDS.index(column.field))
    for column in [*keys, *(column for column in columns if column.field not in CUSTOMER_FIELDS)]:
        group = "customer" if column.field in CUSTOMER_FIELDS else column.field
        if group in REPEATED:
            continue
        if group == "customer_name" and not keys:
            column.field = "attribute"
            column.because("name_is_no_key")
        elif group in taken:
            column.because("other_column_taken", field=column.field, name=taken[group].name)
            # which store somebody named is an answer, also where another column files the row
            column.field = "choice" if column.field == "unit" and column.item else "attribute"
        else:
            taken[group] = column
