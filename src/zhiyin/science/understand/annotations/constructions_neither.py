"""Phrases that neither praise nor blame, though their words do, in both languages; see `constructions`.

不好也不坏, "neither good nor bad", 要是有雨棚就更好了, 好的，谢谢. What only wishes somebody well is here, too.
"""

import re
from collections.abc import Callable
from typing import Final

from zhiyin.science.understand.annotations.constructions_zh import first_side
from zhiyin.science.understand.annotations.findings import NEITHER, PRAISES, Findings, Turned
from zhiyin.science.understand.annotations.place import Place

_DENIED_ZH = re.compile("(?:没有?|不|谈不上|说不上|算不上|不算|称不上)(?=[^没不,。!?]{1,6},?$)")
_SUPPOSED_ZH = re.compile("要是|如果|假如|若是|倘若|若能|要能|希望|建议|最好|(?:^|,)(?:能|再|有)")
_MUCH_ZH = re.compile("(?:得?多|很多|不少|一些|一点|些|了)*")
_WISHED_ZH = re.compile("(?:祝|愿|希望|盼|加油)[^,]{0,12}$")
# 最好 that advises stands before what is to be done, 最好 that praises before what is best.
_ADVISED_ZH = re.compile(
    "能|可以|是能|有个?|设|放|加|多|给|把|提前|在|不要|别|再|安排|配|开|换|改|增|标|留|做|让|统一|装|准备|早"
)
_GOOD_EN = r"good|great|amazing|excellent|brilliant|special|fantastic|outstanding|cheap|fast|friendly|wow"
_BAD_EN = r"bad|terrible|awful|horrible|poor|expensive|slow|rude|dreadful|disappoint\w*"
_PAIR_EN = re.compile(
    rf" (?:particularly |especially |very |that )?(?:(?:{_GOOD_EN}) n?or (?:particularly |especially |very )?(?:{_BAD_EN})"
    rf"|(?:{_BAD_EN}) n?or (?:particularly |especially |very )?(?:{_GOOD_EN}))\b"
)
_OTHER_ZH = re.compile("(?:跟|和|与|同)[^,]{1,8}$")
_ENDS_ZH = re.compile("[的了吧啦呀]?(?:[,.!?]|$)")
_WONDERS_EN = re.compile(
    r"\b(?:(?:don't|do not|can't|cannot|never) (?:know|see|understand|get|understood|believe)|ignore|despite)"
    r"(?: all| the| those| some of){0,2} $"
)
_WONDERS_ZH = re.compile("(?:不知道|不懂|不明白|想不通|搞不懂)(?:为什么|为啥|怎么)[^,]{0,8}$")


def _neither_nor(place: Place, findings: Findings) -> Turned | None:
    """没特别快也没特别慢, 说不上好，也说不上坏: of one side no more than of the other."""
    low = max(place.sl, place.b - 10)
    denied = _DENIED_ZH.search(place.whole, low, place.b)
    if denied is None or place.ends_with("?"):
        return None
    one = first_side(place, denied.end(), place.b)
    other = first_side(place, place.e, min(place.ch, place.e + 6))
    if one is None or other is None or one[0] * other[0] > 0:
        return None
    return denied.start(), other[1], NEITHER


def _so_so(place: Place, findings: Findings) -> Turned | None:
    """中规中矩, 不温不火, 也就那样."""
    return None if place.ends_with("?") else (place.b, place.e, NEITHER)


def _alike(place: Place, findings: Findings) -> Turned | None:
    """跟图片差不多: as it is elsewhere; 差不多等了一小时 says how much."""
    other = place.before(_OTHER_ZH, 10)
    return (other.start(), place.e, NEITHER) if other and place.after(_ENDS_ZH, 2) else None


def _wished(place: Place, findings: Findings) -> Turned | None:
    """要是有雨棚就更好了: what would be better is not said to be good."""
    supposed, much = place.earlier(_SUPPOSED_ZH), place.after(_MUCH_ZH, 4)
    if supposed is None or much is None or place.ends_with("?"):
        return None
    return supposed.start(), much.end(), NEITHER


def _had_better(place: Place, findings: Findings) -> Turned | None:
    """最好放个充电的地方."""
    return (place.b, place.e, NEITHER) if place.after(_ADVISED_ZH, 3) else None


def _well_wished(place: Place, findings: Findings) -> Turned | None:
    """希望你们越办越好."""
    return (place.cl, place.e, PRAISES) if place.before(_WISHED_ZH, 16) else None


def _all_right(place: Place, findings: Findings) -> Turned | None:
    """好的，谢谢: agrees, and praises nothing."""
    alone = place.b == place.cl and place.e == place.ch
    return (place.b, place.e, NEITHER) if alone else None


def _others_blame(place: Place, findings: Findings) -> Turned | None:
    """ "Don't know why people complain", 不知道为什么有人给差评."""
    latin = place.whole[place.b].isascii()
    wonders = place.before(_WONDERS_EN, 60) if latin else place.before(_WONDERS_ZH, 16)
    return None if wonders is None else (wonders.start(), place.e, NEITHER)


def _neither_en(place: Place, findings: Findings) -> Turned | None:
    """ "Neither good nor bad"."""
    found = place.after(_PAIR_EN, 60)
    return None if found is None else (place.b, found.end(), NEITHER)


RULES: Final[dict[str, Callable[[Place, Findings], Turned | None]]] = {
    "neither_nor": _neither_nor,
    "so_so_zh": _so_so,
    "alike_zh": _alike,
    "wished": _wished,
    "had_better": _had_better,
    "well_wished": _well_wished,
    "all_right": _all_right,
    "others_blame": _others_blame,
    "neither_en": _neither_en,
}
