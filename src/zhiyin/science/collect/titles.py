"""Which rows name the columns, where people keep tables: below titles, in two lines, not at all.

Rows are (number, cells) without blank ones at the end of a file; all indexes here count in the rows that are given.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from zhiyin.science.collect.cells import no_answer, parse_score, parse_time
from zhiyin.science.collect.contents import bare, shown
from zhiyin.science.collect.headers import GROUP, field_named, plain, scale_named

DEEPEST: Final = 20  # rows above the header at most
MOST_LINES: Final = 3
_LONGEST_NAME: Final = 60
_UTC: Final = ZoneInfo("UTC")
# What stands before a colon, or in a cell of its own, above a table.
_ABOUT: Final = re.compile(
    r"(?:制表|填表|填报|导出|打印|统计|生成|查询|筛选|下载|报表|报告|数据|日期范围|时间范围|起止|开始日期|结束日期|截止|操作人|所属|单位名称|公司|部门|区域|门店名称|备注|说明|"
    r"当前|共计?\d*条?|条件|周期|项目|问卷名称|问卷标题|活动|exported|generated|printed|created|prepared|downloaded|"
    r"date range|from|period|filters?|"
    r"report|prepared for|account|survey|source|query|total|company|location)[^:：]{0,24}[:：].*",
    re.IGNORECASE | re.DOTALL,
)
_IDENTIFIER: Final = re.compile(
    r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]*)+|Q\d+(?:_\d+)*|[a-z]{2,20}"
)
_ASIDE: Final = re.compile(
    r"[(（\[【].{1,30}[)）\]】]|.{0,6}[单多]选.{0,4}|必填|选填|填空题?|文本|数字|日期格式.*|\d+\s*[-~～—至到]\s*\d+\s*分?"
)

Numbered = tuple[int, list[str]]
Merged = Sequence[tuple[int, int, int, int]]


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """Rows (by position) that name the columns, the names, the position of the first row below, what was noticed."""

    lines: tuple[int, ...]
    names: list[str]
    below: int
    titles: list[str]
    notes: tuple[dict[str, Any], ...] = ()


def locate(rows: Sequence[Numbered], merged: Merged = ()) -> Found:
    """The rows that name the columns among the first DEEPEST; none if the table has no header."""
    width = _usual_width(rows)
    titles: list[str] = []
    at = 0
    while at < min(len(rows), DEEPEST):
        cells = rows[at][1]
        if not _is_title(rows, at, width, merged):
            break
        titles.extend(cell for one in cells if (cell := shown(one)))
        at += 1
    if at == len(rows):  # nothing but lines like titles: they are the table
        return Found((), [], 0, [])
    at = _skip_to_header(rows, at, width)
    titles = [cell for _, cells in rows[:at] for one in cells if (cell := shown(one))]
    notes: list[dict[str, Any]] = []
    if titles:
        notes.append({"code": "title_rows", "rows": _some(rows[:at]), "text": titles[0][:60]})
    lines = _lines(rows, at, merged)
    if not lines:
        notes.append({"code": "no_header"})
        return Found((), [], at, titles, tuple(notes))
    if rows[lines[0]][0] > 1:
        notes.append({"code": "header_at", "row": rows[lines[0]][0]})
    if len(lines) > 1:
        notes.append({"code": "two_line_header", "rows": f"{rows[lines[0]][0]}–{rows[lines[-1]][0]}"})
    names = _names([rows[line] for line in lines], merged)
    doubled = [name for name, count in Counter(name for name in names if name).items() if count > 1]
    if doubled:
        notes.append({"code": "doubled_names", "names": "、".join(doubled[:5])})
    below = lines[-1] + 1
    again = [number for number, cells in rows[below:] if any(_same(cells, rows[line][1]) for line in lines)]
    if again:
        notes.append({"code": "header_repeated", "rows": ", ".join(map(str, again[:5]))})
    other = next(
        (rows[at][0] for at in range(below + 1, len(rows)) if _is_other_table(rows, at, lines)), None
    )
    if other is not None:
        notes.append({"code": "second_table", "row": other})
    return Found(lines, names, below, titles, tuple(notes))


def _is_other_table(rows: Sequence[Numbered], at: int, lines: Sequence[int]) -> bool:
    """Whether, after blank rows, the names of another table stand in a row."""
    number, cells = rows[at]
    if number - rows[at - 1][0] < 2:
        return False
    filled = _filled(cells)
    known = sum(1 for cell in filled if len(cell) <= 20 and (found := field_named(cell)) and found[1])
    return (
        known >= 1
        and len(filled) >= 2
        and len(set(filled)) == len(filled)
        and at + 1 < len(rows)
        and not any(map(_is_datum, filled))
        and any(map(_is_datum, _filled(rows[at + 1][1])))
        and not any(_same(cells, rows[line][1]) for line in lines)
    )


def _some(rows: Sequence[Numbered]) -> str:
    first, last = rows[0][0], rows[-1][0]
    return str(first) if first == last else f"{first}–{last}"


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for one in cells if (cell := bare(one))]


def _same(cells: Sequence[str], others: Sequence[str]) -> bool:
    return _filled(cells) == _filled(others)


def _usual_width(rows: Sequence[Numbered]) -> int:
    """How many cells are filled in most rows: the upper quartile, for cells are left blank; titles come first."""
    some = rows[:200]
    counts = sorted(len(_filled(cells)) for _, cells in some[len(some) // 2 :])
    return counts[(3 * len(counts)) // 4] if counts else 0


def _is_title(rows: Sequence[Numbered], at: int, width: int, merged: Merged) -> bool:
    """Whether a row says something about the table as a whole, or is blank."""
    number, cells = rows[at]
    filled = _filled(cells)
    if not filled:
        return True
    if width < 2 or at + 1 == len(rows):
        return False
    if len(set(filled)) == 1 and _merged_across(number, width, merged):
        return True
    if any(top == number and right > left > 1 for top, left, _, right in merged):  # a group of columns
        return False
    about = sum(_ABOUT.fullmatch(cell) is not None for cell in filled)
    if about and 2 * about >= len(filled) and (len(filled) < width or about == len(filled)):
        return True
    if len(filled) == 1:
        return width > 2 or (len(bare(rows[at][1][0])) > 0 and _is_header_row(rows, at + 1, width))
    # 制表人 | 张三 | 导出时间 | 2024-06-30: fewer cells than the table, at the top only
    return len(filled) <= 0.5 * width and not _has_gap_names(rows, at, width)


def _merged_across(number: int, width: int, merged: Merged) -> bool:
    return any(
        top <= number <= bottom and right - left + 1 >= 0.6 * width for top, left, bottom, right in merged
    )


def _has_gap_names(rows: Sequence[Numbered], at: int, width: int) -> bool:
    """Whether a thin row is the upper line of a header: names below its blanks, at least twice as many."""
    return at + 1 < len(rows) and _second_line(rows, at, at + 1) and len(_filled(rows[at][1])) >= 2


def _skip_to_header(rows: Sequence[Numbered], at: int, width: int) -> int:
    """Past rows that are no title by themselves, if a row that clearly names columns stands close below."""
    if _is_header_row(rows, at, width):
        return at
    for later in range(at + 1, min(at + 6, len(rows), DEEPEST)):
        known = [found for cell in _filled(rows[later][1]) if (found := field_named(cell)) and found[1]]
        thin = all(len(_filled(rows[above][1])) <= 0.6 * width for above in range(at, later))
        if len(known) >= 2 and thin and _is_header_row(rows, later, width):
            return later
    return at


def _is_datum(cell: str) -> bool:
    return parse_score(cell) is not None or parse_time(cell, _UTC) is not None or no_answer(cell) is not None


def _is_header_row(rows: Sequence[Numbered], at: int, width: int) -> bool:
    """Whether a row names the columns.

    It has known names that do not stand below as values, at least as many as there are numbers and times; or nothing
    but short, different words.
    """
    cells = rows[at][1]
    filled = _filled(cells)
    if not filled or (
        width > 3 and len(filled) < 0.5 * width and at + 1 < len(rows) and not _second_line(rows, at, at + 1)
    ):
        return False
    below = [row for _, row in rows[at + 1 : at + 60] if not _same(row, cells)]
    values = [{bare(row[index]) for row in below if len(row) > index} for index in range(len(cells))]
    repeated = sum(1 for index, cell in enumerate(cells) if bare(cell) and bare(cell) in values[index])
    data = sum(map(_is_datum, filled))
    known = 0
    for index, one in enumerate(cells):
        cell = bare(one)
        if cell and cell not in values[index] and (found := field_named(cell)) is not None and found[1]:
            known += 1
    if known and known >= data and repeated <= known and known >= 0.1 * len(filled):
        return True
    if len(rows) == 1:  # names that nobody has answered yet, or the only row of a table without names
        return not data and len(set(filled)) == len(filled) >= 6 and known > 0
    if data or repeated > 0.2 * len(filled):
        return False
    if max(map(len, filled)) > _LONGEST_NAME:
        return sum(
            field_named(cell) is not None or "?" in cell or "？" in cell for cell in filled
        ) >= 0.5 * len(filled)
    return at + 1 < len(rows) and len(set(filled)) == len(filled)


def _second_line(rows: Sequence[Numbered], upper: int, lower: int) -> bool:
    """Whether the lower row names what the upper one leaves blank: 环境评分 | | over 卫生 | 噪音."""
    above, below = rows[upper][1], rows[lower][1]
    filled = _filled(below)
    if not filled or any(_is_datum(cell) or len(cell) > 40 for cell in filled):
        return False
    gaps = _gaps(above, len(below))
    if not gaps:
        return False
    if not all(bare(below[index]) for index in gaps if index < len(below)):
        return False
    under = [index for index, cell in enumerate(below) if bare(cell)]
    groups = set(gaps) | {index - 1 for index in gaps}
    alone = [index for index in under if index not in groups and index < len(above) and bare(above[index])]
    if not alone:  # nothing stands under the names that have no group
        return True
    rest = [row for _, row in rows[lower + 1 : lower + 30]]
    numbers = sum(
        1
        for index in gaps
        if sum(
            len(row) > index and _is_datum(bare(row[index]))
            for row in rest
            if len(row) > index and bare(row[index])
        )
        > 0.5 * max(1, sum(len(row) > index and bool(bare(row[index])) for row in rest))
    )
    known = sum(1 for cell in filled if (found := field_named(cell)) and found[1])
    return len(set(filled)) == len(filled) and ((numbers >= 0.5 * len(gaps) and known > 0) or known >= 2)


def _gaps(above: Sequence[str], width: int) -> list[int]:
    """Blank cells to the right of a filled one."""
    seen = False
    gaps: list[int] = []
    for index in range(width):
        cell = bare(above[index]) if index < len(above) else ""
        if cell:
            seen = True
        elif seen:
            gaps.append(index)
    return gaps


def _lines(rows: Sequence[Numbered], at: int, merged: Merged) -> tuple[int, ...]:
    """The rows of the header that begins here; () if none does."""
    if at >= len(rows):
        return ()
    lines = [at]
    while len(lines) < MOST_LINES and lines[-1] + 1 < len(rows):
        upper, lower = lines[-1], lines[-1] + 1
        number = rows[upper][0]
        spans = [region for region in merged if region[0] <= number <= region[2]]
        down = any(bottom >= rows[lower][0] > number for _, _, bottom, _ in spans)
        across = any(right > left for _, left, _, right in spans)
        merged_down = down and not any(_is_datum(cell) for cell in _filled(rows[lower][1]))
        if merged_down or ((across or len(lines) == 1) and _second_line(rows, upper, lower)):
            lines.append(lower)
        else:
            break
    if len(lines) == 1:
        width = len(_filled(rows[at][1]))
        if not _is_header_row(rows, at, width):
            return ()
        if at + 2 < len(rows) and _annotates(rows, at):
            lines.append(at + 1)
    return tuple(lines)


def _annotates(rows: Sequence[Numbered], at: int) -> bool:
    """Whether the row below a header says more about the columns: (1-5分), 单选题, or their names in a database."""
    first, second = rows[at][1], rows[at + 1][1]
    filled = _filled(second)
    if not filled or _same(first, second):
        return False
    if all(_ASIDE.fullmatch(cell) for cell in filled):
        return True
    below = {bare(cell) for _, row in rows[at + 2 : at + 30] for cell in row}
    identifiers = all(_IDENTIFIER.fullmatch(cell) for cell in filled) and not below & set(filled)
    known = sum(1 for cell in filled if (found := field_named(cell)) and found[1])
    return (
        identifiers
        and len(filled) >= max(2, 0.8 * len(_filled(first)))
        and len(set(filled)) == len(filled)
        and known >= 0.3 * len(filled)
        and any(not cell.isascii() for cell in _filled(first))
    )


def _names(lines: Sequence[Numbered], merged: Merged) -> list[str]:
    """One name for each column, from the top line to the lowest: group / name."""
    width = max(len(cells) for _, cells in lines)
    filled = [_spread(number, cells, width, merged, last=index == len(lines) - 1, lower=lines[index + 1 :])
              for index, (number, cells) in enumerate(lines)]  # fmt: skip
    names: list[str] = []
    annotated = len(lines) == 2 and not _gaps(lines[0][1], len(lines[1][1])) and not merged
    for index in range(width):
        parts: list[str] = []
        for line in filled:
            cell = shown(line[index])
            if cell and (not parts or plain(cell) != plain(parts[-1])):
                parts.append(cell)
        if annotated and len(parts) == 2:  # the second line only says more
            parts = [f"{parts[0]}{_bracketed(parts[1])}"] if scale_named(parts[1]) else parts[:1]
        names.append(GROUP.join(parts))
    return names


def _bracketed(aside: str) -> str:
    return aside if aside[0] in "(（[【" else f"（{aside}）"


def _spread(
    number: int, cells: Sequence[str], width: int, merged: Merged, *, last: bool, lower: Sequence[Numbered]
) -> list[str]:
    """A line of the header with the cells filled that merging (or leaving blank) left out."""
    line = [cells[index] if index < len(cells) else "" for index in range(width)]
    covered = set()
    for top, left, bottom, right in merged:
        if top == number:
            for column in range(left - 1, min(right, width)):
                line[column] = cells[left - 1] if left - 1 < len(cells) else ""
                covered.add(column)
        elif top < number <= bottom:
            covered.update(range(left - 1, right))
    if last or merged:
        return line
    group = ""
    for index in range(width):
        if bare(line[index]):
            group = line[index]
        elif index not in covered and any(index < len(row) and bare(row[index]) for _, row in lower):
            line[index] = group
    return line
