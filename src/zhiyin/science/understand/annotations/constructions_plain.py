"""Chinese words that few reviews taught the models: slang that always praises, and troubles that are over."""

import re
from collections.abc import Callable
from typing import Final

from zhiyin.science.understand.annotations.findings import PRAISES, Findings, Turned
from zhiyin.science.understand.annotations.place import Place

_NO = re.compile("[不没非无未]$|[不没]是")
_HELPED = re.compile(
    "(?:帮|给|替|为)(?:我|我们|忙|着)?[^,]{0,4}$|"
    "(?:耐心|及时|马上|立刻|很快|完美|圆满|妥善|积极|当场|终于|顺利)(?:地|的|就|给)*$"
)
_TROUBLE_IS = re.compile(
    "^(?:我的?|这个?|那个?|所有的?)?(?:问题|故障|事情?|投诉|麻烦)(?:都|全|全都|也都|已经?)?$"
)
_NOT_YET = re.compile("如果|要是|假如|希望|何时|什么时候|怎么|自己|应该|只要|等到|[不没未才]")


def _always(place: Place, findings: Findings) -> Turned | None:
    """味道yyds, 绝绝子."""
    return None if place.before(_NO, 3) or place.ends_with("?") else (place.b, place.e, PRAISES)


def _solved(place: Place, findings: Findings) -> Turned | None:
    """问题解决了, 耐心地给解决了; not 才解决了, 要是解决了."""
    if place.before(_NOT_YET, 12) or place.ends_with("?"):
        return None
    low, _ = place.near()
    helped = place.before(_HELPED, 10) or _TROUBLE_IS.match(place.whole[low : place.b])
    return (place.cl, place.e, PRAISES) if helped else None


RULES: Final[dict[str, Callable[[Place, Findings], Turned | None]]] = {"always": _always, "solved": _solved}
