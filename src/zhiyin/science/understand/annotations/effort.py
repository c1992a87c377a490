"""Effort that customers spent: calls, visits, waiting, doing it again, being passed around; with how much of it.

A number with a classifier (三次, 两趟, 40 minutes, "five times") is effort when the words around it say what was done
so often or so long: the verbs are the vocabulary of `lexicon/effort.csv`, numbers and classifiers are read here.
"""

import re
from functools import cache
from typing import Final

from zhiyin.science.understand.annotations import context
from zhiyin.science.understand.annotations.annotation import EFFORT
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry, words
from zhiyin.science.understand.annotations.place import Place

CODES: Final = ("repeated_contact", "repeated_visit", "waiting", "redoing", "passed_around")
# These look at how the words around lean.
COUNTING: Final = frozenset({"again", "forced", "redone"})
_COUNTED: Final = ("passed_around", "repeated_contact", "repeated_visit", "redoing")

_NUMBER_ZH = re.compile(
    "(第)?([0-9]{1,4}|[一二两俩三四五六七八九十百千]{1,4}|好几|几|多少|多|好多|无数|数|若干|n|一整|整|大半|"
    "半)(?:多|来|几|百|十)?(?:个|家)?$"
)
_NUMBER_EN = re.compile(
    r"\b([0-9]{1,4}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|sixty|ninety"
    r"|several|many|multiple|numerous|countless|a dozen|dozens of|a few|couple of|half an|half a|"
    r"another|second|third|fourth|fifth"
    r"|sixth|\d+th|one and a half|at least a dozen|a million|hundred|a hundred|"
    r"different)(?: (?:more|whole|full|long|solid|different|phone|and a half|or so))?[ -]$"
)
_ENGLISH: Final = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0,
    "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0,
    "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "ninety": 90.0, "several": 4.0, "many": 5.0, "multiple": 4.0,
    "numerous": 6.0, "countless": 20.0, "a dozen": 12.0, "at least a dozen": 12.0, "dozens of": 24.0, "a few": 3.0,
    "couple of": 2.0, "half an": 0.5, "half a": 0.5, "another": 1.0, "second": 2.0, "third": 3.0, "fourth": 4.0,
    "fifth": 5.0, "sixth": 6.0, "one and a half": 1.5, "a million": 100.0, "hundred": 100.0, "a hundred": 100.0,
    "different": 3.0,
}  # fmt: skip
_DIGITS: Final = {
    "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9,
}  # fmt: skip
_VAGUE: Final = {
    "多少": 20.0, "一整": 1.0, "整": 1.0, "大半": 0.5, "好几": 4.0, "几": 3.0, "多": 4.0, "好多": 6.0,
    "无数": 20.0, "数": 4.0, "若干": 3.0, "n": 20.0, "半": 0.5,
}  # fmt: skip
_NOT_COUNTED_ZH = re.compile("[前这上每头那接存]了?$|不管")
# 数不清打过多少次: how many is no question then.
_UNCOUNTED_ZH = re.compile("数不清|不知道?|记不[清得]|不晓得|算不清|忘了")
_TO_FAMILY_ZH = re.compile("给(?:我)?(?:妈|爸|家|朋友|老婆|老公|孩子|女朋友|同事|男朋友|女儿|儿子|闺蜜|对象)")
_FEW_ZH = re.compile("(?:只|才|仅|不用|没|无需|不到|不过|一共只)[^,]{0,6}$")
_ONE_DONE = re.compile(
    "就(?:[^不,]{0,4})(?:好|完|解决|搞定|通过|成功|行|搞|过|可以|ok)|搞定|解决了|通过了|办好|办完|省心"
)
_BY_STAFF = re.compile(
    "(?:客服|店家|商家|工作人员|他们|师傅|小哥|店员|银行|服务员|卖家|老板|经理|"
    "护士)[^,我]{0,8}(?:给我|帮我|主动|回访|替我|为我|打了|跑了)|给我(?:们)?打|打给我|辛苦|"
    "(?:送餐|配送|快递|外卖)员"
)
_CALLED_ME_EN = re.compile(
    r"\b(?:they|she|he|staff|manager|agent|support|driver)\b (?:even |also |then )?(?:called|"
    r"phoned|emailed|contacted|checked|messaged) (?:me|us)\b"
)
_FAVOUR = re.compile(
    "回购|复购|买了|第.次买|都好吃|爱吃|好吃|喜欢|老顾客|回头客|环境都|都不错|打卡|光顾|很多次|"
    "拍|玩|看了|听了|洗|读|折|打了.{0,2}折"
)
_FAVOUR_EN = re.compile(
    r"\b(?:loved?|lovely|great|best|good|still looks|like new|delicious|favou?rite|enjoy\w*|read|"
    r"wash\w*|bought|worn|wear)\b"
)
_TROUBLE = re.compile(
    "都说|都没|才|还没|还是|还要|结果|没|白|坏了|关门|又|专门|请假|为了|让我|害我|补|重新|"
    "办(?!公)|退货|错|反复|来来回回|跑"
)
_RAN_ZH = re.compile("跑了?$")
_TROUBLE_EN = re.compile(
    r"\b(?:still|again|had to|have to|made me|nobody|no one|never|without|both times|problem|"
    r"broken|fix\w*|wrong|closed|down"
    r"|because|about this|about|to get|to find|only to|just to|nothing|unresolved|no|not|for one|"
    r"to collect|same|it took|to)\b|n't"
)
_QUICK_EN = re.compile(
    r"\b(?:within|only|just|in under|less than|under|no more than|no|no more|every|per|for only|"
    r"takes only|a mere|every other)(?: \w+)? $"
)
_EARLY_EN = re.compile(
    r" (?:early|earlier|ahead|sooner|before schedule|faster|quicker|before the estimated)\b"
)
_PLEASANT_EN = re.compile(
    r"\b(?:in and out|no wait|no queue|all (?:done|sorted|fixed)|hike|walk|drive|flight|massage|tour|show|"
    r"movie|session|ride|class|beautiful|"
    r"worth the wait|worth it|battery|lasted|lasts)\b"
)
_AHEAD = re.compile(
    "提前|提早|营业|持续|续航|走|电影|课程|按摩|步行|车程|飞行|泡|煮|炖|蒸|烤|游|待了|玩了|逛|"
    "保修|质保|过期|保质"
)
_SENDS_ZH = re.compile(
    "(?:让我?|叫我?|说).{0,3}(?:找|打|去|联系|问).{1,14}(?:让|叫|说)[^,]{0,4}(?:找|打|去|联系|"
    "问)|推给.{1,10}推(?:给|到|回)|打(?:给)?.{1,8},.{0,8}让我(?:打|找|联系)|不归.{1,10}不归|"
    "一个.{1,6}(?:推|支|踢).{0,3}(?:一个|另)|"
    "说(?:是|要|得|该)?(?:归|属于?|找|问|去)?[^,]{1,10}(?:管|负责|处理|的事|的问题|"
    "办)[^,]{0,3},[^,]{1,10}(?:让|叫|说|推|踢|打发|支)|"
    "从.{1,8}(?:支|推|转|踢)到|(?:转|换)(?:接)?了?.{0,3}(?:[2-9两三四五六七八九十几]|好几)(?:次|"
    "个人|个部门|个客服|回|遍)|转接.{0,4}(?:从头|重复|再)|转来转去"
)
_SENDS_EN = re.compile(
    r"blames? .{1,30} blames?|(?:passed|bounced|shuffled|pushed|handed|sent) (?:me |us )?(?:from|"
    r"to|between|around|on to) (?:one|other|another|different|several|multiple|agent|department|"
    r"desk|person|team)|says? it(?:'s| is) .{1,24}(?:fault|job|problem).{1,40}says?|(?:nobody|"
    r"no one|none of them)[^.]{0,24}(?:responsib|accountab|ownership|blame)|transferred (?:me |"
    r"us |my call |the call )?(?:\w+ )?(?:twice|back|(?:\w+ )?times|to \w+ different|from|around|"
    r"between|again)|(?:says?|said|says to|told me to|tells? me to) (?:talk to|speak to|ask|call|contact)"
    r".{1,50}(?:says?|said|told me to|tells? me to) (?:ask|call|contact)|sent (?:me )?(?:from|"
    r"to) (?:\w+ )?(?:another|desk|to)|(?:redirected|referred me|handed off|"
    r"put through).{1,30}(?:again|times|back|another|several|different)"
)
_AGAIN_ZH = re.compile(
    "办|补|还没|打.{0,4}电话|没解决|没有解决|又|才|重新|投诉|反映|反馈|修|坏|退(?!房)|错|催|"
    "打电话|联系|不通过|失败"
)
# 这已经是第六次跑柜台.
_ALREADY_ZH = re.compile("(?:已经|都|又)是?(?:我们?)?$")
# 第三次来了，还是说材料不齐.
_STILL_SO_ZH = re.compile(
    "还是(?:说|没|不|老|要|办不|一样)|还没|还要|依然|依旧|仍然?|照样|又(?:说|让|要|不|没)|不齐|没解决|不行"
)
# Who counts these counts attempts at contact, whatever the verb.
_MESSAGES: Final = (
    "email",
    "call",
    "phone call",
    "message",
    "voicemail",
    "letter",
    "ticket",
    "个电话",
    "通电话",
)
_MANY_EN: Final = frozenset({"hours", "days", "weeks", "months"})
_TAKES_EN = re.compile(r"\b(?:take|takes|took|taking|waited|waiting|wait|for|of)(?: \w+)? $")
_FORCED_EN = re.compile(
    r"\b(?:had to|have to|having to|need to|needed to|made me|made us|asked me|asked us|forced|"
    r"told me|told us|makes me|want me|wanted me)(?: \w+){1,8} $"
)
_FORCED_TO_EN = re.compile(
    r"\b(?:(?P<contact>call|phone|email|contact|ask|message)|(?P<visit>go|come|drive|return|"
    r"visit)|eat|stay)\b"
)
_REDONE_ZH = re.compile(
    "(?:再|又|重新)?(?:录(?!音|像|取)|输(?!了|液)|填|交|传|提交|办|申请|排|下单|预约|登录|注册|上传|录入|拍|认证|验证|审核|登记|"
    "取号|签|写|绑定|输入|寄|安装|扫)"
)
_SHORT_WAIT: Final = 10.0
_PATIENCE: Final = 45.0
_DAY: Final = 1440.0
# 一下午: who had a good time does not say how long it took.
_PART_OF_DAY: Final = 240.0
_STILL = re.compile("还没|才|足足|整整|居然|竟然|苦等|都没|超时|太久")
_AROUND_EN: Final = 60


def find(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds the effort that a word shows."""
    latin = entry.latin
    if entry.when == "until":
        if place.after(_UNTIL_ZH, 8) and not place.earlier(_NO_NEED):
            _add(place, entry.code, entry.strength, 0.75, findings)
    elif entry.when == "forced":
        _forced(place, entry, findings)
    elif entry.when == "redone":
        if (
            place.after(_REDONE_ZH, 6)
            and not context.negated(place, latin)
            and not context.supposed(place, latin)
        ):
            _add(place, entry.code, entry.strength, 0.75, findings)
    elif entry.when == "again":
        code = _nearest(place, latin, place.b)
        liked = findings.feeling(place.sl, place.sh) > 0 or place.sentence(_FAVOUR_EN)
        if code and not liked and not context.negated(place, latin):
            _add(place, code, entry.strength, 0.75, findings)
    elif entry.when == "sends":
        if place.sentence(_SENDS_EN if latin else _SENDS_ZH) and not context.negated(place, latin):
            _add(place, entry.code, entry.strength, 0.8, findings)
    elif not context.negated(place, latin) and not (latin and context.supposed(place, latin)):
        _add(place, entry.code, context.graded(place, entry.strength, latin), 0.85, findings)


def _forced(place: Place, entry: Entry, findings: Findings) -> None:
    """ "Had to fill it in again": what one was made to do again, by its verb."""
    forced = place.before(_FORCED_EN, 70)
    if forced is None or place.sentence(_FAVOUR_EN) or context.supposed(place, True):
        return
    verb = _FORCED_TO_EN.search(place.whole, forced.start(), place.b)
    code = "redoing"
    if verb is not None:
        if verb.lastgroup is None:
            return
        code = "repeated_contact" if verb.lastgroup == "contact" else "repeated_visit"
    findings.add(EFFORT, code, forced.start(), place.e, entry.strength, 0.75, f"effort.{code}.again")
    findings.lean(place.b, -1.0)


def count(place: Place, entry: Entry, findings: Findings) -> None:
    """A number of times: adds the effort whose verb stands nearest."""
    latin = entry.latin
    number = _number(place, latin)
    if number is None or number[1] < 2:
        return
    begin, times, ordinal = number
    if findings.feeling(place.sl, place.sh) > 0:
        return
    if not latin and place.whole.startswith("多少", begin) and not place.earlier(_UNCOUNTED_ZH):
        return
    if not latin and _NOT_COUNTED_ZH.search(place.whole, max(place.cl, begin - 3), begin):
        return
    if context.supposed(place, latin) and not latin:
        return
    if latin:
        if place.sentence(_CALLED_ME_EN) or (place.whole.startswith("time", place.b) and times < 2):
            return
    elif place.sentence(_BY_STAFF) or place.clause(_TO_FAMILY_ZH) or place.before(_FEW_ZH, 8):
        return
    code = _nearest(place, latin, begin)
    if code is None:
        return
    if latin:
        liked = place.sentence(_FAVOUR_EN)
        if code != "passed_around" and (
            liked or (not place.sentence(_TROUBLE_EN) and code == "repeated_visit")
        ):
            return
    else:
        liked = place.sentence(_FAVOUR)
        again = ordinal and _ALREADY_ZH.search(place.whole, max(place.sl, begin - 6), begin)
        if ordinal and not (again or place.clause(_AGAIN_ZH) or place.later(_STILL_SO_ZH, 24)):
            return
        if (
            liked
            or (
                code == "repeated_visit"
                and not (
                    _RAN_ZH.search(place.whole, begin - 3, begin)
                    or place.clause(_TROUBLE)
                    or again
                    or (ordinal and place.later(_STILL_SO_ZH, 24))
                )
            )
            or (place.following(_ONE_DONE, 10) and times < 2)
        ):
            return
    _add(place, code, 1 - 1 / times, 0.6 if ordinal else 0.8, findings, begin)


def duration(place: Place, entry: Entry, findings: Findings) -> None:
    """A length of time that somebody waited."""
    latin = entry.latin
    number = _number(place, latin)
    if number is None:
        return
    begin, amount, ordinal = number
    if ordinal:
        return
    minutes = amount * float(entry.when)
    if not latin and place.after(_OPEN_HOURS_ZH, 4):
        return
    if not latin and minutes >= _DAY and _IN_A_ROW_ZH.search(place.whole, max(place.sl, begin - 3), begin):
        if place.later(_verbs("repeated_contact", "zh", "count"), 12) and amount >= 2:
            _add(place, "repeated_contact", 1 - 1 / amount, 0.75, findings, begin)
        return
    if latin:
        verb = _verbs("waiting", "en", "duration").search(
            place.whole, max(place.sl, place.b - 50), min(place.sh, place.e + 40)
        )
        dull = (
            _QUICK_EN.search(place.whole, max(place.sl, begin - 16), begin)
            or place.after(_EARLY_EN, 24)
            or place.sentence(_PLEASANT_EN)
        )
        if not verb or dull or context.supposed(place, latin):
            return
    else:
        verb = _verbs("waiting", "zh", "duration").search(
            place.whole, max(place.sl, place.b - 14), min(place.sh, place.e + 10)
        )
        if (
            not verb
            or place.clause(_AHEAD)
            or _FEW_ZH.search(place.whole, max(place.cl, begin - 8), begin)
            or place.earlier(_NO_NEED)
        ):
            return
        if minutes >= _DAY and not place.sentence(_DAYS_LOST):
            return
        if minutes >= _PART_OF_DAY and findings.feeling(place.sl, place.sh) > 0:
            return
    if minutes < _SHORT_WAIT and not (not latin and place.sentence(_STILL)):
        return
    _add(place, "waiting", minutes / (minutes + _PATIENCE), 0.8, findings, begin)


_UNTIL_ZH = re.compile(
    "(?:[^,]{0,2})(?:差点|差一点|快要|心态|腿|脚|菜都|饭都|怀疑人生|崩溃|没脾气|睡着|饿|想|"
    "[0-9一二三四五六七八九十]{1,3}点|中午|晚上|下午|半夜|天黑|第二天|凌晨|打烊|"
    "现在|今天|深夜|傍晚|快.{0,3}点|[0-9一二两三四五六七八九十百]+多?号)"
)
# 二十四小时客服 is its name.
_OPEN_HOURS_ZH = re.compile("客服|营业|服务|热线|在线|便利|开放|自助|热水|不打烊")
_IN_A_ROW_ZH = re.compile("(?:连着|连续|一连|接连)$")
_NO_NEED = re.compile("不用|不必|无需|没怎么|几乎没|免去|如果|要是")
_DAYS_LOST = re.compile("等|拖|才|还没|没有?|迟|延|催|足足|整整|晚了")


def _number(place: Place, latin: bool) -> tuple[int, float, bool] | None:
    """(where the number begins, the number, whether it is an ordinal) directly before the classifier."""
    if latin:
        if place.whole.startswith("twice", place.b):
            return place.b, 2.0, False
        found = _NUMBER_EN.search(place.whole, max(place.sl, place.b - 24), place.b)
        if found is None:
            # "It takes them days": many, without saying how many.
            bare = place.whole[place.b : place.e] in _MANY_EN and place.before(_TAKES_EN, 24)
            return (place.b, 3.0, False) if bare else None
        text = found.group(1)
        value = _ENGLISH.get(text)
        if value is None:
            value = float(text.rstrip("th")) if text[0].isdigit() else 2.0
        ordinal = text in ("second", "third", "fourth", "fifth", "sixth") or text.endswith("th")
        return found.start(), value, ordinal
    found = _NUMBER_ZH.search(place.whole, max(place.sl, place.b - 7), place.b)
    if found is None:
        return None
    return found.start(), _chinese(found.group(2)), found.group(1) is not None


def _chinese(text: str) -> float:
    """The value of a number up to some thousands in Chinese or Arabic digits; vague ones as _VAGUE has them."""
    if text.isdigit() and text.isascii():
        return float(text)
    if text in _VAGUE:
        return _VAGUE[text]
    total = current = 0
    for character in text:
        if character in _DIGITS:
            current = _DIGITS[character]
        else:
            unit = {"十": 10, "百": 100, "千": 1000}.get(character, 1)
            total += max(current, 1) * unit
            current = 0
    return float(total + current)


@cache
def _verbs(code: str, language: str, when: str) -> re.Pattern[str]:
    """The verbs of a code, as a pattern; several, longest first."""
    vocabulary = sorted(words(EFFORT, code, language), key=len, reverse=True)
    joined = "|".join(re.escape(word) for word in vocabulary)
    return re.compile(rf"\b(?:{joined})\b" if language == "en" else joined)


def _nearest(place: Place, latin: bool, begin: int) -> str | None:
    """The code whose verb stands nearest to the number, before it or after it, in its sentence."""
    before, after = (_AROUND_EN, 40) if latin else (14, 9)
    low, high = max(place.sl, begin - before), min(place.sh, place.e + after)
    if place.whole[place.b : place.e].startswith(_MESSAGES):
        return "repeated_contact"
    best: tuple[int, str] | None = None
    for code in _COUNTED[1:]:
        pattern = _verbs(code, "en" if latin else "zh", "count")
        for found in pattern.finditer(place.whole, low, high):
            if found.end() <= begin:
                distance = begin - found.end()
            else:
                distance = max(found.start() - place.e, 0) + 3
            if best is None or distance < best[0]:
                best = (distance, code)
    return best[1] if best else None


def _add(
    place: Place, code: str, strength: float, confidence: float, findings: Findings, begin: int | None = None
) -> None:
    at = place.b if begin is None else begin
    findings.add(EFFORT, code, at, place.e, min(strength, 1.0), confidence, f"effort.{code}")
    findings.lean(place.b, -1.0)
