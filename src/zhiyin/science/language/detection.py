"""Which language a text is in, by script and commonest words. What the rules cannot tell is `OTHER`."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import folding
from zhiyin.science.language.folding import Codes, Ints

SIMPLIFIED = "zh-Hans"
TRADITIONAL = "zh-Hant"
CANTONESE = "yue"
ENGLISH = "en"
MIXED = "mixed"
OTHER = "other"
UNDETERMINED = "und"
LANGUAGES = (SIMPLIFIED, TRADITIONAL, CANTONESE, ENGLISH, MIXED, OTHER, UNDETERMINED)
CHINESE = (SIMPLIFIED, TRADITIONAL, CANTONESE)

# About this many Han characters make a word, so that Chinese and Latin words can be weighed together.
HAN_PER_WORD = 1.6
# A text whose Latin share is above this is Latin. Below, it is mixed where English words (names and words that
# Chinese writers use as their own left aside) are so many of all words: one of them, two, four.
LATIN_FROM = 0.9
MIXED_FROM = ((1, 0.22), (2, 0.15), (4, 0.1))
# Kana among Han and kana from this share on: Japanese, not Chinese with a decorative の.
KANA_SHARE = 0.15
# The first so many characters decide whether a Latin text is English.
LATIN_SAMPLE = 2000

_LATIN = "a-z\u00df-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LATIN}]+(?:'[{_LATIN}]+)*")
_LAUGH = re.compile(r"(?:([a-z])\1*|[hae]{3,}|em{2,}|[ha]+)")
# Cantonese: characters that no other written Chinese uses, and words of common characters.
_MARKERS = (
    "嘅咗冇佢哋啲嗰喺嚟嘢噉攞瞓諗谂啱嬲冚㗎噃喎睇唔咁嘥揸孖嚿啩嘞咩晒嗮掂俾畀揾搵鍾嗌係系抵屋祈仲邊呢返麻伏"
)
_CANTONESE = re.compile(
    "[嘅咗冇佢哋啲嗰喺嚟嘢噉攞瞓諗谂啱嬲冚㗎噃喎嘥嚿]|"
    "唔(?=[系係该該好使得到错錯会會见見够夠抵掂太似想识識知明理觉覺洗駛驶鍾钟敢值系可信啱記记介准通止同])|"
    "[識识係系可好知想有會会要聽听]唔|唔(?=[\u3400-\u9fff])|咁(?![\u0000-\u2fff])|睇(?=[\u3400-\u9fff])|"
    "而家|边个|邊個|边度|邊度|呢[间間度啲部隻只个個家款次]|点解|點解|系咪|係咪|抵[食玩买買住死]|食[晒完过過咗]|"
    "[好几幾咁]正(?![常确確宗式])|好好味|好味|大件夾抵食|夾大件|夹大件|真[係系](?!统|統|列|数|數)|[冇未]得|得闲|得閒|千祈|[但定][係系](?![统統列数數])|[点點]知(?![道识識])|成[个個]鐘|成[日晚](?![本元])|"
    "[畀俾](?=[\u3400-\u9fff])|[揾搵](?=[\u3400-\u9fff])|仲[有会會係系要好系未]|屋企|落嚟|返[嚟去]|间[房舖铺]|間[房舖鋪]|"
    "麻麻地|麻麻哋|黑口黑面|鍾意|钟意|[湯汤飯饭]凍|[谢謝好齐齊]晒|咩(?=[事嘢料野意])|啱啱|唔該|人哋|好彩|阿姐|抵死|伏到|嗌|老細"
)
# So many hits, or this share of the Han characters where those are many.
_CANTONESE_SHARE = 0.04
# Texts with at most so many Han characters are looked at even without a character of _MARKERS.
_SHORT = 12


def languages_of(texts: Sequence[str]) -> list[str]:
    """One of LANGUAGES per text, of the mended text.

    Characters that simplified and traditional Chinese share count as simplified when nothing else decides; Cantonese
    is `yue` in either script. `und`: no letter at all, or a single Latin one, or laughter. `other`: a script, or Latin
    words, that the product cannot read.
    """
    batch = folding.batch(texts)
    return languages_of_codes(batch.texts, batch.codes, batch.starts)


def languages_of_codes(texts: Sequence[str], codes: Codes, starts: Ints) -> list[str]:
    """As `languages_of`, for texts whose code points are at hand (of a `folding.Batch`)."""
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
    likely = _with_markers(codes, starts)
    for index in np.union1d(likely, np.flatnonzero(han <= _SHORT)).tolist():
        if han[index] > 1 and _is_cantonese(texts[index], int(han[index])):
            found[index] = CANTONESE
    japanese = (counts[:, folding.KANA] > KANA_SHARE * (han + counts[:, folding.KANA])) & (han + foreign > 0)
    strange = (letters > 0) & ((counts[:, folding.OTHER_LETTER] * 2 > letters) | (foreign > han + latin))
    other = (letters > 0) & ((japanese & (latin <= han + foreign)) | strange)
    found[other] = OTHER
    for index in np.flatnonzero((share >= MIXED_FROM[-1][1]) & ~other & (letters > 0)).tolist():
        if share[index] > LATIN_FROM:
            found[index] = _of_latin(texts[index])
        else:
            strict, _, foreigners, _ = _evidence(_latin_words(texts[index]))
            if strict > foreigners and any(
                strict >= least and share[index] >= part for least, part in MIXED_FROM
            ):
                found[index] = MIXED
    result: list[str] = found.tolist()
    return result


def is_english(text: str) -> bool:
    """Whether a text's Latin words are English: enough of them known, more than its neighbours' words."""
    return _is_english(_latin_words(text))


def _is_english(found: Sequence[str]) -> bool:
    known, weak, strange, words = _evidence(found)
    # Words that other languages have too count only where none of theirs stands beside them.
    known += 0 if strange else weak
    if not known or strange >= known:
        return False
    return known / words >= 0.25 or (known >= 3 and known / words >= 0.15)


def _of_latin(text: str) -> str:
    found = _latin_words(text)
    if len("".join(found)) == 1 or all(_LAUGH.fullmatch(word) for word in found):
        return UNDETERMINED
    if all(word in words_of_slang() for word in found):
        return SIMPLIFIED
    return ENGLISH if _is_english(found) else OTHER


def _latin_words(text: str) -> list[str]:
    sample = unicodedata.normalize("NFKC", text[:LATIN_SAMPLE])
    return _WORD.findall(sample.lower().replace("’", "'"))


def _evidence(found: Sequence[str]) -> tuple[int, int, int, int]:
    """How many of these words are English for sure, may be, are of other languages, and all."""
    stretched = _STRETCHED.search(" ".join(found)) is not None
    own, seen, loans, others = (
        words("english_words.txt"),
        words("english_vocabulary.txt"),
        words("loan_words.txt"),
        words("foreign_words.txt"),
    )
    known = weak = strange = 0
    for word in found:
        if stretched:
            word = _unstretched(word, own, seen)
        if word in others:
            strange += word not in own
            weak += word in own
        elif word in loans:
            weak += 1
        elif word in own or word in seen or _is_inflected(word, seen):
            known += 1
        elif not word.isascii():
            strange += 1
    return known, weak, strange, len(found)


def _unstretched(word: str, own: frozenset[str], seen: frozenset[str]) -> str:
    """The word without letters repeated for effect: soooo, goooood."""
    if not _STRETCHED.search(word):
        return word
    twice, once = _STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)
    return twice if twice in own or twice in seen else once


def _is_inflected(word: str, seen: frozenset[str]) -> bool:
    """Whether an English ending makes the word of a known one: rudely, noisier, unfriendly."""
    if word.startswith("un") and word[2:] in seen:
        return True
    for ending in ("s", "ed", "d", "ing", "ly", "er", "est", "ness", "'s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            if (
                stem in seen
                or stem + "e" in seen
                or (stem[-1] == "i" and stem[:-1] + "y" in seen)
                or (stem[-1] == stem[-2] and stem[:-1] in seen)
            ):
                return True
    return False


_STRETCHED = re.compile(r"([a-z])\1{2,}")


def _is_cantonese(text: str, han: int) -> bool:
    hits = sum(1 for _ in _CANTONESE.finditer(text))
    return hits >= max(1.0, _CANTONESE_SHARE * han)


def _with_markers(codes: Codes, starts: Ints) -> Ints:
    """The texts that hold a character of which Cantonese is suspected."""
    at = np.flatnonzero(_marker_table()[np.minimum(codes, np.uint32(0xFFFF))])
    return np.unique(np.searchsorted(starts, at, side="right") - 1)


@cache
def _marker_table() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(character) for character in _MARKERS]] = True
    return table


@cache
def words_of_slang() -> frozenset[str]:
    """What Chinese writers shorten to Latin letters: yyds."""
    return words("latin_slang.txt")


@cache
def words(name: str) -> frozenset[str]:
    """A word list that lies beside this file."""
    return frozenset(Path(__file__).with_name(name).read_text(encoding="utf-8").split())
