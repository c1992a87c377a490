"""问卷星: answers by the texts of options (┋ between several) or by their numbers (one 0/1 column per option).

The numbers of a single choice count its options, those of a 量表题 are its values; which of both a column is stands in no
file. Numbers are taken as values where the wording measures something; the texts of options are learnt from an export by
text, row by row (`presets.pairing`).
"""

import re
from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.columns import Column, named_columns
from zhiyin.science.collect.described.applying import fitting, one_of_each
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.presets.numbered import (
    answered_rows,
    as_time,
    counts_of,
    grouped,
    is_ranking,
    is_zero_or_one,
    leftovers,
)
from zhiyin.science.collect.presets.numbers import is_by_number, understand_groups

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


def wjx(head: Head, descriptions: Descriptions) -> Recognised | None:
    """An export of 问卷星, in either layout."""
    names = head.header.names
    if not _is_wjx(names):
        return None
    rows = answered_rows(head.header)
    columns = named_columns(names, max((len(row) for row in rows), default=0))
    groups = grouped(names, columns, rows, _QUESTION, SILENCES)
    several = [group for group in groups if len(group.columns) > 1]
    by_number = any(is_zero_or_one(group) or is_ranking(group, rows) for group in several) or is_by_number(
        groups, rows, in_words=_IN_WORDS, in_numbers=("-3", "-2", "-3.0", "-2.0")
    )
    described = fitting(
        descriptions,
        "wjx",
        [group.code for group in groups],
        [group.title for group in groups if group.title],
    )
    understand_groups(
        groups,
        rows,
        by_number=by_number,
        silences=SILENCES if by_number else _IN_WORDS,
        separators=("┋",),
        description=described,
    )
    _frame(names, columns, rows)
    one_of_each(columns)
    found = Recognised(
        "wjx_number" if by_number else "wjx_text", columns, head.header, notes=list(head.header.notes)
    )
    found.noted("questions_understood", **counts_of(columns))
    if any(one["code"] == "numbers_of_options" for column in columns for one in column.evidence):
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
            if column.field == "time":
                as_time(column, rows)
    own = {plain(one) for one in (_TIME, *_OTHERS, "总分")}
    leftovers(
        [column for column in columns if plain(column.name) not in own and column.field == "attribute"], rows
    )
