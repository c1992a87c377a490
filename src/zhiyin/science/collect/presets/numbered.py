"""Surveys whose columns are numbered like their questions: "3、性别", "第6题(篮球)", "2.目的:购物", "Q4_服务_速度"."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhiyin.science.collect.cells import folded, parse_score
from zhiyin.science.collect.columns import QUESTIONS, SCORES, Column, guess_columns
from zhiyin.science.collect.contents import bare
from zhiyin.science.collect.described.wording import worded as without_markup
from zhiyin.science.collect.heads import Header
from zhiyin.science.collect.moments import day_comes_first, short_order
from zhiyin.science.collect.own_words import is_choice
from zhiyin.science.collect.questions import number_in, option_text, written_beside
from zhiyin.science.collect.totals import is_total_like

_SEPARATOR: Final = re.compile(r"[—:：_]|[(（](?=[^)）]*$)")
_TAG: Final = re.compile(
    r"\s*[\[【(（](?:单选|多选|填空|量表|矩阵|排序|评分|打分|判断|下拉|NPS)[^\])】）]{0,8}[\])】）]\s*\*?\s*$|[\s*＊]+$"
)
_BRACKETED: Final = re.compile(r"[(（](.*)[)）]", re.DOTALL)
_BLANK_TO_FILL: Final = re.compile(r"\{fillblank-\w+\}|_{2,}")
_FILL_IN: Final = re.compile(r"\[(?:选项填空|题目填空|填空)\]\s*$")
# What an extra column between the questions may be; what else it looks like stays an attribute.
_WELCOME: Final = frozenset(
    {"mobile", "email", "customer_number", "openid", "unionid", "wecom", "tier", "unit", "touchpoint"}
)


_AGAIN: Final = ("", *"bcdefghijklmnopqrstuvwxyz")


@dataclass(slots=True)
class Group:
    """The columns of one question; `parts` are their rows, options or blanks, "" where there is one column.

    `code` is that of its item: q1, or q1b where the numbers begin anew and there was a q1 before.
    """

    number: int
    code: str
    title: str
    columns: list[Column]
    parts: list[str]
    cells: list[list[str]] = field(default_factory=list)


def grouped(
    names: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    pattern: re.Pattern[str],
    silences: Iterable[str],
) -> list[Group]:
    """The questions among the columns; `pattern` has groups number…, rest, part….

    Columns for what is written beside an option ([选项填空]) are made text here and belong to no group. `cells` of a
    group are those of its columns, without blanks and `silences`.
    """
    found: dict[tuple[int, int], list[tuple[Column, str, bool]]] = {}
    again: Counter[int] = Counter()
    last = 0
    for name, column in zip(names, columns, strict=False):
        match = pattern.fullmatch(name.strip())
        if match is None:
            continue
        if _FILL_IN.search(name):
            column.field = "more"
            column.because("written_beside")
            continue
        parts = match.groupdict()
        number = next(int(value) for key, value in parts.items() if key.startswith("number") and value)
        bare = next(
            (value for key, value in parts.items() if key.startswith("part") and value is not None), None
        )
        rests = (value for key, value in parts.items() if key.startswith("rest") and value)
        rest = next(rests, "") if bare is None else bare
        if number != last and (number, again[number]) in found:
            again[number] += 1
        last = number
        found.setdefault((number, again[number]), []).append((column, rest, bare is not None))
    silent = frozenset(silences)
    groups = []
    for (number, time), members in found.items():
        title, parts_of = _split(
            [rest for _, rest, _ in members], all_parts=all(bare for *_, bare in members)
        )
        code = f"q{number}{_AGAIN[min(time, len(_AGAIN) - 1)]}"
        group = Group(number, code, title, [column for column, *_ in members], parts_of)
        for column in group.columns:
            cells = (row[column.index].strip() for row in rows if len(row) > column.index)
            group.cells.append([cell for cell in cells if cell and cell not in silent])
        groups.append(group)
    return groups


def answered_rows(header: Header) -> list[list[str]]:
    """The rows below the header that somebody answered: not the header again, no sums."""
    lines = [[bare(cell) for cell in line if bare(cell)] for line in header.lines]
    rows = [row for _, row in header.rows]
    return [
        row
        for row in rows
        if not is_total_like(row) and [cell for one in row if (cell := bare(one))] not in lines
    ]


def without_blanks(text: str) -> str:
    """An option without the blank to fill in that the tool wrote beside it: 其他____{fillblank-345b} is 其他."""
    return _BLANK_TO_FILL.sub("", text).strip()


def _split(rests: list[str], *, all_parts: bool) -> tuple[str, list[str]]:
    """The wording of a question and the parts of its columns."""
    rests = [without_blanks(rest) for rest in rests]
    if all_parts:
        return "", [_bare(rest) for rest in rests]
    if len(rests) == 1:
        return _wording(rests[0]), [""]
    if all(_BRACKETED.fullmatch(rest) for rest in rests):
        return "", [_bare(rest) for rest in rests]
    shared = _shared(rests)
    ends = [match.start() for match in _SEPARATOR.finditer(shared)]
    if not ends and shared and all(rest[len(shared) - 1] in "(（" for rest in rests):
        ends = [len(shared) - 1]
    if ends:
        return _wording(rests[0][: ends[-1]]), [_bare(rest[ends[-1] :].lstrip("—:：_")) for rest in rests]
    first, part = _first_part(rests[0])
    return (
        (_wording(first), [part, *map(_bare, rests[1:])]) if part else ("", [_bare(rest) for rest in rests])
    )


def _shared(rests: Sequence[str]) -> str:
    """What all begin with."""
    low, high = min(rests), max(rests)
    length = next(
        (at for at, (one, other) in enumerate(zip(low, high, strict=False)) if one != other), len(low)
    )
    return low[:length]


def _first_part(rest: str) -> tuple[str, str]:
    """Of a question whose wording stands before its first part only: "地址—收货人" and then "电话"."""
    for separator in ("—", "_"):
        if separator in rest:
            title, _, part = rest.partition(separator)
            return title, _bare(part.lstrip("—_"))
    if rest.endswith((")", "）")):
        depth = 0
        for at in range(len(rest) - 1, -1, -1):
            depth += (rest[at] in ")）") - (rest[at] in "(（")
            if not depth:
                return rest[:at], _bare(rest[at:])
    title, separator, part = rest.rstrip(":： ").rpartition(":" if ":" in rest.rstrip(":： ") else "：")
    return (title, _bare(part)) if separator else (rest, "")


def _bare(part: str) -> str:
    part = part.strip()
    inside = _BRACKETED.fullmatch(part)
    if inside and not re.search(r"[)）].*[(（]", inside[1]):
        part = inside[1].strip()
    return part.rstrip(":：").strip()


def _wording(rest: str) -> str:
    return _TAG.sub("", without_markup(rest)).strip(" *＊\t\n").rstrip(":：—_").strip()


def is_zero_or_one(group: Group) -> bool:
    """Whether each column says of one option that it was chosen (1) or not (0)."""
    seen = {written_beside(cell)[0] for cells in group.cells for cell in set(cells)}
    return bool(seen) and seen <= {"0", "1", "0.0", "1.0"} and bool(seen & {"0", "0.0"})


def is_named_by_options(group: Group) -> bool:
    """Whether the cells of each column repeat the option that it stands for."""
    filled = [(part, cell) for part, cells in zip(group.parts, group.cells, strict=True) for cell in cells]
    return bool(filled) and all(
        folded(option_text(without_blanks(cell))) == folded(option_text(part)) for part, cell in filled
    )


def is_ranking(group: Group, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the columns of a row hold the ranks 1, 2, 3 …, each once."""
    if len(group.columns) < 3:
        return False
    ranked = 0
    for row in rows:
        values = [parse_score(row[column.index]) for column in group.columns if len(row) > column.index]
        ranks = sorted(value for value in values if value is not None and value > 0)
        if ranks != [float(place) for place in range(1, len(ranks) + 1)]:
            return False
        ranked += len(ranks) > 1
    return ranked >= (2 if len(group.columns) > 3 else 3)


def as_time(column: Column, rows: Sequence[Sequence[str]]) -> None:
    """The column is the time of the rows, read in the order of days and months that it shows."""
    cells = [row[column.index].strip() for row in rows if len(row) > column.index]
    column.field = "time"
    order, short = day_comes_first(cells), short_order(cells)
    if order is not None:
        column.day_first = order
        column.because("day_first" if order else "month_first")
    if short is not None:
        column.short_years = short
        column.because("short_years", order=short)


def leftovers(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Columns that the tool does not know: who answered, where; else attributes."""
    left = [
        column
        for column in columns
        if column.field == "attribute" and not column.measures and not column.item
    ]
    guess_columns(left, rows)
    for column in left:
        if column.field not in _WELCOME:
            column.field = "attribute"
            column.scale_min = column.scale_max = None
            column.evidence.clear()


def one_number_each(group: Group) -> bool:
    """Whether every cell is a number, perhaps with words beside it."""
    return all(number_in(written_beside(cell)[0]) is not None for cells in group.cells for cell in set(cells))


def worded(groups: Iterable[Group]) -> bool:
    """Whether some question is answered in options' words rather than by their numbers."""
    return any(_worded(group.title, cells) for group in groups for cells in group.cells)


def _worded(title: str, cells: list[str]) -> bool:
    if not (len(set(cells)) < len(cells) or 0 < len(cells) < 10):
        return False
    words = sum(count for cell, count in Counter(cells).items() if number_in(written_beside(cell)[0]) is None)
    return words > 0.5 * len(cells) and is_choice(title, cells)


def counts_of(columns: Iterable[Column]) -> dict[str, Any]:
    """How many questions there are, and of which kind; a question of several columns counts once."""
    kinds: dict[str, str] = {}
    for column in columns:
        if column.item and column.field in (*SCORES, "number", *QUESTIONS):
            kinds.setdefault(column.item, column.field)
    fields = list(kinds.values())
    scores = sum(one in (*SCORES, "number") for one in fields)
    texts = fields.count("open")
    return {
        "questions": len(fields), "scores": scores, "choices": len(fields) - scores - texts, "texts": texts
    }  # fmt: skip
