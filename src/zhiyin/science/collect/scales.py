"""On which scale a column's numbers or words stand, and between which scales they do not decide."""

from dataclasses import dataclass, field
from math import inf
from typing import Any, Final

from zhiyin.science.collect.contents import Seen
from zhiyin.science.collect.directions import ends_named
from zhiyin.science.collect.headers import scale_named
from zhiyin.science.collect.scale_words import WordScale, scale_of_words, step_word

SCALES: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "nps": ((0, 10),),
    "csat": ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100)),
    "ces": ((1, 7), (1, 10), (0, 10)),
    "rating": ((1, 5), (0, 5), (1, 10), (0, 10), (0, 100)),
}
# Between these a person is asked.
_ASKED: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "csat": ((1, 5), (0, 10), (1, 10)),
    "ces": ((1, 7), (1, 5), (0, 10), (1, 10)),
    "rating": ((1, 5), (0, 10), (1, 10)),
}
_STRAY: Final = 0.25  # of the values at most, when they are taken for errors
_ENOUGH: Final = 20  # answers after which the ends of a scale would have shown
_ENDS: Final = {"满分": True, "最高分": True, "零分": False, "最低分": False}


@dataclass(slots=True)
class Scale:
    """A construct and its scale, why, and what else it could be."""

    construct: str
    low: float
    high: float
    evidence: list[dict[str, Any]] = field(default_factory=list)
    asked: list[list[float]] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)

    def because(self, code: str, **data: Any) -> "Scale":
        self.evidence.append({"code": code, **data})
        return self


def scale_of(construct: str, name: str, seen: Seen) -> Scale | None:
    """The scale of a column that its name makes a score; None if what stands in it is no score."""
    if not seen.answers:
        low, high = scale_named(name) or SCALES[construct][0]
        if construct == "nps" and (low, high) != (0, 10):
            construct = "rating"
        return Scale(construct, low, high).because("no_values")
    numbers = len(seen.scores)
    if numbers < 0.5 * seen.answers or any(step_word(word) not in _ENDS for word in seen.words):
        found = by_words(seen)
        if found is not None:
            return _worded(construct, found, seen)
    if numbers < 0.5 * seen.answers:
        return None
    scale = _of_numbers(construct, name, seen)
    if scale is not None:
        scale.scores = {
            word: (scale.high if end else scale.low) for word, end in _ENDS.items() if seen.words[word]
        }
    return scale


def by_words(seen: Seen) -> WordScale | None:
    """The scale whose steps nearly all answers are."""
    if not seen.words:
        return None
    found = scale_of_words(seen.words)
    if found is None and len(seen.words) > 2:  # a few strays
        rest, kept = seen.words.total(), []
        for word, count in seen.words.most_common():
            if rest <= 0.05 * seen.words.total():
                break
            kept.append(word)
            rest -= count
        found = scale_of_words(kept) if len(kept) < len(seen.words) else None
    if found is None and seen.scores:
        found = scale_of_words([*seen.words, *{f"{score:g}" for score in seen.scores}])
    if found is not None and seen.scores and max(seen.scores) > found.scale_max:
        return None
    return found


def _worded(construct: str, found: WordScale, seen: Seen) -> Scale:
    wanted = construct
    if construct == "nps" and (found.scale_min, found.scale_max) != (0, 10):
        wanted = "rating"  # NPS on another scale is no NPS (METHODS A1)
    scale = Scale(wanted, found.scale_min, found.scale_max, scores=dict(found.scores))
    scale.because("scale_words", words=found.shown(seen.words))
    if found.middle and any(step_word(word).startswith("一般") for word in seen.words):
        scale.because("middle_leans", word="一般", value=found.scores.get("一般", 0.0))
    if wanted != construct:
        scale.because("nps_other_scale", low=found.scale_min, high=found.scale_max)
    return scale


def worded(found: WordScale, seen: Seen) -> Scale:
    """A scale of words as such, where no name says what is measured."""
    return _worded(found.construct, found, seen)


def _of_numbers(construct: str, name: str, seen: Seen) -> Scale | None:
    # a few values out of scale are errors in the data, many mean another scale
    smallest, largest = _bulk(seen.scores)
    named = scale_named(name) or ends_named(name)
    if named is not None and _share(seen.scores, *named) >= 1 - _STRAY:
        return _closed(construct, named, "scale_named", low=named[0], high=named[1])
    if seen.tops and (top := seen.tops.most_common(1)[0])[1] >= 0.8 * len(seen.scores):
        high = top[0]
        low = 0.0 if high >= 10 or smallest < 1 else 1.0
        if _share(seen.scores, -inf, high) >= 1 - _STRAY:
            scale = _closed(construct, (low, high), "scale_in_cells", low=low, high=high)
            if high == 10 and smallest >= 1 and scale.construct != "nps":
                _ask(scale, [(0, 10), (1, 10)])
            return scale
    if construct == "nps":
        inside = smallest >= 0 and largest <= 10
        code = "values" if inside else "values_outside"
        return Scale("nps", 0, 10).because(code, low=smallest, high=largest)
    if seen.starred >= 0.8 * len(seen.scores) and largest <= 5:
        low = 0.0 if smallest < 1 and smallest == int(smallest) else 1.0
        return Scale(construct, min(low, smallest), 5).because("stars")
    fitting = [(low, high) for low, high in SCALES[construct] if low <= smallest and largest <= high]
    if not fitting:
        return None
    low, high = fitting[0]
    scale = Scale(construct, low, high).because("values", low=smallest, high=largest)
    if (low, high) != SCALES[construct][0]:
        scale.because("scale_assumed", low=low, high=high)
    rivals = [
        (a, b) for a, b in _ASKED[construct] if a <= smallest and largest <= b and (a, b) != (low, high)
    ]
    if len(seen.scores) >= _ENOUGH and largest == high:  # a higher end would have shown
        rivals = [(a, b) for a, b in rivals if b == high]
        if smallest == low:
            rivals = []
    elif len(seen.scores) >= 10 * _ENOUGH and largest >= 0.75 * high:
        rivals = [(a, b) for a, b in rivals if b == high and smallest > low]
    if rivals:
        _ask(scale, [(low, high), *rivals])
    return scale


def _closed(construct: str, named: tuple[float, float], code: str, **data: Any) -> Scale:
    wanted = "rating" if construct == "nps" and named != (0, 10) else construct
    scale = Scale(wanted, *named).because(code, **data)
    return scale.because("nps_other_scale", low=named[0], high=named[1]) if wanted != construct else scale


def _ask(scale: Scale, between: list[tuple[float, float]]) -> None:
    scale.asked = [[float(low), float(high)] for low, high in between]
    scale.because("scale_open", scales=", ".join(f"{low:g}–{high:g}" for low, high in between))


def _share(scores: list[float], low: float, high: float) -> float:
    return sum(low <= score <= high for score in scores) / len(scores)


def _bulk(scores: list[float]) -> tuple[float, float]:
    """Smallest and largest of all but stray ones: the outermost 2 %, and a few above 10 among many that are not.

    A 99 among stars is an error: on a scale to 100 most people would not answer with 1 to 5.
    """
    if _share(scores, -inf, 10) >= 1 - _STRAY:
        scores = [score for score in scores if score <= 10]
    ordered = sorted(scores)
    cut = int(len(ordered) * 0.02)
    return ordered[cut], ordered[len(ordered) - 1 - cut]
