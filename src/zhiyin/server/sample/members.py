"""The sample's members and what they bought in eighteen months, seeded like their voices.

The stories in it:

1. Who was unhappy buys less from then on, and every third stops.
2. Some never said a word, bought month by month, and stopped half a year ago: the silent ones.
3. Some buy only what is reduced, and most of it in June and November.
4. Who bought the coffee pot comes back for beans within a month; noodles go with sour plum juice; after some months
   with a savings account many begin to invest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from zhiyin.server.sample.generate import month_starts
from zhiyin.server.sample.organisation import SURNAMES, TITLES, Place, places

VOCAL: Final = range(3, 43)  # those of a place's customers who speak most
SILENT: Final = range(200, 208)
HISTORY: Final = 183  # days before the year of voices
SILENT_SINCE: Final = 150  # days
SALES: Final = (6, 11)  # months
_GIVEN: Final = "芳伟娜敏静强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉兰红梅丽波宁宇浩然欣怡子轩雨桐诗涵"
_RATE: Final = {"restaurant": 0.95, "shop": 0.65, "bank": 0.3}  # purchases a month
_GOODS: Final[dict[str, tuple[tuple[str, float, float], ...]]] = {  # name, price, weight
    "restaurant": (("红烧牛肉面", 32, 5), ("番茄鸡蛋面", 26, 3), ("担担面", 22, 3), ("卤味拼盘", 38, 1)),
    "shop": (
        ("挂耳咖啡", 59, 3),
        ("燕麦片", 36, 3),
        ("坚果礼盒", 128, 1),
        ("手冲壶", 168, 1.2),
        ("毛巾", 25, 2),
    ),
    "bank": (("储蓄账户管理", 10, 5), ("信用卡年费", 100, 1), ("转账手续费", 8, 3)),
}
JUICE, POT, BEANS, FUND = "酸梅汤", "手冲壶", "咖啡豆", "基金定投"
_LANGUAGES: Final = ("", "", "", "", "", "", "", "zh-hans", "zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Member:
    """A customer as the member system knows them; `born_on` may be by the moon, `is_rebate`: buys what is reduced."""

    code: str
    place: Place
    name: str
    gender: str
    tier: str
    mobile: str
    mail: str
    born_on: date | None
    is_lunar: bool
    joined_on: date
    language: str
    acquisition_cost: float
    is_rebate: bool
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of an order."""

    member: Member
    kind: str
    at: datetime
    order: str
    product: str
    quantity: int
    amount: float
    is_discounted: bool
    channel: str


def mail_of(code: str) -> str:
    return f"{code.lower()}@customers.yunling.example"


def members(now: datetime) -> list[Member]:
    """The members of all places, in a fixed order. Names and tiers are those under which they speak."""
    found: list[Member] = []
    for place in places():
        for who in (*VOCAL, *SILENT):
            code = f"{place.code}-{who:04d}"
            person = Random(f"{place.code}-{who}")
            share = person.random()
            surname, title = person.choice(SURNAMES), person.choice(TITLES)
            dice = Random(f"member-{code}")
            given = "".join(dice.sample(_GIVEN, dice.choice((1, 2, 2))))
            born = date(dice.randrange(1955, 2004), dice.randrange(1, 13), dice.randrange(1, 29))
            joined = (now - timedelta(days=HISTORY + 365 + dice.randrange(700))).date()
            found.append(
                Member(
                    code=code,
                    place=place,
                    name=surname + given,
                    gender="female" if title == TITLES[1] else "male",
                    tier="vip" if share < 0.06 else "gold" if share < 0.28 else "ordinary",
                    mobile=f"1990{len(found):07d}" if dice.random() < 0.6 else "",
                    mail=mail_of(code) if code[-1] in "02468" else "",
                    born_on=born if dice.random() < 0.7 else None,
                    is_lunar=dice.random() < 0.25,
                    joined_on=joined,
                    language=dice.choice(_LANGUAGES),
                    acquisition_cost=round(dice.uniform(15, 90), 2),
                    is_rebate=who % 10 == 7,
                    is_silent=who in SILENT,
                )
            )
    return found


def purchases(now: datetime, unhappy_since: Mapping[str, datetime]) -> Iterator[Bought]:
    """What the members bought; `unhappy_since` says from when on each was unhappy, by the member's code."""
    start = month_starts(now)[0] - timedelta(days=HISTORY)
    for member in members(now):
        yield from _of_one(member, start, now, unhappy_since.get(member.code))


def _of_one(member: Member, start: datetime, now: datetime, unhappy: datetime | None) -> Iterator[Bought]:
    dice = Random(f"bought-{member.code}")
    business = member.place.business
    rate = _RATE[business] * dice.gammavariate(2.0, 0.5) * (1.6 if member.tier != "ordinary" else 1.0)
    stops = unhappy is not None and dice.random() < 0.34
    at, number = start + timedelta(days=dice.uniform(0, 45)), 0
    while True:
        slow = 0.4 if unhappy is not None and at > unhappy else 1.0
        if member.is_rebate and at.month in SALES:
            slow *= 3.0
        at += timedelta(days=max(0.5, dice.expovariate(max(0.05, rate * slow) / 30.4)))
        gone = now - timedelta(days=SILENT_SINCE) if member.is_silent else now
        if at >= gone or (stops and unhappy is not None and at > unhappy + timedelta(days=20)):
            return
        number += 1
        moment = at.replace(hour=dice.choice((10, 12, 13, 15, 18, 19)), minute=dice.randrange(60), second=0)
        yield from _order(dice, member, min(moment, now), f"{member.code}-{number:03d}")


def _order(dice: Random, member: Member, at: datetime, order: str) -> Iterator[Bought]:
    business = member.place.business
    goods = _GOODS[business]
    name, price, _ = dice.choices(goods, [one[2] for one in goods])[0]
    reduced = dice.random() < (0.92 if member.is_rebate else 0.15)
    channel = "app" if dice.random() < 0.3 else "store"
    quantity = dice.choice((1, 1, 1, 2)) if business != "bank" else 1

    def line(product: str, one: float, *, when: datetime = at, count: int = 1, number: str = order) -> Bought:
        paid = round(one * count * (0.7 if reduced else 1.0), 2)
        return Bought(member, "paid", when, number, product, count, paid, reduced, channel)

    first = line(name, price, count=quantity)
    yield first
    if business == "restaurant" and "面" in name and dice.random() < 0.45:
        yield line(JUICE, 8)
    if name == POT and dice.random() < 0.6:
        yield line(BEANS, 88, when=at + timedelta(days=dice.uniform(5, 28)), number=f"{order}b")
    if business == "bank" and name.startswith("储蓄") and dice.random() < 0.12:
        yield line(FUND, 200, when=at + timedelta(days=dice.uniform(5, 28)), number=f"{order}b")
    if dice.random() < 0.015:
        yield Bought(
            member,
            "refunded",
            at + timedelta(hours=20),
            order,
            name,
            -quantity,
            -first.amount,
            reduced,
            channel,
        )
