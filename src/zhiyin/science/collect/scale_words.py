"""Words that name a step of a scale: 非常满意, 不太同意, very easy. What is seen together says how many steps there are.

十分 and 极其 mean "very", never a ten (D09). A word that says "in the middle" (一般) belongs to every family; it
stays the middle, though people mean rather bad by it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from zhiyin.science.collect.cells import folded
from zhiyin.science.collect.traditional import simplified

_VERY: Final = (
    "非常|极|极其|极为|十分|完全|特别|超级|超|最|极度|万分|格外|绝对|"
    "extremely |completely |totally |strongly |highly |absolutely "
)
_QUITE: Final = "很|相当|太|挺|蛮|very |really "  # as much as "very", and less where both stand side by side
_BARELY: Final = "基本|基本上|大致|大体|勉强|还算"
_RATHER: Final = (
    "比较|较|较为|有点|有点儿|有些|稍微|略|略微|部分|somewhat |slightly |rather |fairly |mostly |moderately |quite |"
    "a little |tend to "
)
_NOT_VERY: Final = (
    "非常不|极不|极其不|极为不|十分不|完全不|特别不|超级不|一点也不|一点都不|毫不|根本不|最不|绝对不|"
    "not at all |strongly not |absolutely not |definitely not "
)
_NOT_QUITE: Final = "很不|相当不|太不"
_NOT_RATHER: Final = (
    "不太|不大|不怎么|不很|不是很|不是太|不够|较不|较为不|比较不|有点不|有点儿不|有些不|稍不|略不|稍微不|基本不|部分不|"
    "not so |not very |not really |not quite "
)
_NOT: Final = "不|没有|没有多|not "
_MIDDLE: Final = (
    "一般|一般般|普通|普普通通|中立|中性|中等|还行|还可以|马马虎虎|过得去|尚可|适中|无所谓|不好不坏|没感觉|说不上|一般满意|"
    "一般同意|一般符合|一般愿意|一般可能|既不同意也不反对|既不满意也不不满意|说不上满意或不满意|neutral|average|moderate|ok|okay|"
    "neither|neither/nor|neither nor|neither agree nor disagree|neither disagree nor agree|"
    "neither satisfied nor dissatisfied|"
    "neither dissatisfied nor satisfied|neither likely nor unlikely|neither unlikely nor likely|"
    "neither easy nor difficult|neither difficult nor easy|neither good nor bad|so-so|so so|undecided|mixed|indifferent"
)
MIDDLE: Final = "一般"  # stands in the middle of every family, whatever the others are written in
# The middle of agreement and likelihood where no other word is; elsewhere it says that somebody does not know.
UNSURE: Final = frozenset({"不确定", "不一定", "说不准", "说不清", "not sure", "unsure", "uncertain"})
_UNSURE_IN: Final = frozenset({"agreement", "likelihood"})
# An option's mark before it: A. 非常满意, ①非常满意, (B) good.
_MARK: Final = re.compile(r"^[(\[]?(?:[a-j](?=[.、:)\]\s]))[.、:)\]\s]+\s*(?=\D)")
_NUMBERED: Final = re.compile(
    r"[(\[]?(?P<number>\d{1,3})\s*[分星)\]]*\s*[-—–:：.、,=\s(]*\s*(?P<word>[^\d\s(][^\d]*)"
)
_WORD_FIRST: Final = re.compile(
    r"(?P<word>[^\d(]*[^\d\s(:：-])(?:\s*[-:：(=]+\s*|\s+)(?P<number>\d{1,3})\s*(?:分|星|points?)?\s*\)?"
)


@dataclass(frozen=True, slots=True)
class Family:
    """Words that answer one kind of question: what they measure, their stems, the stems of the opposite."""

    construct: str
    good: str
    bad: str = ""
    role: str = "plain"


FAMILIES: Final = {
    "satisfaction": Family("csat", "满意|satisfied|happy|pleased", "失望|dissatisfied|unsatisfied|unhappy|displeased"),
    "agreement": Family("rating", "同意|认同|赞同|赞成|符合|agree", "反对|disagree"),
    "ease": Family(
        "ces", "容易|轻松|方便|便捷|简单|顺利|顺畅|省力|省心|easy|simple",
        "困难|难|费力|费劲|麻烦|复杂|繁琐|difficult|hard|complicated",
    ),
    "likelihood": Family("rating", "可能|愿意|乐意|likely|willing", "unlikely|unwilling"),
    "importance": Family("rating", "重要|important", "unimportant", "importance"),
    "quality": Family("rating", "好|不错|良好|棒|good", "差|坏|糟糕|糟|烂|bad|poor"),
    "liking": Family("rating", "喜欢|like", "讨厌|dislike"),
    "quickness": Family("rating", "快|及时|迅速|fast|quick", "慢|slow"),
    "clarity": Family("rating", "清楚|清晰|了解|熟悉|clear|familiar", "模糊|unclear|unfamiliar"),
    "trust": Family("rating", "信任|放心|专业|热情|耐心|友好|干净|舒适|合理|friendly|clean|helpful|comfortable",
                    "冷淡|脏|unfriendly|dirty|unhelpful|uncomfortable"),
}  # fmt: skip
# Ladders whose steps are words of their own, from the lowest; the first that holds all words is taken.
_LADDERS: Final = (
    ("rating", "poor|fair/average|good|excellent"),
    ("rating", "very poor|poor|fair/average/ok/okay/acceptable|good|very good/excellent/great/outstanding"),
    ("rating", "poor|fair/average|good|very good|excellent/outstanding"),
    ("rating", "terrible/awful/very bad|poor/bad|fair/average/ok/okay|good|very good|excellent"),
    ("rating", "terrible/awful|poor/bad|average/ok/okay/fair|good/very good|excellent/great"),
    ("rating", "not at all|slightly|moderately|very|extremely"),
    ("rating", "never|rarely/seldom|sometimes|often/usually/frequently|always"),
    ("rating", "从不/从未|很少/偶尔|有时|经常|总是/每次"),
    ("rating", "never|sometimes|about half the time|most of the time|always"),
    ("rating", "一定不会/肯定不会/绝对不会/完全不会|可能不会/大概不会/应该不会/不太会|"
        "不确定/不一定/说不准/说不清/看情况/视情况而定|可能会/大概会/应该会|一定会/肯定会/绝对会"),
    ("rating", "definitely would not/definitely not|probably would not/probably not|might or might not/unsure/not sure|"
        "probably would/probably yes/probably|definitely would/definitely yes/definitely"),
    ("rating", "much worse|somewhat worse/worse/slightly worse|about the same/the same|"
        "somewhat better/better/slightly better|much better"),
    ("rating", "none at all|a little|a moderate amount|a lot|a great deal"),
    ("rating", "poor/detractor|neutral/passive|good/promoter"),
    ("rating", "不及格|及格|中等|良好|优秀"),
    ("rating", "不合格|合格|良好|优秀"),
    ("rating", "差|中|良|优"),
    ("rating", "很差/非常差/极差|较差/不好|一般/中等/普通|良好/好/较好|优秀/很好/非常好"),
    ("rating", "很差/较差/差|一般|良好/好/较好|优秀/很好"),
    ("rating", "完全没有帮助/没有帮助|帮助不大/帮助较小|一般|有帮助/比较有帮助/有一些帮助|非常有帮助/很有帮助"),
    ("rating", "不推荐|中立|推荐"),
    ("rating", "差评|中评|好评"),
    ("rating", "远低于预期/远低于期望|低于预期/低于期望/不及预期|"
        "符合预期/符合期望/达到预期|超出预期/高于预期/超过预期|远超预期/远超出预期/远高于预期"),
    (
        "rating",
        "far short of my expectations|below expectations|meets expectations|exceeds expectations|far exceeds expectations",
    ),
    ("csat", "sehr unzufrieden|unzufrieden/eher unzufrieden|neutral/teils teils|zufrieden/eher zufrieden|sehr zufrieden"),
    ("csat", "très insatisfait|insatisfait/plutôt insatisfait|neutre|satisfait/plutôt satisfait|très satisfait"),
    ("csat", "muy insatisfecho|insatisfecho|neutral|satisfecho|muy satisfecho"),
    ("csat", "とても不満/非常に不満/大変不満|不満/やや不満|普通/ふつう/どちらともいえない|"
        "満足/やや満足|とても満足/非常に満足/大変満足"),
    ("rating", "一星|二星/两星|三星|四星|五星"),
    ("rating", "一颗星|二颗星/两颗星|三颗星|四颗星|五颗星"),
)  # fmt: skip
# One-sided ladders of survey tools: their "very" is not the end.
_ONE_SIDED: Final = (
    ("not at all ", "not so ", "somewhat ", "very ", "extremely "),
    ("not at all ", "slightly ", "moderately ", "very ", "extremely "),
    ("not at all ", "not so ", "moderately ", "very ", "extremely "),
    ("not at all ", "slightly ", "somewhat ", "very ", "extremely "),
)


@dataclass(frozen=True, slots=True)
class WordScale:
    """What was recognised: the construct, its role, the scale, every word of the family with its value.

    `family` names the words ("" for a ladder of its own); `middle` says whether a word that leans bad (一般) is
    the middle step.
    """

    construct: str
    role: str
    scale_min: float
    scale_max: float
    scores: dict[str, float]
    family: str = ""
    middle: bool = False

    def shown(self, words: Iterable[str]) -> str:
        """The words that were seen with their values, from the best: "非常满意=5, 满意=4, 一般=3"."""
        found = {step: self.scores[step] for word in words if (step := step_word(word)) in self.scores}
        ordered = sorted(found.items(), key=lambda pair: -pair[1])
        return ", ".join(f"{word}={value:g}" for word, value in ordered[:11])


@lru_cache(maxsize=4096)
def step_word(word: str) -> str:
    """A word as the scales hold it: without width, case, blanks and full stops around it."""
    return " ".join(simplified(folded(word)).strip(" \t。.!！;；").split())


def _bare(word: str) -> str:
    return _MARK.sub("", word, count=1)


def _levels(family: Family) -> dict[str, float]:
    """Every word of a family with its level: 3 very, 2.6 quite, 2 plain, 1.2 barely, 1 rather; below zero the other side."""
    found: dict[str, float] = dict.fromkeys(_MIDDLE.split("|"), 0.0)
    sides = (
        (_VERY, family.good, 3.0), (_QUITE, family.good, 2.6), ("", family.good, 2.0), (_BARELY, family.good, 1.2),
        (_RATHER, family.good, 1.0),
        (_NOT_VERY, family.good, -3.0), (_NOT_QUITE, family.good, -2.6), (_NOT, family.good, -2.0),
        (_NOT_RATHER, family.good, -1.0),
        (_VERY, family.bad, -3.0), (_QUITE, family.bad, -2.6), ("", family.bad, -2.0),
        (_RATHER, family.bad, -1.0), (_NOT, family.bad, 2.0),
    )  # fmt: skip
    for before, stems, level in sides:
        for stem in filter(None, stems.split("|")):
            for word in before.split("|"):
                if not word or word.endswith(" ") == stem.isascii():
                    found.setdefault(word + stem, level)
    return found


_WORDS: Final = {name: _levels(family) for name, family in FAMILIES.items()}


def is_step(word: str) -> bool:
    """Whether a word alone could be a step of some scale."""
    return any(step_word(word) in words for words in _WORDS.values())


def _ladder_steps(ladder: str) -> dict[str, float]:
    return {word: float(place) for place, step in enumerate(ladder.split("|"), 1) for word in step.split("/")}


_STEPS: Final = tuple(
    (construct, _ladder_steps(ladder), float(ladder.count("|") + 1)) for construct, ladder in _LADDERS
)


def scale_of_words(words: Iterable[str]) -> WordScale | None:
    """The scale on which all these words are steps, or None if they are not. At least one must not be the middle.

    Words may carry an option's mark (A. 非常满意) or a number (5-非常满意, 非常满意（5分）). Where the numbers run with
    the words, they are the values; where they run against them, they only count the options.
    """
    seen = {step for word in words if (step := step_word(word))}
    if not seen or len(seen) > 60:
        return None
    plain = {_bare(word): word for word in seen}
    found = _of_bare_words(frozenset(plain))
    if found is not None:
        marked = {word: found.scores[bare] for bare, word in plain.items() if word != bare}
        found.scores.update(marked)
        return found
    return _numbered(seen)


def _of_bare_words(seen: frozenset[str]) -> WordScale | None:
    for name, family in FAMILIES.items():
        found = _one_sided(seen, family, name) or _two_sided(seen, family, name)
        if found is not None:
            return found
    ladders = [one for one in _STEPS if seen <= one[1].keys()]
    for construct, steps, top in sorted(ladders, key=lambda one: -len({one[1][word] for word in seen})):
        if len({steps[word] for word in seen}) >= min(3, top - 1):
            return WordScale(construct, "plain", 1.0, top, dict(steps))
    return None


def _numbered(seen: set[str]) -> WordScale | None:
    """Cells such as 5-非常满意 among numbers: all of them have a number, and a number has one word."""
    numbers: dict[str, float] = {}
    words: dict[float, str] = {}
    for cell in seen:
        found = _NUMBERED.fullmatch(cell) or _WORD_FIRST.fullmatch(cell)
        if found is None and not cell.isdecimal():
            return None
        number = float(found["number"] if found else cell)
        if found:
            word = found["word"].strip(" ()[]-")
            if words.setdefault(number, word) != word:
                return None
        numbers[cell] = number
    if len(words) < 2 or (len(words) < 0.3 * len(numbers) and max(numbers.values()) > 10):
        return None
    scale = _of_bare_words(frozenset(words.values()))
    ordered = sorted(words)
    if scale is not None and len(words) == len(numbers):
        values = [scale.scores[words[number]] for number in ordered]
        if values == sorted(values, reverse=True) and len(set(values)) > 1:  # 1 非常满意 ... 5 非常不满意
            scores = {cell: scale.scores[words[number]] for cell, number in numbers.items()}
            return WordScale(
                scale.construct, scale.role, scale.scale_min, scale.scale_max, scores, scale.family
            )
        if values != sorted(values):
            return None
    elif scale is None and len(words) == len(numbers):
        return None
    low, high = _round_scale(ordered[0], max(numbers.values()), scale)
    scores = dict(numbers)
    for number in range(int(low), int(high) + 1):
        scores.setdefault(str(number), float(number))
    construct = scale.construct if scale else "rating"
    return WordScale(
        construct, scale.role if scale else "plain", low, high, scores, scale.family if scale else ""
    )


def _round_scale(low: float, high: float, scale: WordScale | None) -> tuple[float, float]:
    if scale is not None and scale.scale_min <= low and high <= scale.scale_max and high <= 7:
        return scale.scale_min, scale.scale_max
    if high <= 5:
        return (0.0 if low == 0 else 1.0), 5.0
    if high <= 7 and low > 0:
        return 1.0, 7.0
    return (0.0 if low == 0 else 1.0), (10.0 if high <= 10 else 100.0)


def _one_sided(seen: frozenset[str], family: Family, name: str) -> WordScale | None:
    adverbs = {
        match[1] for word in seen if (match := re.fullmatch(r"((?:not at all|not so|[a-z]+) )[a-z]+", word))
    }
    if not (
        adverbs & {"not so "} or {"very ", "extremely "} <= adverbs or {"not at all ", "slightly "} <= adverbs
    ):
        return None
    for stem in filter(str.isascii, family.good.split("|")):
        for ladder in _ONE_SIDED:
            scores = {adverb + stem: float(place) for place, adverb in enumerate(ladder, 1)}
            if seen <= scores.keys():
                return WordScale(family.construct, family.role, 1.0, 5.0, scores, name)
    return None


def _two_sided(seen: frozenset[str], family: Family, name: str) -> WordScale | None:
    levels = _WORDS[name]
    if name in _UNSURE_IN and not seen.isdisjoint(UNSURE) and 0.0 not in map(levels.get, seen):
        levels = levels | dict.fromkeys(UNSURE, 0.0)
    if not seen <= levels.keys():
        return None
    found = {levels[word] for word in seen}
    if found == {0.0}:
        return None
    if {2.6, 3.0} <= found or {-2.6, -3.0} <= found:  # 非常满意 and 很满意 side by side
        places = _by_rank(found)
    else:
        places = _places({_whole(level) for level in found}, barely=1.2 in found)
        if places is not None:
            places = {
                level: places[whole] for level in set(levels.values()) if (whole := _whole(level)) in places
            }
    if places is None:
        return None
    scores = {word: float(places[level]) for word, level in levels.items() if level in places}
    top = float(max(places.values()))
    return WordScale(family.construct, family.role, 1.0, top, scores, name, middle=0.0 in found)


def _whole(level: float) -> float:
    return {2.6: 3.0, -2.6: -3.0, 1.2: 1.0}.get(level, level)


def _by_rank(found: set[float]) -> dict[float, int] | None:
    """Steps as they stand there, if enough of them were seen to be sure of the scale."""
    if (1.2 in found and 1.0 in found) or not 4 <= len(found) <= 7:
        return None
    return {level: place for place, level in enumerate(sorted(found), 1)}


def _places(levels: set[float], *, barely: bool) -> dict[float, int] | None:
    """Level -> step, from 1, for the smallest usual scale (3, 4, 5 or 7 steps) that has all the levels."""
    good = sorted(level for level in levels if level > 0)
    bad = sorted(-level for level in levels if level < 0)
    middle = 0.0 in levels
    if (
        barely and not middle and 1.0 not in bad
    ):  # 基本满意 is the middle: 非常满意 满意 基本满意 不满意 非常不满意
        if good == [1.0, 2.0] and bad in ([], [2.0]):
            return {-2.0: 1, 1.0: 2, 2.0: 3}
        if 2.0 in good or 3.0 in good:
            return {-3.0: 1, -2.0: 2, 1.0: 3, 2.0: 4, 3.0: 5}
    if len(good) == 3 or len(bad) == 3:
        return {float(level): level + 4 for level in range(-3, 4)}
    if not middle and len(good) == len(bad) == 2:
        return {
            **{-level: (1 if level >= bad[1] else 2) for level in (1.0, 2.0, 3.0)},
            **{level: (4 if level >= good[1] else 3) for level in (1.0, 2.0, 3.0)},
        }
    if good and bad and max(len(good), len(bad)) < 2 and 3.0 not in (*good, *bad):
        return {-2.0: 1, -1.0: 1, 0.0: 2, 1.0: 3, 2.0: 3}
    above, below = _outer(good, bad), _outer(bad, good)
    return {
        0.0: 3,
        **{level: (5 if level >= above else 4) for level in (1.0, 2.0, 3.0)},
        **{-level: (1 if level >= below else 2) for level in (1.0, 2.0, 3.0)},
    }


def _outer(side: list[float], other: list[float]) -> float:
    """The level from which a word is the end of its side: the higher of two; of one, what the other side suggests."""
    if len(side) == 2:
        return side[1]
    if side == [1.0]:
        return 2.0
    return 2.0 if other == [1.0, 2.0] and side != [3.0] else 3.0
