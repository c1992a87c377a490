"""Questions, requests and suggestions, told apart by what is asked of whom."""

import re
from typing import Final

from zhiyin.science.understand.annotations import context
from zhiyin.science.understand.annotations.annotation import INTENT
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry
from zhiyin.science.understand.annotations.place import ASKS, Place

_REMEDY_ZH = re.compile(
    "[^,。!?]{0,12}?(?:退(?!休|步)|换(?!季|位)|赔|补(?!充|品)|修(?!养)|取消|改(?!进|善|良)|联系|"
    "回复|答复|回电|处理|解决|查|核实|核对|发货|寄|送(?!礼|给妈)|道歉"
    "|安排|派|开(?:具|张|一张|个)?.{0,4}(?:发票|证明|收据)|发票|开通|关闭|解绑|解冻|冻结|挂失|止付|恢复|帮(?!厨|"
    "助)|给我|告知|通知|说法|重视|上门|预约|预定|预订|改签|转接|联络|回访|放款|还(?:我|给)|撤销|"
    "更正|催|重(?:开|发|做|寄|新|打|印|办|送)|打(?:给|电话给)我)"
)
_DONE_ZH = re.compile("[^,。!?]{0,8}(?:了|过|好了|着)")
_BARE_ZH: Final = {
    "请": re.compile("(?<![邀申宴聘恳])$"),
    "想": re.compile("(?:我|只|就|们|还|,|^)$"),
    "能": re.compile("(?<![不可只才功性智])$"),
    "望": re.compile("(?<![希失绝期愿盼])$"),
}
_SOFT_ZH = re.compile("[^。!?]{0,16}(?:吗|么|不|$)")
_WISH_SELF_ZH = re.compile(
    "越(?:来|办|做|开)|生意|继续保持|再接再厉|早日|大家|有机会|不要让我|下次来|一直|保持|明年|"
    "身体|别有|不会|有效果|有效|好用|管用|能用久|耐用"
)
_BY_STAFF_ZH = re.compile(
    "(?:服务员|店员|客服|导购|医生|朋友|老师|师傅|经理|理发师|他|她|店家|前台|工作人员)[^,]{0,4}$"
)
_HASTE: Final = frozenset({"马上", "立即", "赶紧"})
_TOLD: Final = frozenset({"帮忙", "帮我", "给我", "请", "需要"})
_URGED_ZH = re.compile("(?:请|希望|要求|你们|必须|快|务必|给我)[^,]{0,3}$")
_PROMPT = frozenset({"尽快", "尽早", "赶紧", "立即", "马上"})
_SUGGESTED_ZH = re.compile(
    "[^,。!?]{0,14}?(?:增|加|多|改|提|设|开|推|出|优化|完善|培训|商家|老板|店家|你们|贵|商场|"
    "酒店|把|能|可以|以后|下次|延长|减|放|做|换|注意|统一|安装|配|降|简化|分|调整|搞|引入|再)"
)
_TO_READERS_ZH = re.compile(
    "[^,]{0,4}(?:大家|各位|亲们|朋友|姐妹|买家|别来|别买|不要来|不要买|避开|去别|先打电话|提前|"
    "早点|网上|团购|点|尝|试|带)"
)
_OUGHT_ZH = re.compile(
    "(?:你们|商家|店家|酒店|银行|餐厅|老板|公司|平台|贵店|店里|管理|物业|医院|这里|,|"
    "^)?应?该(?:多|加强|增加|培训|改|设|提供|注意|有个|有一|把|好好|配|安排|统一|开放|考虑|更|再)"
)
_BETTER_ZH = re.compile(
    "[^。!?]{0,25}(?:会(?:更|方便|好|省事|省心|舒服|贴心)|更好|就好|完美|更方便|就行|更棒|更满意|加分|给五星)"
)
_A_BIT_ZH = re.compile("[^,。!?吗买来去]{1,8}?(?:一点儿?|一些|些|点儿?)(?:$|[,。!~吧了就会])")
_QUESTION_WORD_ZH = re.compile(
    "吗|么|怎么|如何|什么|哪|谁|几(?:点|天|个|号|楼|月|块|层|时)|多少|多久|多长|多大|多高|多远|"
    "为啥|为何|何时|何处|是不是|是否|能不能|能否|可否|可不可以|会不会|有没有|要不要|行不行|还是|"
    "咋|呢|可以|能|有|需要|吧|不\\?|没\\?"
)
RHETORIC_ZH = re.compile(
    "怎么(?:又|不能|做|当|搞|回事|这样|这么|能这|可以这|好意思|敢|办事|服务|管理)|好意思|凭什么|"
    "难道|有(?:你们)?这(?:么|样)|算什么|这也叫|也能叫|还叫|也配|有没有搞错|搞什么|什么(?:态度|"
    "意思|玩意|东西|破|服务|垃圾|鬼|情况)"
    "|像话|谁还|还有谁|何必|良心|这就是|你们是怎么|就不能|不能(?:有点|好好)|谁敢|谁受得了|当我|"
    "到底(?:还)?[^,。!?]{1,2}不[^,。!?]{1,2}了|不心虚|不害臊|要脸|欺负|耍人|骗谁|糊弄"
)
RHETORIC_EN = re.compile(
    r"\b(?:what kind of|is this a joke|do you call|you call this|why should i|are you kidding|"
    r"kidding me|how can you|how could you|how dare|who does that|seriously|really"
    r"|what the|since when|how hard|how difficult|how is that|is it too much|do you even|what a|"
    r"who pays|what is the point|what's the point|what's wrong with you|why would i|why even|"
    r"don't you care)\b"
)
_SUGGESTS_EN = re.compile(
    r"\b(?:why not|how about|why don't you|could you (?:consider|add)|have you considered|"
    r"what about adding|maybe)\b"
)
_PLEA_EN = re.compile(
    r"\b(?:can|could|would|will) (?:you|someone|somebody|anyone|u)(?: please| kindly|"
    r" help)? (?!tell me (?:if|whether|how|what|when|where)|explain|recommend)\w+|"
    r"\b(?<!how )(?<!where )(?<!when )(?<!what )(?:can|could|may) (?:i|we) (?:please )?(?:get|"
    r"have|book|reserve|order|request|speak)"
)
_WORD_FIRST_ZH = re.compile("(?:请问|我|要|该|想|应该|你们|一般|现在|到底|这个|那|是|,|^)$")
_STATED_ZH = re.compile("知道|不管|无论|没有?什么|没怎么|不怎么|都|也|了解|明白|问我|他问|随便|任|忘")
_INVERTED_EN = re.compile(
    r"(?:(?:and|so|hi|hello|also|but),? )?(?:(?:what|which|how|where|when|why|"
    r"who)\b(?: \w+){0,4}? (?:do|does|did|is|are|can|will|should|would) (?:i|we|you|it|they|the|a|an|any|"
    r"my|your|this|that|there|dogs|kids)\b"
    r"|(?:is|are|do|does|can|could) (?:i|we|you|it|they|there|the|this|that) )"
)
_TO_READERS_EN = re.compile(
    r" (?:try|go|visit|come|order|avoid|definitely|check|book|get|stay|eat|be (?:fine|ok|okay|"
    r"aware|careful)|have (?:been|told|known|come|had)|know|see|not go|taste)\b| be \w+(?:ed|d)\b"
)
_WHO_OUGHT_EN = re.compile(
    r"(?:\b(?:you|they|management|owner|owners|staff|company|team|manager|hotel|restaurant|store|"
    r"shop|bank|app|website|place|someone)(?: really| guys| probably| all| definitely| also)? |^|"
    r"\bthe [\w ]{2,24} )$"
)
_DO_EN = re.compile(r"\b(?:do|did|would|will|should) $")
_MAYBE_EN = re.compile(
    r"[, ]{1,2}(?:you (?:could|should|can) )?(?:train|add|offer|open|make|get|hire|consider|put|"
    r"use|try|have|provide|install|include|extend|lower|increase|update|allow|let|give|bring|"
    r"improve|teach)\b"
)
_REMEDY_EN = re.compile(
    r"[^.!?]{0,40}?\b(?:refund|return|exchang\w*|replac\w*|cancel\w*|chang\w*|call|contact|"
    r"repl(?:y|ies)|respond|send|fix\w*|repair\w*|help|resolv\w*|look into|book|reserv\w*|invoice|"
    r"receipt"
    r"|updat\w*|reset|remov\w*|delet\w*|credit\w*|correct\w*|check|confirm\w*|deliver\w*|ship|"
    r"compensat\w*|money|someone|speak|talk|transfer\w*|activat\w*|unlock\w*|block|let me know|"
    r"get back|give me|tell|explain|email|investigat\w*|stop|escalat\w*|apolog\w*|appointment|"
    r"table|replacement|order|copy|assist\w*|arrange|process|waive|upgrade|close|open|add|move|"
    r"reissue|resend|advise|forward|provide)\b"
)
_PLEASE_MORE_EN = re.compile(
    r" (?:please )?(?:add|consider|improve|train|make it|lower|bring back|offer|open (?:on|"
    r"earlier|later|a))\b"
)
_MA = re.compile("吗|么")
_IN_GENERAL = re.compile(
    "送货上门吗|可以退(?:货|款|换)?吗|能退(?:货|款|换)?吗|几|什么|哪|多久|何时|为什么|支持|请问|"
    "包邮|商品可以退|怎么"
)
_GIVE_ME_ZH = re.compile("(?:请|快|要|必须|麻烦|赶紧|能|可以|马上|尽快|你们|,|!)$")
_WANT_ZH = re.compile("[^,]{0,4}(?:退|换|改签|取消|订|预约|办|申请|开|查|补|咨询)")
_DID_ZH = re.compile("(?:就|很|都|也|客服|他们|店家|经理|便)$")
_HOSTED_ZH = re.compile("(?:朋友|客|吃|我|同事|大家|假|来|了|放心|问|柬|教)")
_TELL_ME_EN = re.compile(r" (?:please )?(?:tell|explain|let me know|recommend)\b")
_PARTICLES_ZH: Final = frozenset({"吗", "么"})
_ASKED_FOR: Final = frozenset({"能不能", "能否", "可不可以", "可否", "是否可以"})
_SOME_MORE_ZH = re.compile(
    "[^,]{0,8}(?:再[^来说]|更|多(?!少)|增|改进|加(?!急)|大些|小些|一些|优化|延长|推出|出个|设)"
)
_FOR_ME_ZH = re.compile("(?:请|麻烦)?(?:帮我|给我|退|换|便宜)")
_MORE_ZH = re.compile("[^,]{0,6}(?:多|增|改进|加强|提高|以后|能有|推出)")


def ask(place: Place, entry: Entry, findings: Findings) -> float:
    """A question mark, or a Chinese question word without one."""
    low, high = place.sl, place.sh
    if findings.has(INTENT, "question", low, high + 1):
        return 0
    marked = place.ends_with("?")
    if entry.latin:
        if not place.whole.startswith("?", place.b) or place.b - low < 3 or _han(place.whole[place.b - 1]):
            return 0
        if place.sentence(RHETORIC_EN):
            return _complains(place, findings)
        if (
            place.sentence(_SUGGESTS_EN)
            or findings.has(INTENT, "request", low, high)
            or place.sentence(_PLEA_EN)
        ):
            return 0
        return 0.8
    if marked != place.whole.startswith("?", place.b):
        return 0
    if marked and not _han(place.whole[place.b - 1]) and not place.sentence(_QUESTION_WORD_ZH):
        return 0
    if place.sentence(RHETORIC_ZH):
        return _complains(place, findings)
    if findings.has(INTENT, "request", low, high) or findings.has(INTENT, "suggestion", low, high):
        return 0
    if marked:
        if place.sentence(_QUESTION_WORD_ZH):
            return 0.85
        return 0 if place.whole.startswith("??", place.b) else 0.5
    if place.sentence(_STATED_ZH) or high - low > 24:
        return 0
    word = place.whole[place.b : place.e]
    if word in _PARTICLES_ZH:
        return 0.75 if place.e == place.ch else 0
    if word == "有没有" or word == "是不是" or word == "能不能":
        return 0.5 if place.b - place.cl <= 3 else 0
    first = place.b == place.cl or place.before(_WORD_FIRST_ZH, 4) is not None
    return (
        0.55
        if (first and not place.whole.startswith(("什么", "如何"), place.b))
        or (place.ch - place.e <= 4 and place.sl == place.cl)
        else 0
    )


def _complains(place: Place, findings: Findings) -> float:
    """A question that waits for no answer is a complaint."""
    findings.add(
        INTENT, "complaint", max(place.sl, place.b - 20), place.e, 0.7, 0.7, "intent.complaint.rhetoric"
    )
    return 0


def start(place: Place, entry: Entry, findings: Findings) -> float:
    """An English question without its mark: "Which documents do I need"."""
    if place.b - place.sl > 6 or place.ends_with("?") or place.ends_with("!"):
        return 0
    if findings.has(INTENT, "question", place.sl, place.sh) or findings.has(
        INTENT, "request", place.sl, place.sh
    ):
        return 0
    found = _INVERTED_EN.match(place.whole, max(place.sl, place.b - 1), min(place.sh, place.b + 60))
    if found is None:
        found = _INVERTED_EN.match(place.whole, place.b, min(place.sh, place.b + 60))
    if found is None or place.sentence(_PLEA_EN) or place.sentence(RHETORIC_EN):
        return 0
    return 0.6


def remedy(place: Place, entry: Entry, findings: Findings) -> float:
    """希望/请/能不能 … what only the organisation can do for this customer; "could you", "please"."""
    if entry.latin:
        return _remedy_en(place, findings)
    word = place.whole[place.b : place.e]
    if (word in ("能", "可以") and not place.hints(False) & ASKS) or (
        word == "想" and not place.after(_WANT_ZH, 8)
    ):
        return 0
    bare = _BARE_ZH.get(word)
    if (
        bare is not None
        and not bare.search(place.whole, max(place.cl, place.b - 2), place.b)
        and place.b > place.cl
    ):
        return 0
    remedy = place.after(_REMEDY_ZH, 20)
    if remedy is not None and place.whole.startswith("的", remedy.end()):
        return 0
    if word in _HASTE and not (place.b == place.cl or place.before(_URGED_ZH, 6)):
        return 0
    if word in _TOLD and place.after(_DONE_ZH, 12):
        return 0
    if remedy is None or place.before(_BY_STAFF_ZH, 8) or context.negated(place, False):
        return 0
    if word in ("能", "可以", "想") and not (
        place.after(_SOFT_ZH, 20) and (place.ends_with("?") or word == "想" or place.later(_MA))
    ):
        return 0
    if word in ("能", "可以", "能不能", "能否", "可否") and place.sentence(_IN_GENERAL):
        return 0
    if (word in _PROMPT or word == "需要" or word == "申请") and (
        place.after(_DONE_ZH, 12) or place.before(_DID_ZH, 4)
    ):
        return 0
    if word == "需要" and (place.ends_with("?") or place.later(_MA)):
        return 0
    if word == "请" and place.after(_HOSTED_ZH, 6):
        return 0
    if word == "给我" and (
        place.whole.startswith("的", place.e) or (place.b > place.cl and not place.before(_GIVE_ME_ZH, 4))
    ):
        return 0
    return (
        0
        if findings.has(INTENT, "suggestion", place.sl, place.sh) and word in ("希望", "能", "可以")
        else 0.8
    )


def _remedy_en(place: Place, findings: Findings) -> float:
    if findings.has(INTENT, "request", place.sl, place.sh) or findings.has(
        INTENT, "suggestion", place.sl, place.sh
    ):
        return 0
    if context.negated(place, True):
        return 0
    word = place.whole[place.b : place.e]
    if word in ("please", "pls", "plz", "kindly"):
        if place.after(_PLEASE_MORE_EN, 16):
            return 0
        return 0.8 if place.after(_REMEDY_EN, 60) else 0.4
    if word in ("i need", "we need") and place.before(_DO_EN, 8):
        return 0
    if word in (
        "i want",
        "i need",
        "i'd like",
        "i would like",
        "we want",
        "we need",
        "we'd like",
        "we would like",
    ):
        return 0.8 if place.after(_REMEDY_EN, 60) else 0
    if word in ("can you", "could you", "would you", "will you"):
        if place.after(_PLEASE_MORE_EN, 16):
            findings.add(INTENT, "suggestion", place.b, place.e, 0.7, 0.7, "intent.suggestion.asked")
            return 0
        return 0.8 if place.after(_REMEDY_EN, 50) and not place.after(_TELL_ME_EN, 30) else 0
    return (
        0.75
        if place.after(_REMEDY_EN, 50)
        or word in ("i demand", "requesting", "i request", "i insist", "asap", "send someone")
        else 0.5
        if word.startswith(("can", "could", "may"))
        else 0
    )


def suggest(place: Place, entry: Entry, findings: Findings) -> float:
    if findings.has(INTENT, "suggestion", place.sl, place.sh):
        return 0
    if entry.latin:
        word = place.whole[place.b : place.e]
        if word in ("maybe", "perhaps"):
            return 0.6 if place.after(_MAYBE_EN, 30) else 0
        if place.after(_TO_READERS_EN, 24) or place.ends_with("?") or not place.before(_WHO_OUGHT_EN, 34):
            return 0
        return 0.6
    word = place.whole[place.b : place.e]
    if word in _ASKED_FOR:
        return 0.7 if place.after(_SOME_MORE_ZH, 16) and not place.after(_FOR_ME_ZH, 8) else 0
    if word == "建议":
        if context.negated(place, False) or place.before(_BY_STAFF_ZH, 8) or place.after(_TO_READERS_ZH, 8):
            return 0
        return 0.8 if place.after(_SUGGESTED_ZH, 20) else 0.4
    if word == "希望":
        if (
            (place.after(_REMEDY_ZH, 16) and not place.after(_MORE_ZH, 14))
            or place.later(_WISH_SELF_ZH, 16)
            or context.negated(place, False)
        ):
            return 0
        return 0.7 if place.after(_SUGGESTED_ZH, 20) else 0.45
    if word == "应该":
        return (
            0.65
            if _OUGHT_ZH.match(place.whole, place.b, min(place.sh, place.e + 4)) and not place.ends_with("?")
            else 0
        )
    if word.startswith("可以"):
        return 0.6 if place.after(_A_BIT_ZH, 12) and not place.ends_with("?") else 0
    return 0.7 if place.after(_BETTER_ZH, 30) else 0


def _han(character: str) -> bool:
    return "\u3400" <= character < "\ua000"
