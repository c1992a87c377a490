"""Whether the cells of a question are options or words of one's own: the wording decides before the cells do."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.cells import no_answer

# Nobody offers options for these: what comes back again and again ("没有", "很好") is written again and again.
_SURELY: Final = re.compile(
    r"(?:建议|意见|想法|心声|看法)[^，,。;；]{0,8}$|(?:什么|哪些|何|宝贵|提出|留下|填写|写下|其他|其它)[^，,。;；]{0,6}(?:建议|意见|想法)|"
    r"(?:评价|评论|点评|反馈|feedback|reviews?|remarks?)\W*$|"
    r"留言|想说|想对|有话|吐槽|为什么|为何|请说明|请简述|请描述|请详细|请补充|请写|补充说明|"
    r"comments?\b|suggest|\bwhy\b|tell us|anything else|explain|in your own words|please (?:describe|specify|elaborate)|"
    r"what (?:could|can|should|would) (?:we|be|you like us)|how (?:could|can|should) we|"
    r"kommentar|anmerkung|vorschl[aä]g|warum|besser machen|verbesser|améliorer|mejorar|"
    r"commentaire|suggestion|pourquoi|comentario|sugerencia|por qu[eé]|"
    r"ご意見|ご感想|ご要望|理由を",
    re.IGNORECASE,
)
_LIKELY: Final = re.compile(
    r"建议|意见|原因|理由|哪些方面|说明|描述|评论|补充|改进|不足|feedback|improve|reason|describe|详细",
    re.IGNORECASE,
)
_YES_OR_NO: Final = frozenset(
    ("是", "否", "有", "没有", "无", "会", "不会", "愿意", "不愿意", "需要", "不需要", "yes", "no", "y", "n")
)
_MARKS: Final = "。，！？!;；"
_LONGEST_OPTION: Final = 100
_SHORT_OPTION: Final = 16
_FEW_OPTIONS: Final = 10
_MANY: Final = 100  # answers among which some would be different, if they were written


def asks_to_write(wording: str) -> bool:
    """Whether a question is answered in words of one's own: 您有什么建议？, What could we do better?"""
    return surely_asks_to_write(wording) or _LIKELY.search(wording) is not None


def surely_asks_to_write(wording: str) -> bool:
    """Whether nobody offers options for such a question."""
    return _SURELY.search(wording) is not None


def is_choice(wording: str, filled: Sequence[str]) -> bool:
    """Whether cells are one option each, not words of one's own: they are short and come back."""
    counts = Counter(filled)
    longest = max(map(len, counts))
    if longest > _LONGEST_OPTION:
        return False
    if _SURELY.search(wording):
        words = {word.casefold() for word in counts if no_answer(word) is None}
        return (
            len(words) > 1
            and words <= _YES_OR_NO
            and bool(words & {"是", "有", "会", "愿意", "需要", "yes", "y"})
        )
    if _LIKELY.search(wording):
        return (
            len(filled) >= _MANY
            and len(counts) <= _FEW_OPTIONS
            and longest <= _SHORT_OPTION * (3 if max(counts, key=len).isascii() else 1)
            and not any(mark in cell for cell in counts for mark in _MARKS)
        )
    if len(filled) < 10:
        sentences = sum(any(mark in cell for mark in _MARKS) or cell.count(" ") > 5 for cell in filled)
        return longest <= 30 and sentences <= 0.3 * len(filled)
    return len(counts) <= 60 and len(counts) <= 0.5 * len(filled)
