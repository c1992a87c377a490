"""Emotions, with their intensity: words, emoji and the irony of reviews (呵呵, 真行啊, 🙂)."""

import re
from typing import Final

from zhiyin.science.understand.annotations import context
from zhiyin.science.understand.annotations.annotation import EMOTION
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry
from zhiyin.science.understand.annotations.place import Place

CODES: Final = (
    "joy",
    "trust",
    "gratitude",
    "anger",
    "disappointment",
    "anxiety",
    "surprise",
    "sadness",
    "disgust",
    "regret",
)
# Which way an emotion leans, for rules that ask how a clause feels; surprise leans nowhere.
LEANING: Final = {"joy": 1.0, "trust": 1.0, "gratitude": 1.0, "surprise": 0.0}
# What a denied emotion becomes: who is not happy, or finds no one reliable, is disappointed; who feels no trust is anxious.
_DENIED: Final = {"joy": "disappointment", "trust": "anxiety"}
_DENIED_SHARE = 0.8
_TURNED_ZH = re.compile(r"(?:不|没有?|没觉得|不太|不是很|不怎么|难以|无法|怎么|不再)$")
_TURNED_EN = re.compile(
    r"(?:\b(?:not|never|cannot|isnt|wasnt|didnt|dont|hardly|barely)|n't)(?: (?:very|so|really|"
    r"at all|too|feel|be|exactly|particularly"
    r"|that|been|much|to|all that|get|got|me|us)){0,3} $"
)
_OUGHT_NOT_EN = re.compile(r"\b(?:should|shouldn't)\b")
_AFRAID = re.compile(
    "(?!上火|辣|冷|热|黑|痒|生的|晒|水|胖|吵|酸|甜|老婆|羞|什么|啥|是|了|吗|的|不怕)[\u3400-\u9fff]"
)
_IS_AFRAID = re.compile("(?:很|好|真|我|就|最|有点|特别|都|也|还|太|总)$")
_THANKED = re.compile(
    "(?:啦|了|你们|您|大家|外卖|快递|小哥|师傅|老板|店家|客服|医生|护士|老师|各位|工作人员|服务员|司机)"
)
_NOT_EVEN_THANKS = re.compile("(?:连句?|一句|只会说|只说|自动回复:?|回复:|没有一声)$")
_NOT_EVEN_THANKS_EN = re.compile(r"(?:never|not|n't|without)(?: \w+){0,4} $|\b(?:say|said|a|no|simple) $")
_KNEW = re.compile(
    "[^!?。]{0,16}?(?:就不|不会|不买|不来|不办|不选|不点|别|不该|不去|不换|不|就好了|应该|听|带|直接|先|早点)"
)
_DELIGHT = re.compile("太?好[吃看喝听]|太?棒|太爱|太可爱|爱了|绝了|好美|好帅|太香|真香|惊喜|完美")
# These are irony beside blame; alone, only where they open a sentence.
_POINTED = re.compile("你们|这|就|还|真[会行牛]|可以的|又|果然|居然|什么|收了|骗|所谓")
_OFTEN_MEANT: Final = frozenset({"呵呵", "🙂", "服气了"})
_IF = re.compile(r"\bif\b")


def find(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds the emotion that a word shows, if it does."""
    when, code, latin = entry.when, entry.code, entry.latin
    if when == "any":
        if latin and code != "disgust" and place.earlier(_IF):
            return
        if (
            not latin
            and code in ("anger", "disappointment", "regret", "disgust")
            and context.negated(place, latin)
        ):
            return
        if not latin and code == "disgust" and context.supposed(place, latin):
            return
        _add(place, entry, code, entry.strength, 0.85, findings)
        return
    if when == "afraid":
        afraid = place.before(_IS_AFRAID, 3) is not None
        of_something = place.after(_AFRAID, 6) is not None
        if not ((of_something and (afraid or place.b == place.cl)) or (afraid and place.e == place.ch)):
            return
    if when == "thanked":
        if place.after(_THANKED, 6):
            _add(place, entry, code, entry.strength, 0.8, findings)
        return
    if when == "knew":
        if place.following(_KNEW, 24):
            _add(place, entry, code, entry.strength, 0.8, findings)
        return
    if code == "gratitude" and place.before(
        _NOT_EVEN_THANKS_EN if latin else _NOT_EVEN_THANKS, 24 if latin else 8
    ):
        return
    if (code != "gratitude" and context.supposed(place, latin)) or (
        context.asked(place, latin) and not place.whole.startswith("?!", place.sh)
    ):
        return
    if when == "felt" and context.of_others(place, latin):
        return
    if context.negated(place, latin):
        denied = _DENIED.get(code)
        if code == "trust" and when != "felt":
            denied = "disappointment"
        if (
            denied
            and not place.before(_OUGHT_NOT_EN, 40)
            and place.before(_TURNED_EN if latin else _TURNED_ZH, 24 if latin else 5)
        ):
            _add(place, entry, denied, entry.strength * _DENIED_SHARE, 0.7, findings)
        return
    _add(place, entry, code, entry.strength, 0.85, findings)


def find_waiting(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds irony (呵呵, 真行, 🙂), which is what is left when nothing around is meant well."""
    feeling = findings.feeling(max(place.sl - 30, 0), place.within(place.e, 60))
    if feeling > 0 or context.negated(place, False) or place.sentence(_DELIGHT):
        return
    word = place.whole[place.b : place.e]
    if feeling == 0 and word in _OFTEN_MEANT and not (place.b == place.sl and place.later(_POINTED, 12)):
        return
    _add(place, entry, entry.code, entry.strength, 0.7, findings)


def _add(
    place: Place, entry: Entry, code: str, strength: float, confidence: float, findings: Findings
) -> None:
    strength = context.graded(place, strength, entry.latin)
    rule = f"emotion.{entry.code}" if code == entry.code else f"emotion.{entry.code}.denied"
    findings.add(EMOTION, code, place.b, place.e, strength, confidence, rule)
    lean = LEANING.get(code, -1.0)
    if lean:
        findings.lean(place.b, lean)
