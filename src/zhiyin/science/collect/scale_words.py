"""Words that name a step of a scale: 非常满意, 不太同意, very easy. What is seen together says how many steps there are.

十分 and 极其 mean "very", never a ten. A word that says "in the middle" (一般) belongs to every family.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_VERY: Final = (
    "非常|很|极|极其|极为|十分|完全|特别|超级|最|极度|万分|"
    "very |extremely |completely |totally |strongly |highly "
)
_RATHER: Final = (
    "比较|较|较为|还算|有点|有点儿|有些|稍微|略|略微|基本|大致|"
    "somewhat |slightly |rather |fairly |mostly |a little "
)
_NOT_VERY: Final = (
    "非常不|很不|极不|极其不|极为不|十分不|完全不|特别不|一点也不|一点都不|毫不|根本不|最不|"
    "not at all |strongly not |absolutely not "
)
_NOT_RATHER: Final = (
    "不太|不大|不怎么|不很|较不|比较不|有点不|有些不|稍不|略不|稍微不|not so |not very |not really "
)
_NOT: Final = "不|not |没有多"
_MIDDLE: Final = (
    "一般|一般般|普通|中立|还行|还可以|尚可|适中|中等|无所谓|不好不坏|没感觉|一般满意|一般同意|一般符合|neutral|average|"
    "ok|okay|neither|neither agree nor disagree|neither satisfied nor dissatisfied|"
    "neither dissatisfied nor satisfied|neither likely nor unlikely|neither easy nor difficult|"
    "neither good nor bad|so-so|undecided"
)


@dataclass(frozen=True, slots=True)
class Family:
    """Words that answer one kind of question: what they measure, their stems, the stems of the opposite."""

    construct: str
    good: str
    bad: str = ""
    role: str = "plain"


FAMILIES: Final = {
    "satisfaction": Family("csat", "满意|satisfied|happy|pleased", "dissatisfied|unsatisfied|unhappy"),
    "agreement": Family("rating", "同意|认同|赞同|赞成|符合|agree", "反对|disagree"),
    "ease": Family(
        "ces", "容易|轻松|方便|便捷|简单|顺利|省力|easy", "困难|难|费力|费劲|麻烦|复杂|繁琐|difficult|hard"
    ),
    "likelihood": Family("rating", "可能|愿意|likely|willing", "unlikely|unwilling"),
    "importance": Family("rating", "重要|important", "unimportant", "importance"),
    "quality": Family("rating", "好|不错|良好|good", "差|坏|糟糕|bad|poor"),
    "liking": Family("rating", "喜欢|like", "讨厌|dislike"),
}
# Ladders whose steps are words of their own, from the lowest.
_LADDERS: Final = (
    ("rating", "terrible|poor|fair|good|very good|excellent"),
    ("rating", "poor|fair|good|very good|excellent"),
    ("rating", "不及格|及格|中等|良好|优秀"),
    ("rating", "不合格|合格|良好|优秀"),
    ("rating", "差|中|良|优"),
    ("rating", "一星|二星|三星|四星|五星"),
    ("rating", "一颗星|二颗星|三颗星|四颗星|五颗星"),
)
# One-sided ladders of survey tools: their "very" is not the end.
_ONE_SIDED: Final = (
    ("not at all ", "not so ", "somewhat ", "very ", "extremely "),
    ("not at all ", "slightly ", "moderately ", "very ", "extremely "),
    ("not at all ", "not so ", "moderately ", "very ", "extremely "),
)


@dataclass(frozen=True, slots=True)
class WordScale:
    """What was recognised: the construct, its role, the scale, every word of the family with its value."""

    construct: str
    role: str
    scale_min: float
    scale_max: float
    scores: dict[str, float]


def step_word(word: str) -> str:
    """A word as the families know it: without case, width, repeated blanks, a full stop."""
    return " ".join(unicodedata.normalize("NFKC", word).strip(" \t。.!！;；").casefold().split())


def _levels(family: Family) -> dict[str, int]:
    """Every word of a family with its level: 3 very, 2 plain, 1 rather; below zero the other side."""
    found: dict[str, int] = dict.fromkeys(_MIDDLE.split("|"), 0)
    sides = (
        (_VERY, family.good, 3), ("", family.good, 2), (_RATHER, family.good, 1),
        (_NOT_VERY, family.good, -3), (_NOT, family.good, -2), (_NOT_RATHER, family.good, -1),
        (_VERY, family.bad, -3), ("", family.bad, -2), (_RATHER, family.bad, -1),
        (_NOT, family.bad, 2),
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


def scale_of_words(words: Iterable[str]) -> WordScale | None:
    """The scale on which all these words are steps, or None if they are not. At least one must not be the middle."""
    seen = {folded for word in words if (folded := step_word(word))}
    if not seen:
        return None
    for construct, ladder in _LADDERS:
        steps = ladder.split("|")
        if seen <= set(steps) and len(seen) >= min(3, len(steps)):
            scores = {word: float(place) for place, word in enumerate(steps, 1)}
            return WordScale(construct, "plain", 1.0, float(len(steps)), scores)
    for name, family in FAMILIES.items():
        found = _one_sided(seen, family) or _two_sided(seen, family, _WORDS[name])
        if found is not None:
            return found
    return None


def _one_sided(seen: set[str], family: Family) -> WordScale | None:
    adverbs = {
        match[1] for word in seen if (match := re.fullmatch(r"((?:not at all|not so|[a-z]+) )[a-z]+", word))
    }
    if not (adverbs & {"not so ", "moderately "} or {"very ", "extremely "} <= adverbs):
        return None
    for stem in filter(str.isascii, family.good.split("|")):
        for ladder in _ONE_SIDED:
            scores = {adverb + stem: float(place) for place, adverb in enumerate(ladder, 1)}
            if seen <= scores.keys():
                return WordScale(family.construct, family.role, 1.0, 5.0, scores)
    return None


def _two_sided(seen: set[str], family: Family, levels: dict[str, int]) -> WordScale | None:
    if not seen <= levels.keys() or all(levels[word] == 0 for word in seen):
        return None
    steps = {abs(levels[word]) for word in seen} - {0}
    if steps == {2} and family.construct != "csat" and not any(levels[word] == 0 for word in seen):
        return None  # 愿意 or 不愿意 is a yes or a no, not a step
    if steps == {1, 2, 3}:  # 非常满意, 满意 and 比较满意 stand side by side: seven steps
        place = {3: 3, 2: 2, 1: 1, 0: 0}
        half = 3
    elif steps == {1, 2}:  # 满意 is the best here, 比较满意 the next
        place = {3: 2, 2: 2, 1: 1, 0: 0}
        half = 2
    else:
        place = {3: 2, 2: 1, 1: 1, 0: 0}
        half = 2
    stems = [
        stem
        for stem in f"{family.good}|{family.bad}".split("|")
        if stem and any(stem in word for word in seen)
    ]
    scores = {
        word: float(half + 1 + (place[level] if level >= 0 else -place[-level]))
        for word, level in levels.items()
        if level == 0 or any(stem in word for stem in stems)
    }
    return WordScale(family.construct, family.role, 1.0, float(2 * half + 1), scores)
