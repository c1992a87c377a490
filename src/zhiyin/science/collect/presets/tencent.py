"""腾讯问卷: "1.题目", "2.题目:选项" with a column per option, "3.题目_行" for the rows of a matrix; and other surveys whose
columns are numbered like their questions (问卷网 and in-house tools)."""

import re
from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.columns import Column, named_columns
from zhiyin.science.collect.described.applying import fitting, one_of_each
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.presets.numbered import answered_rows, as_time, counts_of, grouped, leftovers
from zhiyin.science.collect.presets.numbers import is_by_number, understand_groups

_QUESTION: Final = re.compile(
    r"(?:Q\s*)?(?P<number1>\d{1,3})\s*[.、．_：:]\s*(?P<rest>.*)|第\s*(?P<number2>\d{1,3})\s*题\s*[、.:：]?\s*(?P<rest2>.*)",
    re.DOTALL | re.IGNORECASE,
)
_ENDED: Final = ("结束答题时间", "开始答题时间")
_MARKS: Final = (
    "答题时长", "自定义字段", "地理位置国家和地区", "地理位置省", "地理位置市", "用户类型", "用户标识", "UA", "Referrer",
    "清洗数据结果", "智能清洗数据无效概率", "编号", "IP",
)  # fmt: skip
_FILLED_IN: Final = (
    "提交时间", "结束时间", "完成时间", "答题时间", "填写时间", "finish", "submittime", "completedat", "提交答卷时间",
)  # fmt: skip
_STARTED: Final = ("开始时间", "start", "开始填写时间", "开始答题时间")
_LASTED: Final = ("答题时长", "所用时间", "填写时长", "用时", "作答时长", "答题用时", "duration")
_IDS: Final = ("编号", "序号", "答卷编号", "答卷id", "答题序号", "id", "seq", "数据编号", "no")
_CHANNELS: Final = ("来源", "答题渠道", "来源渠道", "渠道", "数据来源", "填写渠道", "投放渠道", "source")
_SEPARATORS: Final = ("┋", "|", ";", "；", "\n")
_FEWEST: Final = 3


def tencent(head: Head, descriptions: Descriptions) -> Recognised | None:
    """An export of 腾讯问卷, by text or by number."""
    known = {plain(name) for name in head.header.names}
    marks = sum(plain(mark) in known for mark in _MARKS)
    if plain(_ENDED[0]) not in known or marks < 1:
        return None
    return _survey(head, descriptions, "tencent")


def numbered_survey(head: Head, descriptions: Descriptions) -> Recognised | None:
    """A survey of another tool: its columns are numbered without a gap, and it says when each was filled in."""
    known = {plain(name) for name in head.header.names}
    if known.isdisjoint(map(plain, _FILLED_IN)) or known.isdisjoint(map(plain, (*_IDS, *_LASTED, *_STARTED))):
        return None
    numbers = {
        int(match["number1"] or match["number2"])
        for name in head.header.names
        if (match := _QUESTION.fullmatch(name.strip()))
    }
    if len(numbers) < _FEWEST or max(numbers) - min(numbers) + 1 > 1.3 * len(numbers):
        return None
    return _survey(head, descriptions, "numbered")


def _survey(head: Head, descriptions: Descriptions, tool: str) -> Recognised | None:
    names = head.header.names
    rows = answered_rows(head.header)
    columns = named_columns(names, max((len(row) for row in rows), default=0))
    groups = grouped(names, columns, rows, _QUESTION, ())
    if not groups:
        return None
    silences = {"(空)": "skipped", "(跳过)": "not_asked", "未显示": "not_asked"}
    by_number = is_by_number(groups, rows, in_words=silences, in_numbers=())
    described = fitting(
        descriptions,
        tool,
        [group.code for group in groups],
        [group.title for group in groups if group.title],
    )
    understand_groups(
        groups, rows, by_number=by_number, silences=silences, separators=_SEPARATORS, description=described
    )
    _frame(names, columns, rows)
    one_of_each(columns)
    found = Recognised(
        f"{tool}_number" if by_number else f"{tool}_text", columns, head.header, notes=list(head.header.notes)
    )
    found.noted("questions_understood", **counts_of(columns))
    if any(one["code"] == "numbers_of_options" for column in columns for one in column.evidence):
        found.noted("options_by_number")
    return found


def _frame(names: Sequence[str], columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    own: list[Column] = []
    for wanted, spellings in (
        ("time", (*_ENDED[:1], *_FILLED_IN)), ("id", _IDS), ("seconds", _LASTED), ("channel", _CHANNELS), ("", _STARTED),
    ):  # fmt: skip
        spelled = [plain(one) for one in spellings]
        found = [
            (spelled.index(plain(name)), column)
            for name, column in zip(names, columns, strict=False)
            if not column.item
            and plain(name) in spelled
            and column.field == "attribute"
            and column not in own
        ]
        if not found:
            continue
        _, column = min(found, key=lambda one: one[0])
        own.append(column)
        if wanted == "seconds":
            column.measures = "seconds"
        elif wanted and any(len(row) > column.index and row[column.index].strip() for row in rows):
            column.field = wanted
            column.because("name", name=column.name)
            if wanted == "time":
                as_time(column, rows)
    tools = {
        plain(mark)
        for mark in (*_MARKS, *_STARTED, *_FILLED_IN, "昵称", "语言", "审核状态", "总分", "IP地址")
    }
    leftovers(
        [
            column
            for column in columns
            if column not in own and plain(column.name) not in tools and not column.item
        ],
        rows,
    )
