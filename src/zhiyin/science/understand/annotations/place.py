"""Where a word was found: its clause, its sentence, and what stands around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import BOUNDARY, LINE, SPACE, Codes, Folded, Ints
from zhiyin.science.understand.annotations.lexicon import HIDES, KINDS, Lexicon

Bools = NDArray[np.bool_]

_PLANE = 0x10000
_SENTENCE = np.zeros(_PLANE, dtype=np.bool_)
_SENTENCE[[BOUNDARY, LINE, *map(ord, "。!?;…~")]] = True
_CLAUSE = _SENTENCE.copy()
_CLAUSE[[*map(ord, ",:、")]] = True
_WORD = np.zeros(_PLANE, dtype=np.bool_)
_WORD[[*map(ord, "abcdefghijklmnopqrstuvwxyz0123456789")]] = True
# What stands before a Chinese classifier when something is counted.
_NUMERAL = np.zeros(_PLANE, dtype=np.bool_)
_NUMERAL[[*map(ord, "0123456789一二两俩三四五六七八九十百千几多数干n半来个家少整")]] = True
# No rule looks further than this many characters, so that a text without stops costs no more than one with them.
REACH = 60
# A sentence longer than this is not searched as a whole.
_LONG = 400
# What a sentence must hold for a word in it to be denied, supposed or asked about; the rules look closer.
DENIES, SUPPOSES, ASKS = 1, 2, 4
# All begin with a plain character, so that the search runs through the sentence fast.
_DENIES_ZH = re.compile("[不没无未别非谈]")
_SUPPOSES_ZH = re.compile(
    "如果|要是|假|倘若|若是|万一|的话|的时候|听说|据说|祝|以免|避免|防止|省得|会更|会很|会比|"
    "希望|建议|最好|能不能|可以再|能再"
    "|应该|就好了|想要|有没有|是否"
)
_ASKS_ZH = re.compile("[吗么嘛不?]")
_DENIES_EN = re.compile(
    "no|n't|never|cannot|without|hardly|barely|far from|anything but|isnt|wasnt|didnt|do[en]|wont|couldnt"
)
_SUPPOSES_EN = re.compile(
    "if|unless|in case|whether|hop[ei]|would|could|might|may|should|'d|wish|suggest|consider|"
    "please|need|want|recommend|perhaps"
)


@dataclass(frozen=True)
class Hits:
    """The words found, in order of their beginnings: which word, as which kinds, where, and the bounds around it.

    Positions are those of the folded codes; clause and sentence are [low, high) without the mark that ends them.
    """

    word: Ints
    kinds: Ints
    begin: Ints
    end: Ints
    text: Ints
    clause: tuple[Ints, Ints]
    sentence: tuple[Ints, Ints]


class Place:
    """One found word in its surroundings. One object serves a whole batch: `at` moves it."""

    __slots__ = ("_hints", "_of", "b", "ch", "cl", "e", "sh", "sl", "text", "texts", "where", "whole")

    def __init__(self, whole: str, texts: Sequence[str], where: Ints) -> None:
        self.whole, self.texts, self.where = whole, texts, where
        self._of, self._hints = -1, 0
        self.b = self.e = self.cl = self.ch = self.sl = self.sh = self.text = 0

    def at(self, text: int, bounds: tuple[int, int, int, int, int, int]) -> None:
        """Moves to a word: its begin and end, its clause's and its sentence's bounds."""
        self.text = text
        self.b, self.e, self.cl, self.ch, self.sl, self.sh = bounds

    def hints(self, latin: bool) -> int:
        """DENIES, SUPPOSES, ASKS: which of these the sentence may hold at all; looked up once for its words."""
        of = 2 * self.sl + latin
        if self._of != of:
            self._of = of
            whole, low, high = self.whole, self.sl, self.sh + 1
            if high - low > _LONG:
                hints = DENIES | SUPPOSES | ASKS
            elif latin:
                hints = DENIES if _DENIES_EN.search(whole, low, high) else 0
                hints |= SUPPOSES if _SUPPOSES_EN.search(whole, low, high) else 0
                hints |= ASKS if whole.startswith("?", self.sh) else 0
            else:
                hints = DENIES if _DENIES_ZH.search(whole, low, high) else 0
                hints |= SUPPOSES if _SUPPOSES_ZH.search(whole, low, high) else 0
                hints |= ASKS if _ASKS_ZH.search(whole, low, high) else 0
            self._hints = hints
        return self._hints

    def near(self) -> tuple[int, int]:
        """Begin and end of the clause, at most _LONG characters from the word: what looks through the whole clause for
        each of its words takes the square of its length, and a text without any mark is one clause."""
        return max(self.cl, self.b - _LONG), min(self.ch, self.e + _LONG)

    def before(self, pattern: re.Pattern[str], reach: int = 12) -> re.Match[str] | None:
        """A match in the clause's characters before the word; `$` in the pattern is the word's beginning."""
        return pattern.search(self.whole, max(self.cl, self.b - reach), self.b)

    def earlier(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """A match in the sentence before the word."""
        return pattern.search(self.whole, max(self.sl, self.b - REACH), self.b)

    def after(self, pattern: re.Pattern[str], reach: int = 12) -> re.Match[str] | None:
        """A match that begins where the word ends."""
        return pattern.match(self.whole, self.e, min(self.sh, self.e + reach))

    def later(self, pattern: re.Pattern[str], reach: int = REACH) -> re.Match[str] | None:
        """A match in the sentence after the word."""
        return pattern.search(self.whole, self.e, self._until(self.e + reach, self.sh))

    def clause(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """A match in the word's clause."""
        return pattern.search(self.whole, max(self.cl, self.b - REACH), self._until(self.e + REACH, self.ch))

    def sentence(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """A match in the word's sentence."""
        return pattern.search(self.whole, max(self.sl, self.b - REACH), self._until(self.e + REACH, self.sh))

    def _until(self, high: int, bound: int) -> int:
        """The bound, or what lies before it, moved to the end of a Latin word so that none is cut in two."""
        if high >= bound:
            return bound
        whole = self.whole
        while high < bound and whole[high].isalpha() and whole[high].isascii():
            high += 1
        return high

    def following(self, pattern: re.Pattern[str], reach: int = REACH) -> re.Match[str] | None:
        """A match after the word, over the sentence's end but within the text."""
        return pattern.search(self.whole, self.e, self.within(self.e, reach))

    def within(self, begin: int, reach: int) -> int:
        """The position `reach` characters after `begin`, or the text's end if that comes first."""
        end = self.whole.find("\0", begin, begin + reach)
        return begin + reach if end < 0 else end

    def ends_with(self, mark: str) -> bool:
        """Whether the sentence ends with this mark."""
        return self.whole.startswith(mark, self.sh)

    def given(self, begin: int, end: int) -> str:
        """The text as given between two positions."""
        return self.texts[self.text][int(self.where[begin]) : int(self.where[end - 1]) + 1]


def find(codes: Codes, whole: str, folded: Folded, words: Lexicon) -> Hits:
    """The lexicon's words in a folded batch, without those that a longer word hides."""
    found = np.array(words.automaton.find_matches_as_indexes(whole, overlapping=True), dtype=np.int64)
    found = found.reshape(-1, 3)
    word, begin, end = found[:, 0], found[:, 1], found[:, 2]
    low = np.minimum(codes, _PLANE - 1)
    latin = _WORD[low]
    cut = words.opens[word] & latin[begin - 1] | words.closes[word] & latin[np.minimum(end, len(codes) - 1)]
    cut |= words.counts[word] & ~_NUMERAL[low[begin - 1]]
    word, begin, end = word[~cut], begin[~cut], end[~cut]
    order = np.lexsort((-end, begin))
    word, begin, end = word[order], begin[order], end[order]
    kinds = _shown(words.kinds[word], end)
    shown = kinds > 0
    word, kinds, begin, end = word[shown], kinds[shown], begin[shown], end[shown]
    sentence_ends = _SENTENCE[low] | _full_stop(codes)
    clause_ends = (_CLAUSE[low] & ~_inside_a_number(codes)) | sentence_ends | _parting_space(codes)
    return Hits(
        word,
        kinds,
        begin,
        end,
        np.searchsorted(folded.starts, begin, side="right") - 1,
        _around(np.flatnonzero(clause_ends), begin, end),
        _around(np.flatnonzero(sentence_ends), begin, end),
    )


def _shown(kinds: Ints, end: Ints) -> Ints:
    """As which of its kinds (bits) each word counts: a blocking word or a longer one of the kind hides what it contains.

    The words are in order of their beginnings, longer ones first, so that one that ends no later than an earlier
    one lies within it.
    """
    shown = np.zeros(len(end), dtype=np.int64)
    if not len(end):
        return shown
    for kind in range(1, KINDS):
        bit = 1 << kind
        mine = kinds & bit
        if not mine.any():
            continue
        furthest = np.maximum.accumulate(np.where(kinds & (bit | HIDES), end, 0))
        shown[0] |= mine[0]
        shown[1:] |= np.where(end[1:] > furthest[:-1], mine[1:], 0)
    return shown


def _around(marks: Ints, begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """[low, high) between the marks around each word; a word may itself be or hold a mark ("?", "天呐~")."""
    low = marks[np.searchsorted(marks, begin, side="left") - 1] + 1
    high = marks[np.minimum(np.searchsorted(marks, end - 1, side="left"), len(marks) - 1)]
    return low, high


def _parting_space(codes: Codes) -> Bools:
    """A blank next to a Han character does a comma's work."""
    han = (codes >= 0x3400) & (codes < 0xA000)
    space: Bools = codes == SPACE
    space[1:] &= han[:-1] | np.append(han[2:], False)
    return space


def _full_stop(codes: Codes) -> Bools:
    stop: Bools = codes == ord(".")
    after = codes[1:]
    # Dr. Mr. Ms. end no sentence.
    title = ((codes == ord("r")) | (codes == ord("s"))) & np.append(False, _title(codes))
    stop[1:] &= ~title[:-1]
    stop[:-1] &= (after == SPACE) | (after == BOUNDARY) | (after == ord(".")) | (after == LINE)
    return stop


def _title(codes: Codes) -> Bools:
    """Where a word begins with d or m, as Dr and Mr do; one shorter than the codes."""
    begins: Bools = (codes[:-1] == ord("d")) | (codes[:-1] == ord("m"))
    begins[1:] &= ~_WORD[np.minimum(codes[:-2], _PLANE - 1)]
    return begins


def _inside_a_number(codes: Codes) -> Bools:
    """The comma of 1,299 and the colon of 12:30."""
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    inside = np.zeros(len(codes), dtype=np.bool_)
    inside[1:-1] = digit[:-2] & digit[2:]
    return inside
