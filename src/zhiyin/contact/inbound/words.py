"""What an answer means by itself: the words that end all contact."""

import re
from typing import Final

# What carriers and mailboxes teach people to answer. Only alone: "please stop the noise" is a complaint, no opt-out.
STOP_WORDS: Final = frozenset(
    {
        "TD", "T", "TT", "TTD", "N", "退订", "退", "回T", "回TD", "回复T", "回复TD", "取消订阅",
        "停止", "不要再发", "不要再发了", "别发了",
        "STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "QUIT", "END",
    }
)  # fmt: skip
_AROUND = re.compile(r"[\s\W_]+")


def is_stop(text: str) -> bool:
    """Whether the whole text, without what stands around its words, says: nothing more."""
    plain = _AROUND.sub(" ", text[:200].translate(_HALF_WIDTH)).strip().upper()
    return plain in STOP_WORDS


_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
