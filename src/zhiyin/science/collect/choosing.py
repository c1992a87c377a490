"""Of every field that a table has once, the best of the columns that could be it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from zhiyin.science.collect.contents import Seen, wordy
from zhiyin.science.collect.fields import CUSTOMER_FIELDS, REPEATED

if TYPE_CHECKING:
    from zhiyin.science.collect.columns import Column

_ORDER: Final = {
    "time": ("提交", "submit", "完成", "评", "反馈", "创建", "creat", "回访", "调查", "调研", "访问", "填写", "答", "投诉",
             "来电", "受理", "发表", "发布", "post", "publish", "survey", "response", "feedback", "review"),
    "unit": ("门店", "支行", "网点", "店", "store", "shop", "branch"),
}  # fmt: skip
_LATER: Final = {
    "time": ("处理", "办结", "结案", "关闭", "更新", "修改", "回复", "出险", "下单", "购买", "购车", "月份", "年月", "账期",
             "update", "modif", "reply", "closed", "resolved", "purchase"),
}  # fmt: skip


def one_of_each(columns: Sequence["Column"], seen: Sequence[Seen]) -> None:
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
                open_words = name == "text" and wordy(seen[index]) and seen[index].filled
                columns[index].field = "open" if open_words else "attribute"
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


def _unit_and_code(columns: Sequence["Column"], by_field: dict[str, list[int]], seen: Sequence[Seen]) -> None:
    names, codes = by_field.get("unit", []), by_field.pop("unit_code", [])
    for index in codes:
        taken = bool(names) and bool(seen[names[0]].filled)
        columns[index].field = "attribute" if taken else "unit"
        if taken:
            columns[index].because("other_column_taken", field="unit", name=columns[names[0]].name)
        else:
            by_field.setdefault("unit", []).append(index)


def _rank(column: "Column", seen: Seen, index: int) -> tuple[float, ...]:
    whole = float(any(one["code"] == "name" for one in column.evidence))
    if column.field == "text":
        return (float(bool(seen.filled)), seen.length, -index)
    name = column.name.lower()
    preferred = float(any(part in name for part in _ORDER.get(column.field, ())))
    preferred -= 2 * float(any(part in name for part in _LATER.get(column.field, ())))
    return (float(bool(seen.filled)), whole, preferred, -index)
