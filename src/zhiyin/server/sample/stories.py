"""The stories planted in the sample, as numbers. The pages should find each of them.

1. Queues: in the east's restaurants waiting gets worse in months 5 to 7 and is mended in month 8 by a second pick-up
   counter.
2. A delighter that decays: the south-west's restaurants give a free dessert from month 3 on; it delights, then is
   taken for granted, then missed when it runs out.
3. Gold customers of the bank wait less than ordinary ones and are less happy: they expected not to wait at all.
4. Who comes to a restaurant with a group-buy voucher gives fewer stars than who pays the full price (`generate`).
"""

from dataclasses import dataclass
from typing import Final

from zhiyin.server.sample.organisation import Place

QUEUE_BAD: Final = (5, 6, 7)  # months of the sample, 1 to 12
QUEUE_MENDED: Final = 8
DESSERT_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class Mood:
    """What a customer meets at one place in one month: shifts of satisfaction (in standard deviations) and of talk."""

    shift: float = 0.0
    # aspect -> how much more it is talked of, and how much better (+) or worse (-) than usual
    louder: tuple[tuple[str, float, float], ...] = ()
    wait: float = 12.0  # minutes
    expected_wait: float = 12.0


def mood(place: Place, month: int, tier: str) -> Mood:
    """The stories' effect at a place, in a month (1 to 12), on a customer of a tier."""
    shift, wait, expected = place.quality, 12.0, 12.0
    louder: list[tuple[str, float, float]] = []
    if place.business == "restaurant" and place.region == "YL-E":
        if month in QUEUE_BAD:
            depth = (0.75, 1.0, 0.9)[month - QUEUE_BAD[0]]
            shift -= 0.62 * depth
            wait = 18 + 9 * depth
            louder.append(("queue", 4.0 * depth, -1.6 * depth))
        elif month >= QUEUE_MENDED:
            shift += 0.22
            wait = 8
            louder.append(("queue", 1.0, +0.9))
    if place.business == "restaurant" and place.region == "YL-W" and month >= DESSERT_FROM:
        age = month - DESSERT_FROM
        delight = max(0.0, 1.0 - age / 5)
        shift += 0.5 * delight - (0.12 if age > 6 else 0.0)
        louder.append(("dessert", 3.2 * max(0.35, delight), 2.4 * delight - 0.9 * (age > 6)))
    if place.business == "bank":
        if tier == "gold":
            shift -= 0.45
            wait, expected = 7.0, 2.0
            louder.append(("gold_queue", 5.0, -1.3))
        elif tier == "vip":
            shift += 0.25
            wait, expected = 3.0, 3.0
        else:
            wait, expected = 16.0, 18.0
    return Mood(shift, tuple(louder), wait, expected)
