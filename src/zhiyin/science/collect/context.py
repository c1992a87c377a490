"""What the guest's visit was like (requirement CO19): by which route it was bought, for what, with how many, for how much.

What stands in the file stays as it is; beside it, under one key for all sources, stands what it means.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.headers import plain

_NAMES: Final[dict[str, str]] = {
    "visit_route": "消费方式|用餐方式|就餐方式|点餐方式|下单方式|购买方式|到店方式|履约方式|取餐方式|消费类型|消费渠道|"
    "订单类型|业务类型|交易类型|order type|visit type|dining option|dining mode|service mode|fulfilment|fulfillment|"
    "purchase route|visit route",
    "voucher": "团购|团购名称|团购标题|团购项目|团购套餐|团购商品|团购券|"
    "团单|团单名称|是否团购|是否团购用户|代金券|代金券名称|"
    "优惠券|优惠券名称|套餐|套餐名称|使用套餐|消费套餐|券名称|是否用券|使用券|是否使用优惠券|购买券|voucher|voucher used|"
    "coupon|coupon used|deal|deal name|group buy|group deal",
    "occasion": "场景|用餐场景|消费场景|就餐场景|用餐目的|就餐目的|消费目的|用途|出行目的|出游类型|出游目的|"
    "出行类型|入住目的|occasion|purpose|purpose of visit|trip type|traveler type|traveller type|"
    "type of traveler|travel type",
    "party_size": "用餐人数|就餐人数|消费人数|人数|到店人数|同行人数|party size|number of guests|guests|covers|people",
    "spend_per_person": "人均|人均消费|人均价格|人均金额|人均消费金额|消费人均|spend per person|average spend|per person",
    "spend": "消费金额|订单金额|实付金额|实付|支付金额|消费总额|账单金额|结账金额|order amount|order total|order value|"
    "spend|amount|bill|amount paid",
}
KEYS: Final[dict[str, str]] = {plain(name): key for key, names in _NAMES.items() for name in names.split("|")}

# The first that fits: 团购外卖 was delivered, and 到店自提 taken away.
_ROUTES: Final = (
    ("delivery", "外卖|外送|配送|送餐|delivery|delivered"),
    (
        "takeaway",
        "自提|自取|打包|外带|takeaway|take away|take-away|takeout|take-out|to go|pickup|pick-up|pick up|collect",
    ),
    ("group_buy", "团购|团单|代金券|抵用券|套餐|券|group buy|group-buy|voucher|coupon|deal"),
    ("booking", "预订|预约|预定|订座|订位|booking|booked|reservation|reserved"),
    (
        "walk_in",
        "堂食|到店|店内|散客|现场|直接消费|买单|dine in|dine-in|eat in|walk in|walk-in|in store|on site",
    ),
)
VISIT_ROUTES: Final = ("walk_in", "booking", "group_buy", "delivery", "takeaway")
"""By which route a visit was bought: the values of `visit_route` that are counted by."""
_VOUCHERS: Final = ("团购", "代金券", "用券", "优惠券")
_ON_THE_SPOT: Final = ("walk_in", "booking")
_NO: Final = frozenset(
    {"否", "无", "没有", "未使用", "未用", "不是", "no", "n", "none", "false", "0", "-", "--", "/", "×"}
)
_OCCASIONS: Final = (
    ("business", "商务|出差|公务|宴请|工作|business|work"),
    ("family", "家庭|家人|亲子|带娃|带孩子|父母|老人|family|kids|children"),
    ("couple", "情侣|约会|夫妻|二人|couple|date"),
    ("celebration", "生日|纪念日|庆祝|聚会|婚|节日|birthday|anniversary|celebration|party|wedding"),
    ("friends", "朋友|同学|闺蜜|同事|friends|colleagues"),
    ("alone", "独自|一人|单人|个人|solo|alone|individual"),
)
_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CHINESE: Final = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}


def context_key(name: str) -> str:
    """The key under which all sources hold what a column of that name tells about the visit; "" for other columns."""
    return KEYS.get(plain(re.sub(r"[(（\[【][^)）\]】]*[)）\]】]", "", name)), "")


def name_context(columns: Iterable[Column]) -> None:
    """Give columns that are kept as they stand, and tell of the visit, the key for what they mean.

    A 套餐 may be anybody's tariff: in a table of one's own, a voucher has to be called one.
    """
    for column in columns:
        key = context_key(column.name) if column.field == "attribute" and not column.item else ""
        if key and not (key == "voucher" and not any(word in column.name for word in _VOUCHERS)):
            column.item = key


@lru_cache(maxsize=4096)
def _folded(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().casefold()


def add_context(attributes: dict[str, Any], key: str, cell: str) -> None:
    """Put what a cell says about the visit beside what stood there; nothing when it is not understood.

    `visit_route` is walk_in, booking, group_buy, delivery or takeaway; `voucher` yes or no (who dines on the spot with
    a voucher came by group_buy); `occasion` business, family, couple, celebration, friends or alone; the others are
    numbers.
    """
    text = _folded(cell)
    match key:
        case "visit_route":
            route = _among(text, _ROUTES)
            if route and not (route in _ON_THE_SPOT and attributes.get("voucher") == "yes"):
                attributes[key] = route
        case "voucher":
            used = text not in _NO
            attributes[key] = "yes" if used else "no"
            if used and attributes.get("visit_route", "walk_in") in _ON_THE_SPOT:
                attributes["visit_route"] = "group_buy"
        case "occasion":
            if occasion := _among(text, _OCCASIONS):
                attributes[key] = occasion
        case "party_size" | "spend" | "spend_per_person":
            number = _number(text)
            if number is not None:
                attributes[key] = number


@lru_cache(maxsize=4096)  # a column has few of them, a file has millions
def _among(text: str, words: tuple[tuple[str, str], ...]) -> str:
    return next((code for code, known in words if any(word in text for word in known.split("|"))), "")


def _number(text: str) -> float | int | None:
    """The one number in a cell: ¥128/人, 3人, 两位. Two (2-4人) are none."""
    if text[:1] in _CHINESE and text[1:] in ("", "人", "位", "个人"):
        return _CHINESE[text[0]]
    found = _NUMBER.findall(text)
    if len(found) != 1 or len(text) > 20:
        return None
    value = float(found[0].replace(",", ""))
    return int(value) if value == int(value) else value
