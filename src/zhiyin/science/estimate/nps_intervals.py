"""The four intervals of a single NPS, before they are cut to [−1, 1] (METHODS A1)."""

import math
from collections.abc import Callable
from typing import Literal

Method = Literal["bonett_price", "wald", "adjusted_wald_3", "tango"]

_HALVINGS = 60


def variance(promoters: int, detractors: int, n: int) -> float:
    """Variance of one answer coded −1, 0, 1: p_P + p_D − (p_P − p_D)². 0 when all are alike."""
    return ((promoters + detractors) * n - (promoters - detractors) ** 2) / (n * n)


def wald(promoters: int, detractors: int, n: int, z: float) -> tuple[float, float]:
    """d ± z √(v/n): approximate, and too narrow for small n."""
    return _adjusted(promoters, detractors, n, z, added=0.0, to_n=0.0)


def bonett_price(promoters: int, detractors: int, n: int, z: float) -> tuple[float, float]:
    """Adjusted Wald with one vote added to either side: the default."""
    return _adjusted(promoters, detractors, n, z, added=1.0, to_n=2.0)


def adjusted_wald_3(promoters: int, detractors: int, n: int, z: float) -> tuple[float, float]:
    """AW(3): three votes added, three quarters of one to either side."""
    return _adjusted(promoters, detractors, n, z, added=0.75, to_n=3.0)


def _adjusted(
    promoters: int, detractors: int, n: int, z: float, *, added: float, to_n: float
) -> tuple[float, float]:
    size = n + to_n
    share_p, share_d = (promoters + added) / size, (detractors + added) / size
    centre = share_p - share_d
    half = z * math.sqrt(max(0.0, share_p + share_d - centre * centre) / size)
    return centre - half, centre + half


def tango(promoters: int, detractors: int, n: int, z: float) -> tuple[float, float]:
    """Tango's score interval of a paired difference: the D at which |T(D)| = z, found by halving."""
    point = (promoters - detractors) / n

    def score(difference: float) -> float:
        b = -promoters - detractors + (2 * n - promoters + detractors) * difference
        c = -detractors * difference * (1.0 - difference)
        q21 = (math.sqrt(max(0.0, b * b - 8.0 * n * c)) - b) / (4.0 * n)
        spread = n * (2.0 * q21 + difference * (1.0 - difference))
        distance = promoters - detractors - n * difference
        if spread <= 0.0:
            return math.copysign(math.inf, distance) if distance else 0.0
        return distance / math.sqrt(spread)

    def crossing(inside: float, outside: float) -> float:
        if abs(score(outside)) <= z:
            return outside
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2.0
            if abs(score(middle)) <= z:
                inside = middle
            else:
                outside = middle
        return inside

    return crossing(point, -1.0), crossing(point, 1.0)


_BY_METHOD: dict[str, Callable[[int, int, int, float], tuple[float, float]]] = {
    "bonett_price": bonett_price,
    "wald": wald,
    "adjusted_wald_3": adjusted_wald_3,
    "tango": tango,
}


def nps_interval(
    promoters: int, detractors: int, n: int, z: float, method: Method = "bonett_price"
) -> tuple[float, float]:
    """Low and high of an NPS in −1…1 by the named method, not yet cut to [−1, 1]. Needs n ≥ 1."""
    try:
        interval = _BY_METHOD[method]
    except KeyError:
        raise ValueError(f"Unknown NPS interval {method!r}; known are {', '.join(_BY_METHOD)}.") from None
    return interval(promoters, detractors, n, z)
