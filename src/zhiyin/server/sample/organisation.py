"""The sample group: 云岭生活集团, three regions, forty places where it meets its customers."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """One unit: `business` decides what its customers talk about, `size` how many, `quality` how content they are."""

    code: str
    name: str
    short_name: str
    business: str
    region: str
    city: str
    size: float
    quality: float
    platform_name: str = ""


GROUP: Final = ("YL", "云岭生活集团", "云岭集团")
REGIONS: Final = (("YL-E", "华东大区", "华东"), ("YL-S", "华南大区", "华南"), ("YL-W", "西南大区", "西南"))

_RESTAURANTS: Final = {
    "YL-E": ("上海", ("世纪大道店", "徐家汇店", "静安寺店", "五角场店", "虹桥站店", "中山公园店")),
    "YL-S": ("广州", ("体育西路店", "珠江新城店", "北京路店", "天河城店")),
    "YL-W": ("成都", ("春熙路店", "宽窄巷子店", "太古里店", "建设路店", "锦里店")),
}
_SHOPS: Final = {
    "YL-E": ("杭州", ("西溪店", "湖滨店", "城西店", "滨江店")),
    "YL-S": ("深圳", ("科技园店", "福田店", "南山店", "布吉店")),
    "YL-W": ("重庆", ("解放碑店", "观音桥店", "沙坪坝店", "南坪店")),
}
_BRANCHES: Final = {
    "YL-E": ("上海", ("陆家嘴支行", "南京西路支行", "张江支行", "莘庄支行", "杨浦支行")),
    "YL-S": ("深圳", ("深南大道支行", "前海支行", "罗湖支行", "宝安支行")),
    "YL-W": ("成都", ("天府支行", "金牛支行", "高新支行", "双流支行")),
}
# what a place is in itself, before any story: spread by hand so that the ranking has something to rank
_QUALITY: Final = (0.35, 0.15, -0.1, 0.05, -0.3, 0.2, 0.0, -0.15, 0.3, -0.05)
_SIZE: Final = (1.5, 1.1, 0.9, 1.3, 0.7, 1.0, 0.8, 1.2)


def places() -> list[Place]:
    """All forty places, in a fixed order."""
    found: list[Place] = []
    for business, brand, table in (
        ("restaurant", "云岭面馆", _RESTAURANTS),
        ("shop", "云岭优选", _SHOPS),
        ("bank", "云岭银行", _BRANCHES),
    ):
        for region, (city, names) in table.items():
            for name in names:
                number = len(found)
                found.append(
                    Place(
                        code=f"{business[0].upper()}{number + 101}",
                        name=f"{brand}{city}{name}",
                        short_name=name,
                        business=business,
                        region=region,
                        city=city,
                        size=_SIZE[number % len(_SIZE)],
                        quality=_QUALITY[number % len(_QUALITY)],
                        platform_name=f"{brand}({name})" if business != "bank" else "",
                    )
                )
    return found


# username, name, role, unit code, job
# touchpoints beyond those that every installation starts with: Chinese, English
TOUCHPOINTS: Final = {
    "advice": ("咨询与建议", "Advice"),
    "app": ("手机应用", "App"),
    "counter": ("柜台", "Counter"),
    "ending": ("餐后与道别", "Ending"),
    "environment": ("店内环境", "Surroundings"),
    "fees": ("费用", "Fees"),
    "range": ("品种与存货", "Range"),
    "taste": ("口味", "Taste"),
}

PEOPLE: Final = (
    ("linlan", "林岚", "manager", "YL-E", "华东大区体验负责人"),
    ("chenyu", "陈宇", "manager", "YL-W", "西南大区体验负责人"),
    ("suqing", "苏晴", "analyst", "", "集团客户洞察"),
    ("zhoumin", "周敏", "frontline", "R101", "世纪大道店店长"),
    ("hejing", "何静", "frontline", "B128", "陆家嘴支行大堂经理"),
    ("tangbo", "唐博", "readonly", "YL", "集团办公室"),
)

SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
TITLES: Final = ("先生", "女士")
