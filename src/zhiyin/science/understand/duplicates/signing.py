"""What is kept of a text to find its copies: the skeleton's hash and the least values of its shingles.

The skeleton is what is left of the folded text when punctuation and spaces are gone and every number, code, address
and name that stands in a slot is one mark.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import folding
from zhiyin.science.language.folding import Ints, fold

# A text shorter than 12 Han characters, or 36 letters, says by chance what others say: 好评, 物流很快, very good.
HAN_WEIGHT = 3
MINIMUM_LENGTH = 12 * HAN_WEIGHT
# A text that repeats itself (好评好评好评…) has few shingles and is no copy of others that do.
MINIMUM_SHINGLES = 10
MINIMA = 64

_HAN_SHINGLE, _SHINGLE = 2, 5
_BATCH_CHARACTERS = 200_000
_NUMERALS = "零〇一二三四五六七八九十百千万两"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉"
)
_TITLES = (
    "先生|女士|小姐|老师|老師|经理|經理|师傅|師傅|医生|醫生|大夫|律师|律師|店长|店長|老板|老闆|主任|顾问|顧問|教练|教練|护士|護士|同学|同學|"
    "阿姨|叔叔|大哥|大姐|姐姐|哥哥"
)
# What stands in the slots of a template: addresses, codes with digits, handles, and names after or before a title.
_SLOTS = re.compile(
    r"https?://[^\s\u3000-\u9fff]{1,300}"
    r"|@[\w.\-]{1,60}"
    r"|(?<![A-Za-z0-9])[A-Za-z_\-]{0,30}[0-9][A-Za-z0-9_\-]{0,60}"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?={_TITLES})"
    rf"|(?<=[小老阿])[{_SURNAMES}]"
    r"|(?<=[a-z,;:] )[A-Z][a-z]+(?: [A-Z][a-z]+)?"
    r"|(?<=\b(?:Mr|Ms|Dr|Hi) )[A-Z][a-z]+|(?<=\b(?:Mrs|Mr\.|Ms\.|Dr\.) )[A-Z][a-z]+|(?<=\bDear )[A-Z][a-z]+"
)
_SLOT = "0"


@dataclass(frozen=True)
class Signatures:
    """What is kept of `n` texts to find their copies later; arrays, so that they can be stored.

    `digests` (n, 2) uint64 is the skeleton's hash, zero for a text that is too short to be anybody's copy;
    `minima` (n, MINIMA) uint32 are its shingles' MinHash values.
    """

    digests: NDArray[np.uint64]
    minima: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.digests)


@dataclass(frozen=True)
class Shingled:
    """Signatures, and the sorted shingles of text i at `values[starts[i]:starts[i + 1]]`."""

    signatures: Signatures
    values: NDArray[np.uint32]
    starts: Ints


def signatures(texts: Sequence[str | None]) -> Signatures:
    """One signature per text; see Signatures."""
    parts = [shingled(batch).signatures for batch in batches([text or "" for text in texts])]
    if not parts:
        return Signatures(np.zeros((0, 2), np.uint64), np.zeros((0, MINIMA), np.uint32))
    return Signatures(
        np.concatenate([part.digests for part in parts]), np.concatenate([part.minima for part in parts])
    )


def skeleton(text: str) -> str:
    """What two texts are compared by: letters and digits only, folded, each slot one mark."""
    codes, _ = _skeletons([text])
    return codes.tobytes().decode("utf-32-le", "surrogatepass").strip("\0")


def batches(texts: list[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    characters = 0
    for text in texts:
        if batch and characters + len(text) > _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
        batch.append(text)
        characters += len(text) + 1
    if batch:
        yield batch


def shingled(texts: list[str]) -> Shingled:
    codes, starts = _skeletons(texts)
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(starts))
    han = (codes >= 0x3400) & (codes < 0xA000) | (codes >= 0x20000)
    begins, size = _shingle_places(han, starts, owner)
    shingle = np.where(
        size == _HAN_SHINGLE, _hashed(codes, begins, _HAN_SHINGLE), _hashed(codes, begins, _SHINGLE)
    ).astype(np.uint64)
    keyed = np.sort((owner[begins].astype(np.uint64) << np.uint64(32)) | shingle)
    keyed = keyed[np.concatenate((keyed[:-1] != keyed[1:], np.ones(min(len(keyed), 1), dtype=np.bool_)))]
    whose = (keyed >> np.uint64(32)).astype(np.int64)
    values = keyed.astype(np.uint32)
    counts = np.bincount(whose, minlength=len(texts))
    inner = codes[: len(owner)] != folding.BOUNDARY
    length = np.bincount(
        owner[inner], weights=np.where(han[: len(owner)], HAN_WEIGHT, 1)[inner], minlength=len(texts)
    )
    told = (length >= MINIMUM_LENGTH) & (counts >= MINIMUM_SHINGLES)
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(counts, out=bounds[1:])
    digests = np.zeros((len(texts), 2), dtype=np.uint64)
    for index in np.flatnonzero(told).tolist():
        digest = hashlib.blake2b(
            codes[starts[index] + 1 : starts[index + 1]].tobytes(), digest_size=16
        ).digest()
        digests[index] = np.frombuffer(digest, dtype="<u8")
    return Shingled(Signatures(digests, _minima(values, bounds, told)), values, bounds)


def joined(parts: list[Shingled]) -> Shingled:
    lengths = np.concatenate([np.diff(part.starts) for part in parts])
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return Shingled(
        Signatures(
            np.concatenate([part.signatures.digests for part in parts]),
            np.concatenate([part.signatures.minima for part in parts]),
        ),
        np.concatenate([part.values for part in parts]),
        starts,
    )


def _skeletons(texts: list[str]) -> tuple[folding.Codes, Ints]:
    """The kept code points with a boundary before each text and after the last, and the boundaries' positions."""
    folded = fold([_SLOTS.sub(_SLOT, text) for text in texts])
    codes = folded.codes
    _, classes = folding.tables()
    kind = classes[np.minimum(codes, np.uint32(0xFFFF)).astype(np.uint16)]
    number = (kind == folding.DIGIT) | np.isin(codes, _numerals())
    codes = np.where(number, np.uint32(ord(_SLOT)), codes)
    letter = (kind != folding.NO_LETTER) | ((codes >= 0x20000) & (codes < 0x32000))
    codes = codes[letter | number | (codes == folding.BOUNDARY)]
    again = (codes[1:] == codes[:-1]) & (codes[1:] == ord(_SLOT))
    codes = codes[np.concatenate(([True], ~again))]
    return codes, np.flatnonzero(codes == folding.BOUNDARY).astype(np.int64)


def _numerals() -> folding.Codes:
    return np.array([ord(character) for character in _NUMERALS], dtype=np.uint32)


def _shingle_places(han: NDArray[np.bool_], starts: Ints, owner: Ints) -> tuple[Ints, Ints]:
    """Where shingles begin, and their sizes; none reaches beyond its text."""
    place = np.arange(len(owner), dtype=np.int64)
    size = np.where(han[: len(owner)], _HAN_SHINGLE, _SHINGLE)
    whole = (place > starts[owner]) & (place + size <= starts[owner + 1])
    return place[whole], size[whole]


def _hashed(codes: folding.Codes, begins: Ints, size: int) -> NDArray[np.uint32]:
    state = np.full(len(begins), size, dtype=np.uint32)
    for step in range(size):
        state = (state ^ codes[np.minimum(begins + step, len(codes) - 1)]) * np.uint32(0x9E3779B1)
        state ^= state >> np.uint32(15)
    state *= np.uint32(0x85EBCA6B)
    return state ^ (state >> np.uint32(13))


def _minima(values: NDArray[np.uint32], bounds: Ints, told: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """The least value of each text's shingles under MINIMA orders."""
    dice = np.random.default_rng(20_240_501)
    turn = dice.integers(0, 1 << 32, MINIMA, dtype=np.uint32)
    times = dice.integers(0, 1 << 32, MINIMA, dtype=np.uint32) | np.uint32(1)
    least = np.zeros((len(told), MINIMA), dtype=np.uint32)
    if not told.any():
        return least
    whose = np.repeat(told, np.diff(bounds))
    values = values[whose]
    counts = np.diff(bounds)[told]
    begin = np.concatenate(([0], np.cumsum(counts)[:-1]))
    for order in range(MINIMA):
        mixed = (values ^ turn[order]) * times[order]
        mixed ^= mixed >> np.uint32(16)
        mixed *= np.uint32(0xC2B2AE35)
        least[told, order] = np.minimum.reduceat(mixed, begin)
    return least
