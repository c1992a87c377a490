"""Scores that stand side by side are given on one scale, though not each of them shows it."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from zhiyin.science.collect.contents import Seen

if TYPE_CHECKING:
    from zhiyin.science.collect.columns import Column

_CONSTRUCTS: Final = frozenset({"csat", "ces", "rating"})
_COUNTS: Final = re.compile(
    r"数$|数[(（量]|数量|次数|人数|人次|金额|费用|消费|单价|价格|年龄|岁|编[号码]|序号|号码|[型房桌台]号|工号|天数|时长|小时|分钟|年限|年份|月份|"
    r"点赞|收藏|转发|浏览|阅读|赞$|学历|职业|收入|性别|婚姻|民族|行业|城市|省份|地区|区域|年级|班级|单元|楼栋|窗口|批次|班次|组别|分组|段$|类型|"
    r"类别|分类|频率|频次|代码|编码|渠道|来源|周次|楼层|排名|名次|等级|级别|版本|数值|占比|比例|率$|第几|步骤|"
    r"\b(?:id|no|number|count|age|amount|qty|quantity|price|days?|hours?|minutes?|duration|floor|table|rank|year|month|"
    r"likes?|votes?|views?|shares?|replies|gender|sex|income|education|occupation|job|region|city|segment|group|class|type|"
    r"category|channel|source|code|week|step|level|version|visits?|orders?|items?|persons?|guests?|nights?)\b",
    re.IGNORECASE,
)
_TYPE: Final = re.compile(r"type|类型|metric|指标|调研|问卷", re.IGNORECASE)
_FEWEST: Final = 4  # answers of a column that is taken for a score by its place alone
_DIFFERENT: Final = 3
_BLOCK: Final = 3
_NAMED: Final = re.compile(
    r"[(（\[【](?:[^)）\]】]*\D)?[01]\s*[-–—~～至到]\s*[1-9]\d{0,2}(?!\d|\s*[岁月年天日次人周个])|"
    r"(?<!\d)[01]\s*[-–—~～至到]\s*[1-9]\d{0,2}\s*(?:分|points?\b)"
)

Span = tuple[float, float]


def names_its_scale(name: str) -> bool:
    """Whether a name says on which scale its column stands: 候诊时间(1-5), 环境 0-10分."""
    return _NAMED.search(name) is not None and _COUNTS.search(_NAMED.sub("", name)) is None


def are_numbers(seen: Seen) -> bool:
    """Whether nearly all answers are numbers."""
    return bool(seen.scores) and len(seen.scores) >= 0.9 * seen.answers


def settle_by_others(columns: Sequence["Column"]) -> None:
    """Where others of the file stand on one scale, and it is among those asked for, nobody needs to be asked."""
    sure = Counter(
        _span(column)
        for column in columns
        if column.field in _CONSTRUCTS and not column.asked and not column.scores and _span(column)[1] <= 10
    )
    if len(sure) != 1:
        return
    (low, high) = next(iter(sure))
    for column in columns:
        if column.field in _CONSTRUCTS and [low, high] in column.asked:
            column.scale_min, column.scale_max, column.asked = low, high, []
            column.evidence = [
                one for one in column.evidence if one["code"] not in ("scale_open", "scale_assumed")
            ]
            column.because("scale_of_others", low=low, high=high)


def named_by_type(columns: Sequence["Column"], seen: Sequence[Seen]) -> None:
    """The one score of a file is what a column of the survey's type says in every row: Survey Type, NPS."""
    scores = [column for column in columns if column.field == "rating" and not column.scores]
    if len(scores) != 1:
        return
    types = {
        content.filled[0].casefold()
        for column, content in zip(columns, seen, strict=True)
        if column.field in ("attribute", "kind")
        and _TYPE.search(column.name)
        and len(content.filled) > 1
        and content.distinct * len(content.filled) < 1.5
    } & {"nps", "csat", "ces"}
    if len(types) == 1:
        (construct,), (column,) = types, scores
        if construct == "nps" and _span(column) != (0, 10):
            return
        column.field, column.asked = construct, [] if construct == "nps" else column.asked
        column.because("type_named", type=construct.upper())


def beside_scores(columns: Sequence["Column"], seen: Sequence[Seen]) -> list[tuple["Column", Span]]:
    """Columns of numbers next to scores, in the range of these, and the scale: 网点环境 beside 整体满意度 (1–5)."""
    spans = Counter(
        _span(column)
        for column, content in zip(columns, seen, strict=True)
        if column.field in _CONSTRUCTS and are_numbers(content) and _span(column)[1] <= 10
    )
    if len(spans) != 1:
        return []
    span = next(iter(spans))
    found: list[tuple[Column, Span]] = []
    taken = {
        place for place, column in enumerate(columns) if column.field in _CONSTRUCTS and _span(column) == span
    }
    for step in (1, -1):
        for start in sorted(taken, reverse=step < 0):
            place = start + step
            while (
                0 <= place < len(columns) and place not in taken and _fits(columns[place], seen[place], span)
            ):
                taken.add(place)
                found.append((columns[place], span))
                place += step
    return found


def blocks_of_scores(columns: Sequence["Column"], seen: Sequence[Seen]) -> list["Column"]:
    """Three or more columns of 1 to 5 side by side in a file without any score: 空间, 动力, 操控 of a car."""
    if any(column.field in (*_CONSTRUCTS, "nps") for column in columns):
        return []
    found: list[Column] = []
    block: list[int] = []
    for place in range(len(columns) + 1):  # one more ends the last block
        if place < len(columns) and _fits(columns[place], seen[place], (1.0, 5.0)):
            block.append(place)
            continue
        ends = {score for one in block for score in seen[one].scores}
        if len(block) >= _BLOCK and {1.0, 5.0} & ends:
            found.extend(columns[one] for one in block)
        block = []
    return found


def _span(column: "Column") -> Span:
    return column.scale_min or 0.0, column.scale_max or 0.0


def _fits(column: "Column", seen: Seen, span: Span) -> bool:
    return (
        column.field == "attribute"
        and are_numbers(seen)
        and len(seen.scores) >= _FEWEST
        and not seen.times
        and _COUNTS.search(column.name) is None
        and len(set(seen.scores)) >= _DIFFERENT
        and all(span[0] <= score <= span[1] for score in seen.scores)
    )
