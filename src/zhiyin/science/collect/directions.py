"""Which end of a scale is the good one, where a column's name says it: 满意度（1非常满意，5非常不满意）, 费力度."""

import re
import unicodedata
from typing import Final

_GOOD: Final = (
    r"(?<!不)(?<!不够)(?<!不太)(?:满意|容易|轻松|简单|省力|方便|好|同意|愿意)|"
    r"(?<!dis)(?<!un)(?<!not )(?<!not at all )(?:satisfied|easy|agree|good|excellent|likely|low effort|effortless)"
)
_BAD: Final = (
    r"不(?:够|太)?(?:满意|容易|轻松|简单|省力|方便|好|同意|愿意)|费力|费劲|困难|麻烦|差|难(?!易)|"
    r"dissatisfied|unsatisfied|disagree|difficult|hard|bad|poor|unlikely|high effort|"
    r"not (?:at all )?(?:satisfied|easy|likely)"
)
_END: Final = re.compile(
    rf"(?P<number>\d{{1,2}})\s*(?:分|[=＝:：]|为|是|代表|表示|\s)*\s*(?:非常|很|十分|最|极其?|完全|特别|比较|"
    rf"very|extremely|completely|strongly|most|\s)*\s*(?:(?P<bad>{_BAD})|(?P<good>{_GOOD}))"
)
_EFFORT: Final = re.compile(r"费力|费劲|困难|effort|difficult", re.IGNORECASE)
_EASE: Final = re.compile(
    r"容易|轻松|便捷|方便|省力|easy|ease\b|\bces\b|customer effort score|made it", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"(?<![\d.])([01])\D{1,30}?[-–—~～至到,，;；、/ ]\s*(\d{1,2})(?![\d.])")


def direction_named(name: str) -> int:
    """1 where a high number is good, -1 where a low one is, as the name says of the scale's ends; 0 if it does not."""
    text = unicodedata.normalize("NFKC", name).casefold()
    ends = [(int(found["number"]), bool(found["good"])) for found in _END.finditer(text)]
    good = [number for number, is_good in ends if is_good]
    bad = [number for number, is_good in ends if not is_good]
    if good and bad and max(good) != max(bad):
        return 1 if max(good) > max(bad) else -1
    if good and not bad and len(set(good)) == 1:
        return -1 if good[0] <= 1 else 1 if good[0] >= 4 else 0
    if bad and not good and len(set(bad)) == 1:
        return 1 if bad[0] <= 1 else -1 if bad[0] >= 4 else 0
    return 0


def is_effort(name: str) -> bool:
    """Whether a high number says much effort: 费力度, and not 轻松度."""
    return _EFFORT.search(name) is not None and _EASE.search(name) is None


def ends_named(name: str) -> tuple[float, float] | None:
    """The scale whose ends a name explains: （1非常轻松-5非常费力）, (1 = very difficult, 7 = very easy)."""
    found = _BETWEEN.search(unicodedata.normalize("NFKC", name))
    if found is None or int(found[2]) not in (3, 4, 5, 6, 7, 9, 10) or not direction_named(name):
        return None
    return float(found[1]), float(found[2])
