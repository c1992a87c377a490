"""What is particular to reviews on platforms: words added later, replies within the text, rows that nobody wrote."""

import re
import zlib
from typing import Final

from zhiyin.science.collect.cells import folded
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.drafts import SignalDraft

_ADDED: Final = re.compile(
    r"\s*[\[【(（]?(?:用户|买家|顾客)?(?:追评|追加(?:评价|评论|点评))(?:\d*天后)?[\]】)）]?\s*[:：]?\s*"
)
_REPLY: Final = re.compile(
    r"(?:^|\n)\s*[\[【(（]?(?:商家|店家|卖家|掌柜|商户|店铺)的?(?:回复|解释|回评)[\]】)）]?\s*[:：]"
)
ADDED_WORDS: Final = frozenset(
    {
        "是",
        "追评",
        "追加",
        "追加评价",
        "追加评论",
        "追加点评",
        "二次评价",
        "再次评价",
        "yes",
        "y",
        "true",
        "1",
        "√",
    }
)


def is_added(cell: str) -> bool:
    """Whether the cell of a column such as 是否追评 says that the row adds to an earlier review.

    Of rows put together, each line must.
    """
    return all(folded(line) in ADDED_WORDS for line in cell.splitlines() if line.strip())


def begins_as_added(cell: str) -> bool:
    """Whether a text of one line is headed 追评：, as that of a row which adds to an earlier review."""
    found = _ADDED.match(cell)
    return (
        found is not None
        and "\n" not in cell
        and found.end() < len(cell)
        and any(mark in found[0] for mark in ":：]】")
    )


def has_aside(cell: str) -> bool:
    """Whether a text may hold a reply or say that it was added; nearly all say neither."""
    return "追" in cell or "回" in cell or "解释" in cell


def without_reply(cell: str) -> tuple[str, str]:
    """A text without the merchant's reply that some exports put under it, and that reply; "" when there is none."""
    found = _REPLY.search(cell) if "回" in cell or "解释" in cell else None
    if found is None:
        return cell, ""
    return cell[: found.start()].strip(), cell[found.end() :].strip()


def _all_full(draft: SignalDraft) -> bool:
    return all(one.value is None or one.value == one.scale_max for one in draft.answers)


def settled(draft: SignalDraft, silence: str, *, added: bool) -> SignalDraft | Problem:
    """The draft without what is nobody's voice; a Problem "no_voice" when nothing remains.

    Where the platform rated by itself (`silence` "default"), its stars go too; so do full stars beside its sentence that
    nothing was written, since these are what it gives by default. Fewer stars somebody chose. A row that adds to an
    earlier review is a signal of its own, without the stars that it repeats: its id is made of that review's and of
    its words, so that it never replaces them, and the attribute `follows` names the review.
    """
    if silence == "default" or (silence == "blank" and _all_full(draft)):
        draft.answers = []
    if silence and not (draft.text or draft.title or any(one.status == "answered" for one in draft.answers)):
        return Problem("", "no_voice")
    if added:
        draft.answers = []
        if draft.source_id:
            draft.attributes["follows"] = draft.source_id
            draft.source_id = f"{draft.source_id[:170]}~{zlib.crc32(draft.text.encode()):08x}"
    return draft
