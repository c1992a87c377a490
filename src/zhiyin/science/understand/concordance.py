"""Words in context: every place of a word or phrase, what stands beside it, and which words set texts apart.

Matching is on folded text (traditional, width and case level out), what is shown is the text as given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.estimate.families import benjamini_hochberg
from zhiyin.science.language.folding import BOUNDARY, Folded, fold
from zhiyin.science.understand.themes import keyness
from zhiyin.science.understand.themes.words import Words, content, words

Ints = NDArray[np.int64]

IN_ORDER, BY_LEFT, BY_RIGHT = "text", "left", "right"
SORTS = (IN_ORDER, BY_LEFT, BY_RIGHT)

# Only so many places are sorted; a commoner word is shown in the order of the texts from its first places.
MOST_SORTED = 100_000
MOST_WIDTH = 500
MOST_QUERY = 100
# Characters of context that decide the order.
_SORT_WIDTH = 40
_CHUNK = 2_000_000
# Punctuation next to the place does not count in the order.
_EDGE, _WORD = re.compile(r"^[\W_]+"), re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One place: which text, its span there (end exclusive), and the text as given to its left and right."""

    text: int
    start: int
    end: int
    left: str
    match: str
    right: str


@dataclass(frozen=True, slots=True)
class Concordance:
    """The lines shown, of `total` places in `texts_with` of `texts` texts."""

    lines: tuple[Line, ...]
    total: int
    texts_with: int
    texts: int


@dataclass(frozen=True, slots=True)
class Collocate:
    """A word near the query: `together` times of `count` in all, in `texts` texts; its G² and its logDice."""

    word: str
    together: int
    count: int
    texts: int
    log_likelihood: float
    log_dice: float


@dataclass(frozen=True, slots=True)
class Key:
    """A word's count in one set of texts and in another, as counts and per 1,000 words.

    `log_likelihood` bears the sign of the difference, `log_ratio` its size (1: twice as common), `p` the chance of a
    difference like it, adjusted for all words compared (Benjamini–Hochberg); `texts` is in how many of the first.
    """

    word: str
    count: int
    other: int
    per_thousand: float
    other_per_thousand: float
    texts: int
    log_likelihood: float
    log_ratio: float
    p: float


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often a word occurs, and in how many texts."""

    word: str
    count: int
    texts: int


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The commonest words of `words` in all, in `texts` texts."""

    commonest: tuple[Frequency, ...]
    words: int
    texts: int


def concordance(
    texts: Sequence[str | None],
    query: str,
    *,
    width: int = 30,
    sort: str = IN_ORDER,
    most: int = 500,
    whole_words: bool = True,
) -> Concordance:
    """The places of a word or phrase, each with `width` characters on either side, up to `most` of them.

    `sort`: "text" (as they come), "left" (by what stands before, nearest first) or "right" (by what stands after). A
    Latin query matches whole words unless `whole_words` is off. A query without anything to look for has no places.
    Raises ValueError for an unknown sort, a width outside 0…500, a `most` below 0, or a query over 100 characters.
    """
    if sort not in SORTS:
        raise ValueError(f"Sort is one of {', '.join(SORTS)}, not {sort!r}.")
    if not 0 <= width <= MOST_WIDTH or most < 0:
        raise ValueError(f"The width lies between 0 and {MOST_WIDTH}, and most is not below 0.")
    needle = _needle(query)
    found: list[tuple[str, int, int, int]] = []
    total, texts_with = 0, 0
    for first, chunk in _chunks(texts):
        folded = fold(chunk)
        codes = _string(folded)
        begins, text = _places(codes, needle, folded, whole_words)
        total += len(begins)
        texts_with += len(np.unique(text))
        room = (MOST_SORTED if sort != IN_ORDER else most) - len(found)
        for begin, own in zip(begins[:room].tolist(), text[:room].tolist(), strict=True):
            start = int(folded.where[begin])
            end = int(folded.where[begin + len(needle) - 1]) + 1
            key = _sort_key(codes, begin, begin + len(needle), sort)
            found.append((key, first + own, start, end))
    if sort != IN_ORDER:
        found.sort()
    lines = tuple(_line(texts[text] or "", text, start, end, width) for _, text, start, end in found[:most])
    return Concordance(lines, total, texts_with, len(texts))


def collocates(
    texts: Sequence[str | None], query: str, *, span: int = 5, least: int = 3, most: int = 50
) -> tuple[Collocate, ...]:
    """The words that stand within `span` words of the query in its sentence more often than chance, surest first.

    Function words are left out, and words seen there fewer than `least` times.
    """
    needle = _needle(query)
    found = words(texts)
    node, times = _nodes(texts, needle, found)
    if not times:
        return ()
    near = _around(found, node, span)
    size = len(found.vocabulary)
    count = np.bincount(found.word[~node], minlength=size)
    together = np.bincount(found.word[near], minlength=size)
    kept = np.flatnonzero(together >= max(least, 1))
    says = content([found.vocabulary[place] for place in kept])
    kept = kept[says]
    sure = keyness.association(together[kept], float(near.sum()), count[kept], float((~node).sum()))
    dice = keyness.log_dice(together[kept], float(times), count[kept])
    spread = _texts_of(found, near)
    order = [place for place in np.argsort(-sure, kind="stable") if sure[place] > 0][:most]
    return tuple(
        Collocate(
            found.vocabulary[kept[i]],
            int(together[kept[i]]),
            int(count[kept[i]]),
            int(spread[kept[i]]),
            float(sure[i]),
            float(dice[i]),
        )
        for i in order
    )


def key_words(
    texts: Sequence[str | None], against: Sequence[str | None], *, least: int = 3, most: int = 100
) -> tuple[Key, ...]:
    """The words that set the first texts apart from the second, surest first; more common and rarer ones alike.

    Words with fewer than `least` places in both together are not compared. Empty when either side has no words.
    """
    found = words([*texts, *against])
    own = found.text < len(texts)
    size = len(found.vocabulary)
    a, b = (np.bincount(found.word[side], minlength=size) for side in (own, ~own))
    n, m = int(own.sum()), int((~own).sum())
    if not n or not m:
        return ()
    kept = np.flatnonzero(a + b >= max(least, 1))
    kept = kept[content([found.vocabulary[place] for place in kept])]
    sure = keyness.log_likelihood(a[kept], b[kept], n, m)
    ratio = keyness.log_ratio(a[kept], b[kept], n, m)
    p = [one.p or 0.0 for one in benjamini_hochberg(keyness.chi_square_p(score) for score in sure.tolist())]
    spread = _texts_of(found, own)
    return tuple(
        Key(
            found.vocabulary[kept[i]],
            int(a[kept[i]]),
            int(b[kept[i]]),
            1000 * float(a[kept[i]]) / n,
            1000 * float(b[kept[i]]) / m,
            int(spread[kept[i]]),
            float(sure[i]),
            float(ratio[i]),
            float(p[i]),
        )
        for i in np.argsort(-np.abs(sure), kind="stable")[:most]
    )


def frequencies(texts: Sequence[str | None], *, most: int = 100, function_words: bool = False) -> Frequencies:
    """The commonest words, without function words unless they are asked for."""
    found = words(texts)
    size = len(found.vocabulary)
    count = np.bincount(found.word, minlength=size)
    spread = _texts_of(found, np.ones(len(found.word), dtype=np.bool_))
    shown = np.ones(size, dtype=np.bool_) if function_words else content(found.vocabulary)
    order = [i for i in np.argsort(-count, kind="stable").tolist() if shown[i]][:most]
    return Frequencies(
        tuple(Frequency(found.vocabulary[i], int(count[i]), int(spread[i])) for i in order),
        len(found.word),
        len(texts),
    )


def _needle(query: str) -> str:
    """What to look for in folded text; empty when the query holds nothing."""
    if len(query) > MOST_QUERY:
        raise ValueError(f"A query has {MOST_QUERY} characters at most.")
    return _string(fold([query]))[1:-1].strip()


def _string(folded: Folded) -> str:
    """The folded batch as one string, boundaries as NULs."""
    return folded.codes.tobytes().decode("utf-32-le", "replace")


def _chunks(texts: Sequence[str | None]) -> list[tuple[int, list[str]]]:
    """(index of the first text, texts) of about the same number of characters."""
    chunks: list[tuple[int, list[str]]] = []
    size = _CHUNK
    for index, text in enumerate(texts):
        if size >= _CHUNK:
            chunks.append((index, []))
            size = 0
        chunks[-1][1].append(text or "")
        size += len(text or "") + 1
    return chunks


def _places(codes: str, needle: str, folded: Folded, whole_words: bool) -> tuple[Ints, Ints]:
    """Where the needle begins, without overlaps, and in which text."""
    begins = []
    at = codes.find(needle) if needle else -1
    while at >= 0:
        if not whole_words or _whole(codes, at, at + len(needle)):
            begins.append(at)
            at = codes.find(needle, at + len(needle))
        else:
            at = codes.find(needle, at + 1)
    places = np.array(begins, dtype=np.int64)
    return places, np.searchsorted(folded.starts, places, side="right") - 1


def _whole(codes: str, begin: int, end: int) -> bool:
    """A Latin word or number is not found inside a longer one; Han characters have no such bounds."""

    def joined(a: str, b: str) -> bool:
        return a.isascii() and b.isascii() and a.isalnum() and b.isalnum()

    return not joined(codes[begin - 1], codes[begin]) and not joined(codes[end - 1], codes[end])


def _sort_key(codes: str, begin: int, end: int, sort: str) -> str:
    if sort == IN_ORDER:
        return ""
    if sort == BY_RIGHT:
        return _EDGE.sub("", codes[end : end + _SORT_WIDTH].split(chr(BOUNDARY), 1)[0])
    before = codes[max(0, begin - _SORT_WIDTH) : begin].rsplit(chr(BOUNDARY), 1)[-1]
    # By words in a Latin text, by characters in a Chinese one; the nearest comes first.
    words = reversed(before) if not before.isascii() else reversed(_WORD.findall(before))
    return _EDGE.sub("", " ".join(words))


def _line(text: str, index: int, start: int, end: int, width: int) -> Line:
    left, right = text[max(0, start - width) : start], text[end : end + width]
    return Line(index, start, end, left, text[start:end], right)


def _nodes(texts: Sequence[str | None], needle: str, found: Words) -> tuple[NDArray[np.bool_], int]:
    """Which words are part of a place of the query, and how many places there are."""
    node = np.zeros(len(found.word), dtype=np.bool_)
    times = 0
    # A word's rank among all: by text, then by place.
    stride = int(found.end.max()) + 2 if len(found.end) else 1
    begin, end = found.text * stride + found.begin, found.text * stride + found.end
    for first, chunk in _chunks(texts):
        folded = fold(chunk)
        places, text = _places(_string(folded), needle, folded, whole_words=True)
        start = np.minimum(folded.where[places], stride - 2)
        stop = np.minimum(folded.where[places + len(needle) - 1] + 1, stride - 1)
        from_ = np.searchsorted(end, (text + first) * stride + start, side="right")
        to = np.searchsorted(begin, (text + first) * stride + stop, side="left")
        for a, b in zip(from_.tolist(), to.tolist(), strict=True):
            node[a:b] = True
            times += b > a
    return node, times


def _around(found: Words, node: NDArray[np.bool_], span: int) -> NDArray[np.bool_]:
    """The words within `span` of a node in its sentence, nodes left out."""
    near = np.zeros_like(node)
    for step in range(1, span + 1):
        same = found.sentence[step:] == found.sentence[:-step]
        near[step:] |= node[:-step] & same
        near[:-step] |= node[step:] & same
    return near & ~node


def _texts_of(found: Words, mask: NDArray[np.bool_]) -> Ints:
    """In how many texts each word of the mask occurs."""
    pair = np.unique(found.word[mask] * np.int64(max(found.texts, 1)) + found.text[mask])
    return np.bincount(pair // max(found.texts, 1), minlength=len(found.vocabulary)).astype(np.int64)
