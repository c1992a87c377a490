"""Undoing what machines and disguises did to a text, for reading only: the stored text stays as it came.

Text read in the wrong encoding, escapes that leaked out of a format, pinyin glosses that a page put behind
characters, blanks and marks between the characters of a word, soft line breaks, emoticons written as codes.
Each repair is made only where it is certain, and every character of the mended text knows where it stood.
"""

import html
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import emoticons, encodings
from zhiyin.science.language.encodings import UNKNOWN

Ints = NDArray[np.int64]
Codes = NDArray[np.uint32]

_HAN = "\u3400-\u9fff"

_LOST = re.compile("(?:锟斤拷)+(?:锟斤?)?")
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_OCTETS = re.compile(r"(?:%[0-9A-Fa-f]{2}){3,}|(?:=[0-9A-F]{2}){3,}")
_TONES = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ"
_GLOSS = re.compile(rf"(?<=[{_HAN}])\((?=[a-zü]{{0,5}}[{_TONES}])[a-zü{_TONES}]{{1,6}}\)")
_BLANK = "[ \u00a0\u3000]"
_SPACED = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:{_BLANK}{{1,2}}[{_HAN}](?![{_HAN}])){{2,}}")
_TWO_HAN = re.compile(rf"[{_HAN}]{{2}}")
_HYPHEN = re.compile(r"(?<=[a-z]{2})-\n(?=[a-z]{2})")
_LINE_END = re.compile(rf"(?<=[{_HAN}，、])\n(?=[{_HAN}])|(?<=[a-z,])\n(?=[a-z])")
# Lines are soft from this length on, where at least two are as long as the longest but for so many characters.
_SOFT_HAN, _SOFT_LATIN = (12, 1), (40, 12)
_CODE = re.compile(rf"\[([{_HAN}]{{1,4}}|[A-Za-z]{{2,4}}|笑cry)\]")
_PRIVATE = re.compile("[\ue001-\ue53e]")

# Words that writers part so that no filter finds them, traditional forms beside simplified ones.
_PARTED_WORDS = (
    "差评|差評|垃圾|骗子|騙子|骗人|騙人|骗钱|騙錢|欺骗|诈骗|坑人|坑爹|坑货|坑钱|黑店|黑心|恶心|噁心|假货|假貨|退款|退货|退貨|退钱|投诉|"
    "投訴|举报|舉報|曝光|维权|无良|無良|奸商|傻逼|傻叉|煞笔|智障|脑残|尼玛|卧槽|我操|我靠|妈的|他妈|你妈|操蛋|狗屎|狗日|滚蛋|混蛋|王八|"
    "缺德|难吃|難吃|难用|难喝|难闻|辣鸡|拉黑|避雷|踩雷|翻车|失望|好评|好評|态度|態度|质量|質量|客服|快递|商家|老板|老闆|虚假|过期|過期|"
    "变质|變質|苍蝇|蟑螂|拉肚子|中毒|赔偿|賠償|消协|骚扰|威胁|流氓|无耻|去死|有毒|致癌|盗版|山寨|霸王|扣费|套路|跑路|倒闭"
)
_MARKS = re.escape("*＊·•・●_|｜丨/~～^+#＋﹡×✖丶")
_PARTED = re.compile(
    "|".join(rf"(?:[{_MARKS}]{{1,3}}|[ .\-]{{1,2}})".join(word) for word in _PARTED_WORDS.split("|"))
)
_BLANK_OR_DOT = re.compile(r"[ .\-]")
# Characters that hardly stand in any other word, so that a blank or dot inside it cannot be meant.
_ALONE = set("垃骗騙煞蟑苍噁傻奸诈")


def suspects(codes: Codes, starts: Ints) -> Ints:
    """Which texts of a batch may need mending; few of those that do not."""
    traits = _traits()[np.minimum(codes, np.uint32(0xFFFF))]
    at = (traits & _ALWAYS) != 0
    at[:-1] |= ((traits[:-1] & _LATIN_LEAD) != 0) & ((traits[1:] & _LATIN_NEXT) != 0)
    first, second, third = traits[:-2], traits[1:-1], traits[2:]
    at[:-2] |= ((first & _GBK_FIRST) != 0) & ((second & _GBK_SECOND) != 0) & ((third & _GBK_THIRD) != 0)
    at[:-2] |= ((first & _IS_HAN) != 0) & ((second & _PARTING) != 0) & ((third & (_IS_HAN | _PARTING)) != 0)
    return np.unique(np.searchsorted(starts, np.flatnonzero(at), side="right") - 1)


def mend(text: str) -> tuple[str, Ints] | None:
    """The mended text and where each of its characters stood in the text as given; None where nothing is to mend.

    Time is linear in the length.
    """
    draft = _Draft(text)
    for found in encodings.misread(text):
        draft.put(*found)
    draft.settle()
    draft.replace(_LOST, lambda match: UNKNOWN)
    if "\\u" in draft.text:
        draft.replace(_ESCAPED, lambda match: encodings.of_escapes(match.group()))
    if "&" in draft.text:
        draft.replace(_ENTITY, lambda match: html.unescape(match.group()))
    if "%" in draft.text or "=" in draft.text:
        draft.replace(_OCTETS, lambda match: encodings.of_octets(match.group()))
    if "(" in draft.text:
        draft.replace(_GLOSS, lambda match: "")
    if "\n" in draft.text:
        draft.replace(_HYPHEN, lambda match: "")
        draft.replace(_LINE_END, _soft_ends(draft.text))
    if "[" in draft.text:
        draft.replace(_CODE, lambda match: emoticons.of_codes().get(match[1]))
    draft.replace(_PRIVATE, lambda match: emoticons.of_private().get(match.group()))
    sparse = _TWO_HAN.search(draft.text) is None
    draft.keep(_SPACED, lambda match: _without_blanks(match, sparse))
    draft.keep(_PARTED, _without_marks)
    return draft.finished()


class _Draft:
    """A text under repair."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._where: list[int] | None = None
        self._edits: list[tuple[int, int, str, Sequence[int]]] = []

    def put(self, begin: int, end: int, text: str, offsets: Sequence[int]) -> None:
        """Puts a text in the place of [begin, end); `offsets` say where in that its characters stood."""
        self._edits.append((begin, end, text, offsets))

    def replace(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str | None]) -> None:
        """Puts what `by` returns, never longer than the match, in its place; None leaves it."""
        for match in pattern.finditer(self.text):
            text = by(match)
            length = match.end() - match.start()
            if text is not None and text != match.group() and len(text) <= length:
                self.put(*match.span(), text, [k * length // len(text) for k in range(len(text))])
        self.settle()

    def keep(self, pattern: re.Pattern[str], which: Callable[[re.Match[str]], Sequence[int]]) -> None:
        """Keeps of each match the characters with these offsets."""
        for match in pattern.finditer(self.text):
            offsets = which(match)
            if len(offsets) < match.end() - match.start():
                self.put(*match.span(), "".join(match.group()[k] for k in offsets), offsets)
        self.settle()

    def settle(self) -> None:
        """Makes the edits, which do not overlap and are in order."""
        if not self._edits:
            return
        old = self._where or range(len(self.text))
        pieces: list[str] = []
        where: list[int] = []
        last = 0
        for begin, end, text, offsets in self._edits:
            pieces += (self.text[last:begin], text)
            where += old[last:begin]
            where += [old[begin + offset] for offset in offsets]
            last = end
        pieces.append(self.text[last:])
        where += old[last:]
        self.text, self._where, self._edits = "".join(pieces), where, []

    def finished(self) -> tuple[str, Ints] | None:
        return None if self._where is None else (self.text, np.array(self._where, dtype=np.int64))


def _without_blanks(match: re.Match[str], sparse: bool) -> Sequence[int]:
    """Of characters one by one all but the blanks: from four on, or three where the text has no two together."""
    kept = [k for k, character in enumerate(match.group()) if character not in " \u00a0\u3000"]
    return kept if sparse or len(kept) >= 4 else range(len(match.group()))


def _without_marks(match: re.Match[str]) -> Sequence[int]:
    word = match.group()
    before, after = (
        match.string[match.start() - 1 : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    meant = word[0] not in _ALONE and _BLANK_OR_DOT.search(word) and (_is_han(before) or _is_han(after))
    if meant:  # 质量差.评论区, 小狗 日子
        return range(len(word))
    return [k for k, character in enumerate(word) if _is_han(character)]


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def soft_line_ends(text: str) -> set[int]:
    """Where a line end parts no lines: between lines as long as the longest, where several are."""
    if "\n" not in text:
        return set()
    soft = _soft_ends(text)
    return {match.start() for match in _LINE_END.finditer(text) if soft(match) is not None}


def _soft_ends(text: str) -> Callable[[re.Match[str]], str | None]:
    """Which line ends part no lines: those of lines as long as the longest, where several are."""
    ends = [-1, *(match.start() for match in re.finditer("\n", text)), len(text)]
    begins = {end: begin + 1 for begin, end in pairwise(ends)}
    lengths = sorted((end - begin for end, begin in begins.items()), reverse=True)
    longest = lengths[0]

    def soft(match: re.Match[str]) -> str | None:
        han = _is_han(text[match.end()])
        least, ragged = _SOFT_HAN if han else _SOFT_LATIN
        length = match.start() - begins[match.start()]
        if longest < least or longest > 200 or lengths[1] < longest - ragged or length < longest - ragged:
            return None
        return "" if han else " "

    return soft


# Traits of characters that `suspects` looks at.
_IS_HAN, _GBK_FIRST, _GBK_SECOND, _GBK_THIRD, _LATIN_LEAD, _LATIN_NEXT, _PARTING, _ALWAYS = (
    1 << k for k in range(8)
)


@cache
def _traits() -> NDArray[np.uint8]:
    traits = np.zeros(0x10000, dtype=np.uint8)
    traits[0x3400:0xA000] |= _IS_HAN
    for trait, characters in (
        (_PARTING, "*＊·•・●_|｜丨/~～^+#＋﹡×✖丶 .-?\u00a0\u3000"),
        (_ALWAYS, "\\&%=[锟\n" + _TONES + "".join(emoticons.of_private())),
        (_LATIN_LEAD, encodings.LATIN_LEADS),
        (_LATIN_NEXT, encodings.LATIN_FOLLOWING),
        (_GBK_FIRST, encodings.GBK_FIRST),
        (_GBK_SECOND, encodings.GBK_SECOND),
        (_GBK_THIRD, encodings.GBK_THIRD),
    ):
        traits[[ord(character) for character in characters]] |= np.uint8(trait)
    return traits
