"""Names of branches as platforms, exports and people write them: 品牌(某某店), 【品牌】某某店, 上海市某某分店(已关店).

A name is read into its pieces; brand words, marks and the city are told apart from what names the place. Two
names with the same reading name the same place; anything less is a resemblance, for a person to judge. Codes are
never read: they are equal or they are not.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from zhiyin.science.language.folding import tables

LONGEST: Final = 300  # characters that are looked at

# What platforms add to a name to tell of its state; it is no part of the name.
_MARK_WORDS: Final = (
    "已关店 已关闭 已停业 停业 暂停营业 暂停 歇业 已歇业 歇业关闭 闭店 已闭店 已搬迁 装修中 暂停服务 营业中 即将开业 "
    "closed permanentlyclosed temporarilyclosed"
)
_MARKS: Final = frozenset(_MARK_WORDS.split())
_MARK_ENDINGS: Final = ("已关店", "已停业", "已闭店", "已歇业", "已搬迁", "暂停营业")

# Words that say what kind of place it is; the longest that fits is taken.
_KINDS_OF_PLACE: Final = (
    "营业部",
    "营业厅",
    "营业所",
    "服务厅",
    "服务中心",
    "体验中心",
    "旗舰店",
    "专卖店",
    "体验店",
    "便利店",
    "分理处",
    "储蓄所",
    "支行",
    "分行",
    "网点",
    "分部",
    "门诊部",
    "店",
    "store",
    "shop",
    "branch",
)

# Words around a brand in the name of the company that owns it.
_COMPANY: Final = re.compile(
    r"(?:集团|控股|股份|有限责任公司|有限公司|总公司|公司|总部|企业|实业|连锁|餐饮|管理|中国|品牌|\(|\)"
    r"|group|holdings?|company|co\.?,?ltd\.?|inc\.?|limited|headquarters)+$"
)

# Cities that names begin with, beside those where the organisation is known to be.
_CITY_NAMES: Final = (
    "北京 上海 天津 重庆 广州 深圳 杭州 南京 苏州 成都 武汉 西安 长沙 郑州 青岛 济南 沈阳 大连 厦门 福州 宁波 无锡 合肥 "
    "昆明 南宁 南昌 贵阳 太原 石家庄 哈尔滨 长春 兰州 银川 西宁 海口 三亚 呼和浩特 乌鲁木齐 拉萨 东莞 佛山 珠海 温州 "
    "常州 徐州 南通 扬州 绍兴 嘉兴 金华 台州 泉州 烟台 香港 澳门 台北"
)
_CITIES: Final = frozenset(_CITY_NAMES.split())

_NUMBERS: Final = re.compile(r"\d+|[一二三四五六七八九十]+(?=店|号|期|部|厅|楼|区|馆|支行|分行|旗舰店|$)")
_FIGURES: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SEPARATORS: Final = re.compile(r"[()\[\]·•・‧∙|/,、;:_—–~]+|(?<![a-z0-9])-|-(?![a-z0-9])")
_BRACKETS: Final = dict(zip(map(ord, "【】〔〕〖〗「」『』《》〈〉<>{}"), "()" * 12, strict=False))
_CODE_BESIDE: Final = re.compile(r"([a-z0-9_-]*\d[a-z0-9_-]*)([^\x00-\x7f].*)")


@cache
def _simplified() -> dict[int, int]:
    """Traditional character -> simplified one; nothing else."""
    fold, classes = tables()
    han = range(0x3400, 0xA000)
    return {code: int(fold[code]) for code in han if classes[code] and int(fold[code]) != code}


def plain(name: str) -> str:
    """A name without what people type differently: width, case, spaces, brackets, traditional characters."""
    text = name[:LONGEST]
    for _ in range(4):  # a folded character may fold again
        folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS).translate(_simplified()).casefold()
        folded = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf"})
        if folded == text:
            break
        text = folded
    return text


def is_code(name: str) -> bool:
    """Whether it looks like a number or code (S001, 10-24) rather than like a name."""
    text = plain(name)
    return text.isascii() and any(c.isdecimal() for c in text)


@dataclass(frozen=True, slots=True)
class Words:
    """What an organisation's names have in common; `brands` longest first, both as `plain` gives them."""

    brands: tuple[str, ...] = ()
    cities: frozenset[str] = _CITIES

    @classmethod
    def of(cls, brands: Iterable[str], cities: Iterable[str] = ()) -> "Words":
        known = {_short_city(plain(city)) for city in cities} | _CITIES
        kept = {text for brand in brands if len(text := "".join(_pieces(plain(brand)))) > 1} - known
        return cls(tuple(sorted(kept, key=lambda b: (-len(b), b))), frozenset(c for c in known if len(c) > 1))


@dataclass(frozen=True, slots=True)
class Reading:
    """One name, read: `whole` as spelled, `key` without brand and marks, `place` also without the city."""

    pieces: tuple[str, ...]
    whole: str
    key: str
    place: str
    parts: tuple[str, ...] = ()  # the pieces of `place`
    brand: str = ""
    city: str = ""
    is_code: bool = False

    @property
    def canonical(self) -> str:
        """The name as it reads; reading that again gives the same."""
        return "·".join(self.pieces)


@lru_cache(maxsize=65_536)  # the same names are read again whenever the tree has changed
def read_name(name: str, words: Words) -> Reading:
    """What a name says. Never fails; a name of nothing but brand and marks keeps its pieces."""
    text = plain(name)
    if is_code(name) or not text:
        return Reading((text,) if text else (), text, text, text, (text,) if text else (), is_code=bool(text))
    spelled = _without_marks(_pieces(text))
    kept, brand, _ = _stripped(spelled, words, cities=False)
    placed, other, city = _stripped(spelled, words, cities=True)
    return Reading(
        pieces=kept,
        whole="".join(spelled),
        key="".join(kept),
        place="".join(placed),
        parts=placed,
        brand=brand or other,
        city=city,
    )


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece for piece in _SEPARATORS.split(text) if piece)


def _without_marks(pieces: tuple[str, ...]) -> tuple[str, ...]:
    kept = []
    for piece in pieces:
        text = piece
        while (cut := next((m for m in _MARK_ENDINGS if text.endswith(m)), "")) and text != cut:
            text = text[: -len(cut)]
        if text in _MARKS:
            continue
        while text.endswith("分店") and len(text) > 2:
            text = text[:-2] + "店"
        kept.append(text)
    return tuple(kept) or pieces


def _stripped(pieces: tuple[str, ...], words: Words, *, cities: bool) -> tuple[tuple[str, ...], str, str]:
    """The pieces without brand words (and the city, once), the brand and the city that were met."""
    brand = city = ""
    kept: list[str] = []
    for number, whole_piece in enumerate(pieces):
        piece, rest_follows = whole_piece, len(pieces) > 1
        while True:
            if cities and not city:
                city, piece = _without_city(piece, words, alone=rest_follows)
            met, shorter = _without_brand(piece, words, alone=rest_follows)
            if shorter == piece:
                break
            brand, piece = brand or met, shorter
            if cities and not city:
                continue
        if piece or (number == len(pieces) - 1 and not kept):
            kept.append(piece or whole_piece)
    return tuple(kept), brand, city


def _without_brand(piece: str, words: Words, *, alone: bool) -> tuple[str, str]:
    for word in words.brands:
        if piece == word:
            return (word, "") if alone else ("", piece)
        if piece.startswith(word) and core(piece[len(word) :]):
            return word, piece[len(word) :]
        if piece.endswith(word) and core(piece[: -len(word)]):
            return word, piece[: -len(word)]
    return "", piece


def _without_city(piece: str, words: Words, *, alone: bool) -> tuple[str, str]:
    for length in range(min(len(piece), 8), 1, -1):
        begin = piece[:length]
        short = _short_city(begin)
        if short not in words.cities:
            continue
        rest = piece[length:]
        if not rest:
            return (short, "") if alone else ("", piece)
        if len(core(rest)) > 1 and not rest.startswith("市"):
            return short, rest
    return "", piece


def _short_city(city: str) -> str:
    return city[:-1] if len(city) > 2 and city.endswith("市") else city


def short_city(city: str) -> str:
    """A city as names say it: 上海市 and 上海 alike."""
    return _short_city(plain(city))


def core(text: str) -> str:
    """What is left without the word for the kind of place: 西湖店 -> 西湖."""
    kind = kind_of_place(text)
    return text[: -len(kind)] if kind else text


def kind_of_place(text: str) -> str:
    """店, 支行, 营业部 … at the end of the name, or nothing."""
    return next((kind for kind in _KINDS_OF_PLACE if text.endswith(kind)), "")


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers that tell one place from its neighbour: 第一店, 2号店, 三期."""
    return tuple(_number(found) for found in _NUMBERS.findall(text))


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text[:9])
    tens, _, ones = text.rpartition("十") if "十" in text else ("", "", text)
    if "十" not in text:
        return int("".join(str(_FIGURES[c]) for c in ones)[:9])
    return (_FIGURES.get(tens, 1) if tens else 1) * 10 + (_FIGURES.get(ones, 0) if ones else 0)


def code_beside(name: str) -> tuple[str, str] | None:
    """A code written before or behind a name, and that name: S001西湖店, 西湖店(S001)."""
    text = plain(name)
    found = _CODE_BESIDE.fullmatch(text)
    if found:
        return found.group(1).strip("-_"), found.group(2)
    pieces = _pieces(text)
    codes = [piece for piece in pieces if piece.isascii() and any(c.isdecimal() for c in piece)]
    if len(codes) == 1 and len(pieces) > 1:
        return codes[0], "·".join(piece for piece in pieces if piece != codes[0])
    return None


def brand_of_company(name: str) -> str:
    """知味集团有限公司 -> 知味; nothing when there is no more than one character to it."""
    text = plain(name)
    while (shorter := _COMPANY.sub("", text)) != text:
        text = shorter
    return text if len(text) > 1 else ""


def shared_brands(names: Iterable[tuple[int, str]], words: Words, *, least: int = 3) -> set[str]:
    """First pieces that the names of at least `least` places (number, name) begin with: 品牌(甲店), 品牌(乙店) …"""
    bearers: dict[str, set[int]] = defaultdict(set)
    for place, name in names:
        pieces = _without_marks(_pieces(plain(name)))
        if len(pieces) > 1 and _short_city(pieces[0]) not in words.cities and len(pieces[0]) > 1:
            rest = "".join(pieces[1:])
            if kind_of_place(rest) and len(_NUMBERS.sub("", core(rest))) > 1 and not kind_of_place(pieces[0]):
                bearers[pieces[0]].add(place)
    return {brand for brand, places in bearers.items() if len(places) >= least}


@dataclass(frozen=True, slots=True)
class Known:
    """A name of a place that is known, with its city if that is known."""

    place: int
    reading: Reading
    city: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Its name, and its name without the city that it lies in."""
        if self.reading.place == self.reading.key or self.reading.city != self.city:
            return (self.reading.key,)
        return self.reading.key, self.reading.place


@dataclass(frozen=True, slots=True)
class Match:
    """The one place that a name means, and why; or several, when the name cannot decide."""

    places: tuple[int, ...]
    reason: str  # spelling, brand, city, code

    @property
    def is_certain(self) -> bool:
        return len(self.places) == 1


@dataclass(slots=True)
class Directory:
    """All known names, for looking up how a name that was heard reads."""

    words: Words
    known: list[Known] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)  # plain code -> place
    by_whole: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_key: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_place: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    cores: list[str] = field(default_factory=list)  # of every text of every known name
    owners: list[Known] = field(default_factory=list)  # whose core that is

    def add(self, place: int, name: str, city: str = "") -> None:
        """Another name of a place."""
        reading = read_name(name, self.words)
        if reading.is_code or not reading.whole:
            return
        there = short_city(city)
        known = Known(place, reading, there or reading.city)
        self.known.append(known)
        for text in known.texts:
            self.cores.append(core(text))
            self.owners.append(known)
        self.by_whole[reading.whole].add(place)
        self.by_key[reading.key].append(known)
        if reading.city in {"", there}:  # 南京东路店 may well lie in Shanghai
            self.by_place[reading.place].append(known)

    def match(self, name: str, refused: frozenset[int] = frozenset()) -> Match | None:
        """The place whose name reads the same, but for those refused. None when there is none."""
        heard = read_name(name, self.words)
        if heard.is_code or not heard.whole:
            return None
        beside = code_beside(name)
        if beside is not None and (place := self.codes.get(beside[0])) is not None and place not in refused:
            rest = self.match(beside[1], refused)
            if rest is not None and place in rest.places:
                return Match((place,), "code")
        stages = (
            ("spelling", self.by_whole.get(heard.whole, set())),
            ("brand", {k.place for k in self.by_key.get(heard.key, ()) if _same_brand(heard, k.reading)}),
            (
                "city",
                {
                    known.place
                    for known in self.by_place.get(heard.place, ())
                    if _same_brand(heard, known.reading) and heard.city in {"", known.city}
                },
            ),
        )
        for reason, places in stages:
            if left := places - refused:
                return Match(tuple(sorted(left)), reason)
        return None


def _same_brand(one: Reading, other: Reading) -> bool:
    return not one.brand or not other.brand or one.brand == other.brand
