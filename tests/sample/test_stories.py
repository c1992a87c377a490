"""The stories planted in the sample are in its numbers."""

from collections import defaultdict
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from zhiyin.science.estimate import nps
from zhiyin.science.estimate.results import Estimate
from zhiyin.server.sample.generate import Said, generate, month_starts

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STARTS = month_starts(NOW)


@cache
def everything() -> tuple[Said, ...]:
    return tuple(generate(NOW))


def month(said: Said) -> int:
    """1 to 12."""
    return sum(start <= said.occurred_at for start in STARTS)


def score(said: list[Said]) -> Estimate:
    values = [answer[3] for one in said for answer in one.answers if answer[1] == "nps"]
    return nps(sum(v >= 9 for v in values), sum(v <= 6 for v in values), len(values))


def below(one: Estimate, other: Estimate) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def test_the_sample_is_the_same_on_the_same_day() -> None:
    again = list(generate(NOW, signals=300))
    assert [s.text for s in again] == [s.text for s in generate(NOW, signals=300)]


def test_it_is_a_year_of_about_thirty_thousand_signals_over_six_channels() -> None:
    assert 29_000 < len(everything()) < 31_500
    assert len({said.channel for said in everything()}) == 6
    assert {month(said) for said in everything()} == set(range(1, 13))


def test_queues_in_the_east_hurt_until_they_are_mended() -> None:
    east = [s for s in everything() if s.place.business == "restaurant" and s.place.region == "YL-E"]
    bad = score([s for s in east if month(s) in (5, 6, 7)])
    assert below(bad, score([s for s in east if month(s) <= 4]))
    assert below(bad, score([s for s in east if month(s) >= 8]))


def test_the_free_dessert_delights_and_then_is_taken_for_granted() -> None:
    west = [s for s in everything() if s.place.business == "restaurant" and s.place.region == "YL-W"]
    assert below(score([s for s in west if month(s) >= 9]), score([s for s in west if month(s) in (3, 4)]))


def test_gold_customers_wait_less_and_are_less_happy() -> None:
    waits, voices = defaultdict(list), defaultdict(list)
    for said in everything():
        if said.place.business == "bank" and "wait_minutes" in said.attributes:
            waits[said.tier].append(float(str(said.attributes["wait_minutes"])))
            voices[said.tier].append(said)
    assert sum(waits["gold"]) / len(waits["gold"]) < sum(waits["ordinary"]) / len(waits["ordinary"])
    assert below(score(voices["gold"]), score(voices["ordinary"]))


def test_guests_with_a_voucher_give_fewer_stars_than_those_who_pay_the_full_price() -> None:
    stars = defaultdict(list)
    for said in everything():
        if said.place.business == "restaurant" and said.kind == "review":
            stars[said.attributes["visit_route"]].append(said.answers[0][3])
    assert set(stars) == {"walk_in", "booking", "group_buy"}
    assert min(map(len, stars.values())) > 500
    means = {route: sum(given) / len(given) for route, given in stars.items()}
    assert means["group_buy"] < min(means["walk_in"], means["booking"]) - 0.2


def test_nobody_speaks_from_the_future() -> None:
    assert max(said.occurred_at for said in everything()) <= NOW
