"""Conversations by speaker: only what the customer said is the customer's word."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from zhiyin.science.collect.speakers import Side, greets, is_numbered, side_of

_LOOKED_AT: Final = 50
_FIRST: Final = 8  # a column of a wide table is given up after so many
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_MOMENT: Final = (
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[T ]{0,2})?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d{1,3})?"
    r"(?:\s*(?:-->|-|–|—|~|～|至)\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d{1,3})?)?"
)
_AT: Final = rf"(?:[\[【(（<]\s*{_MOMENT}\s*[\]】)）>]|{_MOMENT})"
_LEADING: Final = re.compile(rf"^\s*(?:\d{{1,4}}[.、)]\s*)?{_AT}(?![\d:：.])[\s,，]*")
_ASIDE: Final = re.compile(r"[(（\[【][^()（）\[\]【】]{1,30}[)）\]】]")
# without one of these nobody is named
_MARKS: Final = re.compile(r"[^\W\d_][^\n:：\]】}>]{0,40}[:：\]】}>]|\d[:：]\d{2}\s+[^\W\d_]")
# 客服：…, 客服(10:02:11)：…, 坐席 8021 10:02:11：…
_COLON: Final = re.compile(
    rf"^\s*[\[【(（]?(?P<who>[^\s:：\[\]【】()（）,，。？！?!]{{1,20}}(?:[ _-]?[\w]{{1,12}})?)[\]】)）]?"
    rf"\s*(?:[(（\[【][^()（）\[\]【】]{{1,30}}[)）\]】])?(?:\s*{_AT})?\s*[:：](?!//)\s*(?P<said>.*)$"
)
# [客服] …, 【客户】…
_BRACKET: Final = re.compile(r"^\s*(?:\[|【|<)(?P<who>[^\[\]【】<>:：]{1,20})(?:\]|】|>)\s*(?P<said>.*)$")
# 客服小美 2026-03-01 10:02:11, its words below; 2026-03-01 10:02:11 客服小美
_ABOVE: Final = re.compile(rf"^\s*(?P<who>[^\d\s:：][^:：]{{0,24}}?)\s*(?P<at>{_AT})\s*[:：]?\s*$")
_TO_THE_SECOND: Final = re.compile(r"\d[:：]\d{2}[:：]\d{2}")
_TIME_ALONE: Final = re.compile(rf"^\s*(?:{_AT}|\d{{1,5}})\s*$")
_NAME_ALONE: Final = re.compile(r"[^\s:：,，。！？!?]{1,12}")
_INLINE: Final = re.compile(
    r"(?:(?<=[\s。！？；;|/，,.!?…”])|(?<=[\]】]))(?=[\[【]?[^\s:：。！？；;|/，,.!?…\[【]{1,12}[\]】]?[:：])"
)
_SPEAKER_KEYS: Final = (
    "role", "speaker", "from", "sender", "sender_type", "author", "who", "channel_id", "角色", "说话人", "发送方", "发言人",
)  # fmt: skip
_SAID_KEYS: Final = (
    "content",
    "text",
    "message",
    "said",
    "words",
    "utterance",
    "body",
    "内容",
    "文本",
    "消息",
    "消息内容",
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the customer said and what the others said, each joined by line ends.

    `told_apart` is False when nobody could tell who is who: then all of it stands in `theirs`, as it was.
    """

    theirs: str
    ours: str
    told_apart: bool
    turns: int


def conversation(transcript: str) -> Conversation:
    """A transcript by speaker: lines "who：words" in any of the usual ways of writing, or JSON messages.

    Speakers that are only numbered (Speaker 1, A) or unknown are told apart by who speaks as staff does.
    """
    turns = _turns(transcript)
    labels = Counter(who for who, _ in turns if who)
    sides = _sides(turns, labels)
    if not sides:
        return Conversation(without_marks(transcript), "", told_apart=False, turns=len(labels))
    theirs: list[str] = []
    ours: list[str] = []
    here = theirs if Side.CUSTOMER in {sides.get(who) for who, _ in turns[:1]} else ours
    if turns and not turns[0][0]:
        here = theirs  # words before the first speaker are nobody's: rather read than lost
    spoken = 0
    for who, said in turns:
        side = sides.get(who) if who else None
        if side is not None:
            here = ours if side is Side.STAFF else theirs
            spoken += 1
            words = said
        else:
            words = f"{who}：{said}" if who else said
        if words.strip():
            here.append(words.strip())
    return Conversation("\n".join(theirs), "\n".join(ours), told_apart=True, turns=spoken)


def is_dialogue(cell: str) -> bool:
    """Whether a cell holds a conversation: at least two turns by speakers who can be told apart or are numbered."""
    if not _MARKS.search(cell):
        return False
    turns = _turns(cell)
    labels = [who for who, _ in turns if who]
    known = [who for who in labels if side_of(who) is not None and len(who) <= 12]
    if {side_of(who) for who in known} == {Side.CUSTOMER, Side.STAFF}:
        return True
    numbered = Counter(who for who in labels if is_numbered(who))
    return len(numbered) > 1 and sum(numbered.values()) >= 3


def are_dialogues(cells: Iterable[str], share: float = 0.5) -> bool:
    """Whether at least this share of the first different cells are conversations."""
    different = list(islice(dict.fromkeys(filter(None, cells)), _LOOKED_AT))
    if not any(map(is_dialogue, different[:_FIRST])):
        return False
    return sum(map(is_dialogue, different)) >= share * len(different)


def _sides(turns: list[tuple[str, str]], labels: Counter[str]) -> dict[str, Side]:
    """Whose side each speaker is on; empty when that cannot be told."""
    sides = {who: side for who in labels if (side := side_of(who)) is not None}
    unknown = [who for who in labels if who not in sides]
    if not sides:
        return _by_greeting(turns, [who for who in unknown if labels[who] > 1 or is_numbered(who)])
    known = set(sides.values())
    for who in unknown:
        if known == {Side.STAFF}:  # 王芳：… beside 客服：…
            sides[who] = Side.CUSTOMER
        elif known == {Side.CUSTOMER} and (labels[who] > 1 or is_numbered(who)):
            sides[who] = Side.STAFF
    return sides


def _by_greeting(turns: list[tuple[str, str]], speakers: list[str]) -> dict[str, Side]:
    if len(speakers) < 2:
        return {}
    greetings = Counter(dict.fromkeys(speakers, 0))
    for who, said in turns:
        if who in greetings:
            greetings[who] += greets(said)
    (first, most), (_, next_most) = greetings.most_common(2)
    if not most or most == next_most:
        return {}
    return {who: Side.STAFF if who == first else Side.CUSTOMER for who in speakers}


def _turns(transcript: str) -> list[tuple[str, str]]:
    """(speaker, words) line by line; "" for a line that names nobody."""
    messages = _messages(transcript)
    if messages is not None:
        return messages
    plain = without_marks(transcript)
    turns = [_turn(line) for line in plain.splitlines() if line.strip()]
    if sum(1 for who, _ in turns if who) <= 1:  # all in one line
        pieces = [piece for piece in _INLINE.split(plain) if piece.strip()]
        parted = _joined([_turn(piece) for piece in pieces])
        if sum(1 for who, _ in parted if who and (side_of(who) or is_numbered(who))) > 1:
            return parted
    return turns


def _joined(turns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Parts of a line at a word with a colon that is nobody's name go back to the words before."""
    joined: list[tuple[str, str]] = []
    for who, said in turns:
        if joined and not (who and (side_of(who) or is_numbered(who))):
            joined[-1] = (
                joined[-1][0],
                f"{joined[-1][1]} {who}：{said}" if who else f"{joined[-1][1]} {said}",
            )
        else:
            joined.append((who, said))
    return joined


def _turn(line: str) -> tuple[str, str]:
    if _TIME_ALONE.match(line):
        return "", ""
    whole, line = line, _LEADING.sub("", line, count=1)
    if whole != line and _NAME_ALONE.fullmatch(line.strip()) and side_of(line):
        return line.strip(), ""
    if (found := _BRACKET.match(line)) is not None and (side_of(found["who"]) or is_numbered(found["who"])):
        return found["who"].strip(), found["said"].lstrip(" ：:")
    if (found := _ABOVE.match(line)) is not None and (
        side_of(found["who"]) or _TO_THE_SECOND.search(found["at"])
    ):
        return _ASIDE.sub("", found["who"]).strip() or found["who"].strip(), ""
    if (found := _COLON.match(line)) is not None:
        return found["who"].strip(), found["said"]
    return "", line


def without_marks(transcript: str) -> str:
    """Without marks of a page, with real line ends."""
    text = transcript
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    if "\n" not in text and "\\n" in text:
        text = text.replace("\\r", "").replace("\\n", "\n")
    return text.strip()


def _messages(transcript: str) -> list[tuple[str, str]] | None:
    """The messages of a transcript that is JSON; None when it is none."""
    start = transcript.lstrip()[:1]
    if start not in ("[", "{"):
        return None
    try:
        found = json.loads(transcript)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), None)
    if not isinstance(found, list):
        return None
    messages = [(said_by(one), said_in(one)) for one in found if isinstance(one, dict)]
    return messages if any(who and said for who, said in messages) else None


def said_by(message: dict[str, Any]) -> str:
    """Who a JSON message is from; "" when it does not say."""
    return _first(message, _SPEAKER_KEYS)


def said_in(message: dict[str, Any]) -> str:
    """The words of a JSON message, in one line."""
    return " ".join(without_marks(_first(message, _SAID_KEYS)).split())


def _first(message: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = message.get(key)
        if isinstance(value, dict):
            value = value.get("type") or value.get("role") or value.get("name")
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""
