"""Which language a text is in, by script and commonest words. What the rules cannot tell is `OTHER`."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from zhiyin.science.language import folding
from zhiyin.science.language.folding import Codes, Ints

SIMPLIFIED = "zh-Hans"
TRADITIONAL = "zh-Hant"
ENGLISH = "en"
MIXED = "mixed"
OTHER = "other"
UNDETERMINED = "und"
LANGUAGES = (SIMPLIFIED, TRADITIONAL, ENGLISH, MIXED, OTHER, UNDETERMINED)

# About this many Han characters make a word, so that Chinese and Latin words can be weighed together.
HAN_PER_WORD = 1.6
# A text whose Latin share is below the first is Chinese, above the second Latin, between them mixed.
MIXED_FROM, MIXED_TO = 0.35, 0.9
# Kana among Han and kana from this share on: Japanese, not Chinese with a decorative の.
KANA_SHARE = 0.15
# The first so many characters decide whether a Latin text is English.
LATIN_SAMPLE = 2000

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def language_of(text: str) -> str:
    """The language of one text; see `languages_of`."""
    return languages_of([text])[0]


def languages_of(texts: Sequence[str]) -> list[str]:
    """One of LANGUAGES per text.

    Characters that simplified and traditional Chinese share count as simplified when nothing else decides.
    `und`: no letter at all. `other`: a script, or Latin words, that the product cannot read.
    """
    codes, starts = folding.code_points(texts)
    return languages_of_codes(texts, codes, starts)


def languages_of_codes(texts: Sequence[str], codes: Codes, starts: Ints) -> list[str]:
    """As `languages_of`, for texts whose code points are at hand."""
    if not texts:
        return []
    counts = folding.class_counts(codes, starts)
    words = folding.latin_words(codes, starts)
    simplified = counts[:, folding.HAN_SIMPLIFIED]
    traditional = counts[:, folding.HAN_TRADITIONAL]
    han = counts[:, folding.HAN] + simplified + traditional
    latin = counts[:, folding.LATIN] + counts[:, folding.LATIN_EXTENDED]
    foreign = counts[:, folding.OTHER_LETTER] + counts[:, folding.KANA]
    letters = han + latin + foreign
    chinese = np.where(traditional > simplified, TRADITIONAL, SIMPLIFIED).astype(object)
    share = words / np.maximum(words + han / HAN_PER_WORD, 1e-9)
    found = np.where(letters == 0, UNDETERMINED, chinese).astype(object)
    japanese = (counts[:, folding.KANA] > KANA_SHARE * (han + counts[:, folding.KANA])) & (han + foreign > 0)
    strange = (letters > 0) & ((counts[:, folding.OTHER_LETTER] * 2 > letters) | (foreign > han + latin))
    other = (letters > 0) & ((japanese & (latin <= han + foreign)) | strange)
    found[other] = OTHER
    for index in np.flatnonzero((share >= MIXED_FROM) & ~other & (letters > 0)).tolist():
        english = is_english(texts[index])
        if share[index] > MIXED_TO:
            found[index] = ENGLISH if english else OTHER
        elif english:
            found[index] = MIXED
    result: list[str] = found.tolist()
    return result


def is_english(text: str) -> bool:
    """Whether a text's Latin words are English: enough of them known, more than its neighbours' words."""
    sample = unicodedata.normalize("NFKC", text[:LATIN_SAMPLE])
    words = _WORD.findall(sample.lower().replace("’", "'"))
    words = [word for word in words if word[0] < "\u0250"]
    if not words:
        return False
    english, foreign = _words("english_words.txt"), _words("foreign_words.txt")
    known = sum(word in english for word in words)
    strange = sum(word in foreign for word in words)
    if not known or strange >= known:
        return False
    share = known / len(words)
    return share >= 0.25 or (known >= 3 and share >= 0.15)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(Path(__file__).with_name(name).read_text(encoding="utf-8").split())
