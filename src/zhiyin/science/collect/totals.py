"""Rows that are about the table: 合计 and averages, footers, the header again on the next printed page."""

import re
from collections.abc import Sequence
from typing import Final

_SUM: Final = (
    "合计|总计|小计|共计|总和|总合计|累计|汇总|总数|平均|平均值|平均分|均值|均分|平均数|满意率|好评率|达标"
    "率|得分率"
)
_TOTAL: Final = re.compile(
    rf"(?:.{{0,12}}?(?:{_SUM})|总\s*计|合\s*计|小\s*计|平\s*均|"
    r"(?:grand |sub[- ]?|page )?totals?|sum|average|avg\.?|mean|count)"
    r"(?:\s*[(（][^)）]{0,12}[)）])?\s*[:：]?",
    re.IGNORECASE,
)
_OF_GROUP: Final = re.compile(
    r".{1,40}\s(?:汇总|平均值|计数|求和|最大值|最小值|总计|小计|合计|total|average|count|sum|max|min)[:：]?",
    re.IGNORECASE,
)
_MAYBE: Final = re.compile(
    rf"{_SUM}|[总合小]\s*计|平\s*均|求和|计数|[最]大值|最小值|total|average|avg|mean|sum|count|max|min",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(r"(?:共|合计|总计)?\s*[\d.,，%]+\s*(?:条|个|份|人|次|%|分)?")
_FOOTER: Final = re.compile(
    r"(?:\d{0,2}[.、]?\s*)?(?:备注|注|注释|注意|说明|附注|特别说明|填报说明|填表说明|使用说明|口径说明|数据说明|以上数据|以上为|以上|数据来源|数据截止|数据截至|数据更新|数据导出|统计口径|统计时间|统计周期|制表|制表人|制表时间|"
    r"制表日期|填表人|填报人|审核|审核人|复核人|负责人|导出人|导出人员|导出时间|导出日期|打印人|打印时间|打印日期|生成时间|报表生成|签字|签名|"
    r"notes?|source|exported (?:by|on|at)|generated (?:by|on|at)|printed (?:by|on)|prepared by|created by|report generated)"
    r"\s*(?:[:：]|\d|$|由|来自|均|仅|不含|截止|截至|均为|为).*"
    r"|第\s*\d+\s*页.*|共\s*\d+\s*[页条行份].*|page \d+ (?:of|/) \d+|-+\s*(?:以下空白|完|结束|end).*"
    r"|[(（]?以下空白[)）]?|end of (?:report|file)",
    re.IGNORECASE | re.DOTALL,
)
_SURE_FOOTER: Final = re.compile(
    r"(?:以上数据(?:来源|来自|由|均|仅|截止|截至)|数据来源|制表人|填表人|审核人|导出人|导出时间|打印时间|打印日期|生成时间)\s*[:：]?.{0,80}|第\s*\d+\s*页.*",
    re.DOTALL,
)
_KEY_AND_VALUE: Final = 4  # cells of a line such as 制表人 | 张三 | 审核人 | 李四


def is_total(cell: str) -> bool:
    """Whether a cell is a word for a sum or a mean, alone or after the name of a group: 合计, 东一店 汇总, Grand Total."""
    return _MAYBE.search(cell) is not None and (
        _TOTAL.fullmatch(cell) is not None or _OF_GROUP.fullmatch(cell) is not None
    )


def counts_only(text: str) -> bool:
    """Whether words are no more than a number: 共 325 条."""
    return _COUNTED.fullmatch(text) is not None


def is_total_like(row: Sequence[str]) -> bool:
    """Whether a row of an unknown table looks like a sum: such a word among the first two filled cells."""
    filled = [cell for one in row if (cell := one.strip())]
    return any(len(cell) <= 40 and is_total(cell) for cell in filled[:2]) and not any(
        len(cell) > 40 for cell in filled
    )


def is_footer(filled: Sequence[str]) -> bool:
    """Whether a row that has only these cells is a line below (or above) a table, about the table."""
    return 0 < len(filled) <= _KEY_AND_VALUE and _FOOTER.fullmatch(filled[0].strip()) is not None


def is_sure_footer(text: str) -> bool:
    """Whether words, even where customers' words stand, are about the table."""
    return _SURE_FOOTER.fullmatch(text) is not None
