"""What customers want by writing: to complain, ask, request, praise, suggest, leave, threaten, call for help."""

import re
from collections.abc import Callable
from typing import Final

from zhiyin.science.understand.annotations import asking, context, threats
from zhiyin.science.understand.annotations.annotation import EFFORT, EMOTION, EXPECTATION, INTENT, RISK
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry
from zhiyin.science.understand.annotations.place import SUPPOSES, Place

CODES: Final = (
    "complaint",
    "request",
    "question",
    "praise",
    "suggestion",
    "churn_threat",
    "legal_threat",
    "media_threat",
    "emergency",
)
WAITING: Final = frozenset({"ask", "start", "help", "suggest", "remedy", "never", "change"})
_SHORT_CLOSES = re.compile("[了的啊吧呀呢哦啦、得 ,!。~;]|$")
_DEGREE = re.compile("(?:很|太|真|好|超|挺|蛮|有点|非常|特别|更|最|又|死|巨|贼|比较|都|不|也|点|个)$")
_WISHED_ZH = re.compile(
    "假如|假使|倘若|若是|万一|的话|听说|据说|祝你|祝您|祝大家|以免|避免|防止|省得|希望|建议|最好|"
    "能不能|可以再|能再|应该|就好了|如果|要是|想要|有没有|是否"
)
_WISHED_EN = re.compile(
    r"\b(?:should|wish|hope|suggest|consider|would be|could be|please|need(?:s)? (?:to|a)|want|if|"
    r"recommend (?:that )?(?:you )?\w+ing|maybe|perhaps)\b(?!.*\b(?:but|however|turned out)\b)"
)
_OTHERS_ZH = re.compile("(?:别家|隔壁店?|其他家|人家|对面|别的(?:店|银行|家)|别人家)[^,]{0,8}$")
_OTHERS_EN = re.compile(
    r"\b(?:other (?:banks?|hotels?|stores?|shops?|restaurants?|airlines?|places?)|next door|"
    r"across the (?:street|road)|competit\w+|elsewhere)\b[^,.]{0,40}$"
)
_NARRATED = re.compile(
    "的|[^,。!?吗]{0,5}了(?!吗)|[^,。!?]{0,2}(?:又|却|还)?(?:说不|被拒|不给|不让|不行|没人)"
)
# 笑着帮我们查, 主动帮我换: told, not asked for.
_HELPED_ZH = re.compile(
    "(?:[笑忙陪跑][着]?|主动|耐心地?|专门|亲自|热心地?|一直|还|就|都|又|她|他|小哥|师傅|姑娘|大姐)$"
)
# 稳太多了: by far, not too much.
_BY_FAR_ZH = re.compile("(?:好|快|强|稳|便宜|方便|干净|舒服|省|棒|香|热情|亮|清楚|划算|轻|新|靠谱)$")
_NEXT_WORD = re.compile(r" [a-z]+|[\u3400-\u9fff]")
_TOO_GOOD_ZH = re.compile(
    "(?:儿|过|于|的|让人|让我|小)?(?:好|棒|赞|美|爱|喜欢|感[谢动]|香|值|贴心|惊[喜艳]|可爱|漂亮|"
    "帅|方便|幸福|厉害|牛|开心|高兴|完美|满意|划算|舒服|给力|实惠|新鲜|温柔|精致|多人|意外|意思|"
    "期待|像|心动|激动"
    "|特色|快|甜蜜|治愈|专业|热情|周到|感激|优秀|用心|负责|暖|神奇|搞笑|逗|想|羡慕|了解|在意|"
    "清楚|懂|兴奋|嗨|爽|鲜|嫩|绝|酷|时间|问题想|事|急|空|知名|名气|钱|累了|佩服|数|失望|像了|"
    "油烟)"
)
_TOO_GOOD_EN = re.compile(
    r" (?:but|and|because|though|when|good|great|nice|kind|cute|sweet|funny|delicious|perfect|"
    r"happy|excited|thankful|many to|"
    r"busy to|much fun|generous|fun|lovely|$)| ?[.,!)]|$"
)


def find(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds an intent that the word shows by itself; for the others see `find_waiting`."""
    when, code, latin = entry.when, entry.code, entry.latin
    if when == "eval":
        _evaluation(place, entry, findings)
    elif when == "too":
        _too(place, entry, findings)
    elif when == "lawyer" or when == "publish":
        if threats.legal(place, entry) if when == "lawyer" else threats.published(place, entry):
            _add(place, code, entry.strength, 0.8, findings, when)
    elif when == "recommend":
        if context.told(place, latin) and not place.earlier(_WISHED_ZH):
            _add(place, code, entry.strength, 0.8, findings, when)
    elif code in ("praise", "complaint"):
        _phrase(place, entry, findings)
    elif code == "request" and not latin and (place.after(_NARRATED, 8) or place.before(_HELPED_ZH, 4)):
        return
    elif code == "suggestion":
        if not context.negated(place, latin):
            _add(place, code, entry.strength, 0.85, findings, "phrase")
    elif code not in _THREATS or threats.meant(place, entry):
        _add(place, code, entry.strength, 0.85, findings, "phrase")


_THREATS: Final = frozenset({"churn_threat", "legal_threat", "media_threat"})


# 从来没投诉过: blame that was never needed praises.
_NEVER_NEEDED: Final = frozenset({"投诉", "差评", "踩雷", "踩坑", "翻车", "避雷", "维权"})


# 不会投诉你们的 promises, and praises nothing.
_WILL_NOT_ZH = re.compile(
    "不(?:会|想|打算|准备|要|是要?|至于)(?:去|再|来)?$|别$|没(?:有)?(?:想|打算|准备)过?要?$"
)


def _phrase(place: Place, entry: Entry, findings: Findings) -> None:
    """五星, 踩雷, "highly recommended": praise and blame that need no word for what is meant; denied, they turn."""
    code, latin = entry.code, entry.latin
    if context.negated(place, latin):
        if code == "praise":
            _add(place, "complaint", entry.strength * 0.6, 0.6, findings, "denied")
        elif latin or (place.whole[place.b : place.e] in _NEVER_NEEDED and not place.before(_WILL_NOT_ZH, 6)):
            _add(place, "praise", entry.strength * 0.6, 0.6, findings, "denied")
    elif code == "praise" and (context.supposed(place, latin) or context.asked(place, latin)):
        return
    elif not (code == "complaint" and latin and context.supposed(place, latin)):
        _add(place, code, entry.strength, 0.85, findings, "phrase")


def find_waiting(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds an intent whose words count only by what stands around them."""
    confidence = _WAITING[entry.when](place, entry, findings)
    if confidence:
        _add(place, entry.code, entry.strength, confidence, findings, entry.when)


def _evaluation(place: Place, entry: Entry, findings: Findings) -> None:
    """A word that praises or blames what it is said of; a sentence has one such intent of each kind."""
    latin = entry.latin
    short = place.e - place.b == 1 and not latin
    if short and not (place.before(_DEGREE, 3) or (place.b > place.cl and place.after(_SHORT_CLOSES, 1))):
        return
    if context.asked(place, latin) and not place.sentence(
        asking.RHETORIC_EN if latin else asking.RHETORIC_ZH
    ):
        return
    if place.before(_OTHERS_EN if latin else _OTHERS_ZH, 50 if latin else 16):
        return
    code = entry.code
    if place.hints(latin) & SUPPOSES:
        if latin and (context.supposed(place, latin) or (code == "praise" and place.earlier(_WISHED_EN))):
            return
        # The wishes hold what supposes; one look is enough.
        if not latin and (place.earlier(_WISHED_ZH) if code == "praise" else context.supposed(place, latin)):
            return
    strength = entry.strength
    if context.negated(place, latin):
        if code == "complaint":
            findings.lean(place.b, 0.5)
            return
        code, strength = "complaint", strength * 0.8
    findings.lean(place.b, 1.0 if code == "praise" else -1.0)
    if not findings.has(INTENT, code, place.sl, place.sh):
        findings.add(
            INTENT,
            code,
            place.b,
            place.e,
            strength,
            0.6,
            f"intent.{code}.evaluation",
        )


def _too(place: Place, entry: Entry, findings: Findings) -> None:
    """太咸, 有点慢, "too loud": what is too much is blamed, unless it is a good thing."""
    latin = entry.latin
    if (
        place.after(_TOO_GOOD_EN if latin else _TOO_GOOD_ZH, 14)
        or context.negated(place, latin)
        or context.asked(place, latin)
        or findings.feeling(place.e, place.e + 2) > 0  # an own word of praise follows
    ):
        return
    if (
        context.supposed(place, latin)
        or place.e >= place.ch
        or findings.has(INTENT, "complaint", place.sl, place.sh)
    ):
        return
    if not latin and place.before(_BY_FAR_ZH, 4):
        return
    findings.lean(place.b, -1.0)
    end = place.after(_NEXT_WORD, 16)
    findings.add(
        INTENT,
        "complaint",
        place.b,
        end.end() if end else place.e,
        entry.strength,
        0.5,
        "intent.complaint.too",
    )


def _add(place: Place, code: str, strength: float, confidence: float, findings: Findings, how: str) -> None:
    findings.add(INTENT, code, place.b, place.e, strength, confidence, f"intent.{code}.{how}")
    if code == "praise":
        findings.lean(place.b, 1.5)
    elif code == "complaint":
        findings.lean(place.b, -1.5)


def imply(findings: Findings) -> None:
    """Who tells of effort, harm, lost money or a missed expectation complains, though in no word of complaint."""
    if findings.shows(_SPOKEN) or not findings.shows(_IMPLYING):
        return
    for item in findings.found:
        if (item.kind, item.code) in _IMPLYING:
            findings.add(
                INTENT,
                "complaint",
                item.begin,
                item.end,
                item.strength,
                0.55,
                f"intent.complaint.{item.kind}",
            )
            return


# An intent that was spoken; what else is told belongs to it.
_SPOKEN: Final = frozenset(
    (INTENT, code) for code in ("complaint", "praise", "request", "suggestion", "emergency")
)
_IMPLYING: Final = frozenset(
    {
        *(
            (EFFORT, code)
            for code in ("repeated_contact", "repeated_visit", "waiting", "redoing", "passed_around")
        ),
        (EXPECTATION, "missed"),
        (RISK, "safety"),
        (RISK, "money"),
        (EMOTION, "anger"),
    }
)

_WAITING: dict[str, Callable[[Place, Entry, Findings], float]] = {
    "ask": asking.ask,
    "start": asking.start,
    "help": threats.helpless,
    "never": threats.never,
    "change": threats.change,
    "suggest": asking.suggest,
    "remedy": asking.remedy,
}
