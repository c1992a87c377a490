"""Sentences that a platform writes where a person has written nothing (requirement D03)."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 60

_HINT: Final = re.compile(r"默认|未|没|暂无|给出|\bno\b|n.t\b|\bdefault\b|\bautomatic\b", re.IGNORECASE)
_HAS_LATIN: Final = re.compile(r"[a-zA-Z]{2}").search
_JUNK: Final = re.compile(r"[\W_]+")
_WHO: Final = r"(?:该|此|本|这位|由于|因)?(?:匿名)?(?:评价方|用户|买家|顾客|客户|消费者|会员|客人|对方|您)"
_GOOD: Final = r"(?:系统|平台)?(?:将|已)?(?:自动)?默认(?:为|给出|给予|作出|做出)?(?:5星|五星)?(?:好评|评价|评论|五星|5星)"
_DAYS: Final = r"(?:在)?(?:规定时间|\d+天|\d+日)内?"
_RATED: Final = r"(?:评价|评论|点评)"
_NOT: Final = r"(?:未|没有|没)"
# Nobody rated: words and stars are the platform's.
_DEFAULT: Final = re.compile(
    rf"{_GOOD}|(?:订单)?(?:超时|逾期)?{_WHO}?(?:超时|逾期)?{_NOT}(?:及时|主动|按时|作出|做出|作|做|进行)*{_RATED}{_GOOD}"
    rf"|(?:{_DAYS})?{_WHO}?(?:{_DAYS})?(?:超时|逾期)?{_NOT}(?:及时|主动|按时|作出|做出|作|做|进行)+{_RATED}(?:{_GOOD})?"
    rf"|{_WHO}?{_DAYS}{_WHO}?{_NOT}{_RATED}(?:{_GOOD})?"
    r"|(?:automatic|default)(?:positive|good|5star|fivestar)(?:review|rating|feedback)"
)
# However the sentence is built: who gave it was the system, or nobody else did.
_BY_DEFAULT: Final = re.compile(r"(?:系统|平台|自动|未|没).{0,16}默认.{0,4}(?:好评|评价|评论|五星|5星)$")
# Somebody may have chosen stars, and wrote nothing.
_BLANK: Final = re.compile(
    rf"{_WHO}?(?:暂时?|还|尚)?{_NOT}(?:填写|写下|写|留下|输入|发表|提交|添加)?(?:任何|文字|具体|详细|其他|其它)*"
    r"(?:评价|评论|点评|文字)(?:内容|文字|信息|评价|评论)?"
    rf"|{_WHO}{_NOT}(?:填写|写|留下)(?:任何)?内容"
    r"|暂无(?:文字)?(?:评价|评论|点评|追评|追加评论|追加评价|内容)(?:内容)?"
    rf"|{_WHO}觉得\w{{1,12}}给出了?(?:5星|五星)?好评"
    r"|(?:the)?(?:customer|user|guest|reviewer|buyer)(?:left|wrote|gave|provided)no(?:written)?"
    r"(?:comments?|reviews?|feedback|text)"
    r"|(?:the)?(?:customer|user|guest|reviewer|buyer)(?:didnt|didnot|hasnt|hasnot)(?:leave|write|left|written)"
    r"(?:an?|any)?(?:written)?(?:comments?|reviews?|feedback|text)"
    r"|(?:thereare)?no(?:written)?(?:comments?|reviews?)(?:text)?(?:available|left|given|provided)(?:forthisreview)?"
)


def may_be_nobody(cell: str) -> bool:
    """Whether a cell is short and has a part of what platforms write; nearly all words of people do not."""
    if len(cell) > LONGEST:
        return False
    return (
        "未" in cell
        or "没" in cell
        or "默" in cell
        or "暂" in cell
        or "给" in cell
        or _HAS_LATIN(cell) is not None
    )


def nobody_said(cell: str) -> str:
    """Whose words a cell is not: "default" (the platform rated by itself), "blank" (nothing was written), else "".

    Only a whole cell counts: a review that quotes such a sentence remains somebody's words.
    """
    if not may_be_nobody(cell) or not _HINT.search(cell):
        return ""
    words = _JUNK.sub("", unicodedata.normalize("NFKC", cell).casefold())
    if _DEFAULT.fullmatch(words) or _BY_DEFAULT.search(words):
        return "default"
    return "blank" if _BLANK.fullmatch(words) else ""
