"""The parts of a rating that platforms ask for: what each is called, its item, the touchpoint that is meant."""

import re
from typing import Final, NamedTuple

from zhiyin.science.collect.headers import plain


class Part(NamedTuple):
    """A part of a rating: the item that its answers get, the touchpoint ("" where none is meant), whose it is.

    `group` tells tables apart: dining, delivery, goods, stay, "" for what all of them ask.
    """

    item: str
    touchpoint: str
    group: str


_TABLE: Final = (
    (
        "taste", "taste", "dining",
        "口味|味道|菜品口味|菜品味道|餐品口味|商品口味|taste|flavour|flavor|food|food quality"
    ),
    ("ingredients", "product", "dining", "食材|食材新鲜|新鲜度|食材新鲜度|新鲜|ingredients|freshness"),
    ("dishes", "product", "dining", "菜品|菜品质量|餐品|餐品质量|出品|dishes|meal"),
    ("portion", "product", "dining", "分量|份量|菜量|portion"),
    (
        "environment", "environment", "dining",
        "环境|店内环境|就餐环境|用餐环境|门店环境|environment|atmosphere|ambience|ambiance|decor"
    ),
    (
        "service", "service", "",
        "服务|服务态度|服务质量|商家服务|商家服务态度|店家服务|店家服务态度|卖家服务|"
        "卖家服务态度|客服服务|客服态度|门店服务|service|communication"
    ),
    ("staff", "staff", "", "员工|人员|技师|服务人员|staff|personnel"),
    ("queue", "queue", "dining", "上菜速度|出餐速度|出餐|上菜|等待时间|排队|speed|waiting time"),
    ("value", "price", "", "性价比|价格|价格水平|value|value for money|price"),
    ("packaging", "packaging", "delivery", "包装|包装质量|餐品包装|商品包装|快递包装|packaging"),
    (
        "delivery", "delivery", "delivery",
        "配送|配送服务|配送速度|配送时效|送餐|送餐速度|送货|送货速度|delivery|delivery speed|"
        "delivery service"
    ),
    ("rider", "delivery", "delivery", "骑手|骑手服务|骑手态度|配送员|配送员服务|配送员态度|送餐员|rider|courier"),
    ("courier", "delivery", "goods", "快递员|快递员服务|快递服务|快递"),
    (
        "logistics", "delivery", "goods",
        "物流|物流服务|物流速度|物流发货速度|物流履约|发货|发货速度|卖家发货|卖家发货速度|"
        "shipping|logistics|shipping speed"
    ),
    (
        "description", "product", "goods",
        "描述|描述相符|宝贝描述|宝贝与描述相符|商品描述|商品描述相符|商品与描述相符|商品符合度|"
        "描述一致|描述相符度|accuracy|item as described"
    ),
    ("quality", "product", "goods", "质量|商品质量|产品质量|宝贝质量|品质|quality|product quality"),
    ("after_sales", "after_sales", "goods", "售后|售后服务|after sales"),
    ("hygiene", "environment", "stay", "卫生|清洁|清洁度|整洁|整洁卫生|清洁卫生|房间卫生|cleanliness|hygiene"),
    ("facilities", "environment", "stay", "设施|设备|设施设备|facilities|amenities"),
    ("comfort", "environment", "stay", "舒适|舒适度|comfort"),
    ("location", "location", "stay", "位置|地理位置|交通|交通位置|location"),
    ("room", "product", "stay", "房间|客房|rooms|room"),
    ("wifi", "environment", "stay", "wifi|free wifi|网络"),
    ("check_in", "service", "stay", "入住|办理入住|check in|check-in"),
    ("effect", "product", "dining", "效果|effect"),
)  # fmt: skip
_PARTS: Final = {
    plain(name): Part(item, touchpoint, group)
    for item, touchpoint, group, names in _TABLE
    for name in names.split("|")
}
_ASIDE: Final = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_ENDS: Final = re.compile(
    r"(?:的)?(?:评分|得分|打分|分数|分值|星级|星数|满意度|评价|分|星|score|rating|stars|star)$"
)


def part_named(name: str) -> Part | None:
    """The part of a rating that a column's name means: 口味, 口味评分, 口味（1-5分）, taste score; or None."""
    key = plain(_ASIDE.sub("", name)) or plain(name)
    found = _PARTS.get(key)
    if found is None:
        found = _PARTS.get(_ENDS.sub("", key))
    return found


# name and score: 口味:4.5, "环境": "4", 服务5分, taste = 4
_IN_CELL: Final = re.compile(
    r"([\u4e00-\u9fff]{2,8}|[A-Za-z][A-Za-z ]{2,20}?)\s*[\"'”]?\s*[:：=]?\s*[\"'“]?"
    r"(\d+(?:\.\d+)?)\s*(?:分|星|颗星)?(?![\d.])"
)


def parts_in(cell: str) -> list[tuple[Part, float]]:
    """The parts of a rating that stand in one cell with their scores: 口味:4.5 环境:4 服务:5; [] for other cells."""
    if len(cell) > 300:
        return []
    return [
        (part, float(value)) for name, value in _IN_CELL.findall(cell) if (part := part_named(name.strip()))
    ]


def rated_parts(cell: str) -> list[tuple[str, str, float]]:
    """Item, touchpoint and score of every part of a rating in a cell; of one that stands twice, the first."""
    found = {part.item: (part.item, part.touchpoint, value) for part, value in reversed(parts_in(cell))}
    return [found[item] for item in sorted(found)]
