"""Chinese phrases that mean something else than their words; see `constructions`."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from zhiyin.science.understand.annotations.findings import BLAMES, NEITHER, PRAISES, Findings, Turned
from zhiyin.science.understand.annotations.place import Place
from zhiyin.science.understand.aspects.dictionary import leaning_words

# Of these more is not better by itself, and less is not worse.
_MUCH: Final = frozenset("大多高足少小低老冷香正硬")
_EXTRA_GOOD: Final = (
    "强",
    "好",
    "省",
    "灵",
    "稳",
    "准",
    "值",
    "亮",
    "耐用",
    "划算",
    "像样",
    "利索",
    "麻利",
    "上心",
    "走心",
)
_EXTRA_BAD: Final = ("差", "慢", "贵", "坑", "烂", "糟", "累", "费劲", "难", "冷漠")
_THINGS_ZH = re.compile(
    "屏幕|房间|空间|个头|分量|份量|面积|床|字体|容量|尺寸|包间|停车场|店面|量|内存|阳台|浴室|座位"
)


@cache
def _side(side: float) -> str:
    """The words of praise or blame as an alternation, longest first, without those that only say how much."""
    words = [
        word for word, polarity in leaning_words(latin=False) if polarity * side > 0 and word not in _MUCH
    ]
    words += _EXTRA_GOOD if side > 0 else _EXTRA_BAD
    return "|".join(sorted(map(re.escape, set(words)), key=len, reverse=True))


@cache
def _any(side: float) -> re.Pattern[str]:
    return re.compile(_side(side))


def first_side(place: Place, begin: int, end: int) -> tuple[float, int] | None:
    """The side of the first plain word of praise or blame in [begin, end), and where it ends."""
    good, bad = _any(PRAISES).search(place.whole, begin, end), _any(BLAMES).search(place.whole, begin, end)
    if good is None and bad is None:
        return None
    if bad is None or (good is not None and (good.start(), -good.end()) < (bad.start(), -bad.end())):
        assert good is not None
        return PRAISES, good.end()
    return BLAMES, bad.end()


_NOBODY_ZH = re.compile("没|哪|谁|很少|难找|不会|找不")
_HOPED_ZH = re.compile("预期|想象|想像|图片|照片|宣传|期待|期望|描述|预想|预料|我想|以为|网上说|说的")
_OTHERS_ZH = re.compile("别家|别的|隔壁|人家|对面|其他|其它|楼下|旁边|别人|竞争|同行|外面|网上")


def _than_you(place: Place, findings: Findings) -> Turned | None:
    """隔壁都比你们热情 blames, 比你们差 of another praises, 没见过比你们更好的 praises."""
    end = min(place.ch, place.e + 14)
    found = first_side(place, place.e, end)
    if found is None or place.ends_with("?"):
        return None
    if _NOBODY_ZH.search(place.whole, max(place.cl, place.b - 10), place.b):
        return place.cl, found[1], found[0]
    return place.cl, found[1], -found[0]


def _than(place: Place, findings: Findings) -> Turned | None:
    """比肯德基强多了, 屏幕比以前那款大, 比上次差远了: where what is spoken of is the own."""
    low, high = place.near()
    clause, rest = place.whole[low : place.b], place.whole[place.e : high]
    if (
        place.ends_with("?")
        or _OTHERS_ZH.search(clause)
        or _LOOSE_ZH.search(clause)
        or rest.startswith(_OWN_ZH)
    ):
        return None
    if (
        _HOPED_ZH.search(rest)
        or _LOOSE_AFTER_ZH.search(rest)
        or not (len(clause) < 3 or _SUBJECT_ZH.search(clause))
    ):
        return None
    found = [_than_words(side).match(rest) for side in (PRAISES, BLAMES)]
    big = _BIGGER_ZH.search(rest)
    if big and _THINGS_ZH.search(place.whole, low, high) and not any(found):
        return place.cl, place.e + big.end(), PRAISES
    both = [
        (each.start(1), -each.end(), side)
        for each, side in zip(found, (PRAISES, BLAMES), strict=True)
        if each
    ]
    if not both:
        return None
    _, end, side = min(both)
    return place.cl, place.e - end, -side if clause.endswith(("不", "没")) else side


@cache
def _than_words(side: float) -> re.Pattern[str]:
    return re.compile(f"[^,。]{{1,12}}?(?:都|要|更加?|来得|明显|确实)*({_side(side)})")


_BIGGER_ZH = re.compile("大(?:了|多|很|一|不少|$)")
_LOOSE_ZH = re.compile("如果|要是|能够?$|就$|虽|说得|总$|要$|因为|相$|其实$|反而|同样")
_LOOSE_AFTER_ZH = re.compile("就好|的话|还(?:便宜|好|贵|高|慢)|别的孩子|别人|一点的|一些的|好坏|平时")
_SUBJECT_ZH = re.compile(
    "味|口感|服务|态度|质量|品质|做工|环境|装修|卫生|位置|价格|价钱|性价比|上菜|效率|速度|物流|快递|配送|送货|包装|"
    "屏幕|电池|续航|手感|系统|音质|画质|像素|拍照|信号|网速|面料|房间|早餐|菜|汤|肉|床|分量|份量|停车|手续|流程|"
    "新款|新版|现在|这次|这回|今年|这家|这里|你们|你家|贵行|体验|感觉|整体|明显|真的|确实|个头"
)
_OWN_ZH: Final = (
    "你的",
    "它家",
    "他家",
    "她家",
    "这个",
    "这种",
    "这款",
    "你们",
    "你家",
    "贵店",
    "贵行",
    "贵司",
    "贵公司",
    "这家",
    "这里",
    "这儿",
    "你这",
    "您家",
    "您这",
)


def _uncommon(place: Place, findings: Findings) -> Turned | None:
    """不是一般的慢, 别提多香了: more than what the word says."""
    found = first_side(place, place.e, min(place.ch, place.e + 6))
    return None if found is None else (place.cl, found[1], found[0])


_NO_ZH = re.compile(
    "(?:没|没有|无|挑不出|找不出|挑不到|找不到|说不出|不出|毫无|从无)(?:过|什么|啥|任何|一点|半点|一句|"
    "半句|一丝|丝毫|多少|有|可|得|大|别的|其他|其它|的)*$"
)


def _faultless(place: Place, findings: Findings) -> Turned | None:
    """没什么可挑剔, 除了贵没别的毛病."""
    denied = place.before(_NO_ZH, 12)
    if denied is None or place.ends_with("?"):
        return None
    return denied.start(), place.e, PRAISES


def _matchless(place: Place, findings: Findings) -> Turned | None:
    """再也找不到第二家, 没有比这更好的."""
    if not place.before(
        re.compile("(?:找不到|没有|没见过|没遇到过?|很难(?:再)?(?:找到?|遇到)|遇不到|再无|碰不到)[^,]{0,4}$"),
        12,
    ):
        return None
    worse = _any(BLAMES).search(place.whole, place.e, min(place.ch, place.e + 10))
    return place.cl, place.ch, BLAMES if worse else PRAISES


_NO_MARKS_ZH = re.compile("(?:不|没|别|只|扣|离|差|到|值|未|难)[^,]{0,3}$")
_BUT_ZH = re.compile("[^,]{0,2},?(?:我?只|才|却|扣|但|可是|不过|最多)")


def _full_marks(place: Place, findings: Findings) -> Turned | None:
    """给足一百分, 打满分; not 满分十分只给三分."""
    if place.before(_NO_MARKS_ZH, 5) or place.later(_BUT_ZH, 8):
        return None
    return place.b, place.e, PRAISES


_AWAY_ZH = re.compile("[^,]{0,4}(?:换|退|走|取消|注销|投诉|离开|卸载|拉黑|别家|看清|看评|看差|知道你)")


def _late(place: Place, findings: Findings) -> Turned | None:
    """后悔没早点来, 相见恨晚."""
    if place.before(re.compile("后悔|可惜|遗憾|恨|怎么"), 8) is None or place.after(_AWAY_ZH, 8):
        return None
    return place.cl, min(place.ch, place.e + 6), PRAISES


_SPARED_ZH = re.compile(
    "(?:不|没|没有|不会|从不|从没|绝不|无|毫无|丝毫没有?)(?:会|让我|让人|叫人|使我|曾|觉得|用|有|过|丝毫|"
    "一点|任何|半点|一次|再|怕|担心|感到){0,3}$"
)
_SO_ZH = re.compile(
    "[^,。]{0,6}?(?:那么|这么|那样|的)*(?:难|差|贵|慢|糟|坏|脏|吵|远|麻烦|复杂|恐怖|累|不堪|挤|乱|旧|可怕)[吃喝看用]?"
)
_WOULD_ZH = re.compile("希望|别让|不要让|但愿|如果|要是")


def _spared(place: Place, findings: Findings) -> Turned | None:
    """没有想象中那么难吃, 一点都不踩雷."""
    if place.ends_with("?"):
        return None
    if place.whole.startswith("没", place.b):
        found = place.after(_SO_ZH, 14)
        return None if found is None else (place.b, found.end(), PRAISES)
    denied = place.before(_SPARED_ZH, 8)
    if denied is None or place.earlier(_WOULD_ZH):
        return None
    return denied.start(), place.e, PRAISES


def _below(place: Place, findings: Findings) -> Turned | None:
    """连路边摊都不如, 跟老字号没法比. 不如 by itself is a word of blame."""
    beside = place.before(re.compile("(?:连|跟|和|与|同)[^,]{1,14}$"), 18)
    low, high = place.near()
    if beside is None or place.ends_with("?") or _HOPED_ZH.search(place.whole, low, high):
        return None
    if _NOBODY_ZH.search(place.whole, low, place.b):
        return None
    own = place.whole.startswith(_OWN_ZH, place.e) or place.before(
        re.compile(f"(?:{'|'.join(_OWN_ZH)})[^,]{{0,6}}$"), 14
    )
    if own and not place.before(re.compile("连"), 18):
        return place.cl, place.ch, PRAISES
    return place.cl, place.ch, BLAMES


def _so_that(place: Place, findings: Findings) -> Turned | None:
    """服务好到让我想投诉: what is so good that one wants to complain is not good."""
    so = place.before(re.compile(f"(?:{_side(PRAISES)})(?:到|得)(?:让我|让人|我|令人|都|真|简直)*$"), 16)
    return None if so is None else (place.cl, place.e, BLAMES)


def _lesson(place: Place, findings: Findings) -> Turned | None:
    """谢谢你们让我见识了什么叫踢皮球."""
    if not place.before(
        re.compile(
            "(?:谢谢|感谢|多谢|多亏)[^,]{0,6}(?:让|给|教|使|叫)[^,]{0,6}$|让我(?:算是|真是|终于|彻底|好好)?$"
        ),
        18,
    ):
        return None
    what = place.after(re.compile("[^,]{0,4}(?:什么|啥|何为|何谓)(?:叫做?|是|才是)?"), 12)
    if what is None:
        return None
    found = first_side(place, what.end(), place.ch)
    leans = findings.feeling(what.end(), place.ch)
    if leans > 0 or (found is not None and found[0] > 0):
        return None
    return place.cl, place.ch, BLAMES


_CATCH_ZH = re.compile(
    "[^。!?]{0,4}(?:说.{1,2}就|才|还要|居然|竟然|收我|要我|等了|没人|都不|就是不|半天|小时|能.{1,6}出|连.{1,10}都|"
    "理都|挂|扣|骂|推|说没|也不|三个月|一个月|翻脸|爱理|凉|坏|让我)"
)


def _how_nice(place: Place, findings: Findings) -> Turned | None:
    """你们的态度可真好，电话说挂就挂; 真会做生意，一瓶水收我二十."""
    pointed = place.before(re.compile("[可还也你们]$|^$"), 2) or place.b == place.cl
    end = place.after(re.compile("[^,。!?]{0,6}[啊呀哈呢哦]?[,!。]"), 9)
    if (
        not pointed
        or end is None
        or _any(PRAISES).search(place.whole, end.end(), place.within(end.end(), 16))
    ):
        return None
    catch = _CATCH_ZH.match(place.whole, end.end(), place.within(end.end(), 14))
    return None if catch is None else (place.cl, catch.end(), BLAMES)


_STAYS_ZH = re.compile(
    "(?:不会|没想过要?|没动过|没起过|舍不得|不打算|不想|没打算|懒得|没考虑过)(?:再|去|要)?$"
)


def _stays(place: Place, findings: Findings) -> Turned | None:
    """从来没想过换别家, 不会换运营商的."""
    found = place.before(_STAYS_ZH, 8)
    return None if found is None or place.ends_with("?") else (found.start(), place.e, PRAISES)


def _for_show(place: Place, findings: Findings) -> Turned | None:
    return None if place.ends_with("?") else (place.cl, place.ch, BLAMES)


def _who_would(place: Place, findings: Findings) -> Turned | None:
    """谁还用你们的宽带: nobody would."""
    if place.whole.startswith("谁会", place.b) and place.ends_with("?"):
        return None
    found = place.after(
        re.compile("(?:还|会|敢|愿意|稀罕)*(?:再)?(?:来|去|买|用|点|吃|住|办|信|受得了|相信)"), 8
    )
    return None if found is None else (place.b, place.ch, BLAMES)


def _hardly(place: Place, findings: Findings) -> Turned | None:
    """谈不上惊艳, 说不上难吃."""
    found = first_side(place, place.e, min(place.ch, place.e + 8))
    return None if found is None else (place.b, found[1], NEITHER)


def _no_regret(place: Place, findings: Findings) -> Turned | None:
    """不踩雷, 从没翻车."""
    return None if place.ends_with("?") or place.earlier(_WOULD_ZH) else (place.b, place.e, PRAISES)


_LESSER_ZH = re.compile(
    "(?:有)?(?:我|人家|别|隔壁|外面|路边|超市|楼下|对面|家门口|几块|几十|[一二三五]?十块|[0-9]+块|普通|"
    "学校|食堂)"
)


def _less_than(place: Place, findings: Findings) -> Turned | None:
    """还没我十块钱的耳机音质好."""
    if place.after(_LESSER_ZH, 8) is None or place.ends_with("?"):
        return None
    found = first_side(place, place.e + 1, min(place.ch, place.e + 16))
    return None if found is None or found[1] < place.ch - 1 else (place.cl, found[1], -found[0])


def _beside(place: Place, findings: Findings) -> Turned | None:
    """比起上一家运营商，你们信号稳太多了."""
    own = place.later(_OURS_ZH, 16)
    if own is None or place.ends_with("?"):
        return None
    found = first_side(place, own.end(), min(place.sh, own.end() + 10))
    return None if found is None else (own.start(), found[1], found[0])


_OURS_ZH = re.compile("[^。!?]{0,14}?(?:你们|这家|这里|贵行|贵店|你家|这边)")


def _no_match(place: Place, findings: Findings) -> Turned | None:
    """海底捞的服务哪是你们能比的."""
    return (place.cl, place.ch, BLAMES) if place.before(_HOW_COULD_ZH, 4) else None


_HOW_COULD_ZH = re.compile("(?:哪里?|岂|不)是?$")


def _beats(place: Place, findings: Findings) -> Turned | None:
    """甩老款两条街, 秒杀同价位."""
    found = place.after(_BEATEN_ZH, 16)
    if found is None or place.ends_with("?"):
        return None
    return place.cl, found.end(), BLAMES if found.group("own") else PRAISES


_BEATEN_ZH = re.compile(
    "(?:开)?(?:了)?(?:(?P<own>你们|你家|贵店)|[^,]{0,3}(?:老款|旧款|上一代|上代|前代|别家|其他|其它|同价|"
    "同类|同档|隔壁|对手|一众|很多|不少|那些|竞品))"
)


RULES: Final[dict[str, Callable[[Place, Findings], Turned | None]]] = {
    "than_you": _than_you,
    "than": _than,
    "no_regret": _no_regret,
    "less_than": _less_than,
    "beside": _beside,
    "no_match": _no_match,
    "beats": _beats,
    "uncommon": _uncommon,
    "faultless": _faultless,
    "full_marks": _full_marks,
    "matchless": _matchless,
    "late": _late,
    "spared": _spared,
    "below": _below,
    "so_that": _so_that,
    "lesson": _lesson,
    "how_nice": _how_nice,
    "stays": _stays,
    "for_show": _for_show,
    "who_would": _who_would,
    "hardly": _hardly,
}
