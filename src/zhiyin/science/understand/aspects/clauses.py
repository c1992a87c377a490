"""Clauses and sentences of a folded batch, and the opinion words in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import BOUNDARY, LINE, SPACE, Codes, Folded, Ints
from zhiyin.science.understand.aspects.dictionary import (
    NO_ASPECT,
    NO_SLANG,
    OWN_MARK,
    SILENT,
    TURNED,
    Dictionary,
)
from zhiyin.science.understand.slang.own_words import OwnWords

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

_SENTENCE_ENDS = np.array([BOUNDARY, LINE, *map(ord, "。!?;…")], dtype=np.uint32)
_CLAUSE_ENDS = np.array([*_SENTENCE_ENDS.tolist(), *map(ord, ",:~")], dtype=np.uint32)
# What may follow a one-character opinion: 菜好！ 味道好啊 服务差的 上菜慢了.
_AFTER_SHORT = np.array([*_CLAUSE_ENDS.tolist(), *map(ord, " 了的啊吧呀呢哦啦哈、得点过")], dtype=np.uint32)
# One character that judges only what is named right before it: 味道好 and 服务差, not 装好了, 好多, 出差 and 差点.
_AFTER_NAMED = np.array([*map(ord, "好差")], dtype=np.uint32)
# How many characters may stand between a negation or a degree and the opinion, in Han and in Latin script.
_TURN_REACH, _TURN_REACH_LATIN = 3, 12
_GRADE_REACH = 1


@dataclass(frozen=True)
class Hits:
    """The patterns found, in order: which, and where (positions in the folded codes)."""

    pattern: Ints
    begin: Ints
    end: Ints

    def __getitem__(self, mask: Bools) -> "Hits":
        return Hits(self.pattern[mask], self.begin[mask], self.end[mask])


@dataclass(frozen=True)
class Opinions:
    """The words that judge, in order: where each stands (positions in the folded codes), where what turns or grades it
    begins (else `begin`), its value after that, and what pattern it is."""

    begin: Ints
    end: Ints
    whole_from: Ints
    value: Floats
    pattern: Ints


@dataclass(frozen=True)
class Told:
    """What the annotations know of a batch: where words lean to praise or blame (in order) and how much, and the phrases
    that mean something else than their words, each from `turned_from` to `turned_to` with −1 (blame) … 1 (praise)."""

    at: Ints
    lean: Floats
    turned_from: Ints
    turned_to: Ints
    turned: Floats


_NOWHERE, _NO_LEAN = np.zeros(0, dtype=np.int64), np.zeros(0)
NOTHING_TOLD = Told(_NOWHERE, _NO_LEAN, _NOWHERE, _NOWHERE, _NO_LEAN)
# A phrase that praises or blames as a whole, on the scale of the dictionary's words.
_TURNED_VALUE = 2.0
_NO_PATTERN = -1


def told(at: Ints, lean: Floats, turned: Sequence[tuple[int, int, float]]) -> Told:
    """What the annotations know; of `turned` (begin, end, lean) none overlaps another."""
    if not turned:
        return replace(NOTHING_TOLD, at=at, lean=lean)
    places = np.array([phrase[:2] for phrase in sorted(turned)], dtype=np.int64)
    return Told(at, lean, places[:, 0], places[:, 1], np.array([value for *_, value in sorted(turned)]))


@dataclass(frozen=True)
class Parse:
    """A batch's hits with its clauses: `clause_at` are the positions where a clause begins; `told` what is known of it
    besides."""

    hits: Hits
    clause_at: Ints
    words: Dictionary
    length: int
    told: Told = NOTHING_TOLD

    @cached_property
    def opinion_words(self) -> "Opinions":
        """The words that judge."""
        return _turned(self._said, self.told)

    @cached_property
    def _said(self) -> "Opinions":
        """Each word that judges by itself, whatever the phrase that it stands in means."""
        return _opinions(self.hits, self.words, self.clause_at)

    def leaning(self, begin: Ints, end: Ints) -> Floats:
        """In each [begin, end): the sum of what the annotations say of its words."""
        total = np.concatenate(([0.0], np.cumsum(self.told.lean)))
        leaning: Floats = (
            total[np.searchsorted(self.told.at, end)] - total[np.searchsorted(self.told.at, begin)]
        )
        return leaning

    def turned(self, begin: Ints, end: Ints) -> Floats:
        """For each [begin, end): the lean (−1 … 1) of the last phrase in it that means something else than its words, NaN
        where there is none."""
        place = np.searchsorted(self.told.turned_from, end) - 1
        inside = (place >= 0) & (np.append(self.told.turned_to, 0)[place] > begin)
        return np.where(inside, np.append(self.told.turned, 0.0)[place], np.nan)

    @cached_property
    def own(self) -> OwnWords | None:
        """The organisation's own words; None where it has none."""
        if self.words.own is None:
            return None
        said, role = self._said, self.words.slang
        own = np.flatnonzero(role[said.pattern] != NO_SLANG)
        silent = self.hits[role[self.hits.pattern] == SILENT]
        return OwnWords(
            said.begin[own],
            said.end[own],
            said.whole_from[own],
            said.value[own],
            self.words.polarity[said.pattern[own]],
            np.stack((silent.begin, silent.end), axis=1),
        )

    def around(self, starts: Ints, position: Ints) -> tuple[Ints, Ints]:
        """[begin, end) of the clause that holds each position."""
        place = np.searchsorted(starts, position, side="right") - 1
        ends = np.append(starts[1:], self.length)
        return starts[place], ends[place]

    def contrasted(self, texts_at: Ints) -> Bools:
        """Of each clause whether it leans otherwise than its neighbour beyond a 但是, which may lean to neither side;
        `texts_at` are the positions where a text begins."""
        begin, end = self.around(self.clause_at, self.clause_at)
        said, _, _ = self.opinions(begin, end)
        joint = np.isin(self.clause_at[1:], self.hits.begin[self.words.parts[self.hits.pattern]])
        joint &= ~np.isin(self.clause_at[1:], texts_at)
        joint &= np.sign(said[1:]) != np.sign(said[:-1])
        return np.append(joint, False) | np.concatenate(([False], joint))

    def opinions(self, begin: Ints, end: Ints) -> tuple[Floats, Ints, Ints]:
        """In each [begin, end): the sum of the opinions, how many lean to a side, how many are neutral."""
        value = self.opinion_words.value
        first = np.searchsorted(self.opinion_words.begin, begin)
        last = np.maximum(np.searchsorted(self.opinion_words.begin, end), first)
        total = np.concatenate(([0.0], np.cumsum(value)))
        leaning = np.concatenate(([0], np.cumsum(value != 0)))
        count = leaning[last] - leaning[first]
        return total[last] - total[first], count, last - first - count


def parse(folded: Folded, words: Dictionary) -> Parse:
    """Finds the dictionary's words and cuts the batch into clauses."""
    codes = folded.codes
    hits = _find(codes, words)
    ends = clause_ends(codes)
    sentence_ends = np.isin(codes, _SENTENCE_ENDS) | _full_stop(codes)
    clause_at = np.flatnonzero(ends | sentence_ends) + 1
    clause_at = np.union1d(clause_at, hits.begin[words.parts[hits.pattern]])
    return Parse(hits, clause_at, words, len(codes))


def clause_ends(codes: Codes) -> Bools:
    """The positions that end a clause by their sign or, next to Han, by their blank."""
    ends: Bools = np.isin(codes, _CLAUSE_ENDS) & ~_decimal(codes) | _parting_space(codes)
    return ends


def _find(codes: Codes, words: Dictionary) -> Hits:
    text = codes.tobytes().decode("utf-32-le")
    found = np.array(words.automaton.find_matches_as_indexes(text), dtype=np.int64).reshape(-1, 3)
    hits = Hits(found[:, 0], found[:, 1], found[:, 2])
    # A Latin word counts whole only; every hit lies between boundaries, so its neighbours exist.
    inside = _latin(codes[hits.begin - 1]) | _latin(codes[np.minimum(hits.end, len(codes) - 1)])
    hits = hits[~(words.latin[hits.pattern] & inside)]
    return hits[_short_ones_that_count(hits, codes, words)]


def _short_ones_that_count(hits: Hits, codes: Codes, words: Dictionary) -> Bools:
    """慢 is an opinion in 上菜慢, 很慢 and 慢但是好吃, not in 慢慢来: it stands after a degree or before an end."""
    closes = np.isin(codes[np.minimum(hits.end, len(codes) - 1)], _AFTER_SHORT)
    closes |= np.isin(hits.end, hits.begin[words.parts[hits.pattern]])
    modifies = words.turns[hits.pattern] | (words.grades[hits.pattern] != 1.0)
    follows = np.zeros(len(hits.begin), dtype=np.bool_)
    follows[1:] = modifies[:-1] & (hits.end[:-1] == hits.begin[1:])
    bare = words.short[hits.pattern] & ~np.isnan(words.polarity[hits.pattern])
    counts: Bools = ~bare | closes | follows | modifies
    named = np.zeros(len(hits.begin), dtype=np.bool_)
    named[1:] = (words.aspect[hits.pattern[:-1]] != NO_ASPECT) & (hits.end[:-1] == hits.begin[1:])
    return counts & (~bare | ~np.isin(codes[hits.begin], _AFTER_NAMED) | (named & closes))


def _opinions(hits: Hits, words: Dictionary, clause_at: Ints) -> Opinions:
    clause = np.searchsorted(clause_at, hits.begin, side="right")
    value = words.polarity[hits.pattern]
    mine = ~np.isnan(value)
    begin, own, pattern = hits.begin[mine], clause[mine], hits.pattern[mine]
    value, latin = value[mine], words.latin[pattern]
    turns = words.turns[hits.pattern] & ~mine
    gap, turn = _nearest_before(hits.end[turns], clause[turns], begin, own)
    plain = words.slang[pattern] != OWN_MARK
    turned = (gap <= np.where(latin, _TURN_REACH_LATIN, _TURN_REACH)) & plain
    value = np.where(turned, value * TURNED, value)
    grades = words.grades[hits.pattern] != 1.0
    gap, place = _nearest_before(hits.end[grades], clause[grades], begin, own)
    graded = (gap <= _GRADE_REACH) & plain
    grade = np.append(words.grades[hits.pattern[grades]], 1.0)[place]
    whole_from = np.where(graded, np.append(hits.begin[grades], 0)[place], begin)
    whole_from = np.where(turned, np.minimum(whole_from, np.append(hits.begin[turns], 0)[turn]), whole_from)
    value = np.where(graded, value * grade, value)
    return Opinions(begin, hits.end[mine], whole_from, value, pattern)


def _turned(opinions: Opinions, known: Told) -> Opinions:
    """The words that judge, with each phrase that means something else than its words as one of them."""
    if not len(known.turned):
        return opinions
    place = np.searchsorted(known.turned_from, opinions.begin, side="right") - 1
    free = (place < 0) | (known.turned_to[place] <= opinions.begin)
    begin = np.concatenate((opinions.begin[free], known.turned_from))
    order = np.argsort(begin, kind="stable")
    return Opinions(
        begin[order],
        np.concatenate((opinions.end[free], known.turned_to))[order],
        np.concatenate((opinions.whole_from[free], known.turned_from))[order],
        np.concatenate((opinions.value[free], _TURNED_VALUE * known.turned))[order],
        np.concatenate((opinions.pattern[free], np.full(len(known.turned), _NO_PATTERN)))[order],
    )


def _nearest_before(ends: Ints, clauses: Ints, begin: Ints, clause: Ints) -> tuple[Ints, Ints]:
    """The distance to the last word that ends before each position in its clause, and which word it is (-1: none)."""
    place = np.searchsorted(ends, begin, side="right") - 1
    if not len(ends):
        return np.full(len(begin), np.iinfo(np.int64).max), place
    same = (place >= 0) & (clauses[place] == clause)
    gap = np.where(same, begin - ends[place], np.iinfo(np.int64).max)
    return gap, np.where(same, place, -1)


def _latin(codes: Codes) -> Bools:
    latin: Bools = (codes >= ord("a")) & (codes <= ord("z"))
    return latin


def _han(codes: Codes) -> Bools:
    han: Bools = (codes >= 0x3400) & (codes < 0xA000)
    return han


def _parting_space(codes: Codes) -> Bools:
    """A blank next to a Han character does a comma's work."""
    space: Bools = codes == SPACE
    space[1:] &= _han(codes[:-1]) | np.append(_han(codes[2:]), False)
    return space


def _full_stop(codes: Codes) -> Bools:
    stop: Bools = codes == ord(".")
    stop[:-1] &= (
        (codes[1:] == SPACE) | (codes[1:] == BOUNDARY) | (codes[1:] == ord(".")) | (codes[1:] == LINE)
    )
    return stop


def _decimal(codes: Codes) -> Bools:
    """The comma of 1,299 and the colon of 12:30."""
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    inside = np.zeros(len(codes), dtype=np.bool_)
    inside[1:-1] = digit[:-2] & digit[2:]
    return inside


def aspect_hits(parse_: Parse, words: Dictionary) -> Hits:
    """The hits that name an aspect."""
    return parse_.hits[words.aspect[parse_.hits.pattern] != NO_ASPECT]
