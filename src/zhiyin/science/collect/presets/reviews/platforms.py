"""Which platform an export of reviews comes from: by what it is called, by addresses in it, by its columns."""

from typing import Final

from zhiyin.science.collect.cells import folded
from zhiyin.science.collect.heads import Head

# code -> how people and files write it; the first name is the usual one
_NAMES: Final[dict[str, str]] = {
    "dianping": "大众点评|点评|大众点评网|点评网|dianping|大众",
    "meituan_waimai": "美团外卖|meituan waimai|美团外卖app",
    "meituan": "美团|美团网|美团点评|meituan|美团团购|美团app|美团平台",
    "eleme": "饿了么|饿了吗|ele.me|eleme|口碑|饿了么外卖|淘宝闪购",
    "jd": "京东|jd|jd.com|京东商城|京东自营|京东到家|京东秒送|京东外卖",
    "tmall": "天猫|tmall|天猫商城|天猫超市|天猫旗舰店",
    "taobao": "淘宝|taobao|淘宝网|千牛",
    "pinduoduo": "拼多多|pdd|pinduoduo",
    "douyin": "抖音|抖音来客|抖音团购|抖音本地生活|douyin|抖音小店|抖店|抖音生活服务|抖音电商",
    "kuaishou": "快手|kuaishou|快手小店",
    "xiaohongshu": "小红书|xiaohongshu|xhs|redbook|rednote",
    "weibo": "微博|weibo|新浪微博",
    "ctrip": "携程|ctrip|携程旅行|携程网|trip.com",
    "qunar": "去哪儿|qunar|去哪儿网",
    "fliggy": "飞猪|fliggy|飞猪旅行",
    "tongcheng": "同程|同程旅行|tongcheng|艺龙",
    "booking": "booking.com|booking|缤客",
    "agoda": "agoda|安可达",
    "tripadvisor": "tripadvisor|猫途鹰",
    "google_play": "google play|googleplay|google play store|play store|谷歌商店|谷歌应用商店|谷歌市场",
    "google_business": "google|google maps|google business|google business profile|google my business|谷歌|谷歌地图|gmb",
    "app_store": "app store|apple app store|apple|appstore|苹果应用商店|苹果商店|苹果|itunes",
    "trustpilot": "trustpilot",
    "amap": "高德|高德地图|amap",
    "baidu_map": "百度地图|百度",
    "amazon": "amazon|亚马逊",
}
CODES: Final[dict[str, str]] = {
    folded(name): code for code, names in _NAMES.items() for name in names.split("|")
}
# Too common to name a platform by themselves within a file's name, a sheet's or a title.
_COMMON: Final = frozenset(
    [
        "点评",
        "大众",
        "口碑",
        "苹果",
        "apple",
        "google",
        "百度",
        "jd",
        "xhs",
        "pdd",
        "booking",
        "amazon",
        "gmb",
        "agoda",
        "weibo",
    ]
)
_WITHIN: Final = tuple(
    sorted(
        ((name, code) for name, code in CODES.items() if name not in _COMMON),
        key=lambda one: -len(one[0]),
    )
)
_ADDRESSES: Final = (
    ("dianping.com", "dianping"), ("dpurl.cn", "dianping"), ("waimai.meituan.com", "meituan_waimai"),
    ("meituan.com", "meituan"), ("ele.me", "eleme"), ("elemecdn.com", "eleme"),
    ("360buyimg.com", "jd"), ("jd.com", "jd"), ("detail.tmall.com", "tmall"), ("taobao.com", "taobao"),
    ("pinduoduo.com", "pinduoduo"), ("yangkeduo.com", "pinduoduo"), ("douyin.com", "douyin"),
    ("douyinpic.com", "douyin"), ("xiaohongshu.com", "xiaohongshu"), ("xhscdn.com", "xiaohongshu"),
    ("ctrip.com", "ctrip"), ("trip.com", "ctrip"), ("qunar.com", "qunar"), ("fliggy.com", "fliggy"),
    ("booking.com", "booking"), ("agoda.com", "agoda"), ("tripadvisor.", "tripadvisor"),
    ("weibo.com", "weibo"), ("weibo.cn", "weibo"),
    ("play.google.com", "google_play"), ("apps.apple.com", "app_store"), ("itunes.apple.com", "app_store"),
    ("trustpilot.com", "trustpilot"), ("google.com/maps", "google_business"), ("goo.gl/maps", "google_business"),
)  # fmt: skip
# Platforms that rate from 1 to 10; the others have five stars.
TEN: Final = frozenset({"booking", "agoda"})
GOODS: Final = frozenset({"jd", "tmall", "taobao", "pinduoduo", "amazon"})
# Where people post rather than rate.
POSTS: Final = frozenset({"xiaohongshu", "weibo"})


def channel_named(cell: str) -> str:
    """The code of the platform that a cell names, "" when it names none."""
    return CODES.get(folded(cell), "")


def platform_within(text: str) -> str:
    """The platform that a file's name, a sheet's name or a title mentions, "" when none."""
    low = folded(text)
    return next((code for name, code in _WITHIN if name in low), "")


def platform_of(head: Head) -> str:
    """The platform that the file names by itself: its name, its sheet, a title above the header, addresses in it."""
    first = head.header.first
    titles = [cell for number, row in head.rows[:6] if number < first for cell in row if cell.strip()]
    for text in (head.name, head.sheet, *titles):
        if text and (code := platform_within(text)):
            return code
    named = {code for name in head.header.names if (code := platform_within(name))}
    if len(named) == 1:
        return named.pop()
    cells = " ".join(cell for _, row in head.header.rows[:30] for cell in row if "." in cell[:2_000])
    return next((code for address, code in _ADDRESSES if address in cells), "")
