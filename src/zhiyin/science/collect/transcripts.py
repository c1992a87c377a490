"""Conversations by speaker: only what the customer said is the customer's word."""

import re
from typing import Final

_SPEAKER: Final = re.compile(
    r"^\s*[\[【(（]?(?P<who>[^\s:：\]】)）]{1,20})[\]】)）]?\s*[:：]\s*(?P<said>.*)$"
)
_OURS: Final = frozenset(
    "客服|坐席|座席|话务员|接线员|工作人员|服务人员|客服代表|经理|柜员|店员|机器人|系统|agent|advisor|representative|rep|"
    "operator|support|staff|bot|system|assistant".split("|")
)


def customers_words(transcript: str) -> tuple[str, str]:
    """What the customer said, and what the others said, each joined by line ends; all of it when nobody is named."""
    theirs: list[str] = []
    ours: list[str] = []
    here = theirs
    for line in transcript.splitlines():
        found = _SPEAKER.match(line)
        if found:
            who = found["who"].casefold().rstrip("0123456789一二三四五六七八九十号")
            here = ours if who in _OURS else theirs
        said = (found["said"] if found else line).strip()
        if said:
            here.append(said)
    return "\n".join(theirs), "\n".join(ours)
