"""Competitors and products that are named.

Products are named only by the organisation's own list, competitors by it or where something is compared (比X好,
不如X, "better than X").
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import Final

from zhiyin.science.understand.annotations.annotation import NAMED, Annotation
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry, Lexicon, build, folded_term, lexicon, words
from zhiyin.science.understand.annotations.place import Place

CODES: Final = ("competitor", "product", "staff_praised", "staff_blamed", "staff")
NO_NAMES: Final = frozenset(words(NAMED, "no_name", "en"))
_THAN_ZH = re.compile(
    "((?:(?![我你他她它这那以之上前想别其隔一原预自不在去直换到做早多少再就还同第刚当最市实大很任"
    "什谁哪期往年老新旧普家网宣描图照平时外人从对更起相没有什来得说吃过买住喝看听用打坐点了吗呢吧"
    "的])[\u4e00-\u9fffa-z])(?:[\u4e00-\u9fffa-z0-9]){1,6}?)"
    "(?:的|家的?)?(?:[^,。!?]{0,4}?)(?:好|便宜|贵|快|强|差|划算|香|大|实惠|干净|热情|高|低|远|"
    "方便|专业|正宗|新鲜|靠谱|贴心|差远)"
)
_NOT_AS_ZH = re.compile(
    "(?:去|吃|买|选|直接去|点|"
    "用)?((?:(?![我你他她它这那以之上前想别其隔一原预自不在直换到做早多少再就还同第刚当最市实大很"
    "任什谁哪期往年老新旧普家网宣描图照平时外人从对更起相没有什来得说过住喝看听打坐了吗呢吧"
    "的])[\u4e00-\u9fffa-z])[\u4e00-\u9fffa-z0-9]{1,4})$"
)
_NO_RIVAL_ZH = re.compile(
    "以前|上次|之前|想象|图片|从前|去年|昨天|一般|平时|外面|家里|网上|宣传|预期|超市$|大家|很多|"
    "同类|自己|以往|朋友|价格|同价|这|那|我|你|第一|前台|时候|的$|了|着|味道|服务|质量|外卖|堂食|"
    "饭店$|酒店$|妈妈|爸|国内|国外|城市|市区|县|地方|正常|飞机|火车|地铁|蜗牛|乌龟|石头|塑料|"
    "方便面|食堂|狗|猪|屎|纸|水$|冰|蜜|脸|命|原价|实体|专柜|官网|旗舰|线下|线上|旁边|周围|附近|"
    "标准|说明|描述|照片|年|月|天|次|点|人|号|楼|层|区|专卖|市$|房|柜|间|款|版|型|水果|系列|手机|"
    "电脑|电视|书"
)
_ORGANISED_ZH = re.compile(
    "(?:银行|酒店|超市|公司|集团|航空|保险|电信|移动|联通|牌|家|店|餐厅|咖啡|快递|手机|汽车)$"
)
_THAN_EN = re.compile(r" (?:the |an? |at |in )?(?:of )?([A-Z][\w&'-]*[a-z0-9](?: [A-Z][\w&'-]*[a-z0-9])?)")
OWN: Final = "own"
STAFF: Final = "staff"
STAFF_CODES: Final = ("staff_praised", "staff_blamed", STAFF)
LISTED_STAFF: Final = ".listed_staff"
"""How the rules end that found staff by the organisation's list."""
_LISTED: Final = 0.95
_KNOWN: Final = 0.8
_LIKELY: Final = 0.65
_GUESSED: Final = 0.45
_COMPARING_ZH = re.compile("(?:比|不如|没有|像|和|跟|转到|换到|去|换成|改用|改去|回到)(?:去)?$")
_KNOWN_DOES_ZH = re.compile(
    "(?:家|那边)?(?:都|就|才|只要|更|卖|便宜|免费|同款|利率|的[^,]{0,6}(?:更|高一|低一|便宜一))"
)
_COMPARING_EN = re.compile(
    r"\b(?:than|unlike|as good as|like|compared (?:to|with)|switch(?:ing|ed)? to|mov(?:e|ing|"
    r"ed) to|prefer|back to|go(?:ing)? to|went to|instead of|from)(?: the)? $"
)
_KNOWN_DOES_EN = re.compile(
    r" (?:has|have|is|does|charges?|offers?|sells?|delivers?|ships?|gives?|includes?|refunds?|"
    r"makes|lets|pays|would|never|always|did)\b"
)
_COMPARED_ZH = re.compile("[道务格境西量家得还要菜都]$")


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff. `places`: paths where they work; they are found in what was said there or below, and
    everywhere without any."""

    name: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What the organisation names: its competitors, its products, itself (never a competitor), and its staff."""

    competitors: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    staff: tuple[Staff, ...] = ()

    @property
    def version(self) -> str:
        """Changes when any name does; empty without names."""
        return _version(self)


@lru_cache(maxsize=16)
def _version(names: Names) -> str:
    if names == Names():
        return ""
    return hashlib.sha256(json.dumps(astuple(names)).encode("utf-8", "surrogatepass")).hexdigest()[:8]


@lru_cache(maxsize=16)
def given(names: Names) -> Lexicon:
    """An automaton of the names that the organisation gives."""
    meanings: dict[str, tuple[Entry, ...]] = {}
    staff = tuple(one.name for one in names.staff)
    for code, listed in (
        (OWN, names.own),
        ("product", names.products),
        ("competitor", names.competitors),
        (STAFF, staff),
    ):
        for name in listed:
            term = folded_term(name.strip())
            if term and "\0" not in term:
                meanings.setdefault(term, (Entry(NAMED, code, "listed", 0.7, term.isascii()),))
    return build(meanings)


def find_listed(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds a name from the organisation's list."""
    if entry.code == OWN:
        findings.mark(NAMED, OWN, place.b)
    else:
        findings.add(
            NAMED, entry.code, place.b, place.e, entry.strength, _LISTED, f"named.{entry.code}.listed"
        )


def placed(
    annotations: Sequence[tuple[Annotation, ...]],
    texts: Sequence[str],
    places: Sequence[str | None],
    names: Names,
) -> list[tuple[Annotation, ...]]:
    """The annotations without listed staff who do not work where the text was said; an unknown place (None) is
    anywhere."""
    works: dict[str, tuple[str, ...]] = {}
    for one in names.staff:
        term = folded_term(one.name.strip())
        # a namesake without a place is anywhere
        known = works.get(term, one.places)
        works[term] = (*known, *one.places) if known and one.places else ()

    def is_here(one: Annotation, text: str, place: str | None) -> bool:
        if place is None or not (one.kind == NAMED and one.rule.endswith(LISTED_STAFF)):
            return True
        at = works.get(folded_term(text[one.start : one.end]), ())
        return not at or place.startswith(at)

    return [
        tuple(one for one in found if is_here(one, text, place))
        for found, text, place in zip(annotations, texts, places, strict=True)
    ]


def find_than(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds a competitor that something is compared with."""
    found = _than_en(place) if entry.latin else _than_zh(place)
    if found is not None:
        begin, end, confidence = found
        if not findings.has(NAMED, "competitor", begin, end) and not findings.has(
            NAMED, "product", begin, end
        ):
            findings.add(NAMED, "competitor", begin, end, 0.6, confidence, "named.competitor.compared")


def find_known(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds a well-known company that the text says something of, if it is told apart from the writer's own."""
    pattern = _COMPARING_EN if entry.latin else _COMPARING_ZH
    before = place.before(pattern, 20 if entry.latin else 6)
    after = place.after(_KNOWN_DOES_EN if entry.latin else _KNOWN_DOES_ZH, 20)
    if findings.has(NAMED, OWN, place.b, place.e):
        return
    if (before or after) and not findings.has(NAMED, "competitor", place.b, place.e):
        findings.add(
            NAMED,
            "competitor",
            place.b,
            place.e,
            0.6,
            _KNOWN if before else _LIKELY,
            "named.competitor.known",
        )


def _than_zh(place: Place) -> tuple[int, int, float] | None:
    if place.whole.startswith("比", place.b) or place.whole.startswith("没有", place.b):
        found = place.after(_THAN_ZH, 16)
        confidence = _GUESSED if place.b == place.cl or place.before(_COMPARED_ZH, 2) else 0.0
    else:
        found = place.after(_NOT_AS_ZH, 10)
        confidence = _LIKELY
    if found is None or _NO_RIVAL_ZH.search(found.group(1)):
        return None
    known = _known(found.group(1))
    if place.whole.startswith("没有", place.b) and not known:
        return None
    if known or _ORGANISED_ZH.search(found.group(1)):
        confidence = _KNOWN
    return (found.start(1), found.end(1), confidence) if confidence else None


def _known(name: str) -> bool:
    words = lexicon().automaton.find_matches_as_indexes(name)
    entries = lexicon().entries
    return any(
        entry.kind == "offer" and entry.code == "known" for index, _, _ in words for entry in entries[index]
    )


def _than_en(place: Place) -> tuple[int, int, float] | None:
    high = min(place.sh, place.e + 40)
    if high <= place.e:
        return None
    after = place.given(place.e, high)
    found = _THAN_EN.match(after) if len(after) == high - place.e else None
    if found is None or found.group(1).split(" ")[0].lower() in NO_NAMES:
        return None
    return place.e + found.start(1), place.e + found.end(1), _LIKELY
