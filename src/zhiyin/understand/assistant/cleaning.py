"""Text without what hides or leads away: links, marks that nobody sees, directions of writing."""

import re
import unicodedata
from typing import Final

LINK: Final = "‹link›"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KEPT: Final = frozenset("\n\t")
# [words](target) and ![words](target): the words stay
_MARKED = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}(?:\s[^()]{0,200})?\)")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:)?//[^\s<>\"'，。；！？、）】》」]+"
    r"|\b(?:javascript|vbscript|data|mailto|tel|sms|file|weixin):[^\s<>\"'，。；！？、）】》」]+"
    r"|(?<![a-z0-9@._-])(?:[a-z0-9-]{1,63}\.){1,6}"
    r"(?:com|cn|net|org|io|info|biz|xyz|top|cc|co|me|app|dev|ru|site|online|shop|link|click|ly|gl|tk|vip|ai|zip|test|"
    r"example|invalid|local|onion)(?![a-z0-9-])(?::[0-9]{1,5})?(?:[/?#][^\s<>\"'，。；！？、）】》」]*)?",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """`text` with marks that are not seen removed, links replaced by LINK, spaces at its ends gone. Linear time."""
    seen = "".join(
        one for one in text.replace("\r\n", "\n") if one in _KEPT or unicodedata.category(one) not in _UNSEEN
    )
    return _ADDRESS.sub(LINK, _MARKED.sub(r"\1", seen)).strip()
