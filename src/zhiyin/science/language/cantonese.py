"""Cantonese words in the characters of written standard Chinese, so that what reads the one reads the other.

Only for analysis, only in texts that were detected as Cantonese, and character for character: every position stays
where it was. A word without a counterpart of its length stays as it is.
"""

import re
from collections.abc import Sequence

import numpy as np

from zhiyin.science.language import detection
from zhiyin.science.language.folding import Folded, fold

_CHARACTERS = str.maketrans(
    {
        "唔": "不", "冇": "没", "咗": "了", "嘅": "的", "食": "吃", "佢": "他", "喺": "在", "嚟": "来", "黎": "来",
        "睇": "看", "畀": "给", "俾": "给", "嗰": "那", "系": "是", "咁": "这", "攞": "拿", "企": "站", "嘢": "物",
        "啲": "些", "揾": "找", "搵": "找", "啱": "对", "嬲": "气", "乜": "什", "氹": "哄", "倾": "谈", "返": "回",
        "饮": "喝", "瞓": "睡", "惊": "怕", "郁": "动", "嘈": "吵", "污": "脏", "叻": "棒",
    }
)  # fmt: skip
# Words whose meaning is not that of their characters, longest first; each as long as what it becomes.
_WORDS = {
    "好味": "好吃", "好食": "好吃", "难食": "难吃", "抵食": "划算", "超抵": "超值", "好抵": "很值", "抵玩": "划算",
    "麻麻地": "很一般", "麻麻哋": "很一般", "麻麻": "一般", "唔该": "谢谢", "多谢": "谢谢", "激气": "生气",
    "冇得顶": "没得说", "好平": "便宜", "几平": "便宜", "中伏": "踩雷", "伏味": "雷味",
    "黑面": "臭脸", "黑口黑面": "态度恶劣", "好耐": "好久", "咁耐": "这久", "太耐": "太久", "几耐": "多久", "耐过": "久过",
    "好正": "很棒", "超正": "超棒", "几正": "挺棒", "真正": "真棒", "点解": "为何", "点样": "怎样", "边度": "哪里",
    "几时": "何时",
    "乜嘢": "什么", "有冇": "有没", "系咪": "是否", "鬼咁": "特别", "好嘢": "真棒", "几好": "很好",
    "唔掂": "不行", "掂呀": "很棒", "求其": "敷衍", "扑街": "混蛋", "呃人": "骗人", "呃钱": "骗钱", "俾人呃": "被人骗",
    "得闲": "有空", "钟意": "喜欢", "中意": "喜欢", "鍾意": "喜欢", "醒目": "机灵",
    "同埋": "以及", "听日": "明天", "今日": "今天", "寻日": "昨天", "琴日": "昨天", "而家": "现在",
    "成个钟": "整个钟", "依家": "现在",
    "埋单": "买单", "落单": "下单", "快脆": "很快", "快手": "麻利", "论尽": "笨拙", "冇礼貌": "没礼貌",
    "冇人": "没人", "听电话": "接电话", "人听": "人接", "冇眼睇": "没眼看", "唔会再": "不会再", "以后唔": "以后不",
    "唔係": "不是", "係咪": "是否", "係": "是", "真係": "真是",
}  # fmt: skip


def _folded(words: Sequence[str]) -> list[str]:
    return fold(words).codes[1:-1].tobytes().decode("utf-32-le").split("\0")


_TO = {
    given: to
    for given, to in zip(_folded(list(_WORDS)), _folded(list(_WORDS.values())), strict=True)
    if given != to
}
_FIND = re.compile("|".join(sorted(map(re.escape, _TO), key=len, reverse=True)))
# 呢间, 呢个: this one; at a clause's end 呢 is a particle.
_THIS = re.compile("呢(?=[间个度家种款次位])")


def as_standard(folded: Folded, languages: Sequence[str]) -> Folded:
    """The folded batch with its Cantonese texts in standard words; the same object where none is Cantonese."""
    mine = [index for index, name in enumerate(languages) if name == detection.CANTONESE]
    if not mine:
        return folded
    codes = folded.codes.copy()
    for index in mine:
        begin, end = int(folded.starts[index]) + 1, int(folded.starts[index + 1])
        text = codes[begin:end].tobytes().decode("utf-32-le", "surrogatepass")
        codes[begin:end] = np.frombuffer(standard(text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return Folded(codes, folded.starts, folded.where)


def standard(text: str) -> str:
    """Folded Cantonese words in standard ones, as long as before."""
    return _THIS.sub("这", _FIND.sub(_word, text)).translate(_CHARACTERS)


def _word(found: re.Match[str]) -> str:
    return _TO[found.group()]
