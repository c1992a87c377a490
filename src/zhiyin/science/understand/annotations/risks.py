"""What makes a text urgent: harm, the weak, money, a deadline; each shown by its span."""

import re
from typing import Final

from zhiyin.science.understand.annotations import context
from zhiyin.science.understand.annotations.annotation import RISK
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry
from zhiyin.science.understand.annotations.place import Place

CODES: Final = ("safety", "vulnerable", "money", "deadline")

_HARDSHIP_ZH = re.compile(
    "没地方|爬楼|还让|不给让|没有?(?:座|电梯|坡道|轮椅|通道|人|母婴|空调|让|帮|任何|栏|护|照顾|"
    "考虑|热水|暖气)|不能|进不去|看不懂|堵|站了|只能|不便|摔|撞|过期|怎么能|等了|不让|拒绝|不给|"
    "被(?!子)[^,]{0,2}(?:撞|打|骂|吓|烫|骗|堵|困|赶|绊|砸|夹|卡|咬)|吓|伤|烫|骂|吼"
)
_HARDSHIP_EN = re.compile(
    r"\b(?:no|nowhere|would not|wouldn't|got hurt|inaccessible|not|never|cannot|can't|couldn't|"
    r"could not|had to|has to|left|ignored|confused|fell|waiting|waited|wait|expired|broken|"
    r"refused|hurt|nobody|unable|without|stand|alone|yelled|rude|denied|stuck|struggl\w*|sick)\b|"
    r"n't"
)
_FAIL_EN = re.compile(r"\b(?:fail\w*|bad|not|stopped|broke\w*|squeak\w*|gone|faulty)\b|n't")
_MILD_MONEY_ZH = re.compile(
    "不退|没退|还没|未退|不给|拖|扣着|克扣|莫名|偷偷|重复|失败|错|泄露|少了|没了|不见|赔|诱导|"
    "冒充|被|亏|谁负责|损失"
)
_MILD_MONEY_EN = re.compile(
    r"\b(?:not|never|still|gone|lost|missing|refuse\w*|wrong|twice|extra|without|keep|kept|"
    r"disappeared|double|again|by mistake|ordered)\b|n't"
)
_NEED_ZH = re.compile(
    "必须|就要|就得|要(?:登机|开会|交|考|用|出|走|上|起飞|出发)|急(?!诊|忙|匆)|截止|之前|以前|"
    "[点号日]前|以内|之内|内必|送到|限|赶(?!上)|来不及|处理|回复|答复|解决|发货"
    "|打不开|登录不|越快|尽快|还没|没刷上|没到|没收到|登机|起飞|婚礼|考试|面试|手术|飞机|火车|"
    "航班|开庭|等着用|报销|交房|结婚"
)
_SUM_ZH = re.compile("[0-9一二两三四五六七八九十百千万]+多?(?:块|元|万|千|百|w)|钱|存款|积蓄|押金|账户|余额")
_NEED_EN = re.compile(
    r"\b(?:need|must|have to|has to|before|by|no|not|still|deadline|last|asap|urgent\w*|down|due|"
    r"required?|leave|starts?|fly|flight|wedding|exam|appointment|please|immediately|expires?|yet|"
    r"running|without|until|surgery|interview)\b|n't"
)
_SOON_ZH = re.compile("就?(?:要|得)(?:开|登|出|走|用|交|考|上|起|赶|去)|登机|起飞|开会|发车|出发|考试|手术")
_ALREADY_ZH = re.compile("[^,]{0,8}(?:了|好评|过来|就)")
_PROMPTLY: Final = frozenset({"立刻", "立即", "立马"})
_PROMPTLY_EN: Final = frozenset(
    {
        "immediately",
        "right away",
        "at once",
        "right now",
        "today",
        "tonight",
        "tomorrow",
        "this morning",
        "this afternoon",
    }
)
_ASKS_EN = re.compile(
    r"\b(?:need|must|please|respond|want|have to|has to|urgent|not yet|yet|by|before|is down|due|"
    r"last day|leave|fly|flight|wedding|exam|appointment|surgery|interview|cannot|can't|"
    r"no (?:dress|ticket|answer|reply))\b"
)
_HURRY: Final = frozenset({"急", "紧急", "加急"})
_HURRIED_ZH = re.compile("(?:很|特别|非常|太|比较|好|真|万分|,|!|。|:|用|[^\u3400-\u9fff]|^)$")
_HOT_SLANG = re.compile("好吃|好看|绝|赞|可爱|甜")


# Who has an allergy is not harmed yet.
_SET_OFF_EN = re.compile(
    r"\b(?:despite|ignored|forgot|reaction|set off|triggered|contain\w*|served|told|warned|nearly|"
    r"hospital|still|no one|nobody|"
    r"wrong|careless|swell\w*|swollen)\b|n't"
)


def find(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds a risk that stands by itself: harm done or feared, money gone."""
    latin = entry.latin
    if context.negated(place, latin) or context.supposed(place, latin):
        return
    if entry.code == "safety":
        if place.ends_with("?") and not place.sentence(_HARDSHIP_EN if latin else _HARDSHIP_ZH) and not latin:
            return
        if not latin and place.clause(_HOT_SLANG):
            return
        if (
            latin
            and place.whole.startswith("brakes", place.b)
            and place.e - place.b == 6
            and not place.sentence(_FAIL_EN)
        ):
            return
        if latin and place.whole.startswith("allergy", place.b) and not place.sentence(_SET_OFF_EN):
            return
    _add(place, entry, 0.8, findings)


def find_waiting(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds a risk that depends on how the text leans: who is weak, what money is spoken of, by when."""
    latin = entry.latin
    feeling = findings.feeling(max(place.sl, place.b - 60), min(place.sh + 40, place.within(place.e, 80)))
    if entry.code == "vulnerable":
        if feeling > 0.4 or context.supposed(place, latin):
            return
        hard = (_HARDSHIP_EN if latin else _HARDSHIP_ZH).search(
            place.whole,
            max(place.sl, place.b - (40 if latin else 16)),
            min(place.sh, place.e + (50 if latin else 24)),
        )
        harmed = findings.has(RISK, "safety", max(place.sl - 40, 0), place.sh + 40)
        if hard is None and not harmed:
            return
        _add(place, entry, 0.7, findings)
    elif entry.when == "sum":
        if feeling <= 0 and place.sentence(_SUM_ZH):
            _add(place, entry, 0.8, findings)
    elif entry.code == "money":
        if feeling <= 0 and place.sentence(_MILD_MONEY_EN if latin else _MILD_MONEY_ZH):
            _add(place, entry, 0.6, findings)
    elif feeling <= 0.6 and _pressing(place, latin):
        _add(place, entry, 0.7, findings)


def _pressing(place: Place, latin: bool) -> bool:
    word = place.whole[place.b : place.e]
    if context.negated(place, latin):
        return False
    if latin:
        if word in _PROMPTLY_EN:
            return place.sentence(_ASKS_EN) is not None and not place.ends_with("?")
        return place.sentence(_NEED_EN) is not None or word in (
            "urgent",
            "urgently",
            "asap",
            "as soon as possible",
            "time sensitive",
            "deadline",
        )
    if word in ("小时后", "分钟后"):
        return place.later(_SOON_ZH, 14) is not None
    if word in _HURRY:
        return place.b == place.cl or place.before(_HURRIED_ZH, 3) is not None
    if word in _PROMPTLY and place.after(_ALREADY_ZH, 12):
        return False
    return place.sentence(_NEED_ZH) is not None


def _add(place: Place, entry: Entry, confidence: float, findings: Findings) -> None:
    findings.add(RISK, entry.code, place.b, place.e, entry.strength, confidence, f"risk.{entry.code}")
    if entry.code in ("safety", "money"):
        findings.lean(place.b, -1.0)
