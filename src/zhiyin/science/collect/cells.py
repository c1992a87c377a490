"""What a cell says: a moment, a score, that there is none."""

import re
import unicodedata

from zhiyin.science.collect.moments import day_comes_first as day_comes_first
from zhiyin.science.collect.moments import parse_time as parse_time

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_OUT_OF = re.compile(r"(?P<value>[+-]?\d+(?:\.\d+)?)\s*(?:/|out of)\s*\d+(?:\.\d+)?")
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
_SCORE_UNITS = ("分", "星", "颗星", "stars", "star", "points", "pts", "点")


def parse_score(text: str) -> float | None:
    """9, 9.0, ９分, 4星, ★★★★☆, 9/10 as a number. None: not a score."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    if "★" in text and not text.strip("★☆⭐ "):
        return float(text.count("★"))
    if "⭐" in text and not text.strip("⭐\ufe0f "):
        return float(text.count("⭐"))
    text = unicodedata.normalize("NFKC", text).strip().lower()
    for unit in _SCORE_UNITS:
        if text.endswith(unit):
            text = text[: -len(unit)].strip()
            break
    if _NUMBER.fullmatch(text):
        return float(text)
    match = _OUT_OF.fullmatch(text)
    return float(match["value"]) if match else None


def folded(text: str) -> str:
    """A cell without what people write differently: width, case, blanks around it."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip().casefold()


def no_answer(text: str) -> str | None:
    """The status of an answer that a cell stands for when it says that none was given (METHODS 0); else None."""
    return _NO_ANSWER.get(folded(text).replace("’", "'"))
