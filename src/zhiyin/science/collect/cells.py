"""What a cell says: a moment, a score, that there is none."""

import re
import unicodedata
from functools import lru_cache

from zhiyin.science.collect.moments import day_comes_first as day_comes_first
from zhiyin.science.collect.moments import parse_time as parse_time
from zhiyin.science.collect.traditional import simplified

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
# Scores that name the end of their scale: 4/5, 4.5 out of 5 stars, 10分制8分, 8分（满分10分）, 80%.
_OUT_OF = re.compile(
    r"(?P<value>[+-]?\d+(?:\.\d+)?)\s*(?:分|星|stars?)?\s*(?:/|out of|of|\(?\s*(?:满分|共)[:：为]?)\s*"
    r"(?P<top>\d+(?:\.\d+)?)\s*(?:分|颗?星|stars?|points?)?\s*\)?"
    r"|(?P<top2>\d+)\s*分制\s*[:：,]?\s*(?P<value2>\d+(?:\.\d+)?)\s*分?"
    r"|(?P<value3>\d+(?:\.\d+)?)\s*%"
)
_NUMERALS = dict(zip("零一二两三四五六七八九十半", (0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0.5), strict=True))
_SPELT = re.compile(
    r"(?P<whole>[零一二两三四五六七八九十半\d])(?:点(?P<tenths>[一二三四五六七八九]))?(?P<more>个?半)?(?:颗?星|分)"
    r"(?P<half>半)?(?:级|好评|中评|差评|评价)?"
)
_NO_ANSWER = {
    word: status
    for status, words in {
        "skipped": "-|--|—|——|/|\\|无|空|null|none|nan|skipped|跳过|(跳过)|未填|未填写|未评|未评价|未评分|暂无评分|暂无|"
        "不愿回答|不愿意回答|不便回答|不想回答|拒答|拒绝回答|refused|refuse|declined|prefer not to say|"
        "prefer not to answer|i prefer not to say|i prefer not to answer|i don't want to answer|"
        "i don't want to answer this question|don't want to answer|no answer|no response",
        "not_applicable": "n/a|na|#n/a|not applicable|does not apply|不适用|未使用|没用过|没有使用过|无此项|未体验|不涉及",
        "dont_know": "don't know|i don't know|i do not know|dont know|do not know|dk|not sure|unsure|不知道|不清楚|不了解|"
        "说不清|不确定|不好说|不记得",
    }.items()
    for word in words.split("|")
}
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202e\u2060\ufeff\u00ad"))
_SCORE_UNITS = ("分", "星", "颗星", "stars", "star", "points", "point", "pts", "点")


def parse_score(text: str) -> float | None:
    """9, 9.0, ９分, 4星, 五颗星, ★★★★☆, 9/10, 10分制8分, 80% as a number. None: not a score."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    found = score_and_top(text)
    return found[0] if found else None


@lru_cache(maxsize=4096)
def score_and_top(text: str) -> tuple[float, float | None] | None:
    """A score and the end of its scale where the cell names it: 4/5 is (4, 5), 4分 is (4, None); None: not a score."""
    if "★" in text and not text.strip("★☆⭐½✩ "):
        full = text.count("★")
        return full + 0.5 * text.count("½"), (
            float(len(text.replace(" ", ""))) if "☆" in text or "✩" in text else None
        )
    if "⭐" in text and not text.strip("⭐\ufe0f ☆"):
        return float(text.count("⭐")), None
    text = unicodedata.normalize("NFKC", text).strip().lower()
    bare = text
    for unit in _SCORE_UNITS:
        if text.endswith(unit):
            bare = text[: -len(unit)].strip()
            break
    if _NUMBER.fullmatch(bare):
        return float(bare), None
    if match := _OUT_OF.fullmatch(text):
        if match["value3"]:
            return float(match["value3"]), 100.0
        return float(match["value"] or match["value2"]), float(match["top"] or match["top2"])
    if match := _SPELT.fullmatch(text):
        whole = float(_NUMERALS[match["whole"]] if match["whole"] in _NUMERALS else match["whole"])
        tenths = _NUMERALS[match["tenths"]] / 10 if match["tenths"] else 0
        return whole + tenths + (0.5 if match["more"] or match["half"] else 0), None
    return None


def folded(text: str) -> str:
    """A cell without what people write differently: width, case, blanks around it, traditional characters."""
    if text.isascii():
        return text.strip().casefold()
    return simplified(unicodedata.normalize("NFKC", text.translate(_UNSEEN))).strip().casefold()


def no_answer(text: str) -> str | None:
    """The status of an answer that a cell stands for when it says that none was given (METHODS 0); else None."""
    return _NO_ANSWER.get(folded(text).replace("’", "'"))
