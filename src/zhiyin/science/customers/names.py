"""What names say: two may be one person's, or cannot. No name ever joins anybody."""

import re
import unicodedata
from typing import Final

_TITLES: Final = re.compile(
    r"(?:先生|女士|小姐|太太|夫人|同学|老师|阿姨|叔叔|师傅|经理|总|老板)$|^(?:mr|mrs|ms|miss|dr)\.?\s+",
    re.IGNORECASE,
)
_MASKED: Final = re.compile(r"[*＊•●×✱※]|某")
_NO_NAME: Final = frozenset(
    {"", "匿名", "匿名用户", "微信用户", "用户", "客户", "顾客", "会员", "游客", "散客", "先生", "女士", "无", "未知",
     "测试", "anonymous", "guest", "customer", "user", "unknown", "test", "none", "null", "n/a", "walk-in"}
)  # fmt: skip


def folded(name: str) -> str:
    """The name to compare by: full-width and case folded, without blanks and dots."""
    return re.sub(r"[\s·・.\-_]", "", unicodedata.normalize("NFKC", name)).casefold()


def real_name(name: str) -> str:
    """The folded name if it can be somebody's own and whole, else "": masked ones and forms of address are not."""
    bare = folded(name)
    if bare in _NO_NAME or _MASKED.search(name) or _TITLES.search(name.strip()) or len(bare) < 2:
        return ""
    return bare


def names_agree(one: str, other: str) -> bool:
    """False when both name somebody and cannot be the same person's: 张三 and 李四; 王女士 and 李芳.

    A masked name (张*) and a form of address (王女士) agree with every name that begins alike.
    """
    first, second = _begin(one), _begin(other)
    if not first or not second:
        return True
    a, b = real_name(one), real_name(other)
    if a and b:
        return a == b
    return first.startswith(second) or second.startswith(first)


def _begin(name: str) -> str:
    """What of a name is certain: all of it, or what stands before the mask or the form of address."""
    if real_name(name):
        return real_name(name)
    if folded(name) in _NO_NAME:
        return ""
    return folded(_MASKED.split(_TITLES.sub("", name.strip()))[0])
