"""What customers say others offer: 隔壁银行利率更高, 别家免费, "X charges nothing"."""

import re
from functools import cache
from typing import Final

from zhiyin.science.understand.annotations.annotation import NAMED, OFFER
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry, words
from zhiyin.science.understand.annotations.names import NO_NAMES, OWN
from zhiyin.science.understand.annotations.place import Place

CODES: Final = ("price", "service", "product")

_COMPARED_ZH = re.compile("(?:比|跟|和|与|像|如|同|到|去|从|在|除了)(?:了)?(?:其)?$")
_GOING_ZH = re.compile("(?:到|去|从|在)$")
_ORGANISATION = (
    "银行|酒店|超市|平台|商家|公司|医院|健身房|运营商|牌子|品牌|app|餐厅|饭店|机构|学校|网点|"
    "快递|航空|咖啡|便利店|药店|门店|餐馆|面馆|奶茶|商场"
    "|店|家|宾馆|民宿|网站|厂家|卖家|商店|影院|理发店|火锅|券商|保险"
)
_NEEDS_NOUN: Final = frozenset(
    {"其他", "其它", "别的", "对面", "旁边", "附近", "外面", "隔壁", "市面上", "别处"}
)
_NOUN_ZH = re.compile(f"[^,]{{0,3}}?(?:{_ORGANISATION}|地方)")
_NEXT_DOOR_ZH = re.compile(f"[^,]{{0,3}}?(?:{_ORGANISATION})|(?:才|都|就|只|的)")
_SITES: Final = frozenset({"对面", "旁边", "外面"})
_PEOPLE_ZH = re.compile(f"(?:{_ORGANISATION}|只|免|都|那|就|才|还|的|一|$|[a-z])")
_LACK_ZH = re.compile(
    "烂|没有?(?:这么|那么|这样|你|这)|都没|也没|从没|更贵|贵|差(?!价)|不如|还不|更吵|难吃|不好|"
    "没有?[^,]{0,2}$|一般|也吃过|去过|一样|差不多|坑|慢|也这样|也不"
)
_COMPARED_EN = re.compile(
    r"\b(?:than|unlike|like|as|any|no|with|to|from|beats?|over|of|at|the only)(?: (?:any|the|all|"
    r"most|every|my|a|an))? $"
)
_NOUN_EN = re.compile(
    r"(?: \w+)? (?:banks?|hotels?|stores?|shops?|restaurants?|compan(?:y|ies)|providers?|"
    r"airlines?|gyms?|brands?|apps?|cafes?|places?|clinics?|phones?|sites?|websites?|platforms?|"
    r"services?|carriers?|insurers?"
    r"|supermarkets?|retailers?|sellers?|vendors?|salons?|dealers?|carrier|broker|pharmac(?:y|"
    r"ies)|schools?|operators?|cards?|networks?|suppliers?|bars?)\b"
)
_LACK_EN = re.compile(
    r"\b(?:more expensive|worse|don't have|doesn't have|never|nothing like|charge more|"
    r"charges more|costs more|cost more|noisy|not|can't|cannot|rude|slower|overpriced|terrible|"
    r"bad|are loud|isn't|aren't)\b"
)
_FREELY_EN = re.compile(r"\b(?:don't|doesn't|do not|does not|not|n't) (?:charge|cost|ask)")
_FREE_OF: Final = ("gluten ", "sugar ", "dairy ", "smoke ", "lactose ")
_BOUGHT_ZH = re.compile("自营|买|购|快递|商城|客服|生鲜|物流|售后|超市|的理由|都不知道")
_NEARBY: Final = frozenset(
    {
        "next door",
        "across the street",
        "across the road",
        "around the corner",
        "down the road",
        "down the street",
        "everyone else",
        "everybody else",
    }
)
_OFFERS_EN = re.compile(
    r"(?: \w+)? (?:has|have|is|are|charges?|sells?|offers?|gives?|does|opens?|serves?|makes?|"
    r"pays?|lets?|only|delivers?|costs?|provides?|had|was)\b"
)
_OTHER: Final = frozenset({"other", "previous", "former", "my other", "my last", "my old"})
_PLACED: Final = frozenset({"elsewhere", "somewhere else", "anywhere else"})
_HAS_EN = re.compile(
    r"\b(?:has|have|offers?|sells?|serves?|makes?|provides?|carry|carries) (?!been|to|no|"
    r"a problem|problems|good|bad|great)[a-z]+(?: [a-z]+)?"
)
_HAS_ZH = re.compile("也有|也能|也可以|可以|都有|都能|都可以|还有|还能|就能|就有|更[^,]|多一倍|支持|提供")
_KNOWN_ZH = re.compile(
    "人家|同样|同款|你们|你家|这里|贵行|只要|只需|才[0-9一二两三四五六七八九十卖收要]|不收"
)
_KNOWN_EN = re.compile(
    r" (?:has|have|offers?|ships?|sells?|refunds?|charges?|delivers?|gives?|includes?|lets|does|"
    r"is cheaper|pays|would)\b"
)
_REACH_ZH, _REACH_EN = 22, 70


def find(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds what an other is said to offer; the span reaches from the other to the words that say what."""
    latin = entry.latin
    if place.ends_with("?"):
        return
    if entry.code == "someone":
        _someone(place, findings)
        return
    whole, word = place.whole, place.whole[place.b : place.e]
    if entry.code == "known" and (
        findings.has(NAMED, OWN, place.b, place.e) or (not latin and place.after(_BOUGHT_ZH, 4))
    ):
        return
    if latin and place.whole[place.b : place.e] in _NEARBY and not place.after(_OFFERS_EN, 20):
        return
    if entry.code == "known" and not (place.after(_KNOWN_EN, 14) if latin else place.sentence(_KNOWN_ZH)):
        return
    if latin:
        if place.before(_COMPARED_EN, 18):
            return
        if word in _OTHER and not place.after(_NOUN_EN, 30):
            return
        end = min(place.sh, place.e + _REACH_EN)
        begin = place.e
        if word in _PLACED or end - begin < 4:
            begin, end = max(place.sl, place.b - _REACH_EN), min(end, place.e + 12)
        lack = _LACK_EN.search(whole, begin, end)
        if lack is not None and not _FREELY_EN.search(whole, begin, end):
            return
    else:
        compared = _COMPARED_ZH.search(whole, max(place.sl, place.b - 3), place.b)
        if compared and not _GOING_ZH.search(whole, max(place.sl, place.b - 1), place.b):
            return
        if (word in _NEEDS_NOUN and not place.after(_NEXT_DOOR_ZH if word == "隔壁" else _NOUN_ZH, 8)) or (
            word == "人家" and not place.after(_PEOPLE_ZH, 3)
        ):
            return
        begin, end = place.e, min(place.ch, place.e + _REACH_ZH)
        if end - begin < 3 and place.ch < place.sh and entry.code == "others":
            end = min(place.sh, place.e + _REACH_ZH)
        if _LACK_ZH.search(whole, begin, end):
            return
    found = _offered(whole, begin, end, "en" if latin else "zh")
    if found is None:
        has = None if word in _SITES else (_HAS_EN if latin else _HAS_ZH).search(whole, begin, end)
        if has is None:
            return
        found = "product", has.start(), has.end()
    code, first, last = found
    if word in _PLACED and code != "price":
        return
    findings.add(
        OFFER,
        code,
        min(place.b, first),
        max(place.e, last),
        0.6,
        0.75 if entry.code == "others" else 0.6,
        f"offer.{entry.code}",
    )


def _someone(place: Place, findings: Findings) -> None:
    """ "X charges nothing": somebody with a name of their own, who is then a competitor, as far as one can tell."""
    low = max(place.sl, place.b - 30)
    before = place.given(low, place.b) if low < place.b else ""
    found = _NAME_EN.search(before) if len(before) == place.b - low else None
    if found is None or found.group(1).split(" ")[0].lower() in NO_NAMES or found.group(1).lower() in _NEARBY:
        return
    begin, end = low + found.start(1), low + found.end(1)
    if findings.has(NAMED, OWN, begin, end) or any(
        findings.has(OFFER, code, begin, place.e) for code in CODES
    ):
        return
    findings.add(OFFER, "price", begin, place.e, 0.6, 0.6, "offer.someone")
    if not findings.has(NAMED, "competitor", begin, end):
        findings.add(NAMED, "competitor", begin, end, 0.5, 0.5, "named.competitor.offers")


_NAME_EN = re.compile(r"(?:^|(?<=[ ,;(]))([A-Z][\w&'-]*(?: [A-Z][\w&'-]*)?) $")


def _offered(whole: str, begin: int, end: int, language: str) -> tuple[str, int, int] | None:
    """The code most of whose words stand in [begin, end), and the bounds of these words; price before the others."""
    best: tuple[int, str, int, int] | None = None
    for code in CODES:
        spans = [
            match.span()
            for match in _vocabulary(code, language).finditer(whole, begin, end)
            if match.group() != "free" or not whole.endswith(_FREE_OF, begin, match.start())
        ]
        if spans and (best is None or len(spans) > best[0]):
            best = (len(spans), code, spans[0][0], spans[-1][1])
    return best[1:] if best else None


@cache
def _vocabulary(code: str, language: str) -> re.Pattern[str]:
    vocabulary = sorted(words(OFFER, code, language), key=len, reverse=True)
    joined = "|".join(re.escape(word) for word in vocabulary)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)" if language == "en" else joined)
