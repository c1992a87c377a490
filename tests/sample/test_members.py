"""The stories planted among the sample's members are in what they bought."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from zhiyin.server.sample.members import BEANS, JUICE, POT, Bought, members, purchases

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@cache
def bought() -> tuple[Bought, ...]:
    return tuple(purchases(NOW, {}))


def test_the_members_are_the_same_on_the_same_day() -> None:
    assert members(NOW) == members(NOW)
    assert [one.code for one in members(NOW)] == list(dict.fromkeys(one.code for one in members(NOW)))


def test_they_bought_for_eighteen_months() -> None:
    first, last = min(one.at for one in bought()), max(one.at for one in bought())
    assert timedelta(days=500) < last - first < timedelta(days=600)
    assert 20_000 < len(bought()) < 45_000


def test_who_was_unhappy_buys_less_from_then_on() -> None:
    middle = NOW - timedelta(days=180)
    known = [one.code for one in members(NOW) if not one.is_silent]
    unhappy = dict.fromkeys(known[::3], middle)
    after: Counter[bool] = Counter()
    for one in purchases(NOW, unhappy):
        if one.at > middle and not one.member.is_silent:
            after[one.member.code in unhappy] += 1
    # a third of the customers made far less than a third of the purchases
    assert after[True] < 0.5 * (after[False] / 2)


def test_the_silent_ones_bought_and_then_stopped() -> None:
    last: defaultdict[bool, list[datetime]] = defaultdict(list)
    for one in bought():
        last[one.member.is_silent].append(one.at)
    assert max(last[True]) < NOW - timedelta(days=115)


def test_some_buy_only_what_is_reduced() -> None:
    reduced: defaultdict[bool, list[bool]] = defaultdict(list)
    for one in bought():
        reduced[one.member.is_rebate].append(one.is_discounted)
    assert sum(reduced[True]) / len(reduced[True]) > 0.85
    assert sum(reduced[False]) / len(reduced[False]) < 0.25


def test_who_bought_the_pot_comes_back_for_beans() -> None:
    pots = {one.member.code for one in bought() if one.product == POT and one.kind == "paid"}
    beans = {one.member.code for one in bought() if one.product == BEANS}
    assert beans <= pots
    assert len(beans) > 0.5 * len(pots)


def test_juice_stands_in_the_order_of_noodles() -> None:
    orders: defaultdict[str, set[str]] = defaultdict(set)
    for one in bought():
        orders[one.order].add(one.product)
    assert all(any("面" in product for product in of) for of in orders.values() if JUICE in of)


def test_what_is_paid_back_is_negative() -> None:
    assert all((one.amount < 0) == (one.kind == "refunded") for one in bought())
