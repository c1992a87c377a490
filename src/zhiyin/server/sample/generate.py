"""Twelve months of signals, seeded: the same day gives the same organisation."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from zhiyin.server.sample.organisation import SURNAMES, TITLES, Place, places
from zhiyin.server.sample.phrases import CLAUSES
from zhiyin.server.sample.stories import Mood, mood
from zhiyin.server.sample.voices import feeling_of, say

SEED = 20260108
SIGNALS = 30_000
MONTHS = 12
CUSTOMERS_A_PLACE = 260

# business -> (source, kind, channel, weight, how often something is said in words)
SOURCES: dict[str, tuple[tuple[str, str, str, float, float], ...]] = {
    "restaurant": (
        ("sms-survey", "survey", "sms", 3.0, 0.42),
        ("table-qr", "survey", "qr", 2.0, 0.5),
        ("dianping", "review", "dianping", 3.2, 1.0),
        ("care-line", "call", "phone", 0.5, 1.0),
        ("app", "ticket", "app", 0.6, 1.0),
    ),
    "shop": (
        ("sms-survey", "survey", "sms", 3.0, 0.38),
        ("dianping", "review", "dianping", 1.6, 1.0),
        ("wechat", "survey", "wechat", 2.2, 0.5),
        ("care-line", "call", "phone", 0.6, 1.0),
        ("app", "ticket", "app", 1.0, 1.0),
    ),
    "bank": (
        ("sms-survey", "survey", "sms", 3.4, 0.4),
        ("wechat", "survey", "wechat", 2.4, 0.45),
        ("care-line", "call", "phone", 1.2, 1.0),
        ("app", "ticket", "app", 1.2, 1.0),
    ),
}
BASE_TALK = {
    "queue": 1.4,
    "staff": 2.2,
    "taste": 3.0,
    "product": 2.4,
    "environment": 1.1,
    "price": 1.1,
    "counter": 2.0,
}
HOURS = {
    "restaurant": (11, 12, 12, 12, 13, 17, 18, 18, 19, 20),
    "shop": tuple(range(10, 22)),
    "bank": (9, 10, 10, 11, 14, 15, 16),
}


@dataclass(slots=True)
class Said:
    """One sample signal before the intake door sees it."""

    place: Place
    source: str
    source_id: str
    kind: str
    channel: str
    occurred_at: datetime
    customer: str
    name: str
    tier: str
    identity: str
    text: str
    touchpoint: str
    # each: item, construct, role, value, lowest and highest of its scale
    answers: list[tuple[str, str, str, float, float, float]] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)


def month_starts(now: datetime) -> list[datetime]:
    """Midnights that begin the twelve months up to and including `now`'s."""
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [first]
    for _ in range(MONTHS - 1):
        starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
    return starts[::-1]


def generate(now: datetime, *, signals: int = SIGNALS) -> Iterator[Said]:
    """About `signals` sample signals in order of time; `now` is aware, in the organisation's zone."""
    dice = Random(SEED)
    everywhere = places()
    starts = month_starts(now)
    ends = [*starts[1:], now]
    days = [max(0.2, (end - start).total_seconds() / 86400) for start, end in zip(starts, ends, strict=True)]
    weight = sum(place.size for place in everywhere) * sum(days)
    number = 0
    for month, (start, end, length) in enumerate(zip(starts, ends, days, strict=True), 1):
        found: list[Said] = []
        for place in everywhere:
            expected = signals * place.size * length / weight
            for _ in range(_whole(dice, expected)):
                number += 1
                found.append(_one(dice, place, month, start, end, number))
        found.sort(key=lambda said: said.occurred_at)
        yield from found


def _whole(dice: Random, expected: float) -> int:
    return max(0, round(dice.gauss(expected, math.sqrt(expected))))


def _when(dice: Random, place: Place, start: datetime, end: datetime) -> datetime:
    moment = start + (end - start) * dice.random()
    moment = moment.replace(
        hour=dice.choice(HOURS[place.business]), minute=dice.randrange(60), second=dice.randrange(60)
    )
    return moment if moment <= end else end - timedelta(minutes=dice.randrange(1, 240))


def _one(dice: Random, place: Place, month: int, start: datetime, end: datetime, number: int) -> Said:
    who = int(dice.paretovariate(1.1) * 3) % CUSTOMERS_A_PLACE
    person = Random(f"{place.code}-{who}")
    share = person.random()
    tier = "vip" if share < 0.06 else "gold" if share < 0.28 else "ordinary"
    name = person.choice(SURNAMES) + person.choice(TITLES)
    today = mood(place, month, tier)
    satisfaction = today.shift + dice.gauss(0.28, 0.95)
    source, kind, channel, _, talks = dice.choices(
        SOURCES[place.business],
        [
            row[3] * (2.0 if row[1] == "ticket" and satisfaction < -0.5 else 1.0)
            for row in SOURCES[place.business]
        ],
    )[0]
    wait = max(1, round(dice.gauss(today.wait, today.wait * 0.3)))
    aspects = _aspects(dice, place, today, satisfaction)
    text = say(dice, place.business, aspects, feeling_of(satisfaction), wait) if dice.random() < talks else ""
    said = Said(
        place=place,
        source=source,
        source_id=f"S{number:06d}",
        kind=kind,
        channel=channel,
        occurred_at=_when(dice, place, start, end),
        customer=f"{place.code}-{who:04d}" if channel != "dianping" else "",
        name=name,
        tier=tier if channel != "dianping" else "",
        identity="confidential" if channel == "qr" else "known",
        text=text,
        touchpoint={"gold_queue": "queue", "dessert": "ending"}.get(aspects[0][0], aspects[0][0]),
    )
    _answer(dice, said, satisfaction, today, wait)
    if place.business == "restaurant" and kind == "review":
        _bought(said, satisfaction)
    return said


def _bought(said: Said, satisfaction: float) -> None:
    """By which route the meal was bought. Dice of its own: the others fall as they would without it."""
    dice = Random(f"route-{said.source_id}")
    vouchers = 5 if satisfaction < 0 else 2
    route = dice.choices(("walk_in", "booking", "group_buy"), (4, 2, vouchers))[0]
    said.attributes |= {"visit_route": route, "voucher": "yes" if route == "group_buy" else "no"}


def _aspects(dice: Random, place: Place, today: Mood, satisfaction: float) -> list[tuple[str, str]]:
    """One to three aspects with the feeling about each; what a story makes louder is spoken of more."""
    clauses = CLAUSES[place.business]
    louder = {aspect: (more, better) for aspect, more, better in today.louder}
    names = [name for name in clauses if name not in {"dessert", "gold_queue"} or name in louder]
    weights = [BASE_TALK.get(name, 0.8) + louder.get(name, (0.0, 0.0))[0] for name in names]
    chosen: list[tuple[str, str]] = []
    for _ in range(dice.choices((1, 2, 3), (5, 4, 1))[0]):
        name = dice.choices(names, weights)[0]
        if name not in {known for known, _ in chosen}:
            chosen.append(
                (
                    name,
                    feeling_of(satisfaction * 0.85 + louder.get(name, (0.0, 0.0))[1] + dice.gauss(0, 0.55)),
                )
            )
    return chosen


def _scale(satisfaction: float, low: int, high: int, middle: float, spread: float) -> float:
    return float(min(high, max(low, round(middle + spread * satisfaction))))


def _answer(dice: Random, said: Said, satisfaction: float, today: Mood, wait: int) -> None:
    if said.kind == "survey":
        said.answers.append(
            ("recommend", "nps", "plain", _scale(satisfaction + dice.gauss(0, 0.3), 0, 10, 7.7, 2.1), 0, 10)
        )
        said.answers.append(
            (
                "satisfaction",
                "csat",
                "plain",
                _scale(satisfaction + dice.gauss(0, 0.35), 1, 5, 3.9, 0.95),
                1,
                5,
            )
        )
        if said.place.business == "bank":
            said.attributes["wait_minutes"] = wait
            experience = 9.5 - wait * 0.22
            expectation = 9.5 - today.expected_wait * 0.3
            said.answers.append(
                ("queue", "rating", "experience", _scale(dice.gauss(0, 0.8), 0, 10, experience, 1), 0, 10)
            )
            said.answers.append(
                ("queue", "rating", "expectation", _scale(dice.gauss(0, 0.8), 0, 10, expectation, 1), 0, 10)
            )
    elif said.kind == "review":
        said.answers.append(
            ("stars", "rating", "plain", _scale(satisfaction + dice.gauss(0, 0.3), 1, 5, 4.0, 1.0), 1, 5)
        )
    elif said.kind == "ticket":
        said.answers.append(
            ("made_it_easy", "ces", "plain", _scale(satisfaction + dice.gauss(0, 0.4), 1, 7, 5.0, 1.3), 1, 7)
        )
    else:
        said.answers.append(
            ("satisfaction", "csat", "plain", _scale(satisfaction + dice.gauss(0, 0.3), 1, 5, 3.8, 1.0), 1, 5)
        )
