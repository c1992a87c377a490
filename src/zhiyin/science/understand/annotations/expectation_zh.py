"""What the words around say of an expectation in Chinese: 以为 … 结果 …, 跟宣传不一样, 比想象中好."""

import re
from typing import Final

from zhiyin.science.understand.annotations import context
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry
from zhiyin.science.understand.annotations.place import Place

_REACH = 46

_TURN = re.compile(
    "结果|没想到|没料到|不料|谁知|谁料|其实|却|但|可是|然而|实际|到手|才发现|发现|居然|竟然|反而|"
    "反倒|哪知|岂料|就这|只有|味道|来了才|送来"
)
_DIM = re.compile(
    "一般|不|没|差|错|才|只|坏|小|少|冷|卖完|普通|难|贵|失|就那|凉|隔夜|假|烂|完了|关门|下架|等"
)
_BRIGHT = re.compile(
    "[^,]{0,8}就(?:到|好|完|办|解决|搞|拿|上|收|能)|就好了|不错|好|惊喜|快|棒|赞|香|大|划算|免费|超值|更"
)
_PAST_THOUGHT = re.compile("原以为|本以为|本来以为|还以为|满以为|满心以为|原本以为")
_CONFIRMED = re.compile("确实|果然|果真|真的很|的确")
_OTHERS_THOUGHT = re.compile("(?:店员|服务员|客服|他们?|她们?|你们?|别人|老板|人家|大家|朋友|不要|别)$")
_CONTRADICTED = re.compile(
    "呢|结果|端上来|收到|实物|到手|打开|实际|其实|吃起来|却|没|还没|才|只|不一样|差|完全|两码事|"
    "两回事|根本|变成|不是|不给|不算|不认|不退|都十|已经|另|反悔|打折扣|骗|无|收费|要钱"
)
_SAME = re.compile(
    "[^,]{0,6}?(不(?:太|大|完全)?(?:一样|一致|相符|符合?|同)|不符|差(?:别|距|太|很|好|远|得)|"
    "两码事|两回事|有(?:差距|出入|差别|差异|色差)|天差地别|天壤之别|相差|完全是两|没法比|(?:一样|"
    "一致|相符|符合|没有?差|无差|没有?色差|说的那样|推荐的那样|没有?区别|没啥区别|吻合|差不多|"
    "那样))"
)
_OUGHT = re.compile(
    "却|只(?:有|给|是|送|得)|结果|居然|竟然|一点(?:也|都)?没|没有?|不给|还要|缺|少|连.{0,6}都"
)
_OUGHT_GUESS = re.compile(
    "应该(?:是|会|就|算|不会|没|还|能|可以|可|也|不)|应该(?:多|加强|增加|培训|改|设|注意|把)"
)
_BETTER = re.compile(
    "[^,]{0,6}?(?:好|快|大|香|高|美|漂亮|划算|便宜|惊喜|早|多|强|棒|甜|新|干净|值|丰富|舒服|实惠|"
    "热情|近|方便)"
)
_WORSE = re.compile("[^,]{0,6}?(?:差|小|慢|难|糟|少|贵|烂|旧|低|薄|短|远|脏|不如|丑|晚|麻烦|复杂|一般)")


def _thought(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    if place.before(_OTHERS_THOUGHT, 4):
        return None
    meant = place.whole.startswith(_MEANT, place.e - 1)
    turn = place.following(_STRONG_TURN if meant else _TURN, _REACH)
    if meant and turn is None:
        return None
    if turn is not None:
        if (
            findings.feeling(place.e, turn.start()) < 0
            and findings.feeling(turn.end(), place.within(turn.end(), _REACH)) >= 0
        ):
            return "exceeded", 0.6
        return _by_feeling(
            place,
            findings,
            turn.end(),
            missed=bool(_DIM.search(place.whole, turn.start(), place.within(turn.end(), 16))),
        )
    if place.following(_CONFIRMED, _REACH):
        return None
    if _PAST_THOUGHT.match(place.whole, place.b, place.e):
        return ("exceeded" if findings.feeling(place.e, place.ch) < 0 else "missed"), 0.6
    if findings.feeling(place.e, place.within(place.e, _REACH)) < 0:
        return "missed", 0.6
    return None


def _by_feeling(place: Place, findings: Findings, begin: int, *, missed: bool) -> tuple[str, float] | None:
    end = place.within(begin, _REACH)
    feeling = findings.feeling(begin, end)
    if feeling > 0:
        return "exceeded", 0.75
    if feeling < 0:
        return "missed", 0.8
    if missed:
        return "missed", 0.65
    bright = _BRIGHT.search(place.whole, begin, min(begin + 16, end))
    return ("exceeded", 0.6) if bright else ("missed", 0.5)


def _promise(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    if context.supposed(place, False) or (place.ends_with("?") and not place.sentence(_PROMISED)):
        return None
    if _SAID_SAME.search(place.whole, max(place.sl, place.b - 2), place.b):
        decided = _same(place, entry, findings)
        if decided:
            return decided
    if place.following(_CONTRADICTED, 24):
        return "missed", 0.7
    if place.whole.startswith(_AGREED, place.b) and place.following(_OTHERWISE, 20):
        return "missed", 0.55
    return None


# 说好的海景房，推开窗是停车场: who recalls what was agreed did not get it, unless they say so.
_AGREED = ("说好的", "说好", "约好", "讲好", "约定")
_OTHERWISE = re.compile(
    "[^,。!?]{1,12},(?!就|果然|真的|确实|也|准时|按时|都|一分|如约|很|特别|非常|服务|不错|"
    "谢)[^,。!?]{0,10}(?:是|变|成了|等|换|给|来)"
)


def _said(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    return ("missed", 0.6) if place.following(_PROVED, 20) else None


_PROVED = re.compile("端上来|收到|实物|到手|打开|实际|其实|结果|却")
_PROMISED = re.compile("说好|承诺|答应|讲好|约好")
_SAID_SAME = re.compile("[跟和与同]")


def _same(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    found = place.after(_SAME, 18)
    if found is None or context.supposed(place, False) or place.ends_with("?"):
        return None
    said = found.group(1)
    if said.startswith(
        (
            "不",
            "差别",
            "差距",
            "差太",
            "差很",
            "差好",
            "差远",
            "差得",
            "两",
            "有",
            "天",
            "相差",
            "完全",
            "没法",
        )
    ):
        return "missed", 0.85
    return "met", 0.8


_BEYOND = re.compile("(?:超出|超过|远超|超乎|大超|高于|高出|优于|超越|胜过|好过|好于)[^,]{0,5}$")
_BELOW = re.compile(
    "(?:低于|不如|没达到|没有达到|未达到?|达不到|不符合?|不及|差于|没有满足|没满足|辜负了?|"
    "对不起|配不上|没符合|不像|并非|没有|没)[^,]{0,5}$"
)
_EQUAL = re.compile(
    "(?<!不)(?<!没)(?<!有)(?<!未)(?:符合|达到了?|满足了?|如|不负|没有?辜负|不辜负|不出|吻合)[^,]{0,5}$"
)
_BESIDE = re.compile("(?:和|跟|与|同|像|比)[^,]{0,6}$")


def _measure(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    """预期, 描述, 图片 …: measured against them, it is beyond, below or the same."""
    if context.supposed(place, False) or place.ends_with("?"):
        return None
    if place.before(_BEYOND, 10):
        return "exceeded", 0.85
    if place.before(_EQUAL, 10):
        return "met", 0.8
    if place.whole.startswith(_HOPES, place.b) and place.before(_BELOW, 10):
        return "missed", 0.8
    beside = place.before(_BESIDE, 9)
    if beside is None:
        return None
    if beside.group().startswith("比"):
        return _than(place, entry, findings)
    same = _same(place, entry, findings)
    denied = same is not None and same[0] == "met" and place.whole[beside.start() - 1] in "不没"
    return ("missed", 0.75) if denied else same


_HOPES = ("预期", "预料", "期待", "期望", "想象", "想像", "意料", "预想", "设想", "描述", "宣传")


def _ought(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    if (
        place.whole.startswith("应该", place.b) and _OUGHT_GUESS.match(place.whole, place.b)
    ) or place.ends_with("?"):
        return None
    if place.whole.startswith("本来", place.b):
        return _thought(place, entry, findings) if place.following(_STRONG_TURN, _REACH) else None
    return ("missed", 0.6) if place.following(_OUGHT, 24) else None


# 本来想, 想着: what was only meant to be done is an expectation when it turns out otherwise.
_MEANT = ("想", "着")
_STRONG_TURN = re.compile("结果|没想到|谁知|却|反而|没料到")


# 没想到小店的牛腩这么香, 没想到前台主动给升了房.
_SO_GOOD = re.compile(
    "[^。!?]{0,16}?(?:(?:这么|那么|如此|还?真|还?挺|很|特别|超级?|非常)(?:好|香|快|棒|美|赞|鲜|细|贴|"
    "干净|便宜|热情|划算|漂亮|舒服|值|地道|正宗|大方|方便|耐心|专业)|"
    "主动|免费|亲自|特意|专门|升级|升了|给升|送了|赔了|二话不说|当天就)"
)
_SO_BAD = re.compile(
    "[^。!?]{0,16}?(?:这么|那么|如此|真|很|特别|非常|太)(?:差|难|慢|贵|脏|小|少|吵|旧|破|坑|冷|咸|烂|"
    "敷衍|糟|麻烦|垃圾|不)"
)


def _unexpected(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    feeling = findings.feeling(place.e, min(place.within(place.e, 24), place.sh))
    if feeling > 0:
        return "exceeded", 0.7
    if feeling < 0:
        return "missed", 0.7
    good, bad = (
        pattern.match(place.whole, place.e, place.within(place.e, 24)) for pattern in (_SO_GOOD, _SO_BAD)
    )
    if good and not bad:
        return "exceeded", 0.65
    return ("missed", 0.65) if bad and not good else None


def _than(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    if place.after(_WORSE, 12):
        return "missed", 0.75
    return ("exceeded", 0.8) if place.after(_BETTER, 14) else None


RULES: Final = {
    "measure": _measure,
    "thought": _thought,
    "promise": _promise,
    "said": _said,
    "same": _same,
    "ought": _ought,
    "unexpected": _unexpected,
    "than": _than,
}
