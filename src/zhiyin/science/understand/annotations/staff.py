"""Staff who are named: praised, blamed or only mentioned.

A person is staff only beside a word for the role or an ID; a surname alone is nobody.
"""

import re
from typing import Final

from zhiyin.science.understand.annotations.annotation import NAMED
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry, words
from zhiyin.science.understand.annotations.names import LISTED_STAFF, NO_NAMES, STAFF_CODES
from zhiyin.science.understand.annotations.place import Place

_SURNAMES: Final = "".join(words(NAMED, "surname", "zh"))
# Surnames that are also everyday words: they name nobody before a role (和经理, 来师傅, 原店长).
_EVERYDAY: Final = frozenset(
    "和来时都全位向成应原保连解单包官商计明从于何安强车查盖简谈关常路管费左位房边花华官木台古老乐"
    "阳衣银冷白都高祝谢曾辛宫查"
)
_BEFORE_NAME: Final = frozenset(
    "们位个告知系访里店家行司部找跟给是的被向让问请谢由说对与有见叫着了过名为把谢由,。!? ;:、有而且还其当和"
)
_ROLE_AFTER = (
    "姐|哥|先生|女士|小姐|经理|师傅|老师|主任|总监?|店长|医生|大夫|某某?|工|阿姨|队长?|律师|顾问|"
    "护士长?|教练|行长|主管|管家|司机|导游|领班|老板|店员|客服|妹|叔|同学"
)
_SURNAME = f"[{_SURNAMES}]"
_NOT_GIVEN = (
    "态服非很特热真就在给帮把的是说一不耐对也都又太全让跟和为人做办讲十超还没有看来去先主及细认专"
    "笑推介语脾直当根什骂乱绕敷修翻爱挺蛮叫请拿送打接处问告收要会能可想带陪领个们了着过吗呢吧"
    "啊,、反已才总老常最好极比较故收上下前后里外眼苦致电冰巾手技动工业解多么怎刚骗"
)
_GIVEN = "[\u4e00-\u9fff]"
_PET = (
    f"(?:小(?![时区])[{_SURNAMES}丽美芳红燕娟敏静玲霞艳娜梅兰云雪莲英华明军强伟杰磊涛鹏飞宇婷倩莉洁颖琳佳雯"
    f"欣悦萌晴阳龙虎胖黑东辉波斌凯浩宁慧琪瑶月星雨萍蓉菲薇蕾露莹晶]|"
    f"阿(?![姨])(?:{_GIVEN}|[a-z]{{2,8}})|老{_SURNAME})"
)
_NOT_FIRST = "".join(sorted(_EVERYDAY - set("高何白关安花古阳乐强")))
_FULL = f"(?![{_NOT_FIRST}]){_SURNAME}(?:(?![{_NOT_GIVEN}])[\u4e00-\u9fff]){{1,2}}"
_TITLED = f"{_SURNAME}(?:{_ROLE_AFTER})"
_LATIN = "[a-z]{2,12}"
_AFTER_ROLE = re.compile(
    f"(?:小姐姐?|小哥哥?|大姐|大哥|美女|帅哥|同志)?(?:的|是|叫|:|,|名叫|姓名)?({_TITLED}|{_PET}|"
    f"{_FULL}|[0-9]{{1,4}}号|{_LATIN})"
)
_ID_AFTER = re.compile(r"(?:是|为|:|号)? ?([a-z]{0,3}[0-9]{2,10})")
_CALLED = re.compile(
    f"({_PET}|{_TITLED}|{_FULL}|{_LATIN})的(?:那个|那位|一位|一个|男|女|年轻|小)*(?:服务员|店员|"
    f"客服|柜员|经理|店长|导购|师傅|骑手|小哥|护士|医生|老师|前台|收银员|销售|保安|教练|技师|司机|"
    f"管家|营业员|员工|小姑娘|姑娘|小伙子?|美女|帅哥|快递员)"
)
_SURNAMED = re.compile(
    f"({_SURNAME})的?(?:那个|那位|男|女)*(?:服务员|店员|客服|柜员|经理|店长|导购|师傅|骑手|小哥|"
    f"护士|医生|老师|前台|收银员|销售|保安|教练|技师|司机|管家|营业员|员工|先生|女士|小姐|小姑娘|"
    f"姑娘|小伙子?|主管|领班|大夫|主任|工作人员|快递员)"
)
_PET_BEFORE = re.compile(f"({_PET}|{_LATIN}|[0-9]{{1,4}}号)(?:的)?$")
_NOT_STAFF_LATIN: Final = frozenset(
    {
        "vip",
        "app",
        "wifi",
        "ok",
        "atm",
        "nice",
        "good",
        "very",
        "id",
        "no",
        "so",
        "and",
        "is",
        "was",
        "pos",
        "the",
        "ktv",
        "spa",
        "it",
        "hr",
        "pc",
        "diss",
        "say",
        "call",
        "cos",
    }
)
_AFTER_SURNAME_TITLE = re.compile("(?:人(?!很|好|真|特|超|非|挺|不|态)|办公室|室|的办公室|证)")
TITLES: Final = frozenset(
    {
        "经理",
        "师傅",
        "老师",
        "主任",
        "店长",
        "医生",
        "大夫",
        "顾问",
        "护士",
        "护士长",
        "教练",
        "行长",
        "主管",
        "管家",
        "司机",
        "导游",
        "老板",
        "领班",
        "律师",
        "技师",
        "阿姨",
        "大厨",
        "主厨",
        "督导",
        "客服",
    }
)
_HONORIFIC: Final = frozenset(
    {"经理", "师傅", "老师", "主任", "店长", "医生", "大夫", "行长", "老板", "律师", "教练"}
)
_NAME_EN = r"[A-Z][a-z]+(?:['-][A-Z][a-z]+)?(?: [A-Z][a-z]+)?"
_DESK_EN = re.compile(
    rf"({_NAME_EN}|[A-Z][a-z]+), (?:at|from|in|on|with) (?:the |your |our )?$|"
    rf"(?<![\w'])({_NAME_EN}) (?:at|from|in|on|with) (?:the |your |our )?$"
)
_DESK_AFTER_EN = re.compile(rf", ({_NAME_EN})\b(?=,| (?:was|is|and|helped|did|has)\b|[.!]|$)")
_ROLE_EN = re.compile(
    rf"(?:,? (?:is |was )?(?:named|called|by the name of)|'s name (?:is|was)|:)?,? ({_NAME_EN})(?![a-z])"
)
_ROLE_BEFORE_EN = re.compile(rf"(?<![\w'])({_NAME_EN}),? (?:the|our|my|your|a|an)(?: [a-z]+)? $")
_ID_EN = re.compile(r"(?: ?(?:id|number|no\.?|badge))?[ :#]*#? ?([a-z]{0,2}[0-9]{2,10})")
_NEAR = 40
_LISTED: Final = 0.65
_ADVERB = re.compile("(?:ately|tely|fully|ntly|edly|ably|nely|usly|ckily|nally|ually|ionally|ing)$")


def find_staff(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds a member of staff who is named beside a role or by an ID, praised, blamed or only mentioned."""
    spans = _STAFF[(entry.code, entry.latin)](place)
    for begin, end, confidence in spans:
        if any(findings.has(NAMED, code, begin, end) for code in STAFF_CODES):
            continue
        code, sure = _judged(place, findings, begin, end)
        findings.add(NAMED, code, begin, end, abs(sure), confidence, f"named.{code}.{entry.code}")


def find_listed_staff(place: Place, findings: Findings) -> None:
    """Adds a name from the organisation's list of staff: less sure than one beside a role, which wins."""
    code, sure = _judged(place, findings, place.b, place.e)
    findings.add(NAMED, code, place.b, place.e, sure, _LISTED, f"named.{code}{LISTED_STAFF}")


def _judged(place: Place, findings: Findings, begin: int, end: int) -> tuple[str, float]:
    """Praise or blame by the words of the clause, else of the sentence, else of what follows."""
    for low, high in (
        (max(place.cl, begin - _NEAR), min(place.ch + 1, end + _NEAR)),
        (max(place.sl, begin - _NEAR), min(place.sh + 1, end + _NEAR)),
        (max(place.sl, begin - _NEAR), place.within(end, _NEAR)),
    ):
        feeling = findings.feeling(low, high)
        if feeling:
            return ("staff_praised", 0.8) if feeling > 0 else ("staff_blamed", 0.8)
    return "staff", 0.4


def _role_zh(place: Place) -> list[tuple[int, int, float]]:
    whole, role = place.whole, place.whole[place.b : place.e]
    spans: list[tuple[int, int, float]] = []
    if role in TITLES and place.b > 1 and whole[place.b - 1] in _SURNAMES:
        surname = whole[place.b - 1]
        if surname not in _EVERYDAY or (role in _HONORIFIC and surname in "高何白关安管"):
            before = whole[place.b - 2]
            if (not _is_word(before) or before in _BEFORE_NAME) and not place.after(_AFTER_SURNAME_TITLE, 5):
                spans.append((place.b - 1, place.e, 0.85))
                return spans
    pet = place.before(_PET_BEFORE, 10)
    if (
        pet is not None
        and pet.group(1).isascii()
        and not _capital(place.given(*pet.span(1)))
        and not pet.group(1)[0].isdigit()
    ):
        pet = None
    if pet is not None and _is_name(pet.group(1)):
        spans.append((pet.start(1), pet.end(1), 0.8))
        return spans
    found = place.after(_AFTER_ROLE, 14)
    if found is not None and _is_name(found.group(1)):
        begin, end = found.span(1)
        if found.group(1).isascii() and found.group(1).isalpha() and not _capital(place.given(begin, end)):
            return spans
        if whole.startswith("的", place.e) and not re.fullmatch(f"{_PET}|{_TITLED}", found.group(1)):
            return spans
        spans.append((begin, end, 0.85))
    return spans


def _capital(given: str) -> bool:
    return given[0].isupper() and given.lower() not in NO_NAMES


def _is_name(text: str) -> bool:
    return text not in _NOT_STAFF_LATIN and not (text.isascii() and text.isalpha() and len(text) < 3)


def _is_word(character: str) -> bool:
    return "\u3400" <= character < "\ua000" or character.isalnum()


def _id_zh(place: Place) -> list[tuple[int, int, float]]:
    found = place.after(_ID_AFTER, 16)
    return [] if found is None else [(found.start(1), found.end(1), 0.9)]


def _called_zh(place: Place) -> list[tuple[int, int, float]]:
    if place.whole.startswith("姓", place.b):
        found = place.after(_SURNAMED, 8)
        return [] if found is None else [(found.start(1), found.end(1), 0.85)]
    found = place.after(_CALLED, 16)
    return [] if found is None else [(found.start(1), found.end(1), 0.85)]


def _role_en(place: Place) -> list[tuple[int, int, float]]:
    role = place.whole[place.b : place.e]
    low = max(place.sl, place.b - 30)
    before = place.given(low, place.b) if low < place.b else ""
    if place.b - low == len(before) and not role.startswith("dr"):
        found = _ROLE_BEFORE_EN.search(before)
        # What opens a sentence has its capital from there: Hopefully the owner …
        opens = found is not None and low + found.start(1) == place.sl and "," not in found.group()
        if found is not None and not opens and _people(found.group(1)):
            return [(low + found.start(1), low + found.end(1), 0.85)]
    high = min(place.sh, place.e + 40)
    if high <= place.e:
        return []
    after = place.given(place.e, high)
    if high - place.e != len(after):
        return []
    found = _ROLE_EN.match(after)
    if found is None or not _people(found.group(1)):
        return []
    return [_trimmed(place.e + found.start(1), found.group(1), 0.8)]


def _trimmed(begin: int, name: str, confidence: float) -> tuple[int, int, float]:
    """The name without a second word that is none."""
    first = name.split(" ")[0]
    whole = name if name == first or name.split(" ")[1].lower() not in NO_NAMES else first
    return begin, begin + len(whole), confidence


def _people(name: str) -> bool:
    first = name.split(" ")[0].lower()
    return first not in NO_NAMES and not _ADVERB.search(first)


def _desk_en(place: Place) -> list[tuple[int, int, float]]:
    low = max(place.sl, place.b - 40)
    if low < place.b:
        before = place.given(low, place.b)
        found = _DESK_EN.search(before) if len(before) == place.b - low else None
        if found is not None:
            group = 1 if found.group(1) else 2
            name, begin = found.group(group), found.start(group)
            if not _people(name) and " " in name:
                begin, name = begin + name.index(" ") + 1, name.split(" ", 1)[1]
            if _people(name):
                return [(low + begin, low + begin + len(name), 0.75)]
    high = min(place.sh, place.e + 30)
    if high > place.e:
        after = place.given(place.e, high)
        found = _DESK_AFTER_EN.match(after) if len(after) == high - place.e else None
        if found is not None and _people(found.group(1)):
            return [(place.e + found.start(1), place.e + found.end(1), 0.7)]
    return []


def _id_en(place: Place) -> list[tuple[int, int, float]]:
    found = place.after(_ID_EN, 24)
    return [] if found is None else [(found.start(1), found.end(1), 0.85)]


_STAFF = {
    ("role", False): _role_zh,
    ("id", False): _id_zh,
    ("called", False): _called_zh,
    ("role", True): _role_en,
    ("desk", True): _desk_en,
    ("id", True): _id_en,
}
