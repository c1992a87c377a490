"""Finds spam in a batch of texts: by rules of words, then keyboard noise and repetition."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import folding
from zhiyin.science.language.folding import Codes, Folded, fold
from zhiyin.science.understand.spam import noise
from zhiyin.science.understand.spam.wording import Rule, wording

ADVERTISING, CONTACT, PAID_PRAISE = "advertising", "contact", "paid_praise"
GIBBERISH, REPETITION = noise.GIBBERISH, noise.REPETITION
CODES = (ADVERTISING, CONTACT, PAID_PRAISE, GIBBERISH, REPETITION)
# From this score on a text is taken for spam; below, it is only suspected.
SPAM_FROM = 0.5
# Who writes of a swindle, or of a shop that wants to be added, complains; the words of an advertisement excuse that.
COMPLAINS = 0.4
# So much of a text is looked at around the words that can make it spam.
WINDOW, MOST_WINDOWS, WHOLE = 100, 12, 1_200

_ASCII_KEPT = "".join(map(chr, range(33, 127))).translate(str.maketrans("", "", "*~^|`\"'"))
_LATIN = re.compile("[a-z]")
_CJK_MARKS = "、。〈〉《》「」『』【】…—“”‘’￥"


@dataclass(frozen=True, slots=True)
class Spam:
    """Why a text is no voice: a score of 0 … 1, one of CODES, the rule that found it, the span that shows it."""

    score: float
    code: str
    rule: str
    start: int
    end: int

    @property
    def is_spam(self) -> bool:
        """Whether the score says more than a suspicion."""
        return self.score >= SPAM_FROM


def spam(texts: Sequence[str | None]) -> list[Spam | None]:
    """The strongest finding in each text, None where there is none. Defined for any text."""
    results: list[Spam | None] = []
    for begin, end in _batches(texts):
        batch = [text or "" for text in texts[begin:end]]
        results.extend(spam_in(batch, fold(batch)))
    return results


def spam_in(texts: Sequence[str], folded: Folded) -> list[Spam | None]:
    """As `spam`, for one batch that is already folded."""
    results: list[Spam | None] = [None] * len(texts)
    for index, code, rule, score in noise.noise(texts, folded):
        own = folded.where[folded.starts[index] + 1 : folded.starts[index + 1]]
        results[index] = Spam(score, code, rule, int(own[0]), int(own[-1]) + 1)
    for index, places in _triggered(folded).items():
        found = _by_words(texts[index], places)
        before = results[index]
        if found is not None and (before is None or found.score >= before.score):
            results[index] = found
    return results


def _batches(texts: Sequence[str | None]) -> list[tuple[int, int]]:
    bounds, begin, characters = [], 0, 0
    for index, text in enumerate(texts):
        length = len(text) if text else 0
        if index > begin and characters + length > 200_000:
            bounds.append((begin, index))
            begin, characters = index, 0
        characters += length + 1
    if begin < len(texts):
        bounds.append((begin, len(texts)))
    return bounds


def _triggered(folded: Folded) -> dict[int, list[int]]:
    """The texts that hold a word of the rules, and where in the text as given the first ones stand."""
    words = wording()
    kept = _squeezed(folded.codes)
    codes = folded.codes[kept]
    found = np.array(
        words.triggers.find_matches_as_indexes(codes.tobytes().decode("utf-32-le", "replace")), dtype=np.int64
    ).reshape(-1, 3)
    if not len(found):
        return {}
    latin = np.array(words.latin, dtype=np.bool_)
    letter = (codes >= ord("a")) & (codes <= ord("z"))
    cut = latin[found[:, 0], 0] & letter[found[:, 1] - 1] | latin[found[:, 0], 1] & letter[found[:, 2]]
    places = np.flatnonzero(kept)[found[~cut, 1]]
    texts = np.searchsorted(folded.starts, places, side="right") - 1
    result: dict[int, list[int]] = {}
    for text, place in zip(texts.tolist(), folded.where[places].tolist(), strict=True):
        windows = result.setdefault(text, [])
        if len(windows) < MOST_WINDOWS:
            windows.append(place)
    return result


def _by_words(text: str, places: list[int]) -> Spam | None:
    if len(text) <= WHOLE:
        windows = [(0, len(text))]
    else:
        windows = _merged([(max(0, place - WINDOW), min(len(text), place + WINDOW)) for place in places])
    best: Spam | None = None
    for begin, end in windows:
        plain, where = _plain(text[begin:end])
        complains: bool | None = None
        latin = _LATIN.search(plain) is not None
        for rule in wording().rules:
            if rule.latin and not latin:
                continue
            if best is not None and rule.score <= best.score:
                continue
            match = rule.pattern.search(plain)
            if match is None:
                continue
            if complains is None:
                complains = wording().complaint.search(plain) is not None
            score = _weighed(rule, complains)
            if best is None or score > best.score:
                start, stop = where[match.start()], where[match.end() - 1] + 1
                best = Spam(score, rule.code, rule.name, begin + start, begin + stop)
    return best


def _weighed(rule: Rule, complains: bool) -> float:
    return round(rule.score * COMPLAINS, 4) if complains and not rule.despite else rule.score


def _merged(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(windows):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return merged


def _plain(text: str) -> tuple[str, list[int]]:
    """The text folded and squeezed but with its repetitions, which numbers need, and where each character stood."""
    codes, _ = folding.code_points([text])
    table, _ = folding.tables()
    low = table[np.minimum(codes, np.uint32(0xFFFF)).astype(np.uint16)]
    codes = np.where(codes <= 0xFFFF, low, codes).astype(np.uint32)[1:-1]
    place = np.flatnonzero(codes != folding.DROPPED)
    codes = codes[place]
    kept = _squeezed(codes)
    return codes[kept].tobytes().decode("utf-32-le", "replace"), place[kept].tolist()


def _squeezed(codes: Codes) -> NDArray[np.bool_]:
    """Which code points are kept: no signs that part a word to hide it, no space beside Han or between digits."""
    _, classes = folding.tables()
    low = np.minimum(codes, np.uint32(0xFFFF)).astype(np.uint16)
    kind = classes[low]
    han = (kind >= folding.HAN) & (kind <= folding.HAN_TRADITIONAL)
    space = codes == folding.SPACE
    kept = _kept()[low]
    loose = np.zeros(len(codes), dtype=np.bool_)
    inner = slice(1, -1)
    digit = kind == folding.DIGIT
    loose[inner] = han[:-2] | han[2:] | (digit[:-2] & digit[2:])
    squeezed: NDArray[np.bool_] = kept & ~(space & loose)
    return squeezed


@cache
def _kept() -> NDArray[np.bool_]:
    """By code point: letters, digits, marks that mean something, blanks and bounds."""
    _, classes = folding.tables()
    kept: NDArray[np.bool_] = classes != folding.NO_LETTER
    kept[[*map(ord, _ASCII_KEPT + _CJK_MARKS), folding.SPACE, folding.BOUNDARY, folding.LINE]] = True
    return kept
