"""Sentences of Chinese, English and mixed text, as spans of the original."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from zhiyin.science.language import mending

_HAN = "\u3400-\u9fff"
_CLOSING = "”’\"'」』）)】》]"
_CLOSES = re.escape(_CLOSING)
_FACE = "\u2600-\u2763\u2765-\u27bf\U0001f000-\U0001f493\U0001f4a0-\U0001faff"
# An end: a run of end marks with the quotes that close after it, a line end, an emoji or a code of one, a wave after a
# particle. An English full stop ends a sentence only before a blank, after a Chinese character or at the text's end.
_END = re.compile(
    rf"(?=[。！？!?…；;.\n~～\[{_FACE}])(?:"  # what any of them begins with: most characters are passed over at once
    rf"(?:[。！？!?…；;]+|(?<=[^\s.])\.+(?=[\s{_CLOSES}]|$)|(?<=[{_HAN}）”])\.+(?![0-9.])|(?<=[^\s.])\.{{3,}}(?=[{_HAN}]))"
    rf"[{_CLOSES}{_FACE}\ufe0f\u200d♀♂]*"
    rf"|\n+"
    rf"|(?<=[了的啊哦呢吧呀哈嘛啦吃好赞棒爱谢喔哟噢耶错])[~～]+(?=[{_HAN}])"
    rf"|(?P<face>(?:[{_FACE}][\ufe0f\u200d♀♂\U0001f3fb-\U0001f3ff]*|\[[{_HAN}]{{1,3}}\])+))"
)
# Faces end a sentence before a word only. Looked for apart: within the pattern, it would be sought from every face anew.
_WORD_FOLLOWS = re.compile(rf"\s*[{_HAN}A-Za-z]")
_ADDRESS = re.compile(rf"(?:https?://|www\.)[^\s{_HAN}，。！？；、”）》】]+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|nos|vs|etc|e\.g|i\.e|approx|dept|inc|ltd|co|corp|jr|sr|a\.m|p\.m|u\.s|u\.k|tel|ext|fig|vol|"
    r"min|max|hrs|rev|gen|sgt|ave|blvd|rd|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|[a-z])$",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"(?=[0-9①-⑳(（一二三四五六七八九十])(?:"
    r"(?<![0-9.,/\-])(?P<n>[0-9]{1,2})(?:[.．](?![0-9])|[、)）](?![0-9]?[%％]))|(?P<c>[①-⑳])|[(（](?P<p>[0-9]{1,2})[)）]"
    r"|(?P<h>[一二三四五六七八九十])(?:、|是(?=[^一二三四五六七八九十])))"
)
_HAN_NUMBERS = "一二三四五六七八九十"
# No list is without the first two numbers of its style.
_COUNTING = (("1", "2"), ("①", "②"), ("一", "二"))
_PARTED = re.compile(rf"(?<=[{_HAN}])[ \u3000]+(?=[{_HAN}])")
_MARK = re.compile("[\n，,。！？!?；;…、：:]|[.](?![0-9])")
# A line without any mark is parted at its blanks where its pieces have so many characters on average.
_PIECE = 3.0


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, without blanks at its ends; none is empty, none overlap, in order.

    Numbers of a list begin sentences; the blanks of a line without any mark part them; lines that were only wrapped
    at a width are one. Addresses of the web are never cut. Time is linear in the length.
    """
    spans: list[tuple[int, int]] = []
    addressed = "://" in text or "www." in text
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if addressed else []
    soft = mending.soft_line_ends(text) if "\n" in text else set()
    begins = set(_list_items(text))
    cuts = sorted({*_ends(text, addresses, soft, begins), *begins, *_blanks(text)})
    start = 0
    for cut in (*cuts, len(text)):
        if cut > start:
            _add(spans, text, start, cut)
            start = cut
    return spans


def sentences(text: str) -> list[str]:
    """The sentences themselves; see `sentence_spans`."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _ends(text: str, addresses: list[tuple[int, int]], soft: set[int], begins: set[int]) -> Iterator[int]:
    last = 0
    for match in _END.finditer(text):
        start, end = match.span()
        if addresses and _inside(addresses, start):
            continue
        mark = match.group()
        if match["face"] and not _WORD_FOLLOWS.match(text, end):
            continue
        if mark[0] == "." and _continues(text, start, end, begins):
            continue
        if mark[0] == "\n" and start in soft:
            continue
        if not _MARK.match(mark) and not text[last:start].strip():  # a face that begins a sentence
            continue
        last = end
        yield end


def _inside(spans: list[tuple[int, int]], position: int) -> bool:
    index = bisect_left(spans, (position + 1, 0)) - 1
    # The last mark of an address belongs to the sentence.
    return index >= 0 and spans[index][0] <= position < spans[index][1] - 1


def _continues(text: str, stop: int, after: int, begins: set[int]) -> bool:
    """Whether a full stop ends no sentence: before a small letter, after an abbreviation or an item's number."""
    if after - stop > 1 and text[stop : stop + 3] == "...":
        return False
    word = text[max(0, stop - 3) : stop]
    digits = len(word) - len(word.rstrip("0123456789"))
    if 0 < digits < 3 and (stop - digits in begins or stop - digits == 0 or text[stop - digits - 1] == "\n"):
        return True
    follows = text[after : after + 3].lstrip()
    if follows and follows[0].islower():
        return True
    return bool(follows) and _ABBREVIATION.search(text[max(0, stop - 8) : stop]) is not None


def _list_items(text: str) -> Iterator[int]:
    """Where the items of a list begin: numbers in one style that count up from 1, at least two."""
    if not any(first in text and second in text for first, second in _COUNTING):
        return
    counting: dict[str, list[int]] = {}
    for match in _NUMBERING.finditer(text):
        style = match.lastgroup or ""
        written = match[style]
        number = (
            int(written)
            if style in "np"
            else ord(written) - 0x245F
            if style == "c"
            else _HAN_NUMBERS.index(written) + 1
        )
        items = counting.setdefault(style, [])
        if number == 1 and len(items) < 2:
            items[:] = [match.start()]
        elif items and number == len(items) + 1:
            items.append(match.start())
        elif items and number == 1:
            yield from items
            items[:] = [match.start()]
    for items in counting.values():
        if len(items) > 1:
            yield from items


def _blanks(text: str) -> Iterator[int]:
    """The blanks that part sentences, in lines without marks."""
    if " " not in text and "\u3000" not in text:
        return
    start = 0
    for line in text.split("\n"):
        if " " in line or "\u3000" in line:
            gaps = [match.span() for match in _PARTED.finditer(line)]
            if gaps and not _MARK.search(line):
                pieces = len(gaps) + 1
                if len(line.replace(" ", "").replace("\u3000", "")) >= _PIECE * pieces:
                    yield from (start + end for _, end in gaps)
        start += len(line) + 1


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    trimmed = piece.strip()
    if trimmed and (trimmed[0].isalnum() or any(character.isalnum() for character in trimmed)):
        spans.append((start + lead, start + lead + len(trimmed)))
    elif trimmed and spans and text[spans[-1][1] : start + lead].strip(" ") == "":
        spans[-1] = (spans[-1][0], start + lead + len(trimmed))
