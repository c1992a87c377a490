"""Questions about who answered, where and when, not about what was thought."""

import re
from typing import Final
from zoneinfo import ZoneInfo

from zhiyin.science.collect.cells import parse_score, parse_time
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.headers import field_named
from zhiyin.science.collect.scale_words import scale_of_words

_PHONE: Final = re.compile(r"(?:\+?86[- ]?)?1[0-9*]{10}|0\d{2,3}-?\d{7,8}")
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NAME: Final = re.compile(
    r"^(?:请|问|填写|输入|留下|您|你|的|真实|联系人|客户|顾客|会员)*(?:姓名|名字|称呼|怎么称呼(?:您)?|贵姓)|"
    r"^[^员工店技导]{0,6}(?:姓名|名字)$|"
    r"^(?:your|full|first|last|what is your|customer|contact)?\s*name\s*[?:*]*$",
    re.IGNORECASE,
)
_PLEASE: Final = re.compile(r"^(?:请您?(?:填写|输入|留下|提供)?)?(?:您的|你的|my |your )?")
_PRIVATE: Final = re.compile(
    r"身份证|证件号|护照号|银行卡|卡号|车牌|单号|工号|编号|学号|地址|住址|微信号|昵称|qq号|qq 号|\baddress\b|wechat id|"
    r"(?:order|member|card|plate|employee|account) (?:number|no\b|id\b)",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"(?:哪|什么)[^，,]{0,4}(?:门店|店铺|分店|网点|支行|餐厅|营业厅|店)|"
    r"(?:所在|所属|消费|就餐|到访|光顾|办理|服务|购买|体验|选择)的?(?:门店|店铺|分店|网点|支行|餐厅|营业厅|机构)[^，,的]{0,4}$|"
    r"^(?:您的|请选择)?(?:门店|店铺|分店|网点|支行|餐厅|营业厅)(?:名称|名)?$|"
    r"(?:所在|所属|消费|就餐|到访|光顾|办理|服务|购买|体验|选择|到店)[^，,。？?]{0,8}"
    r"(?:门店|店铺|分店|网点|支行|餐厅|营业厅)(?:是|为|名称|名)?\s*[：:？?]*$|"
    r"which (?:store|branch|location|restaurant|outlet)",
    re.IGNORECASE,
)
ZONE: Final = ZoneInfo("UTC")
_FEWER: Final = 50
_FEW: Final = 200  # cells that tell who answered
_LONGEST_NUMBER: Final = 24


def personal(column: Column, wording: str, filled: list[str]) -> bool:
    """Who answered or where, not what was thought: by the content, for a wording alone says too little."""
    filled = list(dict.fromkeys(filled))[:_FEW]
    enough = 0.6 * len(filled)
    part = wording.rpartition(" · ")[2]  # of a question with several blanks: 联系方式 · 姓名
    alone = not column.separator and not any("┋" in cell for cell in filled)
    if sum(_PHONE.fullmatch(cell) is not None for cell in filled) >= enough:
        column.field = "mobile"
    elif sum(_MAIL.fullmatch(cell) is not None for cell in filled) >= enough:
        column.field = "email"
    elif (number := field_named(_PLEASE.sub("", part))) == ("customer_number", True) and enough <= len(
        filled
    ):
        column.field = number[0]
    elif scale_of_words(filled) is not None:  # 您对所在门店满意吗, 地址好找吗
        return False
    elif _NAME.search(part) and max(map(len, filled)) <= 40 and parse_score(filled[0]) is None:
        column.field = "customer_name"
    elif alone and _UNIT.search(part) and not any(number_in(cell) is not None for cell in filled):
        column.field = "unit"
    elif _PRIVATE.search(wording) or _links(filled) >= enough:
        column.field = "attribute"
    elif sum(map(_is_moment, filled[:_FEWER])) >= 0.9 * len(filled[:_FEWER]):
        column.field = "attribute"
        column.because("values_are_times")
        return True
    else:
        return False
    column.because("question_personal")
    return True


def _is_moment(cell: str) -> bool:
    return (
        cell[:1].isalnum()
        and len(cell) <= 40
        and number_in(cell) is None
        and (parse_time(cell, ZONE) or parse_time(cell, ZONE, day_first=True)) is not None
    )


def number_in(cell: str) -> float | None:
    """The score that a cell is; long ones are none, which is quicker to say."""
    return parse_score(cell) if len(cell) <= _LONGEST_NUMBER else None


def asks_where(wording: str) -> bool:
    """Whether a question asks for the store, branch or other unit."""
    return _UNIT.search(wording) is not None


def _links(filled: list[str]) -> int:
    return sum(cell.startswith(("http://", "https://")) for cell in filled)
