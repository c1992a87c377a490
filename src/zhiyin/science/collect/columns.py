"""What each column of a table is, by its name and by what stands in it, with the evidence for a person to judge."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from math import inf
from typing import Any, Final
from zoneinfo import ZoneInfo

from zhiyin.science.collect.cells import day_comes_first, no_answer, parse_score, parse_time
from zhiyin.science.collect.headers import field_named, scale_named

SAMPLE = 1_000
SCORES: Final = ("nps", "csat", "ces", "rating")
CUSTOMER_FIELDS: Final = ("customer_number", "wecom", "openid", "unionid", "mobile", "email")
QUESTIONS: Final = ("choice", "choices", "option", "open")
# What a column may be made into by hand; "attribute" keeps it as it is, "ignore" leaves it out.
FIELDS: Final = (
    "attribute", "ignore", "time", "text", "title", "unit", "channel", *SCORES, "number", *QUESTIONS, "id",
    *CUSTOMER_FIELDS, "customer_name", "tier", "touchpoint", "kind", "anonymous", "population", "more",
    "reply", "follow", "transcript",
)  # fmt: skip
# These may stand on several columns; of every other field there is one.
REPEATED: Final = frozenset({"attribute", "ignore", *SCORES, "number", *QUESTIONS, "more", "reply"})

_SCALES: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "nps": ((0, 10),),
    "csat": ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100)),
    "ces": ((1, 7), (1, 10), (0, 10)),
    "rating": ((1, 5), (0, 5), (1, 10), (0, 10), (0, 100)),
}
_STRAY: Final = 0.25  # of the values at most, when they are taken for errors
_UTC = ZoneInfo("UTC")
_KINDS: Final = {
    "survey": "survey|问卷|调研|调查|答卷",
    "review": "review|评价|点评|评论|好评|差评",
    "ticket": "ticket|工单|投诉|complaint|case",
    "call": "call|通话|来电|电话|热线",
    "chat": "chat|聊天|会话|在线客服|对话",
    "post": "post|帖子|微博|社媒|social",
    "mystery_visit": "mystery_visit|mystery visit|神秘访客|暗访",
}
KIND_WORDS: Final = {word: kind for kind, words in _KINDS.items() for word in words.split("|")}
YES: Final = frozenset({"是", "匿名", "yes", "y", "true", "1", "anonymous", "√"})


@dataclasses.dataclass(slots=True)
class Column:
    """One column: where, what it is called, what it was taken for, and why (`evidence`: codes with their data).

    A column that is a question has an `item` (its code, the same in every layout of the survey), a `label` (its
    wording), and where its cells are codes or words, what they mean: `scores` (folded cell -> value) for a score,
    `labels` (cell -> the option's text) for a choice. `option` is the text of the one option whose 0/1 column this
    is (with `scores`, options of a question that measures the construct `measures`); `separator` parts the options
    of a multiple choice in one cell, those of `labels` stay whole; `silences` are cells by which this source says
    that there is no answer, with the status they stand for. `asked` are the scales, [[low, high], ...],
    between which the values do not decide. `zone` is the time zone of a column of times, "" the organisation's.
    `unasked` says when the question was not put: index of another column -> its folded cells in such rows.
    """

    index: int
    name: str
    field: str = "attribute"
    scale_min: float | None = None
    scale_max: float | None = None
    polarity: int = 1
    day_first: bool = False
    evidence: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    item: str = ""
    label: str = ""
    role: str = "plain"
    touchpoint: str = ""
    scores: dict[str, float] = dataclasses.field(default_factory=dict)
    labels: dict[str, str] = dataclasses.field(default_factory=dict)
    option: str = ""
    separator: str = ""
    silences: dict[str, str] = dataclasses.field(default_factory=dict)
    asked: list[list[float]] = dataclasses.field(default_factory=list)
    measures: str = ""
    zone: str = ""
    unasked: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    def because(self, code: str, **data: Any) -> None:
        self.evidence.append({"code": code, **data})


@dataclasses.dataclass(slots=True)
class _Seen:
    """What stands in a column of the sample."""

    filled: list[str]
    scores: list[float] = dataclasses.field(default_factory=list)
    unanswered: int = 0
    times: int = 0
    length: float = 0.0
    distinct: float = 0.0


def looks_like_header(first: Sequence[str], second: Sequence[str] | None) -> bool:
    """Whether the first row names the columns: it has known names, or nothing but short words and no numbers."""
    filled = [cell.strip() for cell in first if cell.strip()]
    if not filled:
        return False
    if any((found := field_named(cell)) is not None and found[1] for cell in filled):
        return True
    if any(parse_score(cell) is not None or parse_time(cell, _UTC) is not None for cell in filled):
        return False
    return second is not None and len(set(filled)) == len(filled) and max(map(len, filled)) <= 60


def named_columns(header: Sequence[str] | None, width: int) -> list[Column]:
    """Columns with names: those of the header, made different where two are alike, numbers where it has none."""
    columns: list[Column] = []
    taken: Counter[str] = Counter()
    for index in range(max(width, len(header or ()))):
        name = header[index].strip() if header and index < len(header) else ""
        name = name.replace("\0", "").replace("\n", " ")[:100] or f"column {index + 1}"
        taken[name] += 1
        if taken[name] > 1:
            name = f"{name[:90]} ({taken[name]})"
        columns.append(Column(index, name))
    return columns


def guess_columns(columns: list[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Fill in what each column is, from its name and up to SAMPLE rows of content."""
    different = list(
        dict.fromkeys(map(tuple, rows[:SAMPLE]))
    )  # the same row twice says nothing more, of a key least
    seen = [_seen(column, different) for column in columns]
    for column, content in zip(columns, seen, strict=True):
        _guess_one(column, content)
    _one_of_each(columns, seen)
    if not any(column.field == "text" for column in columns):
        _text_by_content(columns, seen)
    if not any(column.field == "time" for column in columns):
        _time_by_content(columns, seen)
    return columns


def _seen(column: Column, rows: Sequence[Sequence[str]]) -> _Seen:
    cells = [row[column.index].strip() for row in rows if len(row) > column.index]
    filled = [cell for cell in cells if cell]
    seen = _Seen(filled)
    if filled:
        seen.scores = [score for cell in filled if (score := parse_score(cell)) is not None]
        seen.unanswered = sum(1 for cell in filled if no_answer(cell) is not None)
        seen.times = sum(1 for cell in filled if parse_time(cell, _UTC) is not None)
        seen.length = sum(map(len, filled)) / len(filled)
        seen.distinct = len(set(filled)) / len(filled)
    return seen


def _guess_one(column: Column, seen: _Seen) -> None:
    found = field_named(column.name)
    if found is None:
        return
    wanted, whole = found
    if wanted == "text" and seen.filled and len(seen.scores) > 0.9 * len(seen.filled):
        wanted = "rating"  # 评价 and 评分 are used for one another
    check = _CHECKS.get(wanted)
    if wanted in SCORES:
        if not _as_score(column, wanted, seen):
            if wanted in ("rating", "csat") and seen.filled and not seen.scores and seen.length > 6:
                column.field = "text"
                column.because("name", name=column.name)
                column.because("words_not_scores")
            return
    elif check is not None and seen.filled and not check(seen):
        column.because("content_disagrees", field=wanted)
        return
    else:
        column.field = wanted
    column.because("name" if whole else "part_of_name", name=column.name)
    if wanted == "time":
        _date_order(column, seen)


def _as_score(column: Column, construct: str, seen: _Seen) -> bool:
    """Take the column for a score if its numbers fit one of the construct's scales."""
    if len(seen.filled) == seen.unanswered:
        low, high = _SCALES[construct][0]
        column.field, column.scale_min, column.scale_max = construct, low, high
        column.because("no_values")
        return True
    if len(seen.scores) < 0.5 * (len(seen.filled) - seen.unanswered):
        column.because("content_disagrees", field=construct)
        return False
    # a few values out of scale are errors in the data, many mean another scale
    smallest, largest = _bulk(seen.scores)
    named = scale_named(column.name)
    if named is not None and _share(seen.scores, *named) >= 1 - _STRAY:
        # NPS on another scale is no NPS (METHODS A1)
        column.field = "rating" if construct == "nps" and named != (0, 10) else construct
        column.scale_min, column.scale_max = named
        column.because("scale_named", low=named[0], high=named[1])
        return True
    for low, high in _SCALES[construct]:
        if low <= smallest and largest <= high:
            column.field, column.scale_min, column.scale_max = construct, low, high
            column.because("values", low=smallest, high=largest)
            if (low, high) != _SCALES[construct][0]:
                column.because("scale_assumed", low=low, high=high)
            return True
    if construct == "nps":
        column.field, column.scale_min, column.scale_max = "nps", 0, 10
        column.because("values_outside", low=smallest, high=largest)
        return True
    column.because("content_disagrees", field=construct)
    return False


def _share(scores: list[float], low: float, high: float) -> float:
    return sum(low <= score <= high for score in scores) / len(scores)


def _bulk(scores: list[float]) -> tuple[float, float]:
    """Smallest and largest of all but stray ones: the outermost 2 %, and a few above 10 among many that are not.

    A 99 among stars is an error: on a scale to 100 most people would not answer with 1 to 5.
    """
    if _share(scores, -inf, 10) >= 1 - _STRAY:
        scores = [score for score in scores if score <= 10]
    ordered = sorted(scores)
    cut = int(len(ordered) * 0.02)
    return ordered[cut], ordered[len(ordered) - 1 - cut]


def _mostly_times(seen: _Seen) -> bool:
    return seen.times >= 0.5 * len(seen.filled)


def _wordy(seen: _Seen) -> bool:
    return len(seen.scores) < 0.5 * len(seen.filled) and seen.times < 0.5 * len(seen.filled)


def _unique(seen: _Seen) -> bool:
    return seen.distinct > 0.98 or (len(seen.filled) < 20 and seen.distinct > 0.85)


def _short(seen: _Seen) -> bool:
    return seen.length <= 60


def _whole_numbers_of_phones(seen: _Seen) -> bool:
    return sum("*" in cell for cell in seen.filled) < 0.1 * len(seen.filled)


def _known_kinds(seen: _Seen) -> bool:
    return all(cell.lower() in KIND_WORDS for cell in seen.filled)


_CHECKS: Final = {
    "time": _mostly_times,
    "text": _wordy,
    "title": _wordy,
    "id": _unique,
    "unit": _short,
    "unit_code": _short,
    "channel": _short,
    "tier": lambda seen: seen.length <= 30,
    "touchpoint": _short,
    "mobile": _whole_numbers_of_phones,
    "email": _whole_numbers_of_phones,
    "customer_number": _whole_numbers_of_phones,
    "kind": _known_kinds,
}

_ORDER: Final = {"time": ("提交", "submit", "完成", "评", "反馈", "创建", "creat")}


def _one_of_each(columns: list[Column], seen: list[_Seen]) -> None:
    """Of every field that there is once, keep the best column; the others stay attributes."""
    by_field: dict[str, list[int]] = {}
    for index, column in enumerate(columns):
        by_field.setdefault(column.field, []).append(index)
    _unit_and_code(columns, by_field, seen)
    for name, indexes in by_field.items():
        if name in REPEATED or len(indexes) < 2:
            continue
        best = max(indexes, key=lambda index: _rank(columns[index], seen[index], index))
        for index in indexes:
            if index != best:
                columns[index].field = "attribute"
                columns[index].because("other_column_taken", field=name, name=columns[best].name)
    keys = [column for column in columns if column.field in CUSTOMER_FIELDS]
    keys.sort(key=lambda column: CUSTOMER_FIELDS.index(column.field))
    for column in keys[1:]:
        column.because("other_column_taken", field="customer", name=keys[0].name)
        column.field = "attribute"
    if not keys:
        for column in columns:
            if column.field == "customer_name":
                column.field = "attribute"
                column.because("name_is_no_key")


def _unit_and_code(columns: list[Column], by_field: dict[str, list[int]], seen: list[_Seen]) -> None:
    names, codes = by_field.get("unit", []), by_field.pop("unit_code", [])
    for index in codes:
        taken = bool(names) and bool(seen[names[0]].filled)
        columns[index].field = "attribute" if taken else "unit"
        if taken:
            columns[index].because("other_column_taken", field="unit", name=columns[names[0]].name)
        else:
            by_field.setdefault("unit", []).append(index)


def _rank(column: Column, seen: _Seen, index: int) -> tuple[float, ...]:
    whole = float(any(one["code"] == "name" for one in column.evidence))
    if column.field == "text":
        return (float(bool(seen.filled)), seen.length, -index)
    preferred = float(any(part in column.name.lower() for part in _ORDER.get(column.field, ())))
    return (float(bool(seen.filled)), whole, preferred, -index)


def _text_by_content(columns: list[Column], seen: list[_Seen]) -> None:
    """The column with the longest, most varied words, if it reads like sentences."""
    candidates = [
        (content.length, index)
        for index, (column, content) in enumerate(zip(columns, seen, strict=True))
        if column.field == "attribute" and _talks(content) and content.distinct > 0.5
    ]
    if candidates:
        length, index = max(candidates)
        columns[index].field = "text"
        columns[index].because("longest_words", length=round(length))


def _talks(seen: _Seen) -> bool:
    """Whether most cells are phrases, not names or numbers: five Chinese characters, or three words, or more."""
    phrases = sum(
        1
        for cell in seen.filled
        if sum("\u4e00" <= char <= "\u9fff" for char in cell) >= 5 or cell.count(" ") >= 2
    )
    return _wordy(seen) and phrases > 0.5 * len(seen.filled)


def _time_by_content(columns: list[Column], seen: list[_Seen]) -> None:
    for column, content in zip(columns, seen, strict=True):
        moments = (
            column.field == "attribute" and content.filled and content.times >= 0.95 * len(content.filled)
        )
        if moments and any(char in content.filled[0] for char in "-/.年:"):
            column.field = "time"
            column.because("values_are_times")
            _date_order(column, content)
            return


def _date_order(column: Column, seen: _Seen) -> None:
    order = day_comes_first(seen.filled)
    if order is not None:
        column.day_first = order
        column.because("day_first" if order else "month_first")
